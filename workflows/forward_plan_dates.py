"""What of the forward plan falls at no scheduled meeting: days set outside, reviews and windows
further on, the life of sub-groups, the further turns of a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

from workflows import report_back_keeping, returning, returning_sign_off
from workflows.access import Audience, disclose
from workflows.actions import Action
from workflows.boards import Board
from workflows.consequences import Consequence, ConsequenceKind, ConsequenceState
from workflows.deadlines import describe
from workflows.forward_plan import Entry
from workflows.owners import owner_words
from workflows.report_back_cycles import CYCLE_WORDS, projected
from workflows.report_backs import Cycle
from workflows.returns import ReturnState, StatutoryReturn

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: On which day each source's thing comes to a meeting, by (source, id).
Places = Mapping[tuple[str, str], date]

_IN_HAND = frozenset({ReturnState.OPEN, ReturnState.SIGNED_OFF, ReturnState.SUBMITTED})
_CONSEQUENCES = {
    ConsequenceKind.DUTY: "Continuing duty to review",
    ConsequenceKind.DOCUMENT: "Document to revise",
    ConsequenceKind.REFERRAL: "Answer expected",
    ConsequenceKind.APPROVAL: "Approval expected",
}


@dataclass
class Gathered:
    """`entries` stand by themselves; `turns` are at the meeting of their day; `withheld` counts
    what this audience may not see and is counted nowhere else."""

    entries: list[Entry] = field(default_factory=list)
    turns: list[Entry] = field(default_factory=list)
    withheld: int = 0


def gather(
    tx: Transaction,
    board: Board,
    audience: Audience,
    today: date,
    until: date,
    places: Places,
    published: bool = False,
) -> Gathered:
    """All of it, for this audience."""
    found = Gathered()
    reports = tx.actions.reporting_to(board.id)
    actions = disclose(reports, audience, published=published)
    ordinary = tx.meetings.coming(board.id, today)
    for action in actions.shown:
        at = places.get(("report_back", action.id))
        if at is None:
            found.entries.append(_report_back(action, today))
        rhythm = report_back_keeping.anchor(tx, action)
        _turns(found, action, at or action.due.day, rhythm, ordinary, until)
    found.withheld += _hidden("report_back", reports, actions.shown, places)

    there = [r for r in tx.returns.of_board(board.id) if r.state in _IN_HAND]
    returns = disclose(there, audience, published=published)
    found.withheld += _hidden("return", there, returns.shown, places)
    for each in returns.shown:
        found.entries += _return(tx, board, each, today, places)

    waiting = [c for c in tx.consequences.of_board(board.id) if c.state is ConsequenceState.OPEN]
    told = disclose(waiting, audience, published=published)
    found.withheld += _hidden("consequence", waiting, told.shown, places)
    found.entries += [
        _consequence(c, today)
        for c in told.shown
        if ("consequence", c.id) not in places and c.kind in _CONSEQUENCES
    ]
    found.entries += _groups(tx, board, today)
    return found


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def _hidden(
    source: str, everything: Iterable[_Named], shown: Iterable[_Named], places: Places
) -> int:
    """How many may not be seen and come to no meeting, where they would be counted."""
    hidden = {x.id for x in everything} - {x.id for x in shown}
    return sum((source, i) not in places for i in hidden)


def _report_back(action: Action, today: date) -> Entry:
    due = action.latest.day
    return Entry(
        kind="report_back",
        source_id=action.id,
        title=f"{action.text} ({action.reference})",
        who=owner_words(action.owners),
        day=action.due.day,
        until=action.window_until,
        phrase=describe(action.due),
        late=due is not None and due < today,
        note=CYCLE_WORDS[action.cycle] if action.cycle is not Cycle.ONCE else "",
        exempt=bool(action.exempt),
    )


def _turns(
    found: Gathered,
    action: Action,
    first: date | None,
    rhythm: date | None,
    ordinary: tuple[date, ...],
    until: date,
) -> None:
    if first is None or action.cycle is Cycle.ONCE:
        return
    for turn in projected(action.cycle, first, ordinary, until, rhythm):
        entry = Entry(
            kind="report_back",
            source_id=action.id,
            title=action.text,
            who=owner_words(action.owners),
            day=turn.day,
            projected=True,
            note=CYCLE_WORDS[action.cycle],
            exempt=bool(action.exempt),
        )
        (found.turns if turn.at_meeting else found.entries).append(entry)


def _return(
    tx: Transaction, board: Board, thing: StatutoryReturn, today: date, places: Places
) -> Iterator[Entry]:
    """Its day outside, until it has gone; then the next report on it, where no meeting is near."""
    to = f" to {thing.to}" if thing.to else ""
    if thing.state in (ReturnState.OPEN, ReturnState.SIGNED_OFF):
        note = returning.STATE_WORDS[thing.state]
        if thing.state is ReturnState.OPEN:
            note = returning_sign_off.sign_off_words(
                returning_sign_off.sign_off(tx, board, thing, today)
            )
        yield Entry(
            kind="deadline",
            source_id=thing.id,
            title=f"{thing.title}{to}",
            who=thing.owner,
            day=thing.due,
            late=thing.due < today,
            note=note,
            exempt=bool(thing.exempt),
        )
    elif ("return", thing.id) not in places:
        yield Entry(
            kind="return",
            source_id=thing.id,
            title=f"Report: {thing.title}",
            who=thing.owner,
            day=thing.report_by,
            phrase="at the next meeting",
            late=thing.report_by is not None and thing.report_by < today,
            note=thing.cycle,
            exempt=bool(thing.exempt),
        )


def _consequence(thing: Consequence, today: date) -> Entry:
    until = thing.until or thing.on
    return Entry(
        kind="consequence",
        source_id=thing.id,
        title=thing.text,
        who=thing.body,
        day=thing.on,
        until=thing.until,
        phrase=thing.phrase,
        late=until is not None and until < today,
        note=_CONSEQUENCES[thing.kind],
        exempt=bool(thing.exempt),
    )


def _groups(tx: Transaction, board: Board, today: date) -> Iterator[Entry]:
    """When a sub-group ends, and when its terms are looked at again."""
    for group in tx.boards.of_team(board.team_id):
        terms = group.group
        if group.parent_id != board.id or terms is None or terms.dissolved_on:
            continue
        if terms.until:
            note = "extend it or dissolve it: /board groups"
            yield _life(group, "time-limited, ends", terms.until, today, note)
        if terms.review:
            yield _life(group, "review of its terms of reference", terms.review, today, "")


def _life(group: Board, what: str, day: date, today: date, note: str) -> Entry:
    title = f"{group.name}: {what}"
    return Entry("group", group.id, title, day=day, late=day < today, note=note)
