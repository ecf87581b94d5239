"""What an owner says of an action by a link: the steps of Slack, with files as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import action_answers, incoming
from workflows.action_links import STEPS
from workflows.action_steps import Step
from workflows.actions import Action, NoteKind
from workflows.errors import AlreadyDone
from workflows.link_answers import Given
from workflows.links import Opened

if TYPE_CHECKING:
    from workflows.ports import Transaction


def take(tx: Transaction, opened: Opened[Action], given: Given, now: datetime) -> Action:
    """Take the step with the words of its form (`text`, `due`, `reason`) and its evidence."""
    step = next((s for s in STEPS if s.value == given.step), None)
    if step is None:
        raise AlreadyDone("This cannot be done by a link. Nothing was changed.")
    action = _taken(tx, opened, step, given, now)
    for file in given.files:
        incoming.keep_evidence(
            tx, action.id, opened.caller.id, file.name, file.media_type, file.data, now
        )
    return action


def _taken(
    tx: Transaction, opened: Opened[Action], step: Step, given: Given, now: datetime
) -> Action:
    caller, action_id, text = opened.caller, opened.thing.id, given.word("text")
    match step:
        case Step.DONE:
            return action_answers.done(tx, caller, action_id, text, now)
        case Step.PROGRESS:
            return action_answers.progress(tx, caller, action_id, text, now)
        case Step.BLOCKED:
            return action_answers.blocked(tx, caller, action_id, text, now)
        case Step.NOT_MINE:
            return action_answers.not_mine(tx, caller, action_id, text, now)
        case _:
            due, reason = given.word("due"), given.word("reason")
            return action_answers.ask_time(tx, caller, action_id, due, reason, now)


#: How an answer's words are noted: the kind of note, and what stands before them.
_NOTED: Mapping[str, tuple[NoteKind, str]] = {
    Step.PROGRESS: (NoteKind.PROGRESS, ""),
    Step.BLOCKED: (NoteKind.BLOCKED, ""),
    Step.NOT_MINE: (NoteKind.OTHER, "Not mine: "),
}


def repeats(tx: Transaction, opened: Opened[Action], given: Given) -> bool:
    """Whether the last thing said of the action is this, by the same person."""
    if given.step not in _NOTED or not opened.thing.notes:
        return False
    last, (kind, head) = opened.thing.notes[-1], _NOTED[given.step]
    said = head + given.word("text").strip()
    return (last.by, last.kind, last.text) == (opened.caller.id, kind, said)


def said(tx: Transaction, opened: Opened[Action], given: Given) -> bool:
    """Whether what was typed is what its person said before: a double click, not a new answer."""
    typed = (given.word("text") or given.word("reason")).strip()
    words = [n.text for n in opened.thing.notes if n.by == opened.caller.id]
    words += [s.reason for s in opened.thing.slips if s.asked_by == opened.caller.id]
    return not typed or any(typed in each for each in words)
