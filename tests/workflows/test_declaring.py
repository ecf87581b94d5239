"""Declarations of interest and requests to address: what is asked of a member, the 28 days, the
deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.council import Council
from workflows import declaring, public_requests
from workflows.access import PUBLIC, Audience
from workflows.boards import Board
from workflows.declaration_phrases import declaration_words, kind_read, read_declaration, typed
from workflows.declarations import Declaration, Interest, notify_by
from workflows.declaring import NewDeclaration, bars, must_do, same_item
from workflows.errors import AlreadyDone, DomainError, InvalidInput, NotAllowed
from workflows.meetings import Meeting
from workflows.notice_rules import NoticeRules

DAY = date(2027, 1, 11)
BOARD = Board("b", "T1", "Exampleshire Board", "C1", datetime(2026, 1, 1, tzinfo=UTC))


def declaration(**changes: Any) -> Declaration:
    plain = Declaration("d", "b", "m", "Tom Hallam", DAY, item="7", nature="owns land beside it")
    return replace(plain, **changes)


@pytest.fixture
def meeting(council: Council) -> Meeting:
    return council.meeting("11 January 2027")


# --- rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("7", "Item 7: Budget", True),
        ("7", "agenda item 07", True),
        ("7", "7a", False),
        ("7", "17 Budget", False),
        ("22/8", "minute 22/8 Library", True),
        ("Library", "library", True),
        ("", "7", False),
        ("", "", False),
    ],
)
def test_two_ways_of_naming_an_item(one: str, other: str, same: bool) -> None:
    assert same_item(one, other) is same
    assert same_item(other, one) is same


@pytest.mark.parametrize(
    ("changes", "barred"),
    [
        ({"kind": Interest.PECUNIARY}, True),
        ({"kind": Interest.PECUNIARY, "dispensation": "granted in May"}, False),
        ({"kind": Interest.PECUNIARY, "item": ""}, False),
        ({"kind": Interest.OTHER}, False),
        ({"kind": Interest.OTHER, "left_room": True}, True),
        ({}, False),
    ],
)
def test_what_bars_from_an_item(changes: dict[str, Any], barred: bool) -> None:
    assert bars(declaration(**changes)) is barred


def test_what_the_member_must_do_names_the_law_of_the_nation() -> None:
    pecuniary = declaration(kind=Interest.PECUNIARY, registered=True)
    (english,) = must_do(pecuniary, BOARD)
    assert "no part in discussion or vote on item 7 (Localism Act 2011 s.31(4))" in english
    (welsh,) = must_do(pecuniary, replace(BOARD, nation="wales"))
    assert "Local Government Act 2000" in welsh
    (lifted,) = must_do(replace(pecuniary, dispensation="granted in May"), BOARD)
    assert "s.33" in lifted
    (other,) = must_do(declaration(kind=Interest.OTHER), BOARD)
    assert "own code" in other


def test_the_28_days_begin_with_the_day_of_the_declaration() -> None:
    unregistered = declaration(kind=Interest.PECUNIARY, registered=False)
    assert notify_by(unregistered) == date(2027, 2, 7)
    assert "Sunday 7 February 2027" in " ".join(must_do(unregistered, BOARD))
    assert notify_by(replace(unregistered, notified_on=DAY)) is None
    assert notify_by(replace(unregistered, registered=True)) is None
    unsaid = must_do(replace(unregistered, registered=None), BOARD)
    assert "It was not said" in " ".join(unsaid)


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (
            "<@U3> item 7: owns land beside it (pecuniary, not registered)",
            NewDeclaration("<@U3>", "7", "owns land beside it", Interest.PECUNIARY, False),
        ),
        (
            "Tom Hallam in item 7 Budget: a friend (his brother) works there",
            NewDeclaration("Tom Hallam", "7 Budget", "a friend (his brother) works there"),
        ),
        (
            "Tom Hallam: governor of the trust (other; dispensation of 1 May; left the room)",
            NewDeclaration(
                "Tom Hallam",
                "",
                "governor of the trust",
                Interest.OTHER,
                None,
                "1 May",
                False,
                True,
            ),
        ),
        ("in general: governor", NewDeclaration("", "", "governor")),
    ],
)
def test_what_is_typed(text: str, new: NewDeclaration) -> None:
    assert read_declaration(text) == new


@pytest.mark.parametrize("text", ["", "Tom Hallam item 7", ": nothing"])
def test_what_says_nothing_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match="/meeting declare"):
        read_declaration(text)


WORDS = st.from_regex(r"[A-Za-z]{2,9}(?: [a-z]{2,9}){0,3}", fullmatch=True).filter(
    lambda w: not {"item", "items", "general", "in", "on", "for", "at"} & set(w.lower().split())
)


@given(
    st.builds(
        NewDeclaration,
        WORDS,
        st.from_regex(r"(?:[1-9][0-9]?)?", fullmatch=True),
        WORDS,
        st.sampled_from(list(Interest)),
        st.sampled_from([None, True, False]),
        st.sampled_from(["", "granted by the committee"]),
        st.booleans(),
        st.sampled_from([None, True, False]),
    )
)
def test_what_is_written_is_read_back(new: NewDeclaration) -> None:
    assert read_declaration(typed(new)) == new


def test_the_kind_that_minutes_name() -> None:
    assert kind_read("a disclosable pecuniary interest in item 4") is Interest.PECUNIARY
    assert kind_read("a non-pecuniary interest") is Interest.OTHER
    assert kind_read("an interest, as she works there") is Interest.NOT_STATED


# --- use cases ------------------------------------------------------------------------------------


def test_a_member_declares_for_themselves_and_for_nobody_else(
    council: Council, meeting: Meeting
) -> None:
    own = NewDeclaration("Tom Hallam", "7", "owns land")
    kept = council.do(declaring.declare, "tom", meeting.id, own)
    assert (kept.person_id, kept.declared_on) == (council.people["tom"].id, meeting.day)
    with pytest.raises(NotAllowed):
        council.do(declaring.declare, "tom", meeting.id, NewDeclaration("Bea Lindqvist", "7", "x"))
    with pytest.raises(AlreadyDone, match="recorded twice"):
        council.do(declaring.declare, "asha", meeting.id, own)


def test_notified_ends_the_28_days_once(council: Council, meeting: Meeting) -> None:
    new = NewDeclaration("Tom Hallam", "7", "owns land", Interest.PECUNIARY, False)
    kept = council.do(declaring.declare, "asha", meeting.id, new)
    assert notify_by(kept) is not None
    told = council.do(declaring.notified, "asha", kept.id)
    assert notify_by(told) is None
    with pytest.raises(AlreadyDone):
        council.do(declaring.notified, "asha", kept.id)
    deeds = [
        line.deed
        for line, _ in council.look(lambda tx: tx.ledger.of_subject("declaration", kept.id))
    ]
    assert deeds == ["interest declared", "interest notified"]


def test_a_stale_form_changes_nothing(council: Council, meeting: Meeting) -> None:
    new = NewDeclaration("Tom Hallam", "7", "owns land")
    kept = council.do(declaring.declare, "asha", meeting.id, new)
    council.do(declaring.correct, "asha", kept.id, replace(new, item="8"), version=kept.version)
    with pytest.raises(DomainError):
        council.do(declaring.correct, "asha", kept.id, replace(new, item="9"), version=kept.version)
    assert council.look(lambda tx: tx.declarations.get(kept.id)).item == "8"


def test_the_nature_of_a_sensitive_interest_is_for_the_board(
    council: Council, meeting: Meeting
) -> None:
    new = NewDeclaration("Tom Hallam", "7", "a refuge", Interest.PECUNIARY, sensitive=True)
    kept = council.do(declaring.declare, "asha", meeting.id, new)
    (public,) = declaring.shown_to([kept], PUBLIC)
    assert public.nature == ""
    assert "sensitive interest" in declaration_words(public)
    with council.store.begin() as tx:
        (seen,) = declaring.shown_to([kept], Audience(council.caller(tx, "bea")))
    assert seen.nature == "a refuge"


def test_contact_details_are_left_out_for_all_but_officers(
    council: Council, meeting: Meeting
) -> None:
    new = NewDeclaration("Tom Hallam", "7", "see desk@mill.example or 01632 960321")
    kept = council.do(declaring.declare, "asha", meeting.id, new)
    (public,) = declaring.shown_to([kept], PUBLIC)
    assert "@" not in public.nature
    assert "960321" not in public.nature


# --- requests to address --------------------------------------------------------------------------


def with_deadline(council: Council) -> None:
    rules = NoticeRules(participation_before=1, participation_hour=time(9, 0))

    def save(tx: Any) -> None:
        tx.boards.save(replace(tx.boards.get(council.board.id), notice=rules))

    council.look(save)


def test_a_request_after_the_deadline_is_kept_and_flagged(council: Council) -> None:
    with_deadline(council)
    coming = council.meeting("14 January 2027")
    _, early = council.do(public_requests.ask, "asha", coming.id, "Kerry Shaw", "the hours")
    council.now += timedelta(days=2, hours=1)
    _, late = council.do(public_requests.ask, "asha", coming.id, "Lou Marsh", "the roof")
    assert (early.late, late.late) == (False, True)
    kept = council.look(lambda tx: tx.meetings.get(coming.id)).requests
    assert [r.late for r in kept] == [False, True]


def test_nil_returns_and_requests_exclude_each_other(council: Council, meeting: Meeting) -> None:
    council.do(public_requests.nil, "asha", meeting.id, "requests")
    saved, _ = council.do(public_requests.ask, "asha", meeting.id, "Kerry Shaw", "the hours")
    assert saved.nil_returns == ()
    with pytest.raises(AlreadyDone, match="Kerry Shaw"):
        council.do(public_requests.nil, "asha", meeting.id, "requests")
    council.do(public_requests.nil, "asha", meeting.id, "declarations")
    council.do(declaring.declare, "asha", meeting.id, NewDeclaration("Tom Hallam", "7", "land"))
    assert council.look(lambda tx: tx.meetings.get(meeting.id)).nil_returns == ()
