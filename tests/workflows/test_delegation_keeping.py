"""Delegations: kept once for a clause, used, reported; late and groundless uses are flagged."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.council import Council
from workflows import delegation_keeping, resolution_recording
from workflows.delegation_keeping import flags, warnings_for
from workflows.delegations import Delegation, DelegationState
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed, NotFound
from workflows.resolution_recording import NewResolution

pytest_plugins = ["tests.support.stores", "tests.support.council"]

GRANT = (
    "delegates final approval of the return to the Director of Public Health, in consultation "
    "with the Chair, before 5 January 2027"
)


def granted(council: Council) -> Delegation:
    new = NewResolution(GRANT, minute_ref="35")
    done = council.do(resolution_recording.record, "asha", council.board.id, new)
    return done.delegations[0]


def test_terms_are_read_from_the_clause(council: Council) -> None:
    kept = granted(council)
    assert kept.delegates == ("the Director of Public Health",)
    assert kept.consultees == ("the Chair",)
    assert kept.deadline.day == date(2027, 1, 5)
    assert kept.state is DelegationState.GRANTED


def test_used_in_time_and_reported(council: Council) -> None:
    c = council
    kept = granted(c)
    use = (kept.id, date(2027, 1, 4), "", "approved the return")
    used = c.do(delegation_keeping.used, "asha", *use)
    assert (used.used_by, used.used_for) == ("the Director of Public Health", "approved the return")
    assert flags(used, c.now.date()) == ()
    with pytest.raises(AlreadyDone, match="was used on Mon 4 Jan 2027"):
        c.do(delegation_keeping.used, "asha", *use)
    reported = c.do(delegation_keeping.reported, "asha", kept.id, date(2027, 1, 11))
    assert reported.state is DelegationState.REPORTED
    lines = c.look(lambda tx: tx.ledger.of_subject("delegation", kept.id))
    assert [line.deed for line, _ in lines] == ["kept", "used", "reported"]


def test_a_use_after_the_end_is_kept_and_flagged(sqlite_council: Council) -> None:
    c = sqlite_council
    kept = granted(c)
    used = c.do(delegation_keeping.used, "asha", kept.id, date(2027, 1, 8), "Tom", "approved it")
    assert used.state is DelegationState.USED
    assert "after it ended on Tue 5 Jan 2027" in flags(used, c.now.date())[0]


def test_a_use_before_the_grant_is_kept_and_flagged(sqlite_council: Council) -> None:
    c = sqlite_council
    meeting = c.meeting("11 January 2027")
    new = NewResolution(GRANT, minute_ref="35", meeting_id=meeting.id)
    kept = c.do(resolution_recording.record, "asha", c.board.id, new).delegations[0]
    used = c.do(delegation_keeping.used, "asha", kept.id, date(2020, 1, 5), "Tom", "approved it")
    on = c.look(lambda tx: delegation_keeping.granted_on(tx, used))
    assert on == meeting.day
    assert "before it was granted on Mon 11 Jan 2027" in flags(used, c.now.date(), on)[0]


@pytest.mark.parametrize("reported", [False, True])
def test_a_standing_power_is_used_again(sqlite_council: Council, reported: bool) -> None:
    c = sqlite_council
    kept = granted(c)
    c.do(delegation_keeping.used, "asha", kept.id, date(2027, 1, 4), "Tom", "approved it")
    if reported:
        c.do(delegation_keeping.reported, "asha", kept.id, date(2027, 1, 11))
    again = (kept.id, date(2027, 1, 8), "Tom", "approved the second")
    after = c.do(delegation_keeping.used, "asha", *again)
    assert (after.state, after.used_on) == (DelegationState.USED, date(2027, 1, 8))
    assert after.reported_on is None
    assert after.used_for.startswith("approved the second; also used Mon 4 Jan 2027 by Tom: ")
    assert ("reported Mon 11 Jan 2027" in after.used_for) is reported
    with pytest.raises(AlreadyDone, match="for just that"):
        c.do(delegation_keeping.used, "asha", *again)
    with pytest.raises(AlreadyDone, match="for just that"):
        c.do(delegation_keeping.used, "asha", kept.id, date(2027, 1, 4), "Tom", "approved it")
    third = c.do(delegation_keeping.used, "asha", kept.id, date(2027, 1, 6), "Tom", "and a third")
    assert third.used_on == date(2027, 1, 8)
    assert "also used Wed 6 Jan 2027 by Tom: and a third (after it ended)" in third.used_for
    assert third.used_for.count("approved it") == 1
    lines = c.look(lambda tx: tx.ledger.of_subject("delegation", kept.id))
    assert [line.deed for line, _ in lines][-2:] == ["used again", "used again"]


def test_a_use_without_a_grant_is_kept_and_flagged(sqlite_council: Council) -> None:
    c = sqlite_council
    args = (c.board.id, date(2027, 1, 8), "Tom Hallam", "approved the templates")
    used = c.do(delegation_keeping.used_without_grant, "asha", *args)
    assert used.reference == "D1"
    assert flags(used, c.now.date()) == ("no resolution is known that grants it",)


def test_a_deadline_that_passed_unused_is_flagged(sqlite_council: Council) -> None:
    kept = granted(sqlite_council)
    assert "no use is on record" in flags(kept, date(2027, 1, 6))[0]
    assert flags(kept, date(2027, 1, 5)) == ()


def test_what_was_not_used_cannot_be_reported(sqlite_council: Council) -> None:
    kept = granted(sqlite_council)
    with pytest.raises(AlreadyDone, match="No use of D1"):
        sqlite_council.do(delegation_keeping.reported, "asha", kept.id, date(2027, 1, 8))


def test_a_use_still_to_come_is_refused(sqlite_council: Council) -> None:
    kept = granted(sqlite_council)
    with pytest.raises(InvalidInput, match="still to come"):
        sqlite_council.do(
            delegation_keeping.used, "asha", kept.id, date(2027, 2, 1), "", "approved it"
        )


def test_only_officers_keep_the_record(sqlite_council: Council) -> None:
    kept = granted(sqlite_council)
    with pytest.raises(NotAllowed):
        sqlite_council.do(
            delegation_keeping.used, "tom", kept.id, date(2027, 1, 4), "", "approved it"
        )


def test_an_unknown_reference_says_what_to_do(sqlite_council: Council) -> None:
    c = sqlite_council
    granted(c)
    with pytest.raises(NotFound, match="/delegation list"):
        c.look(lambda tx: delegation_keeping.find(tx, c.caller(tx, "asha"), c.board.id, "D7"))
    found = c.look(lambda tx: delegation_keeping.find(tx, c.caller(tx, "asha"), c.board.id, "d1"))
    assert found.text == GRANT


@pytest.mark.parametrize(
    ("delegates", "warned"),
    [
        (("the Director of Public Health",), False),
        (("the Chief Executive",), False),
        (("the Place Sub-Committee",), False),
        (("Councillor Peake",), True),
        (("the Chief Executive, NHS Exampleshire ICB",), True),
        (("the Chair",), True),
        ((), True),
    ],
)
def test_who_can_hold_it(delegates: tuple[str, ...], warned: bool) -> None:
    assert bool(warnings_for(delegates)) is warned
