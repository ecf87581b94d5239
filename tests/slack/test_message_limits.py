"""Messages of many long cards stay within what Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.slack.views.actions import Card, owner_tasks, turn_words
from bot.slack.views.actions import card as card_of
from bot.slack.views.answers import answered
from bot.slack.views.blocks import Block
from bot.slack.views.day import Day, all_of_board, all_of_mine, day_blocks, day_text
from bot.slack.views.home import home_view
from bot.slack.views.waiting import board_line
from bot.workspace.blocks import check_message
from workflows import watching
from workflows.access import Caller
from workflows.action_steps import Step
from workflows.actions import Action, Note, NoteKind, Owner, Slip
from workflows.boards import Board
from workflows.day_message import DayItem, DayMessage
from workflows.deadlines import Due, DueKind
from workflows.delegations import Delegation, DelegationState
from workflows.deliveries import Delivery, Kind, Parcel, Row
from workflows.drafts import Draft
from workflows.home import Home, Waiting
from workflows.meetings import Meeting, MeetingState
from workflows.people import Person
from workflows.watches.kind import Matter
from workflows.watching import WatchItem

DAY = date(2027, 1, 11)
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
DUE = Due(DueKind.DATE, "1 February", date(2027, 2, 1))
LONG = "A <long> & winding text. " * 120
BOARDS = [Board(f"b{n}", "T", f"The Board <{n}> of Exampleshire", "C", NOW) for n in range(8)]


def action(n: int) -> Action:
    """An action with everything on it, each text at its longest."""
    return Action(
        id=f"a{n}",
        board_id=BOARDS[n % 5].id,
        reference=f"110127/{n:02}",
        text=LONG[:3000],
        owners=tuple(Owner(f"Owner number {i} of a very long list") for i in range(20)),
        due=replace(DUE, day=date(2026, 12, 1) + timedelta(days=n)),
        original_due=replace(DUE, day=date(2026, 12, 1)),
        created_by="p",
        created_at=NOW,
        exempt="paragraph 3",
        notes=(Note("n", NOW, "p", LONG[:3000], NoteKind.PROGRESS),),
        slips=(Slip("s", DUE, DUE, LONG[:900], "p", NOW),) * 2,
    )


def card(n: int) -> Card:
    return Card(action(n), DAY, "A Board", "Mon 11 Jan 2027", tuple(Step), {}, ("paper.pdf",) * 9)


def items(first: int, count: int, to: str = "owner") -> tuple[DayItem, ...]:
    found = (action(n) for n in range(first, first + count))
    late = "Somebody with a long name"
    return tuple(DayItem(a, BOARDS[0], "overdue+3", True, to, (late,)) for a in found)


def meeting(n: int, **more: Any) -> Meeting:
    return Meeting(f"m{n}", "b0", DAY + timedelta(days=n), NOW, NOW, "uid", **more)


def draft(n: int) -> Draft:
    return Draft(f"d{n}", "b0", "sha", LONG[:300], "p", NOW, ())


def delegation(n: int) -> Delegation:
    used = {"state": DelegationState.USED, "used_on": DAY, "used_for": LONG[:3000]}
    return Delegation(f"g{n}", "b0", f"D{n}", LONG[:3000], ("DPH",), NOW, "p", **used)  # type: ignore[arg-type]


def watched(each: int = 3, board: Board = BOARDS[0]) -> tuple[WatchItem[Any], ...]:
    """So many of every matter, whatever the kind."""
    things: list[tuple[Any, Matter]] = []
    for n in range(each):
        things += [
            (meeting(n), Matter.AGENDA),
            (meeting(n, state=MeetingState.CLOSED), Matter.ISSUE),
            (meeting(n, state=MeetingState.ISSUED), Matter.APPROVE),
            (draft(n), Matter.REVIEW),
            (delegation(n), Matter.RECORD),
        ]
    named = watching.subject_of
    return tuple(WatchItem(named(w), w, board, matter, DAY, DAY) for w, matter in things)


def parked(n: int) -> Row:
    parcel = Parcel(f"k{n}", Kind.MESSAGE, "T", "digest", channel="C")
    return Row(n, parcel, Delivery.PARKED, 1, LONG[:2000], NOW)


def waiting(board: Board, each: int) -> Waiting:
    """Everything that may wait, so many of each kind."""
    rows = tuple(action(n) for n in range(each))
    return Waiting(
        board=board,
        today=DAY,
        to_accept=rows,
        to_agree=rows,
        blocked=rows,
        not_theirs=rows,
        ownerless=rows,
        dateless=rows,
        to_record=rows,
        unanswered=rows,
        watched=watched(each, board),
        parked=tuple(parked(n) for n in range(each)),
    )


def day(own: int, settle: int = 0, named: int = 0, boards: int = 0, *, watch: bool = False) -> Day:
    named_rows = items(200, named, "lead") + items(300, named, "chair")
    message = DayMessage(
        Caller(Person("p", "T", "Somebody")),
        items(0, own),
        items(100, settle, "officer"),
        DAY,
        named_rows,
        watched() if watch else (),
        tuple(waiting(b, 60) for b in BOARDS[:boards]),
        others=4,
    )
    found = (*message.own, *message.to_settle, *message.named)
    return Day(message, {i.action.id: card(int(i.action.id[1:])) for i in found})


@pytest.mark.parametrize("own", [0, 1, 11, 12, 13, 60])
@pytest.mark.parametrize("settle", [0, 1, 12, 40])
def test_the_days_message(own: int, settle: int) -> None:
    blocks = day_blocks(day(own, settle))
    fine(blocks)
    words = str(blocks)
    shown = sum(f"110127/{n:02}*" in words for n in range(own))
    assert shown == own or f"and {own - shown + 3} more" in words or "Show all" in words


def test_sixty_matters_on_five_boards_and_all_else_that_may_wait() -> None:
    both = day(60, 60, 10, 8, watch=True)
    blocks = day_blocks(both)
    fine(blocks)
    words = str(blocks)
    assert "You are named as lead officer" in words
    assert "For you as chair" in words
    assert "Waiting for you as officer" in words
    assert "The Board &lt;5&gt;" in words
    assert "and on The Board &lt;6&gt;" in words
    assert words.count("Show all") >= 7
    assert "60 actions for you, 60 overdue" in day_text(both.message)


def test_what_stands_above_with_its_buttons_is_not_listed_again() -> None:
    both = day(0, 1, 0, 1)
    (asked,) = both.message.to_settle
    waits = replace(both.message.waiting[0], board=asked.board, to_accept=(asked.action,))
    listed = board_line(waits)
    besides = board_line(waits, {asked.action.id})
    assert f"To accept *1*: {asked.action.reference}" in listed
    assert "To accept" not in besides
    assert f"{waits.count - 1} more waiting" in besides
    alone = Waiting(asked.board, DAY, (asked.action,), (), (), (), (), ())
    assert board_line(alone, {asked.action.id}) == ""
    drawn = str(day_blocks(replace(both, message=replace(both.message, waiting=(alone,)))))
    assert asked.action.reference in drawn
    assert "Show all" not in drawn


def test_whose_alone_it_is_need_not_be_told_so() -> None:
    (mine,) = day(1).of(day(1).message.own)
    owner = Owner("Somebody Else", person_id="p")
    theirs = replace(mine.action, owners=(owner,))
    item = replace(day(1).message.own[0], action=theirs)
    (drawn,) = replace(day(1), cards={theirs.id: replace(mine, action=theirs)}).of([item])
    assert "Somebody Else" not in str(card_of(drawn))
    assert "Somebody Else" in str(card_of(replace(drawn, mine=False)))


def test_one_of_many_hears_that_their_word_is_a_note() -> None:
    group = replace(action(1), owners=(Owner("The Group", group_id="b2"),))
    said = answered(group, DAY, Step.DONE, noted=True)
    assert "Kept as a note: the chair or a committee officer answers for all" in said
    led = replace(group, owners=(Owner("Tom", person_id="p", lead=True), *group.owners))
    assert "Kept as a note: Tom or" in answered(led, DAY, Step.PROGRESS, noted=True)


def test_a_hush_that_ends_today_is_not_told() -> None:
    hushed = replace(action(1), hushed_until=DAY)
    assert turn_words(hushed, DAY) == ""
    later = replace(hushed, hushed_until=DAY + timedelta(days=1))
    assert "to the end of Tue 12 Jan 2027" in turn_words(later, DAY)
    assert "at most to the next meeting" in answered(later, DAY, Step.HUSH)


def test_the_worst_comes_first_and_the_rest_is_counted() -> None:
    words = str(day_blocks(day(60)))
    assert words.index("110127/00*") < words.index("110127/01*") < words.index("110127/02*")
    assert "more*" in words


def test_what_the_reader_stands_in_for_says_so() -> None:
    assert "You stand in for Somebody with a long name" in str(day_blocks(day(1)))


def test_show_all_is_a_window_that_slack_takes() -> None:
    for view in (
        all_of_board(waiting(BOARDS[0], 60), DAY),
        all_of_mine([action(n) for n in range(60)], DAY),
    ):
        assert len(view["blocks"]) <= 100
        assert len(view["title"]["text"]) <= 24
        assert check_message(view["blocks"][:50]) == []
        assert check_message(view["blocks"][50:]) == []


@pytest.mark.parametrize("each", [1, 5, 60])
def test_home_with_everything_waiting_on_five_boards(each: int) -> None:
    caller = Caller(Person("p", "T", "Somebody"))
    rows = tuple(action(n) for n in range(60))
    boards = tuple(BOARDS[:5])
    view = home_view(Home(caller, DAY, rows, tuple(waiting(b, each) for b in boards), (), boards))
    assert len(view["blocks"]) <= 100
    assert "Not delivered" in str(view) or each > 1


@pytest.mark.parametrize("count", [1, 11, 12, 13, 40])
def test_what_an_owner_is_told(count: int) -> None:
    fine(owner_tasks([card(n) for n in range(count)], "A Board"))


def fine(blocks: list[Block]) -> None:
    assert len(blocks) <= 50
    assert check_message(blocks) == []
