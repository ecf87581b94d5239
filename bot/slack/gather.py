"""What views show, read from the store for one audience: (transaction, …) → view data.

Everything passes `workflows.access.disclose`; nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.slack.views.absences import on_behalf
from bot.slack.views.actions import Card
from bot.slack.views.resolutions import Card as ResolutionCard
from workflows import absences, clause_actions, consequence_keeping, home, keeping
from workflows.access import Audience, Caller, disclose
from workflows.action_steps import FROM, Step, possible
from workflows.actions import Action
from workflows.boards import Board
from workflows.callers import caller_at
from workflows.contacts import left_out
from workflows.deadlines import day_words
from workflows.deliveries import Kind, Parcel
from workflows.digests import is_overdue
from workflows.people import Person
from workflows.ports import Transaction
from workflows.resolutions import Resolution

#: Beside a card in a channel stand the buttons of owner and officer; who presses is checked.
_PUBLIC_STEPS = (
    Step.DONE,
    Step.PROGRESS,
    Step.BLOCKED,
    Step.ASK_TIME,
    Step.ACCEPT,
    Step.RETURN,
    Step.EDIT,
    Step.EXTEND,
    Step.REASSIGN,
    Step.TRANSFER,
    Step.CANCEL,
    Step.REMINDERS,
)


def audience_of(tx: Transaction, person_id: str | None, now: datetime) -> Audience:
    """The audience that a stored message was made for: one person, or the public."""
    if not person_id or person_id == "public":
        return Audience()
    return Audience(caller_at(tx, tx.people.get(person_id), now))


def action_card(
    tx: Transaction, action: Action, audience: Audience, now: datetime, *, with_board: bool = False
) -> Card | None:
    """The card of an action for this audience; None if they may not see it."""
    seen = disclose([action], audience).shown
    if not seen:
        return None
    action = seen[0]
    board = tx.boards.get(action.board_id)
    meeting = tx.meetings.get(action.meeting_id) if action.meeting_id else None
    today = keeping.local_day(now, board)
    steps = possible(action, audience.caller) if audience.caller else _public_steps(action)
    if not is_overdue(action, today):
        steps = tuple(s for s in steps if s is not Step.ASK_CHAIR)
    return Card(
        action=action,
        today=today,
        board=board.name if with_board else "",
        minute=day_words(meeting.day) if meeting else "",
        steps=steps,
        names=names(tx, _people_named(action)),
        calendar=board.calendar,
        evidence=tuple(f.name for f in tx.files.of_subject("action", action.id)),
        aside=_on_behalf(tx, action, audience.caller, today),
    )


def _on_behalf(tx: Transaction, action: Action, caller: Caller | None, today: date) -> str:
    return on_behalf(absences.standing_in(tx, caller, action, today)) if caller else ""


def _people_named(action: Action) -> list[str | None]:
    """Who stands in its notes and slips."""
    noted = [i for n in action.notes for i in (n.by, n.on_behalf_of)]
    return [*noted, *(i for s in action.slips for i in (s.asked_by, s.settled_by))]


def _public_steps(action: Action) -> tuple[Step, ...]:
    return tuple(s for s in _PUBLIC_STEPS if action.status in FROM[s])


def put_card(tx: Transaction, action: Action, channel: str, caller: Caller) -> None:
    """Have the card of an action sent to the board's channel; to the officer alone what is exempt,
    or of a board without a channel."""
    board = tx.boards.get(action.board_id)
    alone = bool(action.exempt) or not channel
    tx.outbox.put(
        Parcel(
            key=f"card:{action.id}:{action.version}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="action_card",
            args={"action_id": action.id},
            channel=None if alone else channel,
            person_id=caller.id if alone else None,
        )
    )


def resolution_card(
    tx: Transaction, resolution: Resolution, warnings: Sequence[str] = ()
) -> ResolutionCard:
    """The card of a resolution that its reader may see; whether they may is the caller's to ask."""
    clauses = {c.id for c in resolution.clauses}
    granted = tx.delegations.of_board(resolution.board_id)
    delegated = [
        left_out(d)
        for d in granted
        if d.clause_id in clauses and (resolution.exempt or not d.exempt)
    ]
    meeting = tx.meetings.get(resolution.meeting_id) if resolution.meeting_id else None
    offered = clause_actions.offered(tx, resolution)
    # What follows is as open or exempt as the resolution; what was marked by itself stays unseen.
    kept = [left_out(c) for c in tx.consequences.of_resolution(resolution.id)]
    return ResolutionCard(
        resolution,
        meeting,
        delegated,
        warnings,
        offered,
        kept=[c for c in kept if resolution.exempt or not c.exempt],
        follows=[] if resolution.live else consequence_keeping.offered(tx, resolution),
    )


def names(tx: Transaction, ids: Sequence[str | None]) -> dict[str, str]:
    """Names of the people behind these ids; what is no id is left out."""
    return {p.id: p.name for p in tx.people.many({i for i in ids if i}).values()}


def mine(tx: Transaction, caller: Caller) -> list[Action]:
    """What the caller owns over all boards and is not ended, by due day."""
    return home.owned(tx, caller)


def boards_of(tx: Transaction, caller: Caller) -> list[Board]:
    """The boards on which the caller has a role today."""
    return [b for b in tx.boards.of_team(caller.person.team_id) if caller.on(b.id)]


def board_for(tx: Transaction, caller: Caller, channel_id: str) -> Board | None:
    """The board meant: the channel's own; in a direct message the only one the caller is on.

    In another channel nothing is guessed: what is said there is not about some board elsewhere.
    """
    here = tx.boards.find_by_channel(caller.person.team_id, channel_id)
    if here or not channel_id.startswith("D"):
        return here
    theirs = boards_of(tx, caller)
    return theirs[0] if len(theirs) == 1 else None


def slack_ids(people: Sequence[Person]) -> list[str]:
    return [p.slack_id for p in people if p.slack_id]
