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
from bot.slack.views.watched.table import IN_PERSON, SETTLED, WORDS, matter_block
from bot.workspace.blocks import check_message
from workflows import watching
from workflows.access import Caller
from workflows.action_steps import Step
from workflows.actions import Action, Note, NoteKind, Owner, Slip
from workflows.boards import Board
from workflows.circulations import Circulation, CirculationKind
from workflows.consequences import Consequence, ConsequenceKind
from workflows.consultations import Consultation
from workflows.day_message import DayItem, DayMessage
from workflows.deadlines import Due, DueKind
from workflows.declarations import Declaration
from workflows.delegations import Delegation
from workflows.deliveries import Delivery, Kind, Parcel, Row
from workflows.drafts import Draft
from workflows.exercises import Exercise
from workflows.home import Home, Waiting
from workflows.meetings import Meeting, MeetingState
from workflows.people import Person
from workflows.returns import StatutoryReturn
from workflows.soundings import Sounding
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


def matters(n: int) -> list[tuple[str, Any, Matter]]:
    """One of every matter, each text at its longest: (the kind's name, the thing, the matter)."""
    held = meeting(n, state=MeetingState.ISSUED)
    who = LONG[:200]
    granted = Delegation(f"g{n}", "b0", f"D{n}", LONG[:3000], ("DPH",), NOW, "p")
    asked = Consultation(f"c{n}", "b0", "g0", who, LONG[:3000], "p", NOW, precondition=True)
    decision = Exercise(f"e{n}", "b0", f"E{n}", DAY, who, LONG[:3000], "p", NOW)
    sounding = Sounding(f"s{n}", "b0", f"S{n}", LONG[:3000], ("Yes", "No"), "p", NOW, NOW)
    paper = Circulation(f"p{n}", "b0", f"P{n}", CirculationKind.COMMENT, LONG[:3000], "p", NOW)
    owed = StatutoryReturn(f"r{n}", "b0", LONG[:3000], DAY, to=who, sign_off=who, cycle=who)
    follows = Consequence(f"f{n}", "b0", "r", "k", ConsequenceKind.REFERRAL, LONG[:3000], body=who)
    interest = Declaration(f"i{n}", "b0", "m", who, DAY, exempt="sensitive")
    return [
        ("meeting", meeting(n), Matter.AGENDA),
        ("meeting", meeting(n, state=MeetingState.CLOSED), Matter.ISSUE),
        ("meeting", held, Matter.APPROVE),
        ("minutes_issue", held, Matter.MINUTES),
        ("private_meeting", meeting(n), Matter.PRIVATE_NOTICE),
        ("private_meeting_second", meeting(n), Matter.PRIVATE_AGAIN),
        ("key_decision", meeting(n), Matter.KEY_NOTICE),
        ("declaration", interest, Matter.NOTIFY),
        ("draft", draft(n), Matter.REVIEW),
        ("delegation", granted, Matter.EXPIRY),
        ("delegation", granted, Matter.LAPSED),
        ("consultation", asked, Matter.CONSULT),
        *(
            ("exercise", decision, matter)
            for matter in (Matter.COMPLETE, Matter.PUBLISH, Matter.TELL_DECISION)
        ),
        ("call_in", decision, Matter.IMPLEMENT),
        *(
            ("sounding", sounding, matter)
            for matter in (Matter.VIEW, Matter.CLOSE, Matter.TELL_SOUNDING)
        ),
        ("comment", paper, Matter.COMMENT),
        ("circulation", paper, Matter.LIST),
        *(
            ("return", owed, matter)
            for matter in (Matter.SIGN_OFF, Matter.SUBMIT, Matter.TELL_RETURN)
        ),
        ("consequence", follows, Matter.FOLLOW_UP),
    ]


def watched(
    each: int = 3, board: Board = BOARDS[0], *, as_officer: bool = True, left: int = 0
) -> tuple[WatchItem[Any], ...]:
    """So many of every matter, with so many days `left`."""
    by = DAY + timedelta(days=left)
    found = (one for n in range(each) for one in matters(n))
    return tuple(
        WatchItem(subject, thing, board, matter, DAY, by, as_officer)
        for subject, thing, matter in found
        if as_officer or subject in IN_PERSON
    )


def test_every_matter_has_words_and_every_kind_what_is_said_when_it_is_settled() -> None:
    assert {matter for _, _, matter in matters(1)} == set(Matter) == set(WORDS)
    kinds = {kind.subject for kind in watching.KINDS}
    assert {subject for subject, _, _ in matters(1)} == kinds == set(SETTLED)
    assert set(IN_PERSON) <= kinds


@pytest.mark.parametrize("as_officer", [True, False])
@pytest.mark.parametrize("left", [5, -5])
def test_the_words_of_every_matter(as_officer: bool, left: int) -> None:
    for item in watched(1, as_officer=as_officer, left=left):
        for shown in (item, replace(item, matter=None), replace(item, by=None)):
            block = matter_block(shown)
            fine([block])
            assert "None" not in str(block["text"]["text"])
        assert item.matter is not None
        assert WORDS[item.matter].named(item)


def test_everything_that_a_reader_has_in_hand_who_is_no_officer() -> None:
    mine = replace(day(30).message, watched=watched(4, as_officer=False))
    drawn = Day(mine, day(30).cards)
    blocks = day_blocks(drawn)
    fine(blocks)
    words = str(blocks)
    for heading in ("Decisions delegated to you", "Your view is sought", "Your interests"):
        assert heading in words
    assert "replies asked of you" in day_text(mine)
    assert "4 interests to notify" in day_text(mine)


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
