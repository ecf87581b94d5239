"""Stored days of what is watched are the derived ones, whatever happens on a board."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from storage.database import open_store
from tests.support.council import Council
from tests.support.stores import migrated_sqlite
from tests.support.watches import keep, plan
from workflows import (
    keeping,
    meeting_live,
    meeting_papers,
    meeting_planning,
    notice_giving,
    watch_keeping,
    watching,
)
from workflows.boards import NudgePolicy
from workflows.circulations import Circulation, CirculationKind, CirculationState
from workflows.consequences import Consequence, ConsequenceKind
from workflows.deadlines import Due, DueKind
from workflows.delegations import Delegation
from workflows.drafts import Draft
from workflows.errors import DomainError
from workflows.exercises import Exercise
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import MeetingKind
from workflows.notice_rules import NoticeRules
from workflows.profile import Rules
from workflows.resolutions import Resolution
from workflows.returns import StatutoryReturn
from workflows.soundings import Sounding


@contextmanager
def fresh_council() -> Iterator[Council]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(migrated_sqlite(Path(folder)))
        try:
            yield Council(store)
        finally:
            store.close()


def derived(tx: Any, c: Council, planned: bool = False) -> dict[tuple[str, str], date]:
    """The next day of everything that is watched, worked out anew and from nothing stored; after
    today, if today has been `planned`."""
    board = tx.boards.get(c.board.id)
    frame = watch_keeping.frame_of(tx, board)
    days_of = {}
    for kind, each in watch_keeping.everything(tx, board):
        key = (kind.subject, each.id)
        after = watch_keeping.not_before(keeping.local_day(c.now, board), STORED.get(key))
        if planned:
            after = keeping.local_day(c.now, board)
        day = watching.next_day(kind, each, frame, after)
        if day:
            days_of[key] = day
    return days_of


#: What stood in the cache before the step: what was due then and has not been planned is not lost.
STORED: dict[tuple[str, str], date] = {}

KINDS = [
    *("schedule", "move", "cancel", "publish", "notice", "open", "close", "issue", "approve"),
    *("begin", "begin", "change", "change", "policy", "plan", "wait"),
]
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 60)), min_size=3, max_size=14)
#: Notices of an executive and a call-in, so that every kind may wait.
NOTICE = NoticeRules(private_notice=True, key_decisions=True)
RULES = (Rules(date(2020, 1, 1), executive=True, call_in_days=5),)


def begun(n: int, board: str, resolution: str, now: datetime) -> tuple[str, Any]:
    """Something that a board waits for, by the shelf that it stands on."""
    key, ahead = f"{n}-{now:%m%d%H}", now + timedelta(days=n)
    day, ago = ahead.date(), (now - timedelta(days=n % 7)).date()
    decision = Exercise(key, board, key, ago, "DPH", "approve", "p", now, executive=n % 2 == 0)
    question = Sounding(key, board, key, "Shall we?", ("Yes",), "p", now, ahead)
    paper = Circulation(key, board, key, CirculationKind.COMMENT, "Paper", "p", now, deadline=day)
    follows = list(ConsequenceKind)[n % 5], "maintain oversight", day if n % 3 else None
    made: list[tuple[str, Any]] = [
        ("drafts", Draft(key, board, key, "paper", "p", now, ())),
        (
            "delegations",
            Delegation(
                key, board, key, "sign", ("DPH",), now, "p", deadline=Due(DueKind.DATE, "", day)
            ),
        ),
        ("exercises", decision),
        ("soundings", question),
        ("circulations", replace(paper, state=CirculationState.SENT, sent_on=ago)),
        ("returns", StatutoryReturn(key, board, "The plan", day)),
        ("consequences", Consequence(key, board, resolution, "k", *follows)),
    ]
    return made[n % len(made)]


def changed(thing: Any, n: int, now: datetime) -> Any:
    """The same in another of its states, with a day of today where it has one."""
    kinds_of_state: Any = type(thing.state)
    states = list(kinds_of_state)
    after = replace(thing, state=states[n % len(states)])
    for name in ("published_on", "submitted_on", "reported_on", "settled_on", "closed_at"):
        if hasattr(thing, name) and n % 2:
            after = replace(after, **{name: now if name == "closed_at" else now.date()})
    return after


def take(c: Council, step: str, n: int) -> None:
    """One step of a board's life; what is not possible just then is refused and changes nothing."""
    board, today = c.board.id, c.now.date()
    ahead = (today + timedelta(days=n)).isoformat()
    with c.store.begin() as tx:
        meetings = [m.id for m in tx.meetings.of_board(board)]
        things = [
            (shelf, thing)
            for shelf in (
                *("delegations", "exercises", "soundings", "circulations"),
                *("returns", "consequences"),
            )
            for thing in getattr(tx, shelf).of_board(board)
        ] + [("drafts", draft) for draft in tx.drafts.open_of_board(board)]
        resolution = tx.resolutions.of_board(board)[0].id
    any_meeting = meetings[n % len(meetings)] if meetings else "none"

    def policy(tx: Any, caller: Any, now: datetime) -> None:
        after = NudgePolicy(agenda_before=(n % 12 + 1, 6), officer_turn=(n % 4 + 1, 7))
        saved = tx.boards.save(replace(tx.boards.get(board), policy=after, clear_days=n % 6))
        keeping.recount(tx, saved, now.date())

    kinds = (MeetingKind.ORDINARY, MeetingKind.PRIVATE, MeetingKind.EXTRAORDINARY)
    do: dict[str, Any] = {
        "schedule": (
            meeting_planning.schedule,
            board,
            MeetingPlan(day=ahead, start=f"{n % 24}:00", kind=kinds[n % 3]),
        ),
        "move": (meeting_planning.move, any_meeting, MeetingPlan(day=ahead)),
        "cancel": (meeting_planning.cancel_meeting, any_meeting, "no business"),
        "publish": (meeting_papers.publish_agenda, any_meeting),
        "notice": (notice_giving.give, any_meeting, list(notice_giving.WORDS)[n % 4]),
        "open": (meeting_live.open_meeting, board),
        "close": (meeting_live.close_meeting, board),
        "issue": (meeting_live.issue, any_meeting),
        "approve": (meeting_papers.approve_minutes, any_meeting),
        "policy": (policy,),
    }
    if step == "plan":
        plan(c, c.now)
    elif step == "wait":
        c.now += timedelta(days=n % 9 + 1)
    elif step == "begin":
        keep(c, *begun(n, board, resolution, c.now))
    elif step == "change" and things:
        shelf, thing = things[n % len(things)]
        keep(c, shelf, changed(thing, n, c.now))
    elif step != "change":
        use_case, *args = do[step]
        c.do(use_case, "asha", *args)


