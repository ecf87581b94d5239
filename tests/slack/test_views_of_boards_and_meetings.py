"""The views of boards, people, meetings and Home: within Slack's limits at the most a board can
hold, and safe with whatever people write. Checked by the workspace's own copy of Slack's rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.slack.views import boards, check_list, home, meetings, people
from bot.workspace.blocks import check_message, check_view, too_large
from workflows.access import Caller
from workflows.actions import Action, Note, NoteKind, Owner, Slip, Status, Turn
from workflows.board_people import Listed, People
from workflows.boards import Board
from workflows.deadlines import Due, DueKind
from workflows.drafts import Draft
from workflows.home import Home, Waiting
from workflows.logbook import HEADINGS
from workflows.meeting_live import CheckList, Issued
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.people import Holding, Person, Post, Role
from workflows.resolutions import Clause, Resolution
from workflows.watches.kind import Matter
from workflows.watching import WatchItem

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
HOSTILE = "<!channel> <@U1> & ~*_`x`_*~ <https://x.example|here>"
LONG = (HOSTILE + " many words ") * 60
BOARD = Board("b1", "T1", HOSTILE[:40] + "b" * 100, "C1", NOW, short_name="<&>")
MEETING = Meeting("m1", "b1", TODAY, NOW, NOW + timedelta(hours=2), "u@x", venue=HOSTILE)
OWNERS = tuple(Owner(f"{HOSTILE} {n}") for n in range(20))


def action(n: int, **changes: Any) -> Action:
    made = Action(
        id=f"{n:016x}",
        board_id="b1",
        reference=f"060922/{n:02}",
        text=LONG[:3000],
        owners=OWNERS,
        due=Due(DueKind.EVENT, HOSTILE * 3),
        original_due=Due(DueKind.DATE, "", TODAY - timedelta(days=n)),
        created_by="p1",
        created_at=NOW,
        notes=(Note("n", NOW, "p1", LONG[:3000], NoteKind.PROGRESS),),
    )
    return replace(made, **changes)


def marked_up(node: Any) -> str:
    """All mrkdwn texts; plain text mentions and links nothing."""
    if isinstance(node, dict):
        own = [node["text"]] if node.get("type") == "mrkdwn" else []
        return "\n".join([*own, *(marked_up(value) for value in node.values())])
    return "\n".join(marked_up(item) for item in node) if isinstance(node, list) else ""


def assert_safe(blocks: Any) -> None:
    """Nothing that people wrote mentions, links or hides."""
    text = blocks if isinstance(blocks, str) else marked_up(blocks)
    assert text
    for forged in ("<!channel>", "<@U1>", "<https://x.example|here>"):
        assert forged not in text


def assert_message(blocks: list[dict[str, Any]]) -> None:
    assert check_message(blocks) == []
    assert_safe(blocks)


def assert_view(view: dict[str, Any]) -> None:
    assert check_view(view) == []
    assert not too_large(view)


def sheet(lines: int, state: MeetingState, part: int = 0, due: int = 0) -> check_list.Sheet:
    rows = tuple(
        action(n, live=True, reference="", status=Status.CANCELLED if n % 5 == 4 else Status.OPEN)
        for n in range(lines)
    )
    standing = tuple(a for a in rows if a.status is Status.OPEN)
    resolutions = tuple(
        Resolution(f"r{n}", "b1", "m1", HOSTILE, "", (Clause("c", "a)", LONG),), "p1", NOW)
        for n in range(30)
    )
    meeting = replace(MEETING, state=state)
    checked = CheckList(
        meeting,
        standing,
        resolutions,
        ("3 actions have no owner",),
        rows,
        tuple(action(500 + n, status=Status.CLOSED) for n in range(due)),
        tuple(action(900 + n) for n in range(due)),
    )
    return check_list.Sheet(BOARD, checked, TODAY, part)


@pytest.mark.parametrize("state", list(MeetingState))
@pytest.mark.parametrize("lines", [0, 1, 15, 16, 47])
def test_a_check_list_of_any_length(state: MeetingState, lines: int) -> None:
    parts = sheet(lines, state).parts
    assert parts == max(1, -(-lines // check_list.PART))
    for part in range(parts):
        drawn = sheet(lines, state, part)
        assert_message(check_list.blocks(drawn))
        assert check_list.heading(drawn)


@pytest.mark.parametrize("state", [MeetingState.CLOSED, MeetingState.ISSUED])
@pytest.mark.parametrize("due", [1, 10, 30])
@pytest.mark.parametrize("lines", [0, 5, 6, 15, 20, 21, 30])
def test_what_was_due_at_the_meeting_stands_once_in_its_check_list(
    lines: int, due: int, state: MeetingState
) -> None:
    whole = sheet(lines, state, due=due)
    drawn = [check_list.blocks(replace(whole, part=part)) for part in range(whole.parts)]
    for blocks in drawn:
        assert_message(blocks)
    text = "".join(str(blocks) for blocks in drawn)
    assert text.count("Due at this meeting") == 1
    assert text.count("'block_id': 'due:") == min(due, 10)
    assert ("and 20 more" in text) == (due == 30)
    assert text.count("check:issue") == (state is MeetingState.CLOSED)
    told = replace(whole, check=replace(whole.check, due=()))
    for part in range(whole.parts):
        assert_message(check_list.blocks(replace(told, part=part)))


def test_only_a_closed_meeting_offers_to_issue_and_only_the_last_part() -> None:
    def offers(state: MeetingState, part: int) -> bool:
        return "check:issue" in str(check_list.blocks(sheet(20, state, part)))

    assert [offers(MeetingState.CLOSED, part) for part in (0, 1)] == [False, True]
    assert not any(offers(state, 1) for state in MeetingState if state is not MeetingState.CLOSED)


def test_the_forms_of_a_check_list() -> None:
    others = [(n, action(n)) for n in range(140)]
    assert_view(check_list.merge_form(action(1), others))
    assert_view(check_list.owners_form(action(1)))
    assert_safe(check_list.owners_form(action(1)))
    assert_safe(check_list.merge_form(action(1), others))


@pytest.mark.parametrize(
    ("refs", "said"),
    [
        ([], ""),
        (["121026/01"], "121026/01"),
        ([f"121026/{n:02}" for n in range(1, 5)], "121026/01–04"),
        (["121026/01", "121026/02", "121026/04"], "121026/01–02, 121026/04"),
        (["HWB-009", "HWB-010"], "HWB-009–010"),
        (["9", "10", "x"], "9–10, x"),
        (["", ""], ", "),
    ],
)
def test_runs_of_references_are_closed_up(refs: list[str], said: str) -> None:
    assert check_list.references(refs) == said


def test_issued_says_what_happened_and_what_is_left() -> None:
    rows = tuple(action(n, reference=f"121026/{n:02}") for n in range(1, 5))
    said = check_list.issued(Issued(MEETING, rows, 3, 1, (rows[3],)))
    assert "Issued: 4 actions 121026/01–04, 1 resolution; 3 people told." in said
    assert "Nobody can be told of 121026/04" in said
    assert "nobody told" in check_list.issued(Issued(MEETING, (), 0))
    assert "1 person told" in check_list.issued(Issued(MEETING, rows[:1], 1))


def test_the_issued_list() -> None:
    rows = [action(n) for n in range(60)]
    resolution = Resolution("r", "b1", "m1", "22/8", "", (Clause("c", "", LONG),), "p1", NOW)
    assert_message(check_list.issued_list(BOARD, TODAY, rows, [resolution] * 30, TODAY, 2))
    assert_message(check_list.issued_list(BOARD, TODAY, [], [], TODAY, 0))


# --- meetings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("may_run", [True, False])
def test_a_list_of_meetings(may_run: bool) -> None:
    states = [s for s in MeetingState if s is not MeetingState.OPEN]
    rows = [
        replace(MEETING, id=f"m{n}", state=states[n % 4], kind=list(MeetingKind)[n % 3])
        for n in range(40)
    ]
    rows[3] = replace(rows[3], state=MeetingState.OPEN)  # a board has one open meeting at most
    blocks = meetings.listing(meetings.Listing(BOARD, TODAY, rows, may_run))
    assert_message(blocks)
    assert ("actions" in {b["type"] for b in blocks}) is may_run
    assert_message(meetings.listing(meetings.Listing(BOARD, TODAY, [], may_run)))


def test_forms_of_meetings() -> None:
    assert_view(meetings.meeting_form(BOARD))
    assert_view(meetings.meeting_form(BOARD, MEETING))
    assert_view(meetings.cancel_form(BOARD, [MEETING] * 3, HOSTILE))


@pytest.mark.parametrize(
    ("changes", "what", "says"),
    [
        (
            {"moved_from": date(2027, 1, 4)},
            "moved",
            ["Mon 4 Jan 2027 has moved", "Mon 11 Jan 2027, 09:00–11:00"],
        ),
        ({"moved_from": TODAY}, "moved", ["has changed", "Now:"]),
        ({"cancelled_reason": "snow & ice"}, "cancelled", ["is cancelled", "snow &amp; ice"]),
        ({}, "cancelled", ["is cancelled"]),
        ({"link": "https://t.example/?a=1&b=2"}, "moved", ["<https://t.example/?a=1&amp;b=2|"]),
    ],
)
def test_notices(changes: dict[str, Any], what: str, says: list[str]) -> None:
    said = meetings.notice(replace(MEETING, **changes), BOARD, what)
    assert all(words in said for words in says)
    assert_safe(said)
    if not changes:
        assert "Reason" not in said


# --- boards and people ------------------------------------------------------------------------


def crowd(count: int, may_manage: bool) -> People:
    posts = tuple(
        Post(
            f"post{n}",
            "b1",
            f"{HOSTILE} {n}" * 2,
            holdings=(
                Holding(f"p{n}", date(2020, 1, 1), date(2021, 1, 1)),
                Holding(f"p{n}", date(2030, 1, 1)),
                Holding(f"p{n}", date(2022, 1, 1), date(2029, 1, 1)),
            ),
        )
        for n in range(count)
    )
    listed = tuple(
        Listed(
            Person(
                f"p{n}",
                "T1",
                f"{HOSTILE} {n}",
                None if n % 2 else f"U{n}",
                organisation=HOSTILE,
                variants=(HOSTILE,) * 5,
                active=n % 7 != 0,
            ),
            tuple(Role) if n % 3 else (),
            ((posts[n], posts[n].holdings[2]),),
            "a@b.example" if may_manage else "",
        )
        for n in range(count)
    )
    return People(BOARD, TODAY, listed, posts, {x.person.id: x.person.name for x in listed},
                  may_manage)  # fmt: skip


@pytest.mark.parametrize("may_manage", [True, False])
@pytest.mark.parametrize("count", [0, 1, 60, 200])
def test_a_list_of_people(count: int, may_manage: bool) -> None:
    view = people.people_modal(crowd(count, may_manage))
    assert_view(view)
    assert_safe(view["blocks"])
    assert len(view["blocks"]) <= 100
    assert_safe(people.people_text(crowd(count, may_manage)))
    assert_view(people.people_modal(crowd(count, may_manage), "nobody of that name"))


def test_forms_of_people() -> None:
    data = crowd(3, True)
    assert_view(people.person_form(data))
    for line in data.listed:
        assert_view(people.person_form(data, line))
        assert_view(people.remove_form(BOARD, line, 2))
    many = replace(data.listed[0], posts=tuple((p, p.holdings[0]) for p in crowd(14, True).posts))
    assert_view(people.person_form(data, many))


def test_a_board_and_its_form() -> None:
    holders = {role: [HOSTILE] * 3 for role in Role}
    drawn = boards.summary(boards.Summary(BOARD, holders, "Mon 11 Jan 2027", 3, True))
    assert_message(drawn)
    assert_message(boards.nothing_here())
    ids = {role: [f"U{n}" for n in range(40)] for role in Role}
    full = replace(BOARD, log_columns=tuple(HEADINGS), aliases=(HOSTILE,) * 8, areas=("a",))
    for board in (None, full):
        view = boards.set_up_form(boards.SetUp("C1", board, HOSTILE, ids, absent=True))
        assert_view(view)
    lines = boards.board_lines([(BOARD, list(Role), "Mon 11 Jan 2027")] * 60)
    assert "and 20 more" in lines
    assert_safe(lines)
    assert "/board setup" in boards.board_lines([])


def test_the_set_up_form_has_the_fields_of_settings() -> None:
    from dataclasses import fields

    from workflows.board_setup import Settings

    view = boards.set_up_form(boards.SetUp("C1", None, "", {}))
    inputs = {b["block_id"] for b in view["blocks"] if b["type"] == "input"}
    drawn_from = {"version", "shown"}
    assert inputs == {f.name for f in fields(Settings)} - drawn_from
    required = {b["block_id"] for b in view["blocks"] if b["type"] == "input" and not b["optional"]}
    assert required == {"name", "officers"}, "everything else has a default"


# --- Home -------------------------------------------------------------------------------------


def full_home(count: int) -> Home:
    caller = Caller(Person("p1", "T1", "Asha", "U1"), {"b1": frozenset({Role.OFFICER})})
    asked = Slip("s", Due(), Due(DueKind.TBC, LONG), LONG, "p1", NOW)
    rows = tuple(action(n, due=Due(DueKind.DATE, "", TODAY)) for n in range(count))
    draft = Draft("d", "b1", "0", HOSTILE, "p1", NOW, ())
    waiting = Waiting(
        board=BOARD,
        today=TODAY,
        to_accept=tuple(replace(a, status=Status.PROPOSED_DONE) for a in rows),
        to_agree=tuple(replace(a, slips=(asked,)) for a in rows),
        blocked=tuple(replace(a, status=Status.BLOCKED, turn=Turn.OFFICER) for a in rows),
        not_theirs=rows,
        ownerless=rows,
        dateless=rows,
        to_record=rows,
        watched=(
            *(WatchItem("draft", draft, BOARD, Matter.REVIEW, TODAY),) * count,
            *(WatchItem("meeting", MEETING, BOARD, Matter.ISSUE, TODAY),) * min(count, 2),
        ),
    )
    drafts = tuple(w for w in waiting.watched if w.subject == "draft")
    second = replace(waiting, board=replace(BOARD, id="b2"), watched=drafts)
    mine = rows + tuple(replace(a, status=Status.PROPOSED_DONE) for a in rows)
    upcoming = ((replace(MEETING, link="https://t.example"), BOARD),) * min(count, 5)
    return Home(caller, TODAY, mine, (waiting, second), upcoming, (BOARD, second.board))


@pytest.mark.parametrize("count", [0, 1, 5, 60])
def test_home_of_any_size(count: int) -> None:
    view = home.home_view(full_home(count))
    assert_view(view)
    assert_safe(view["blocks"])
    text = str(view["blocks"])
    order = [text.index(h) for h in ("What I owe", "Waiting for me", "Next meetings")]
    assert order == sorted(order)
    assert ("Due at the last meeting, outcome to record" in text) == bool(count)


def test_home_overdue_first() -> None:
    rows = (
        action(1, text="later", due=Due(DueKind.DATE, "", TODAY + timedelta(days=1))),
        action(2, text="undated", due=Due()),
        action(3, text="late", due=Due(DueKind.DATE, "", TODAY - timedelta(days=9))),
    )
    view = home.home_view(replace(full_home(0), mine=rows))
    text = str(view["blocks"])
    order = [text.index(f"{word}\\n") for word in ("late", "later", "undated")]
    assert order == sorted(order)
    assert "What I owe (3, 1 overdue)" in text


def test_a_stranger_is_told_what_this_is() -> None:
    caller = Caller(Person("p1", "T1", "Sam", "U1"))
    view = home.home_view(Home(caller, TODAY, (), (), (), ()))
    assert_view(view)
    assert "/board setup" in str(view)


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("moved_from", [None, TODAY - timedelta(days=7)])
def test_a_move_gives_its_reason(moved_from: date | None) -> None:
    moved = replace(MEETING, moved_from=moved_from)
    assert "Reason: the room is taken" in meetings.notice(
        moved, BOARD, "moved", "the room is taken"
    )
    assert "Reason" not in meetings.notice(moved, BOARD, "moved")
    assert_safe(meetings.notice(moved, BOARD, "moved", HOSTILE))


def test_no_digest_is_promised_ahead_of_a_past_day() -> None:
    coming = meetings.scheduled(MEETING, BOARD, 0, TODAY)
    assert "digest, with the action log and a calendar file, goes out ahead of it" in coming
    assert "assumed" not in coming
    past = meetings.scheduled(MEETING, BOARD, 0, TODAY + timedelta(days=1), assumed=True)
    assert "past already, so no digest goes out" in past
    assert "ahead of it" not in past
    assert "09:00–11:00 was assumed" in past


def test_a_board_shows_its_areas_names_and_pattern_when_set() -> None:
    def drawn(board: Board) -> str:
        return str(boards.summary(boards.Summary(board, {}, "", 0, False)))

    bare = drawn(BOARD)
    assert not any(label in bare for label in ("Also called", "Areas", "Meets"))
    full = drawn(
        replace(BOARD, aliases=("HWB",), areas=("East", "West"), meeting_pattern="monthly")
    )
    for said in ("Also called: HWB", "Areas: East, West", "Meets: monthly"):
        assert said in full


def test_only_officers_are_told_that_an_address_is_missing() -> None:
    person = Listed(Person("p1", "T1", "Femi", None), (Role.MEMBER,), ())
    for may_manage in (True, False):
        data = People(BOARD, TODAY, (person,), (), {}, may_manage)
        assert ("no e-mail address" in people.people_text(data)) is may_manage
        assert ("no e-mail address" in str(people.people_modal(data))) is may_manage
        assert "not in Slack" in people.people_text(data)
