"""A small world to link to, and strategies that fill every field of every entity."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from workflows.actions import Action, Owner, Slip
from workflows.agendas import AgendaItem
from workflows.attendances import Attendance
from workflows.boards import Board, NudgePolicy
from workflows.circulations import Circulation
from workflows.consequences import Consequence
from workflows.consultations import Consultation
from workflows.deadlines import Due, DueKind
from workflows.declarations import Declaration
from workflows.delegations import Delegation
from workflows.drafts import Draft, DraftLine
from workflows.exercises import Exercise
from workflows.meetings import Meeting, MeetingState
from workflows.notice_rules import Body, NoticeRules
from workflows.people import Holding, Membership, Person, Post
from workflows.ports import Transaction
from workflows.records import File
from workflows.resolutions import Clause, Resolution
from workflows.returns import StatutoryReturn
from workflows.soundings import Sounding

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
BOARD = Board("board", "T1", "Board", "C1", NOW)
OTHER = Board("other", "T1", "Other board", "C2", NOW)
ANN = Person("ann", "T1", "Ann Example")
BEN = Person("ben", "T1", "Ben Example")
POST = Post("post", "board", "Director")
RESOLUTION = Resolution("resolution", "board", None, "1", "", (), "ann", NOW)
DELEGATION = Delegation("delegation", "board", "D0", "", (), NOW, "ann")
ITEM = AgendaItem("item", "board", "m1", "An item")
DAYS = {"m1": date(2026, 12, 1), "m2": date(2027, 2, 2)}


def meeting(key: str, board: str = "board", **fields: Any) -> Meeting:
    """A meeting on its day of DAYS, or on `day`."""
    day = fields.pop("day", None) or DAYS[key]
    starts = datetime.combine(day, time(14), UTC)
    return Meeting(key, board, day, starts, starts.replace(hour=16), f"uid-{key}", **fields)


def action(key: str, **fields: Any) -> Action:
    """An action of the board with nothing special about it."""
    plain: dict[str, Any] = {
        "board_id": "board",
        "reference": key,
        "text": "Send the budget",
        "owners": (Owner("Ann Example", "ann"),),
        "due": Due(),
        "original_due": Due(),
        "created_by": "ann",
        "created_at": NOW,
    }
    return Action(id=key, **(plain | fields))


def on(day: date) -> Due:
    """A due on a date."""
    return Due(DueKind.DATE, "", day)


def at(key: str) -> Due:
    """A due at a meeting of DAYS."""
    return Due(DueKind.NEXT_MEETING, "next meeting", DAYS[key], key)


def populate(tx: Transaction) -> None:
    """Two boards, two people, a post, two meetings and a resolution."""
    for board in (BOARD, OTHER):
        tx.boards.add(board)
    for person in (ANN, BEN):
        tx.people.add(person)
    tx.people.add_post(POST)
    for key in DAYS:
        tx.meetings.add(meeting(key))
    tx.resolutions.add(RESOLUTION)
    tx.delegations.add(DELEGATION)
    tx.agenda_items.add(ITEM)


# --- strategies: every field by its type, links to the world above ------------------------------

#: What people may write. NUL is the one character that PostgreSQL cannot store.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
#: Zones of fixed offset: Python calls no time equal to one that a zone's clocks show twice.
zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=zones,
)
st.register_type_strategy(str, words)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(int, st.integers(-(2**31), 2**31 - 1))
st.register_type_strategy(time, st.times())
st.register_type_strategy(
    Due,
    st.builds(Due, meeting_id=st.none()) | st.builds(at, st.sampled_from(sorted(DAYS))),
)

people = st.sampled_from(["ann", "ben"])
maybe_meeting = st.none() | st.sampled_from(sorted(DAYS))
json = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)
objects = st.dictionaries(words, json, max_size=3)
versions = st.just(1)


def some(cls: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """None to three of a child entity, by type but for the fields given."""
    return st.lists(st.builds(cls, **fields), max_size=3).map(tuple)


owners = some(
    Owner,
    person_id=st.none() | people,
    post_id=st.none() | st.just("post"),
    group_id=st.none() | st.just("other"),
)
clauses = some(Clause, id=words).map(
    lambda found: tuple(replace(clause, id=f"clause-{n}") for n, clause in enumerate(found))
)

a_meeting = st.sampled_from(sorted(DAYS))
maybe_person = st.none() | people
maybe_delegation = st.none() | st.just("delegation")


def of_board(cls: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A versioned thing of the board, by type but for the fields given."""
    same = {"id": st.just("x"), "board_id": st.just("board"), "version": versions}
    return st.builds(cls, **same, **fields)


