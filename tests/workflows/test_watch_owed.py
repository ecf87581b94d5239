"""Reminders of interests to be notified, statutory returns, and what follows from clauses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.council import Council
from tests.support.watches import days, keep, meeting, message, told
from workflows.consequences import Consequence, ConsequenceKind, ConsequenceState
from workflows.declarations import Declaration, Interest, notify_by
from workflows.returns import ReturnState, StatutoryReturn
from workflows.watches.consequences import CONSEQUENCES
from workflows.watches.declarations import DECLARATIONS
from workflows.watches.kind import Matter
from workflows.watches.returns import RETURNS

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
MONDAY = date(2027, 1, 11)


def interest(**more: Any) -> Declaration:
    unregistered = {"kind": Interest.PECUNIARY, "registered": False, **more}
    return Declaration("i", "b", "m", "Tom Hallam", MONDAY, **unregistered)


def test_the_28_days_begin_with_the_day_of_the_declaration() -> None:
    """Localism Act 2011 s.31(3): of 11 January the 28th day is Sunday 7 February; the working day
    before that is the Friday."""
    assert notify_by(interest()) == date(2027, 2, 7)
    one = ["2027-01-22 notify-10", "2027-02-03 notify-2", "2027-02-05 notify-0"]
    late = ["2027-02-08 notify+1", "2027-02-15 notify+6"]
    assert days(DECLARATIONS, interest(), date(2027, 2, 16)) == [
        f"{rung.split()[0]} {to}:{rung.split()[1]}"
        for rung in (*one, *late)
        for to in ("member", "officer")
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"notified_on": MONDAY},
        {"registered": True},
        {"registered": None},
        {"kind": Interest.OTHER},
    ],
)
def test_nothing_is_to_be_notified(changed: dict[str, Any]) -> None:
    assert days(DECLARATIONS, interest(**changed), date(2027, 6, 1)) == []


def test_the_member_and_the_officer_hear_and_nobody_else(council: Council) -> None:
    c = council
    held = replace(meeting(MONDAY), board_id=c.board.id)
    keep(c, "meetings", held)
    tom = c.people["tom"].id
    sensitive = replace(interest(exempt="sensitive", person_id=tom), board_id=c.board.id)
    kept = keep(c, "declarations", sensitive)
    seen = told(c, datetime(2027, 1, 22, 10, tzinfo=UTC))
    assert [line for line in seen if line[2].endswith("notify-10")] == [
        ("2027-01-22", "tom", "member:notify-10"),
        ("2027-01-22", "asha", "officer:notify-10"),
    ]
    shown = message(c, "tom")
    assert shown is not None
    assert [(w.matter, w.by) for w in shown.watched] == [(Matter.NOTIFY, date(2027, 2, 7))]
    keep(c, "declarations", replace(kept, notified_on=c.now.date()))
    assert c.look(lambda tx: tx.watches.day_of("declaration", kept.id)) is None


# --- returns --------------------------------------------------------------------------------------


def owed(**more: Any) -> StatutoryReturn:
    return StatutoryReturn("r", "b", "The plan", date(2027, 3, 12), **more)


def test_the_boards_sign_off_ahead_of_the_day_and_weekly_after_it() -> None:
    """The last working day before Friday 12 March is that day; 20 before it is 12 February."""
    assert days(RETURNS, owed(), date(2027, 3, 16)) == [
        "2027-02-12 officer:sign-off-20",
        "2027-02-26 officer:sign-off-10",
        "2027-03-10 officer:sign-off-2",
        "2027-03-12 officer:sign-off-0",
        "2027-03-15 officer:sign-off+1",
    ]


def test_what_is_signed_off_is_to_go_and_what_went_is_reported() -> None:
    signed = owed(state=ReturnState.SIGNED_OFF)
    assert days(RETURNS, signed, date(2027, 3, 12)) == [
        "2027-02-26 officer:submit-10",
        "2027-03-10 officer:submit-2",
        "2027-03-12 officer:submit-0",
    ]
    gone = owed(state=ReturnState.SUBMITTED, submitted_on=date(2027, 3, 11))
    assert days(RETURNS, gone, date(2027, 6, 1), date(2027, 3, 16), date(2027, 5, 18)) == [
        "2027-05-06 officer:tell-return@2027-05-18"
    ], "the preparation of the meeting of 16 March was over when it went"
    by = replace(gone, report_by=date(2027, 4, 1))
    assert days(RETURNS, by, date(2027, 4, 2), date(2027, 5, 18)) == [
        "2027-03-16 officer:tell-return-10",
        "2027-03-30 officer:tell-return-2",
        "2027-04-01 officer:tell-return-0",
        "2027-04-02 officer:tell-return+1",
    ]


@pytest.mark.parametrize("state", [ReturnState.REPORTED, ReturnState.WITHDRAWN])
def test_nothing_more_of_a_return(state: ReturnState) -> None:
    assert days(RETURNS, owed(state=state), date(2027, 6, 1), date(2027, 5, 18)) == []


# --- what follows ---------------------------------------------------------------------------------


def follows(kind: ConsequenceKind, on: date | None = None, **more: Any) -> Consequence:
    return Consequence("f", "b", "r", "k", kind, "maintain oversight", on, **more)


MEETINGS = (date(2027, 1, 19), date(2027, 3, 16), date(2027, 5, 18))


def test_a_duty_at_the_meeting_before_its_day_on_it_and_weekly() -> None:
    duty = follows(ConsequenceKind.DUTY, date(2027, 4, 5))
    assert days(CONSEQUENCES, duty, date(2027, 4, 14), *MEETINGS) == [
        "2027-03-04 officer:follow-up@2027-03-16",
        "2027-04-05 officer:follow-up-0",
        "2027-04-06 officer:follow-up+1",
        "2027-04-13 officer:follow-up+6",
    ]


def test_a_window_is_told_when_it_opens_and_is_due_when_it_closes() -> None:
    document = follows(ConsequenceKind.DOCUMENT, date(2027, 2, 1), until=date(2027, 5, 20))
    assert days(CONSEQUENCES, document, date(2027, 5, 20), *MEETINGS) == [
        "2027-02-01 officer:follow-up-from",
        "2027-05-06 officer:follow-up@2027-05-18",
        "2027-05-20 officer:follow-up-0",
    ]


def test_a_referral_without_a_day_is_asked_after_at_every_meeting() -> None:
    for kind in (ConsequenceKind.REFERRAL, ConsequenceKind.APPROVAL):
        assert days(CONSEQUENCES, follows(kind), date(2027, 4, 1), *MEETINGS) == [
            "2027-01-07 officer:follow-up@2027-01-19",
            "2027-03-04 officer:follow-up@2027-03-16",
        ]
    for kind in (ConsequenceKind.DUTY, ConsequenceKind.DOCUMENT, ConsequenceKind.MONEY):
        assert days(CONSEQUENCES, follows(kind), date(2027, 4, 1), *MEETINGS) == []
    money = follows(ConsequenceKind.MONEY, date(2027, 2, 1))
    settled = follows(ConsequenceKind.DUTY, date(2027, 2, 1), state=ConsequenceState.SETTLED)
    for none in (money, settled):
        assert days(CONSEQUENCES, none, date(2027, 4, 1), *MEETINGS) == []