def prepare(c: Council) -> None:
    """The board has everything switched on, and a resolution from which something may follow."""

    def switch(tx: Any) -> None:
        board = replace(tx.boards.get(c.board.id), notice=NOTICE, profile=RULES)
        keeping.recount(tx, tx.boards.save(board), c.now.date())
        tx.resolutions.add(Resolution("r", c.board.id, None, "1", "", (), "p", c.now))

    c.look(switch)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(STEPS)
def test_stored_days_are_the_derived_ones_after_every_step(steps: list[tuple[str, int]]) -> None:
    with fresh_council() as c:
        prepare(c)
        taken, planned = 0, False
        for step, n in steps:
            STORED.clear()
            STORED.update(c.look(lambda tx: tx.watches.of_board(c.board.id)))
            try:
                take(c, step, n)
            except DomainError:
                continue
            if step == "wait":
                planned = False
                continue
            if step == "plan":
                hour = c.now.date()
                left = c.look(lambda tx: tx.watches.of_board(c.board.id))
                planned = True
                working = c.board.calendar.is_working_day(hour)
                assert not working or all(day > hour for day in left.values())
                continue
            taken += 1
            stored = c.look(lambda tx: tx.watches.of_board(c.board.id))
            # What has been told today stays told; what a step changed may be due today once more.
            possible = [c.look(derived, c), *([c.look(derived, c, True)] if planned else [])]
            keys = {key for each in possible for key in each} | stored.keys()
            assert all(stored.get(k) in [each.get(k) for each in possible] for k in keys)
        assert taken <= len(steps)
