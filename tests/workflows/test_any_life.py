"""Whatever happens on a board, in whatever order: the stored next day of every action, and of all
that is watched, is the one that follows from the state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.council import TEAM, Council
from tests.workflows.test_watch_cache import STORED, fresh_council, plan, prepare, take
from tests.workflows.test_watch_cache import derived as derived_of_watched
from workflows import (
    absence_noting,
    action_answers,
    action_recording,
    action_reminders,
    board_people,
    board_reminders,
    board_setup,
    confirming,
    keeping,
    leavers,
)
from workflows.absence_noting import AwayForm
from workflows.action_recording import Correction
from workflows.action_reminders import FollowUp
from workflows.actions import ENDED, Action
from workflows.board_reminders import PolicyForm
from workflows.errors import DomainError
from workflows.people import Role

BOARD = ("schedule", "move", "cancel", "publish", "open", "close", "issue", "approve", "begin",
         "change", "policy", "plan", "plan", "wait", "wait")  # fmt: skip
ANSWERS = ("done", "progress", "blocked", "not_mine", "hush", "ask_time", "accept", "return",
           "agree", "refuse", "extend", "reassign", "reopen", "withdraw", "transfer", "undo",
           "exempt", "own", "board's", "keep open", "chair")  # fmt: skip
PEOPLE = ("away", "back", "remove", "add", "post", "gone", "again")
SETTINGS = ("closed", "hour", "nation", "zone", "rounds")
RECORD = ("record", "record", "record")
STEPS = st.lists(
    st.tuples(st.sampled_from((*RECORD, *BOARD, *ANSWERS, *PEOPLE, *SETTINGS)), st.integers(0, 40)),
    min_size=4,
    max_size=25,
)
WHO = ("tom", "bea", "femi", "rosalind")


def act(c: Council, step: str, n: int) -> None:
    """One step; what is not possible just then is refused and changes nothing."""
    later = (c.now.date() + timedelta(days=n)).isoformat()
    who, actions = WHO[n % 4], every_action(c)
    person, name = c.people[who].id, c.people[who].name
    action = actions[n % len(actions)].id if actions else "none"
    do: dict[str, Callable[[], object]] = {
        "record": lambda: c.record(f"Matter {n}", *owners_of(c, n), due=due_of(n, later)),
        "chair": lambda: c.do(action_reminders.ask_chair, "asha", action),
        "back": lambda: c.do(absence_noting.end, "asha", person, ""),
        "away": lambda: c.do(absence_noting.note, "asha", AwayForm("", later, person_id=person)),
        "remove": lambda: c.do(board_people.remove_person, "asha", c.board.id, person),
        "add": lambda: c.do(board_people.keep_person, "asha", c.board.id,
                            board_setup.PersonForm(name=name, role=Role.MEMBER, person_id=person)),
        "post": lambda: c.do(board_people.give_post, "asha", c.board.id,
                             "Director of Public Health", person, c.now.date()),
        "gone": lambda: c.look(lambda tx: leavers.account_closed(tx, tx.people.get(person), c.now)),
        "again": lambda: c.look(
            lambda tx: leavers.account_opened(tx, tx.people.get(person), c.now)),
    }  # fmt: skip
    answers: dict[str, tuple[Any, ...]] = {
        "done": (action_answers.done, "It is sent."),
        "progress": (action_answers.progress, "It goes on."),
        "blocked": (action_answers.blocked, "It is stuck."),
        "not_mine": (action_answers.not_mine, "No."),
        "hush": (action_answers.hush, c.now.date() + timedelta(days=n)),
        "ask_time": (action_answers.ask_time, later, "It takes longer."),
        "accept": (action_answers.accept,),
        "return": (action_answers.return_, "Not yet."),
        "agree": (action_answers.agree,),
        "refuse": (action_answers.refuse, "No."),
        "extend": (action_answers.extend, "next meeting" if n % 3 == 0 else later, "Agreed."),
        "reassign": (action_recording.reassign, owners_of(c, n + 1) or ["DPH"], ""),
        "reopen": (action_answers.reopen, "It came back."),
        "withdraw": (action_recording.cancel, "No longer wanted."),
        "transfer": (action_recording.transfer, "the Executive", "Theirs."),
        "undo": (action_recording.undo,),
        "exempt": (action_recording.edit, Correction(exempt="3"), "It names a price."),
        "own": (action_reminders.change, FollowUp(before=f"{n % 12 + 1}, 1", deputy="Bea Lindqvist",
                                                  ladder=PolicyForm(overdue_every=str(n % 7)))),
        "board's": (action_reminders.change, FollowUp(as_board=True)),
        "keep open": (confirming.keep_open,),
    }  # fmt: skip
    forms = {
        "closed": PolicyForm(closed_days=later),
        "hour": PolicyForm(hour=f"{n % 24:02}:30"),
        "nation": PolicyForm(nation=("scotland", "northern_ireland", "wales")[n % 3]),
        "rounds": PolicyForm(overdue_every=str(n % 5), officer_turn=f"{n % 4 + 1}, 9",
                             digest_before=f"{n % 9 + 1}", outcome_grace=str(n % 6)),
    }  # fmt: skip
    if step == "zone":
        zone = ("America/Los_Angeles", "Pacific/Auckland", "Europe/London")[n % 3]
        c.do(board_setup.set_up, "asha", "C1", board_setup.Settings(time_zone=zone))
    elif step in forms:
        c.do(board_reminders.change, "asha", c.board.id, forms[step])
    elif step in answers:
        use_case, *args = answers[step]
        by = "tom" if n % 2 else "asha"
        c.do(use_case, by, action, *args)
    elif step in do:
        do[step]()
    else:
        take(c, step, n or 1)


def owners_of(c: Council, n: int) -> list[str]:
    return [
        ["Tom Hallam"], [], ["Tom Hallam", "Bea Lindqvist"], ["all members"],
        ["Director of Public Health"], ["Somebody Unknown"], ["Tom Hallam (lead)", "Femi Adeleke"],
    ][n % 7]  # fmt: skip


def due_of(n: int, later: str) -> str:
    return [later, "next meeting", "to be confirmed", later, "2 January 2027", ""][n % 6]


def every_action(c: Council) -> list[Action]:
    def read(tx: Any) -> list[Action]:
        return [*tx.actions.of_board(c.board.id), *tx.actions.of_board(c.board.id, live=True)]

    return sorted(c.look(read), key=lambda a: a.id)


def wrong(c: Council, was: dict[str, date | None], planned_on: date | None) -> list[str]:
    """The actions whose stored day is none that follows from their state."""

    def look(tx: Any) -> list[str]:
        board = tx.boards.get(c.board.id)
        today = keeping.local_day(c.now, board)
        found = []
        for each in every:
            since = replace(each, next_nudge_on=was.get(each.id, each.next_nudge_on))
            afters = {keeping.not_before(since, today), keeping.not_before(each, today)}
            afters |= {today} if planned_on == today else set()
            follows = {keeping.next_nudge(tx, each, board, after, today) for after in afters}
            if each.next_nudge_on not in follows:
                found.append(f"{each.reference}: {each.next_nudge_on} stored, {follows} follow")
        return found

    every = every_action(c)
    return c.look(look)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck),
          phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink])  # fmt: skip
@given(STEPS)
def test_stored_is_derived_whatever_happens(steps: list[tuple[str, int]]) -> None:
    with fresh_council() as c:
        prepare(c)
        planned_on: date | None = None
        for step, n in steps:
            was = {a.id: a.next_nudge_on for a in every_action(c)}
            STORED.clear()
            STORED.update(c.look(lambda tx: tx.watches.of_board(c.board.id)))
            try:
                act(c, step, n)
            except DomainError:
                continue
            if step == "plan":
                plan(c, c.now)
                planned_on = c.now.date()
            assert wrong(c, was, planned_on) == [], step
            if step not in ("plan", "wait", "zone") and planned_on is None:
                stored = c.look(lambda tx: tx.watches.of_board(c.board.id))
                assert stored == c.look(derived_of_watched, c), step
        for each in every_action(c):
            assert each.status not in ENDED or each.next_nudge_on is None
    assert TEAM
