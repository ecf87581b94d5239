"""Stored days of what is watched are the derived ones, whatever happens on a board."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import open_store, upgrade
from tests.support.council import TEAM, Council
from workflows import (
    delegation_keeping,
    keeping,
    meeting_live,
    meeting_papers,
    meeting_planning,
    reminders,
    watch_keeping,
    watching,
)
from workflows.boards import NudgePolicy
from workflows.delegation_reading import Grant
from workflows.drafts import Draft, DraftState
from workflows.errors import DomainError
from workflows.meeting_planning import MeetingPlan


def plan(c: Council, now: datetime) -> None:
    with c.store.begin() as tx:
        while reminders.plan(tx, TEAM, now) >= reminders.CHUNK:
            pass


@contextmanager
def fresh_council() -> Iterator[Council]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/matters.sqlite3"
        upgrade(url)
        store = open_store(url)
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
    *("schedule", "move", "cancel", "publish", "open", "close", "issue", "approve"),
    *("draft", "discard", "grant", "use", "record", "report", "policy", "plan", "wait"),
]
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 60)), min_size=3, max_size=14)


def take(c: Council, step: str, n: int) -> None:
    """One step of a board's life; what is not possible just then is refused and changes nothing."""
    board, today = c.board.id, c.now.date()
    ahead = (today + timedelta(days=n)).isoformat()
    with c.store.begin() as tx:
        meetings = [m.id for m in tx.meetings.of_board(board)]
        drafts = tx.drafts.open_of_board(board)
        granted_ones = [d.id for d in tx.delegations.of_board(board)]
    any_meeting = meetings[n % len(meetings)] if meetings else "none"
    any_grant = granted_ones[n % len(granted_ones)] if granted_ones else "none"
    grant = Grant(
        f"sign the return {n} {len(granted_ones)}", ("DPH",), (), (), today + timedelta(n)
    )
    fresh = Draft(f"d{n}-{len(drafts)}-{c.now}", board, f"sha{n}{c.now}", "paper", "p", c.now, ())

    def add_draft(tx: Any, caller: Any, now: datetime) -> None:
        tx.drafts.add(fresh)
        watch_keeping.keep(tx, fresh, now.date())

    def discard(tx: Any, caller: Any, now: datetime) -> None:
        kept = tx.drafts.save(replace(drafts[0], state=DraftState.DISCARDED))
        watch_keeping.keep(tx, kept)

    def policy(tx: Any, caller: Any, now: datetime) -> None:
        changed = NudgePolicy(agenda_before=(n % 12 + 1, 6), officer_turn=(n % 4 + 1, 7))
        saved = tx.boards.save(replace(tx.boards.get(board), policy=changed, clear_days=n % 6))
        keeping.recount(tx, saved, now.date())

    do: dict[str, Any] = {
        "schedule": (
            meeting_planning.schedule,
            board,
            MeetingPlan(day=ahead, start=f"{n % 24}:00"),
        ),
        "move": (meeting_planning.move, any_meeting, MeetingPlan(day=ahead)),
        "cancel": (meeting_planning.cancel_meeting, any_meeting, "no business"),
        "publish": (meeting_papers.publish_agenda, any_meeting),
        "open": (meeting_live.open_meeting, board),
        "close": (meeting_live.close_meeting, board),
        "issue": (meeting_live.issue, any_meeting),
        "approve": (meeting_papers.approve_minutes, any_meeting),
        "draft": (add_draft,),
        "discard": (discard,),
        "grant": (delegation_keeping.keep_grant, board, grant),
        "use": (delegation_keeping.used, any_grant, today, "DPH", f"use {n} {c.now}"),
        "record": (delegation_keeping.recorded, any_grant, f"ODR-{n}"),
        "report": (delegation_keeping.reported, any_grant, today),
        "policy": (policy,),
    }
    if step == "plan":
        plan(c, c.now)
    elif step == "wait":
        c.now += timedelta(days=n % 9 + 1)
    elif step != "discard" or drafts:
        use_case, *args = do[step]
        c.do(use_case, "asha", *args)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_stored_days_are_the_derived_ones_after_every_step(steps: list[tuple[str, int]]) -> None:
    with fresh_council() as c:
        changed, planned = 0, False
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
            changed += 1
            stored = c.look(lambda tx: tx.watches.of_board(c.board.id))
            # What has been told today stays told; what a step changed may be due today once more.
            possible = [c.look(derived, c), *([c.look(derived, c, True)] if planned else [])]
            keys = {key for each in possible for key in each} | stored.keys()
            assert all(stored.get(k) in [each.get(k) for each in possible] for k in keys)
        assert changed <= len(steps)
