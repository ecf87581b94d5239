"""The ladder of reminders, rung by rung."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.policies import POLICIES
from workflows.actions import Action, Owner, Status, Turn
from workflows.boards import OVERDUE, Board, Follow, NudgePolicy
from workflows.calendars import NATIONS, calendar_of
from workflows.deadlines import Due, DueKind
from workflows.ladder import Rung, due_rungs, next_nudge_on, progress_hush, rungs
from workflows.meetings import Meeting, MeetingState

ENGLAND = calendar_of("england")
BOARD = Board("B1", "T1", "Health and Wellbeing Board", "C1", datetime(2025, 1, 1, tzinfo=UTC))
FRIDAY = date(2026, 3, 13)
MET = date(2026, 3, 17)  # a Tuesday; Easter is 3 to 6 April
NEXT = date(2026, 5, 19)


def due_on(day: date) -> Due:
    return Due(DueKind.DATE, "", day)


AT_MEETING = Due(DueKind.NEXT_MEETING, "next meeting", MET, "M1")
TBC = Due(DueKind.TBC, "tbc")


def action(due: Due, created: date = date(2026, 1, 5), **changes: object) -> Action:
    made = Action(
        id="A1",
        board_id="B1",
        reference="050126/01",
        text="Circulate the strategy",
        owners=(Owner("The Director", person_id="P1"),),
        due=due,
        original_due=due,
        created_by="P2",
        created_at=datetime.combine(created, time(10), tzinfo=UTC),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def meeting(day: date = MET, state: MeetingState = MeetingState.PLANNED) -> Meeting:
    start = datetime.combine(day, time(10), tzinfo=UTC)
    return Meeting("M1", "B1", day, start, start + timedelta(hours=2), "u@x", state=state)


def just(day: date | None) -> tuple[date, ...]:
    """The meetings to come, where there is one or none."""
    return () if day is None else (day,)


def shown(found: list[Rung]) -> list[str]:
    return [f"{r.day:%d %b} {r.to} {r.name}" for r in found]


ON_A_DATE = [
    "27 Feb owner before-10",
    "11 Mar owner before-2",
    "13 Mar owner on-day",
    "18 Mar owner overdue+3",
    "20 Mar officer overdue+5",
    "27 Mar officer overdue+10",
    "27 Mar owner overdue+10",
    "07 Apr officer overdue+15",
    "07 Apr owner overdue+15",
]
AT_A_MEETING = [
    "24 Feb owner before-15",
    "03 Mar owner before-10",
    "06 Mar owner before-7",
    "27 Mar owner overdue+3",
    "31 Mar officer overdue+5",
    "09 Apr officer overdue+10",
    "09 Apr owner overdue+10",
]


def test_due_on_a_date() -> None:
    found = rungs(action(due_on(FRIDAY)), BOARD, ENGLAND, until=date(2026, 4, 10))
    assert shown(found) == ON_A_DATE


def test_the_documents_worked_example_is_what_the_code_does() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reminders.md").read_text(encoding="utf-8")
    example = page.split("## A worked example")[1].split("\n## ")[0]
    columns: tuple[list[str], list[str]] = ([], [])
    for line in re.findall(r"^\|(.+)\|$", example, re.M):
        day, *cells = (cell.strip() for cell in line.split("|"))
        for column, cell in zip(columns, cells, strict=True):
            if said := re.fullmatch(r"(.+): `(.+)`", cell):
                column += [f"{day} {to} {said[2]}" for to in sorted(said[1].split(" and "))]
    until = date(2026, 4, 9)
    ladders = (
        rungs(action(due_on(FRIDAY)), BOARD, ENGLAND, until=until),
        rungs(action(AT_MEETING), BOARD, ENGLAND, meeting(), until=until),
    )
    for column, ladder in zip(columns, ladders, strict=True):
        assert column == [f"{r.day:%a} {r.day.day} {r.day:%b} {r.to} {r.name}" for r in ladder]


def test_due_at_a_weekend_counts_from_its_friday() -> None:
    weekend = rungs(
        action(due_on(FRIDAY + timedelta(days=2))), BOARD, ENGLAND, until=date(2026, 4, 10)
    )
    assert shown(weekend) == ON_A_DATE


@pytest.mark.parametrize("kind", [DueKind.MONTH, DueKind.QUARTER, DueKind.OTHER_MEETING])
def test_any_kind_with_a_day_is_due_on_it(kind: DueKind) -> None:
    found = rungs(action(Due(kind, "", FRIDAY)), BOARD, ENGLAND, until=date(2026, 4, 10))
    assert shown(found) == ON_A_DATE


def test_due_at_a_meeting_is_silent_on_the_day_and_through_the_grace() -> None:
    item = action(AT_MEETING)
    found = rungs(item, BOARD, ENGLAND, meeting(), until=date(2026, 4, 10))
    assert shown(found) == AT_A_MEETING
    assert rungs(item, BOARD, ENGLAND, until=date(2026, 4, 10)) == found


def test_grace_ends_when_the_officer_has_handed_it_back() -> None:
    item = action(AT_MEETING, turn_since=date(2026, 3, 19))
    found = rungs(item, BOARD, ENGLAND, meeting(), until=date(2026, 3, 27))
    assert shown(found) == ["24 Mar owner overdue+3", "26 Mar officer overdue+5"]


def test_a_moved_meeting_moves_the_ladder() -> None:
    later = meeting(MET + timedelta(days=7))
    found = rungs(action(AT_MEETING), BOARD, ENGLAND, later, until=date(2026, 3, 31))
    assert shown(found) == [
        "03 Mar owner before-15",
        "10 Mar owner before-10",
        "13 Mar owner before-7",
    ]


def test_a_cancelled_meeting_leaves_no_day() -> None:
    off = meeting(state=MeetingState.CANCELLED)
    found = rungs(action(AT_MEETING), BOARD, ENGLAND, off, until=date(2026, 6, 1), coming=(NEXT,))
    assert shown(found) == ["07 May officer set-date@2026-05-19"]


@pytest.mark.parametrize(
    "kind",
    [DueKind.NONE, DueKind.TBC, DueKind.URGENT, DueKind.EVENT, DueKind.MUNICIPAL_YEAR],
)
def test_no_day_is_the_officers_with_each_meetings_preparation(kind: DueKind) -> None:
    item = action(Due(kind, "…"))
    found = rungs(item, BOARD, ENGLAND, until=date(2026, 6, 1), coming=(NEXT,))
    assert shown(found) == ["07 May officer set-date@2026-05-19"]
    assert rungs(item, BOARD, ENGLAND, until=date(2026, 6, 1)) == []
    another = rungs(item, BOARD, ENGLAND, until=date(2026, 9, 1), coming=(date(2026, 7, 21),))
    assert found[0].name != another[0].name


@pytest.mark.parametrize("owners", [(), (Owner("To be confirmed"),)])
def test_no_known_owner_is_the_officers_too(owners: tuple[Owner, ...]) -> None:
    item = action(due_on(FRIDAY), owners=owners)
    found = rungs(item, BOARD, ENGLAND, until=date(2026, 3, 27), coming=(MET,))
    assert shown(found) == [
        "05 Mar officer set-owner@2026-03-17",
        "20 Mar officer overdue+5",
        "27 Mar officer overdue+10",
    ]
    neither = action(TBC, owners=owners)
    both = rungs(neither, BOARD, ENGLAND, until=MET, coming=(MET,))
    assert [r.name for r in both] == ["set-date@2026-03-17", "set-owner@2026-03-17"]
    assert due_rungs(neither, BOARD, ENGLAND, today=MET, coming=(MET,)) == both


def test_the_officers_turn_silences_the_owner() -> None:
    item = action(due_on(FRIDAY), turn=Turn.OFFICER, turn_since=date(2026, 3, 12))
    found = rungs(item, BOARD, ENGLAND, until=date(2026, 12, 1))
    assert shown(found) == ["16 Mar officer officer+2", "19 Mar officer officer+5"]
    done = replace(item, status=Status.PROPOSED_DONE)
    assert rungs(done, BOARD, ENGLAND, until=date(2026, 12, 1)) == found


def test_back_with_the_owner_what_was_before_is_not_repeated() -> None:
    item = action(due_on(FRIDAY), turn=Turn.OWNER, turn_since=date(2026, 3, 12))
    found = rungs(item, BOARD, ENGLAND, until=date(2026, 3, 18))
    assert shown(found) == ["13 Mar owner on-day", "18 Mar owner overdue+3"]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.ACCEPTED},
        {"status": Status.ACCEPTED, "turn": Turn.OFFICER},
        {"status": Status.CLOSED},
        {"status": Status.CANCELLED, "turn": Turn.OFFICER},
        {"status": Status.TRANSFERRED},
        {"status": Status.PROPOSED_DONE, "turn": Turn.OWNER},
        {"turn": Turn.NOBODY},
        {"live": True},
    ],
)
def test_what_is_settled_or_not_yet_issued_has_no_ladder(changes: dict[str, object]) -> None:
    item = action(due_on(FRIDAY), **changes)  # type: ignore[arg-type]
    assert rungs(item, BOARD, ENGLAND, until=date(2027, 1, 1), coming=(NEXT,)) == []
    assert next_nudge_on(item, BOARD, ENGLAND, after=date(2026, 1, 1)) is None
    assert progress_hush(replace(item, live=True), BOARD, ENGLAND, MET) >= MET


def test_a_hush_leaves_out_the_owners_rungs_only() -> None:
    item = action(due_on(FRIDAY), hushed_until=date(2026, 3, 27))
    found = rungs(item, BOARD, ENGLAND, until=date(2026, 4, 7))
    assert shown(found) == [
        "20 Mar officer overdue+5",
        "27 Mar officer overdue+10",
        "07 Apr officer overdue+15",
        "07 Apr owner overdue+15",
    ]


def test_a_hush_never_passes_the_meeting() -> None:
    item = action(due_on(FRIDAY), hushed_until=date(2026, 3, 27))
    brought_forward = date(2026, 3, 12)
    found = rungs(item, BOARD, ENGLAND, until=FRIDAY, coming=(brought_forward,))
    assert shown(found) == ["13 Mar owner on-day"]
    at_meeting = action(AT_MEETING, hushed_until=date(2026, 4, 30))
    found = rungs(at_meeting, BOARD, ENGLAND, meeting(), until=date(2026, 4, 10))
    assert shown(found) == AT_A_MEETING[3:]


def test_progress_reported_after_the_meeting_hushes_all_the_same() -> None:
    item = action(AT_MEETING, hushed_until=date(2026, 3, 27))
    found = due_rungs(item, BOARD, ENGLAND, meeting(), today=date(2026, 3, 27))
    assert found == []


def test_missed_days_collapse_into_the_latest_for_each() -> None:
    item = action(due_on(FRIDAY))
    found = due_rungs(item, BOARD, ENGLAND, today=date(2026, 3, 25))
    assert shown(found) == ["18 Mar owner overdue+3", "20 Mar officer overdue+5"]
    found = due_rungs(item, BOARD, ENGLAND, today=date(2026, 3, 25), last_planned=date(2026, 3, 18))
    assert shown(found) == ["20 Mar officer overdue+5"]
    found = due_rungs(item, BOARD, ENGLAND, today=date(2026, 3, 25), last_planned=date(2026, 3, 25))
    assert found == []


def test_read_in_years_late_it_joins_the_weekly_round() -> None:
    item = action(due_on(date(2023, 2, 10)), created=date(2026, 3, 11))
    found = rungs(item, BOARD, ENGLAND, until=date(2026, 3, 27))
    assert {r.name.split("+")[0] for r in found} == {"overdue"}
    assert found[0].day >= date(2026, 3, 11)
    assert found[0].day <= ENGLAND.add(date(2026, 3, 11), 5)
    assert len({r.day for r in found}) in {2, 3}


def test_a_boards_own_policy() -> None:
    policy = NudgePolicy(
        before_meeting=(5, 0), before_date=(), overdue_every=0, digest_before=(), outcome_grace=0
    )
    board = replace(BOARD, policy=policy)
    until = date(2027, 1, 1)
    assert shown(rungs(action(due_on(FRIDAY)), board, ENGLAND, until=until)) == [
        "18 Mar owner overdue+3",
        "20 Mar officer overdue+5",
    ]
    assert shown(rungs(action(AT_MEETING), board, ENGLAND, meeting(), until=until)) == [
        "10 Mar owner before-5",
        "17 Mar owner on-day",
        "20 Mar owner overdue+3",
        "24 Mar officer overdue+5",
    ]
    no_day = rungs(action(TBC), board, ENGLAND, until=until, coming=(MET,))
    assert shown(no_day) == ["05 Mar officer set-date@2026-03-17"]
    assert next_nudge_on(action(due_on(FRIDAY)), board, ENGLAND, after=FRIDAY) == date(2026, 3, 18)
    assert next_nudge_on(action(due_on(FRIDAY)), board, ENGLAND, after=date(2026, 3, 20)) is None


def test_next_nudge() -> None:
    item = action(due_on(FRIDAY))
    assert next_nudge_on(item, BOARD, ENGLAND, after=date(2026, 1, 5)) == date(2026, 2, 27)
    assert next_nudge_on(item, BOARD, ENGLAND, after=date(2026, 2, 27)) == date(2026, 3, 11)
    assert next_nudge_on(item, BOARD, ENGLAND, after=date(2026, 4, 7)) == date(2026, 4, 14)
    far = next_nudge_on(item, BOARD, ENGLAND, after=date(2030, 4, 7))
    assert far is not None
    assert date(2030, 4, 7) < far <= date(2030, 4, 16)
    assert next_nudge_on(action(TBC), BOARD, ENGLAND, after=MET) is None
    assert next_nudge_on(action(TBC), BOARD, ENGLAND, after=MET, coming=(NEXT,)) == date(2026, 5, 7)


def test_progress_hushes_the_overdue_for_five_working_days() -> None:
    item = action(due_on(FRIDAY))
    today = date(2026, 3, 18)
    assert progress_hush(item, BOARD, ENGLAND, today) == date(2026, 3, 25)
    near = progress_hush(item, BOARD, ENGLAND, today, coming=(date(2026, 3, 24),))
    assert near == date(2026, 3, 24)


def test_progress_in_time_hushes_up_to_the_next_rung() -> None:
    item = action(due_on(FRIDAY))
    today = date(2026, 3, 2)
    until = progress_hush(item, BOARD, ENGLAND, today)
    assert until == date(2026, 3, 10)
    hushed = replace(item, hushed_until=until)
    assert next_nudge_on(hushed, BOARD, ENGLAND, after=today) == date(2026, 3, 11)
    assert progress_hush(action(TBC), BOARD, ENGLAND, today) == today
    assert progress_hush(action(AT_MEETING), BOARD, ENGLAND, date(2026, 3, 10)) == date(2026, 3, 26)


DEPUTY = Owner("The deputy", person_id="P3")
LEAD = Owner("The lead officer", person_id="P4")


def test_deputy_and_lead_hear_where_they_are_named() -> None:
    item = action(due_on(FRIDAY), deputy=DEPUTY, lead=LEAD)
    found = rungs(item, BOARD, ENGLAND, until=date(2026, 3, 20))
    assert shown(found)[3:] == [
        "18 Mar deputy overdue+3",
        "18 Mar owner overdue+3",
        "20 Mar lead overdue+5",
        "20 Mar officer overdue+5",
    ]
    hushed = replace(item, hushed_until=date(2026, 3, 20))
    left = rungs(hushed, BOARD, ENGLAND, until=date(2026, 3, 20))
    assert {rung.to for rung in left} == {"lead", "officer"}


def test_a_late_step_to_the_chair_puts_nothing_off_for_the_others() -> None:
    policy = NudgePolicy(overdue=(*OVERDUE, Follow(30, "chair")))
    found = rungs(
        action(due_on(FRIDAY)), replace(BOARD, policy=policy), ENGLAND, until=date(2026, 4, 30)
    )
    assert [line for line in shown(found) if "chair" not in line][: len(ON_A_DATE)] == ON_A_DATE
    assert [line for line in shown(found) if "chair" in line] == ["28 Apr chair overdue+30"]


def test_an_actions_own_ladder_holds_instead_of_the_boards() -> None:
    own = NudgePolicy(before_date=(1,), overdue=(Follow(2, "officer"),), overdue_every=0)
    found = rungs(action(due_on(FRIDAY), policy=own), BOARD, ENGLAND, until=date(2027, 1, 1))
    assert shown(found) == ["12 Mar owner before-1", "17 Mar officer overdue+2"]
    no_day = rungs(
        action(TBC, policy=replace(own, digest_before=(3,))),
        BOARD,
        ENGLAND,
        until=NEXT,
        coming=(NEXT,),
    )
    assert shown(no_day) == ["07 May officer set-date@2026-05-19"], (
        "the board's digest, not its own"
    )


# --- properties -------------------------------------------------------------------------------

#: How long one example takes says nothing about the ladder.
untimed = settings(deadline=None)

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
DUES = st.one_of(
    DAYS.map(due_on),
    DAYS.map(lambda day: Due(DueKind.NEXT_MEETING, "next meeting", day, "M1")),
    st.just(TBC),
)
CLOSED = st.lists(DAYS, max_size=8).map(tuple)


JOINT = (Owner("P", person_id="P1"), Owner("Q", person_id="P2", waits_since=date(2026, 2, 1)))


@st.composite
def actions(draw: st.DrawFn, created: st.SearchStrategy[date] = DAYS) -> Action:
    made = draw(created)
    since = draw(st.none() | st.integers(0, 100).map(lambda n: made + timedelta(days=n)))
    return action(
        draw(DUES),
        created=made,
        turn=draw(st.sampled_from(Turn)),
        turn_since=since,
        status=draw(st.sampled_from(Status)),
        hushed_until=draw(st.none() | DAYS),
        owners=draw(st.sampled_from([(), (Owner("P", person_id="P1"),), JOINT])),
        deputy=draw(st.sampled_from([None, DEPUTY])),
        lead=draw(st.sampled_from([None, LEAD])),
    )


@untimed
@given(actions(), CLOSED, st.sampled_from(sorted(NATIONS)), st.none() | DAYS, DAYS)
def test_rungs_fall_on_working_days_and_never_before_creation(
    item: Action, closed: tuple[date, ...], nation: str, following: date | None, until: date
) -> None:
    calendar = calendar_of(nation, closed)
    found = rungs(item, BOARD, calendar, until=until, coming=just(following))
    created = item.created_at.date()
    for rung in found:
        assert calendar.is_working_day(rung.day)
        assert max(created, item.turn_since or created) <= rung.day <= until
    assert found == sorted(found, key=lambda r: r.day)
    assert len({(r.to, r.name) for r in found}) == len(found)
    if item.turn is Turn.OFFICER:
        assert {r.to for r in found} <= {"officer"}


@untimed
@given(
    actions(), POLICIES, CLOSED, st.sampled_from(sorted(NATIONS)), st.none() | DAYS, st.booleans()
)
def test_any_policys_rungs_are_on_working_days_once_each_and_the_first_is_next(
    item: Action,
    policy: NudgePolicy,
    closed: tuple[date, ...],
    nation: str,
    following: date | None,
    own: bool,
) -> None:
    calendar = calendar_of(nation, closed)
    board = BOARD if own else replace(BOARD, policy=policy)
    item = replace(item, policy=policy) if own else item
    created = item.created_at.date()
    after = created + timedelta(days=30)
    far = max(after, item.due.day or after, item.hushed_until or after, following or after)
    # The longest that a step can lie behind all of them: grace, sixty days, two rounds, holidays.
    until = calendar.add(far, 20 + 60 + 2 * 20 + 1)
    found = rungs(item, board, calendar, until=until, coming=just(following), today=after)
    for rung in found:
        assert calendar.is_working_day(rung.day)
        assert max(created, item.turn_since or created) <= rung.day <= until
        assert rung.counted_from is not None
    assert len({(rung.to, rung.name) for rung in found}) == len(found)
    following_rung = next_nudge_on(item, board, calendar, after=after, coming=just(following))
    assert following_rung == next((r.day for r in found if r.day > after), None)


@untimed
@given(actions(created=st.just(date(2020, 1, 1))), CLOSED, DAYS, st.none() | DAYS)
def test_more_holidays_never_lose_a_rung(
    item: Action, closed: tuple[date, ...], until: date, following: date | None
) -> None:
    item = replace(item, hushed_until=None)
    fewer = rungs(item, BOARD, ENGLAND, until=until, coming=just(following))
    later = until + timedelta(days=60)
    holidays = calendar_of("england", closed)
    more = rungs(item, BOARD, holidays, until=later, coming=just(following))
    assert {(r.to, r.name) for r in fewer} <= {(r.to, r.name) for r in more}


@untimed
@given(actions(), DAYS, st.none() | DAYS)
def test_the_next_nudge_is_the_first_rung_after(
    item: Action, after: date, following: date | None
) -> None:
    found = next_nudge_on(item, BOARD, ENGLAND, after=after, coming=just(following))
    far = date(2032, 1, 1)
    ladder = rungs(
        item,
        BOARD,
        ENGLAND,
        until=far,
        coming=just(following),
        today=after,
    )
    assert found == min((r.day for r in ladder if r.day > after), default=None)


@untimed
@given(actions(), DAYS, st.none() | DAYS)
def test_planning_day_by_day_sends_each_rung_once(
    item: Action, start: date, following: date | None
) -> None:
    item = replace(item, hushed_until=None)
    sent: list[Rung] = []
    for n in range(60):
        today = start + timedelta(days=n)
        sent += due_rungs(
            item,
            BOARD,
            ENGLAND,
            today=today,
            coming=just(following),
            last_planned=today - timedelta(days=1),
        )
    last = start + timedelta(days=59)
    ladder = rungs(item, BOARD, ENGLAND, until=last, coming=just(following))
    assert sent == [r for r in ladder if r.day >= start]
    collapsed = due_rungs(
        item,
        BOARD,
        ENGLAND,
        today=last,
        coming=just(following),
        last_planned=start - timedelta(days=1),
    )
    assert {r.to for r in collapsed} == {r.to for r in sent}
    assert set(collapsed) <= set(sent)


@untimed
@given(actions(), DAYS, st.none() | DAYS)
def test_progress_never_hushes_a_rung_of_what_is_in_time(
    item: Action, today: date, following: date | None
) -> None:
    item = replace(item, turn=Turn.OWNER, status=Status.IN_PROGRESS, hushed_until=None)
    until = progress_hush(item, BOARD, ENGLAND, today, coming=just(following))
    assert until >= today
    if item.due.day is not None and item.due.day < today:
        assert until <= ENGLAND.add(today, 5)
        return
    ahead = next_nudge_on(item, BOARD, ENGLAND, after=today, coming=just(following))
    hushed = replace(item, hushed_until=until)
    still = next_nudge_on(hushed, BOARD, ENGLAND, after=today, coming=just(following))
    assert still == ahead
