"""An officer sets by which rules the board gives notice: its kind of body, its own clear days, and
the deadlines around a meeting. The agenda's reminders follow at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import policy_words as typed
from workflows.access import Caller, Deed, require
from workflows.board_reminders import Changed, save_changes
from workflows.boards import Board
from workflows.errors import InvalidInput
from workflows.notice import working_words
from workflows.notice_rules import BODY_WORDS, Body, NoticeRules, law_of
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: No body gives more clear days than this.
MOST_CLEAR_DAYS = 30
#: The notices of an executive, which a board may switch on.
PRIVATE, KEY = "private_notice", "key_decisions"
EXECUTIVE_WORDS: Mapping[str, str] = {
    PRIVATE: "28 days’ notice of private meetings",
    KEY: "28 days’ notice of key decisions",
}


@dataclass(frozen=True)
class NoticeForm:
    """What an officer typed; None leaves a field as it was. Empty `clear_days` are the law's, empty
    `participation_before` and `minutes_within` are none. `version` is that of the board from which
    the form was drawn."""

    body: str | None = None
    clear_days: str | None = None
    participation_before: str | None = None
    participation_hour: str | None = None
    minutes_within: str | None = None
    executive: Collection[str] | None = None
    version: int | None = None


def change(
    tx: Transaction, caller: Caller, board_id: str, form: NoticeForm, now: datetime
) -> Changed:
    """Save what the form says. `InvalidInput` names the field that cannot be read; `Conflict` if
    the board was changed since the form was opened. What changes nothing is saved nowhere."""
    require(caller, board_id, Deed.SET_UP)
    before = tx.boards.get(board_id)
    refuse_stale("The board", before.version, form.version)
    after = with_form(before, form)
    return save_changes(
        tx, caller, after, "notice rules changed", now, was=values(before), is_now=values(after)
    )


def with_form(board: Board, form: NoticeForm) -> Board:
    """The board with the form's fields read and checked."""
    after = board
    if form.body is not None:
        if form.body not in {b.value for b in Body}:
            raise InvalidInput(f"Choose one of: {', '.join(Body)}.", "body")
        after = replace(after, body=Body(form.body))
    if form.clear_days is not None:
        after = replace(after, clear_days=_clear_days(form.clear_days))
    return replace(after, notice=_rules(board.notice, form))


def _rules(rules: NoticeRules, form: NoticeForm) -> NoticeRules:
    found: dict[str, object] = {}
    for name in ("participation_before", "minutes_within"):
        if (text := getattr(form, name)) is not None:
            found[name] = typed.read_number(text, name) if _given(text) else None
    if form.participation_hour:
        found["participation_hour"] = typed.read_hour(form.participation_hour, "participation_hour")
    if form.executive is not None:
        found |= {name: name in form.executive for name in EXECUTIVE_WORDS}
    return replace(rules, **found)  # type: ignore[arg-type]


def _clear_days(text: str) -> int | None:
    if not _given(text):
        return None
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and int(plain) <= MOST_CLEAR_DAYS):
        raise InvalidInput(
            f"Write one whole number of clear days from 0 to {MOST_CLEAR_DAYS}, or leave it empty "
            "for the law’s.",
            "clear_days",
        )
    return int(plain)


def _given(text: str) -> bool:
    return text.strip().lower() not in ("", "none", "-")


def values(board: Board) -> Mapping[str, str]:
    """Everything that the form changes, by the name under which an officer knows it."""
    rules, law = board.notice, law_of(board.nation, board.body).clear_days
    own = board.clear_days
    return {
        "Kind of body": BODY_WORDS[board.body],
        "Clear days": f"{law}, the law’s" if own is None else f"{own}, the board’s own",
        "Requests to speak": _speak_words(rules),
        "Minutes issued": "no target"
        if rules.minutes_within is None
        else f"within {working_words(rules.minutes_within)}",
        "Private meetings": "28 days’ notice" if rules.private_notice else "no notice",
        "Key decisions": "28 days’ notice" if rules.key_decisions else "no notice",
    }


def _speak_words(rules: NoticeRules) -> str:
    if rules.participation_before is None:
        return "none taken"
    before = rules.participation_before
    when = f"{working_words(before)} before" if before else "on the day"
    return f"{when}, until {rules.participation_hour:%H:%M}"
