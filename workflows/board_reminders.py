"""Changing when and whom a board reminds: its policy, its working days, who answers for a group.

One form holds all of it; saving it works out every reminder of the board anew in the same
transaction, so that what has been promised and what will be sent never disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from workflows import keeping
from workflows import policy_words as words
from workflows.access import Caller, Deed, require
from workflows.board_people import write
from workflows.boards import Board, NudgePolicy
from workflows.calendars import NATIONS
from workflows.closed_days import closed_lines, read_closed
from workflows.errors import InvalidInput
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class PolicyForm:
    """What an officer typed; None leaves a field as it was.

    `closed_days` are those from today on: what is past is kept, whatever the form says. `version`
    is that of the board from which the form was drawn.
    """

    before_meeting: str | None = None
    before_date: str | None = None
    before_to: Collection[str] | None = None
    overdue: str | None = None
    overdue_every: str | None = None
    weekly_to: Collection[str] | None = None
    outcome_grace: str | None = None
    officer_turn: str | None = None
    progress_hush: str | None = None
    digest_before: str | None = None
    agenda_before: str | None = None
    hour: str | None = None
    nation: str | None = None
    closed_days: str | None = None
    groups_answer: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Changed:
    """What a saved form did: each thing that changed with its value before and after, in words,
    and of how many actions the next reminder's day moved."""

    board: Board
    changes: tuple[tuple[str, str, str], ...]
    moved: int


def change(
    tx: Transaction, caller: Caller, board_id: str, form: PolicyForm, now: datetime
) -> Changed:
    """Save what the form says. `InvalidInput` names the field that cannot be read; `Conflict` if
    the board was changed since the form was opened. What changes nothing is saved nowhere."""
    require(caller, board_id, Deed.SET_UP)
    before = tx.boards.get(board_id)
    refuse_stale("The board", before.version, form.version)
    after = with_form(before, form, keeping.local_day(now, before))
    return save_changes(
        tx, caller, after, "reminders changed", now, was=values(before), is_now=values(after)
    )


def save_changes(
    tx: Transaction,
    caller: Caller,
    after: Board,
    deed: str,
    now: datetime,
    *,
    was: Mapping[str, str],
    is_now: Mapping[str, str],
) -> Changed:
    """Save the board if any of its values in words differs from what it was; all that follows from
    them is worked out anew. What changes nothing is saved nowhere."""
    changes = tuple(
        (label, was[label], is_now[label]) for label in was if was[label] != is_now[label]
    )
    if not changes:
        return Changed(after, (), 0)
    after = tx.boards.save(after)
    write(tx, after, caller, now, deed, {label: new for label, _, new in changes})
    today = keeping.local_day(now, after)
    moved = keeping.recount(tx, after, today)
    for membership in tx.people.memberships(after.id):
        if membership.covers(today):
            keeping.refresh_home(tx, after.team_id, membership.person_id)
    return Changed(after, changes, moved)


def with_form(board: Board, form: PolicyForm, today: date) -> Board:
    """The board with the form's fields read and checked."""
    after = replace(board, policy=with_policy(board.policy, form))
    if form.nation is not None:
        after = replace(after, nation=_one_of(form.nation, NATIONS, "nation"))
    if form.groups_answer is not None:
        chair = _one_of(form.groups_answer, ("members", "chair"), "groups_answer") == "chair"
        answer: Literal["members", "chair"] = "chair" if chair else "members"
        after = replace(after, groups_answer=answer)
    if form.closed_days is not None:
        past = [d for d in board.closed_days if d < today]
        ahead = read_closed(form.closed_days, today)
        after = replace(after, closed_days=tuple(sorted({*past, *ahead})))
    return after


def with_policy(policy: NudgePolicy, form: PolicyForm) -> NudgePolicy:
    """The policy with the form's fields read and checked; the rest as it was."""
    found: dict[str, object] = {}
    for field, least in (
        ("before_meeting", 0),
        ("before_date", 0),
        ("officer_turn", 1),
        ("digest_before", 1),
        ("agenda_before", 1),
    ):
        if (typed := getattr(form, field)) is not None:
            rising = field == "officer_turn"
            found[field] = words.read_days(typed, field, least=least, rising=rising)
    for field in ("overdue_every", "outcome_grace", "progress_hush"):
        if (typed := getattr(form, field)) is not None:
            found[field] = words.read_number(typed, field)
    for field in ("before_to", "weekly_to"):
        if (chosen := getattr(form, field)) is not None:
            found[field] = words.read_to(chosen, field)
    if form.overdue is not None:
        found["overdue"] = words.read_follows(form.overdue)
    if form.hour is not None:
        found["hour"] = words.read_hour(form.hour)
    return words.check(replace(policy, **found))  # type: ignore[arg-type]


def _one_of(text: str, choices: Collection[str], field: str) -> str:
    if text not in choices:
        raise InvalidInput(f"Choose one of: {', '.join(choices)}.", field)
    return text


def values(board: Board) -> Mapping[str, str]:
    """Everything that the form changes, by the name under which an officer knows it."""
    policy = board.policy
    return {
        "Before a meeting": words.typed_days(policy.before_meeting) or "none",
        "Before a date": words.typed_days(policy.before_date) or "none",
        "Who hears beforehand": words.to_words(policy.before_to) or "nobody",
        "When it is late": words.typed_follows(policy.overdue) or "none",
        "Then every": f"{policy.overdue_every} working days",
        "Who hears every time": words.to_words(policy.weekly_to) or "nobody",
        "Recording the outcome": f"{policy.outcome_grace} working days",
        "The officer’s turn": words.typed_days(policy.officer_turn) or "none",
        "Peace after progress": f"{policy.progress_hush} working days",
        "Digests": words.typed_days(policy.digest_before) or "none",
        "Agenda": words.typed_days(policy.agenda_before) or "none",
        "Hour": f"{policy.hour:%H:%M}",
        "Working days of": nation_words(board.nation),
        "Closed besides": "; ".join(closed_lines(board.closed_days)) or "no other days",
        "A group answers by": "its chair" if board.groups_answer == "chair" else "every member",
    }


def nation_words(nation: str) -> str:
    """ "northern_ireland" as it is written."""
    return nation.replace("_", " ").title()


def closed_ahead(board: Board, today: date) -> tuple[str, ...]:
    """The board's closed days from today on, a line for each run of days."""
    return closed_lines(d for d in board.closed_days if d >= today)
