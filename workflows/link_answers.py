"""Answers that come by the link of an e-mail: through the same use cases as in Slack, as the
link's person, once for each form that was opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import action_answers, incoming, links
from workflows.action_steps import Step
from workflows.actions import Action, NoteKind
from workflows.errors import AlreadyDone, NotFound

if TYPE_CHECKING:
    from workflows.ports import Transaction


class Dead(NotFound):
    """The link opens nothing (any longer)."""


class Answered(AlreadyDone):
    """This very form was sent before; what it said then stands."""


@dataclass(frozen=True)
class Attached:
    """A file that came with an answer; its name is clean by now."""

    name: str
    media_type: str
    data: bytes


def answer(
    tx: Transaction,
    token_hash: str,
    step: Step,
    words: Mapping[str, str],
    files: Sequence[Attached],
    form: str,
    now: datetime,
    real: datetime,
) -> Action:
    """Take `step` with the words of its form (`text`, `due`, `reason`) and its evidence.

    `form` names the form that was opened: a second sending of it raises `Answered` and changes
    nothing; so do the same words once more while nothing has been said since (a page that was gone
    back to is drawn anew). `Dead` if the link opens nothing; the use case's own errors for what it
    refuses.
    """
    opened = links.find_open(tx, token_hash, now, real)
    if opened is None:
        raise Dead("This link does not open anything any more. Nothing was changed.")
    if not tx.once(f"link:{form}") or _repeats(opened, step, words):
        raise Answered("This was answered already, a moment ago. Nothing was done twice.")
    if step not in links.STEPS:
        raise AlreadyDone("This cannot be done by a link. Nothing was changed.")
    action = _take(tx, opened, step, words, now)
    for file in files:
        incoming.keep_evidence(
            tx, action.id, opened.caller.id, file.name, file.media_type, file.data, now
        )
    tx.links.mark_used(token_hash, real)
    return action


#: How an answer's words are noted: the kind of note, and what stands before them.
_NOTED: Mapping[Step, tuple[NoteKind, str]] = {
    Step.PROGRESS: (NoteKind.PROGRESS, ""),
    Step.BLOCKED: (NoteKind.BLOCKED, ""),
    Step.NOT_MINE: (NoteKind.OTHER, "Not mine: "),
}


def _repeats(opened: links.Opened, step: Step, words: Mapping[str, str]) -> bool:
    """Whether the last thing said of the action is this, by the same person."""
    if step not in _NOTED or not opened.action.notes:
        return False
    last, (kind, head) = opened.action.notes[-1], _NOTED[step]
    said = head + words.get("text", "").strip()
    return (last.by, last.kind, last.text) == (opened.caller.id, kind, said)


def _take(
    tx: Transaction, opened: links.Opened, step: Step, words: Mapping[str, str], now: datetime
) -> Action:
    caller, action_id, text = opened.caller, opened.action.id, words.get("text", "")
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
            due, reason = words.get("due", ""), words.get("reason", "")
            return action_answers.ask_time(tx, caller, action_id, due, reason, now)