ENTITIES: dict[str, st.SearchStrategy[Any]] = {
    "boards": st.builds(
        Board,
        id=st.just("x"),
        body=st.sampled_from(Body),
        clear_days=st.none() | st.integers(0, 30),
        notice=st.from_type(NoticeRules),
        policy=st.from_type(NudgePolicy),
        parent_id=st.none() | st.just("other"),
        version=versions,
    ),
    "people": st.builds(Person, id=st.just("x"), version=versions),
    "meetings": st.builds(
        Meeting,
        id=st.just("x"),
        board_id=st.just("board"),
        state=st.sampled_from(list(MeetingState)),
        approved_meeting_id=maybe_meeting,
        organiser_id=maybe_person,
        version=versions,
    ),
    "resolutions": st.builds(
        Resolution,
        id=st.just("x"),
        board_id=st.just("board"),
        meeting_id=maybe_meeting,
        clauses=clauses,
        agenda_item_id=st.none() | st.just("item"),
        version=versions,
    ),
    "actions": st.builds(
        Action,
        id=st.just("x"),
        board_id=st.just("board"),
        owners=owners,
        meeting_id=maybe_meeting,
        closed_meeting_id=maybe_meeting,
        report_to=st.none() | st.just("other"),
        slips=some(Slip),
        version=versions,
    ),
    "delegations": st.builds(
        Delegation,
        id=st.just("x"),
        board_id=st.just("board"),
        meeting_id=maybe_meeting,
        resolution_id=st.none() | st.just("resolution"),
        version=versions,
    ),
    "agenda_items": of_board(
        AgendaItem,
        meeting_id=a_meeting,
        presenter_id=maybe_person,
        deferred_to=maybe_meeting,
    ),
    "attendances": of_board(
        Attendance,
        meeting_id=a_meeting,
        person_id=maybe_person,
        substitute_id=maybe_person,
        for_id=maybe_person,
    ),
    "declarations": of_board(Declaration, meeting_id=a_meeting, person_id=maybe_person),
    "exercises": of_board(
        Exercise,
        delegation_id=maybe_delegation,
        decided_by_id=maybe_person,
        reported_meeting_id=maybe_meeting,
    ),
    "consultations": of_board(
        Consultation, delegation_id=st.just("delegation"), person_id=maybe_person
    ),
    "soundings": of_board(
        Sounding,
        permission_meeting_id=maybe_meeting,
        resolution_id=st.none() | st.just("resolution"),
        reported_meeting_id=maybe_meeting,
    ),
    "circulations": of_board(Circulation, listed_meeting_id=maybe_meeting),
    "consequences": of_board(Consequence, resolution_id=st.just("resolution")),
    "returns": of_board(
        StatutoryReturn,
        owner_id=maybe_person,
        sign_off_meeting_id=maybe_meeting,
        delegation_id=maybe_delegation,
    ),
    "drafts": st.builds(
        Draft,
        id=st.just("x"),
        board_id=st.just("board"),
        meeting_id=maybe_meeting,
        meeting=objects,
        lines=some(DraftLine, data=objects),
        version=versions,
    ),
}
posts = st.builds(
    Post,
    id=st.just("x"),
    board_id=st.just("board"),
    holdings=some(Holding, person_id=people),
    version=versions,
)
memberships = st.builds(Membership, id=st.just("x"), board_id=st.just("board"), person_id=people)
files = st.builds(File, id=st.just("x"), board_id=st.just("board"))
