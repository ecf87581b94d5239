"""Keeping what follows from a clause: offered, kept at one press, corrected, settled."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import keeping, ledger, resolution_recording, watch_keeping
from workflows.access import Audience, Caller, Deed, Disclosed, can_see, disclose, require
from workflows.action_recording import clean_text
from workflows.consequence_reading import MOST_POUNDS, Follows, amounts_in, follows_from
from workflows.consequences import Consequence, ConsequenceKind, ConsequenceState
from workflows.deadlines import day_words, read_date
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.report_back_cycles import read_window
from workflows.resolution_keys import clause_key
from workflows.resolutions import Resolution
from workflows.showing import render_again
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

KIND_WORDS = {
    ConsequenceKind.DUTY: "continuing duty",
    ConsequenceKind.DOCUMENT: "adopted document",
    ConsequenceKind.REFERRAL: "referred to another body",
    ConsequenceKind.APPROVAL: "needs approval elsewhere",
    ConsequenceKind.MONEY: "money approved",
}
#: What its day is, and what settles it.
DAY_WORDS = {
    ConsequenceKind.DUTY: "reviewed by",
    ConsequenceKind.DOCUMENT: "revised by",
    ConsequenceKind.REFERRAL: "answer expected by",
    ConsequenceKind.APPROVAL: "approval expected by",
    ConsequenceKind.MONEY: "to be spent by",
}
SETTLED_WORDS = {
    ConsequenceKind.DUTY: "reviewed",
    ConsequenceKind.DOCUMENT: "revised",
    ConsequenceKind.REFERRAL: "answered",
    ConsequenceKind.APPROVAL: "approved",
    ConsequenceKind.MONEY: "spent",
}


def offered(tx: Transaction, resolution: Resolution) -> tuple[Follows, ...]:
    """What its clauses let be seen and nobody has kept yet, nor put aside."""
    kept = {(c.clause_id, c.kind) for c in tx.consequences.of_resolution(resolution.id)}
    found = (f for clause in resolution.clauses for f in follows_from(clause))
    rules_body = _approval_body(tx, resolution)
    return tuple(
        replace(f, body=f.body or rules_body if f.kind is ConsequenceKind.APPROVAL else f.body)
        for f in found
        if (f.clause_id, f.kind) not in kept
    )


def _approval_body(tx: Transaction, resolution: Resolution) -> str:
    board = tx.boards.get(resolution.board_id)
    day = tx.meetings.get(resolution.meeting_id).day if resolution.meeting_id else None
    return board.rules_on(day or resolution.recorded_at.date()).approval_by


def keep_offered(
    tx: Transaction,
    caller: Caller,
    resolution_id: str,
    now: datetime,
    chosen: Collection[tuple[str, str]] | None = None,
) -> list[Consequence]:
    """Keep what is offered, or of it the (clause id, kind) chosen; what is not chosen is put aside
    and not offered again. `AlreadyDone` if nothing is offered any more."""
    resolution = resolution_recording.seen(tx, caller, resolution_id)
    require(caller, resolution.board_id, Deed.RECORD)
    board = tx.boards.get(resolution.board_id)
    there = offered(tx, resolution)
    if not there:
        raise AlreadyDone("All that follows from it is kept already. Nothing was kept twice.")
    on = resolution_recording.meeting_day(tx, board, resolution, now)
    kept = []
    for each in there:
        wanted = chosen is None or (each.clause_id, each.kind.value) in chosen
        first = _made(tx, resolution, each, on)
        if not wanted:
            first = replace(first, state=ConsequenceState.ENDED, result="put aside")
        kept.append(_added(tx, caller, first, now, "kept" if wanted else "put aside"))
    render_again(tx, board, "resolution", resolution.id)
    return [c for c in kept if c.state is ConsequenceState.OPEN]


def _made(tx: Transaction, resolution: Resolution, each: Follows, on: date) -> Consequence:
    day, until = when(each.phrase, on)
    return Consequence(
        id=tx.new_id(),
        board_id=resolution.board_id,
        resolution_id=resolution.id,
        clause_id=each.clause_id,
        kind=each.kind,
        text=each.text[:3000],
        on=day,
        until=until,
        phrase=each.phrase,
        body=each.body,
        amount=each.amount,
        exempt=resolution.exempt,
    )


def when(phrase: str, on: date) -> tuple[date | None, date | None]:
    """The day, or the first and last of a window, that the words name, counted from `on`; none
    where they name no day, which is never guessed."""
    window = read_window(phrase, on)
    if window:
        return window
    plain = re.sub(r"^(?:by|before|until|within|in|after)\s+", "", phrase.strip(), flags=re.I)
    try:
        return (read_date(plain, on=on), None) if plain else (None, None)
    except InvalidInput:
        return None, None


@dataclass(frozen=True)
class ConsequenceForm:
    """What an officer typed; None leaves a field as it was. `version` is that of the entry from
    which a form was drawn."""

    text: str | None = None
    on: str | None = None
    body: str | None = None
    amount: str | None = None
    version: int | None = None


def edit(
    tx: Transaction, caller: Caller, consequence_id: str, form: ConsequenceForm, now: datetime
) -> Consequence:
    """Correct one that is open. `InvalidInput` names the field."""
    before = seen(tx, caller, consequence_id)
    require(caller, before.board_id, Deed.RECORD)
    refuse_stale("It", before.version, form.version)
    _must_be_open(before, "changed")
    board = tx.boards.get(before.board_id)
    found: dict[str, Any] = {}
    if form.text is not None:
        found["text"] = clean_text(form.text, field="text")
    if form.on is not None:
        found |= _day(form.on, keeping.local_day(now, board))
    if form.body is not None:
        found["body"] = " ".join(form.body.split())[:200]
    if form.amount is not None:
        found["amount"] = _amount(form.amount)
    after = replace(before, **found)
    return before if after == before else _saved(tx, caller, after, now, "corrected")


def _day(text: str, today: date) -> dict[str, Any]:
    if not text.strip():
        return {"on": None, "until": None, "phrase": ""}
    window = read_window(text, today)
    if window:
        return {"on": window[0], "until": window[1], "phrase": text.strip()[:200]}
    try:
        return {"on": read_date(text, on=today), "until": None, "phrase": text.strip()[:200]}
    except InvalidInput as wrong:
        raise InvalidInput(wrong.message, "on") from wrong


def _amount(text: str) -> int | None:
    if not text.strip():
        return None
    told = text.strip()
    amounts = amounts_in(told if "£" in told else f"£{told}")
    if len(amounts) != 1:
        raise InvalidInput(
            f"Write one amount up to £{MOST_POUNDS:,}, for example £35,000 or £1.2 million.",
            "amount",
        )
    return amounts[0]


def settle(
    tx: Transaction,
    caller: Caller,
    consequence_id: str,
    result: str,
    on: date | None,
    now: datetime,
    *,
    following: str = "",
) -> Consequence:
    """Say what became of it ("approved by Council on 3 May"). A continuing duty and a document go
    on: with `following`, the day of their next review, they stay open for it."""
    before = seen(tx, caller, consequence_id)
    require(caller, before.board_id, Deed.RECORD)
    _must_be_open(before, "settled")
    told = clean_text(result, field="result", most=1000)
    today = keeping.local_day(now, tx.boards.get(before.board_id))
    day = on or today
    if day > today:
        raise InvalidInput(
            f"{day_words(day)} has not come yet. Nothing was changed: say on which day it was "
            "settled.",
            "on",
        )
    after = replace(before, result=told, settled_on=day, state=ConsequenceState.SETTLED)
    if following.strip():
        if before.kind not in (ConsequenceKind.DUTY, ConsequenceKind.DOCUMENT):
            raise InvalidInput(
                f"Only a duty or a document is looked at again; {KIND_WORDS[before.kind]} is "
                "settled once. Nothing was changed.",
                "following",
            )
        after = replace(after, state=ConsequenceState.OPEN, **_day(following, today))
    return _saved(tx, caller, after, now, SETTLED_WORDS[before.kind], told)


def end(
    tx: Transaction, caller: Caller, consequence_id: str, reason: str, now: datetime
) -> Consequence:
    """Let it go, with the reason: it does not follow, or no longer."""
    before = seen(tx, caller, consequence_id)
    require(caller, before.board_id, Deed.RECORD)
    _must_be_open(before, "ended")
    why = clean_text(reason, field="reason", most=1000)
    today = keeping.local_day(now, tx.boards.get(before.board_id))
    after = replace(before, state=ConsequenceState.ENDED, result=why, settled_on=today)
    return _saved(tx, caller, after, now, "ended", why)


def _must_be_open(one: Consequence, what: str) -> None:
    if one.state is ConsequenceState.OPEN:
        return
    done = "settled" if one.state is ConsequenceState.SETTLED else "ended"
    on = f" on {day_words(one.settled_on)}" if one.settled_on else ""
    raise AlreadyDone(
        f"It was {done}{on} ({one.result[:200]}) and cannot be {what} any more. Nothing was "
        "changed: if that was a mistake, correct the resolution and keep it anew."
    )


def seen(tx: Transaction, caller: Caller, consequence_id: str) -> Consequence:
    """The consequence, if the caller may see it; otherwise it does not exist for them."""
    found = tx.consequences.get(consequence_id)
    if not can_see(found, Audience(caller)):
        raise NotFound("That cannot be found.")
    return found


def listed(
    tx: Transaction,
    caller: Caller,
    board_id: str,
    kinds: Collection[ConsequenceKind] = (),
    *,
    ended: bool = False,
) -> Disclosed[Consequence]:
    """What follows from the board's resolutions and is open (`ended`: settled too), by day; those
    without a day last."""
    wanted = {ConsequenceState.OPEN} | ({ConsequenceState.SETTLED} if ended else set())
    there = [
        c
        for c in tx.consequences.of_board(board_id)
        if c.state in wanted and (not kinds or c.kind in kinds)
    ]
    return disclose(sorted(there, key=lambda c: (c.on or date.max, c.id)), Audience(caller))


def meant(
    tx: Transaction,
    caller: Caller,
    resolutions: Sequence[Resolution],
    part: str,
    kind: ConsequenceKind | None,
) -> Consequence:
    """The one open consequence of these resolutions, of that clause and kind where named;
    `InvalidInput` says which there are."""
    found = [
        (r, c)
        for r in resolutions
        for c in disclose(tx.consequences.of_resolution(r.id), Audience(caller)).shown
        if c.state is ConsequenceState.OPEN and (kind is None or c.kind is kind)
    ]
    if part:
        found = [(r, c) for r, c in found if _key(r, c).casefold().endswith(f".{part.casefold()}")]
    if len(found) == 1:
        return found[0][1]
    if not found:
        raise NotFound(
            "Nothing is open there that could be settled. Nothing was changed: `/resolution "
            "consequences` lists what is."
        )
    told = "; ".join(f"{_key(r, c)} {KIND_WORDS[c.kind]}" for r, c in found[:6])
    raise InvalidInput(
        f"Several are open there: {told}. Nothing was changed: name the clause (“.a” behind the "
        "key) or the kind (duty, document, referral, approval, money)."
    )


def _key(resolution: Resolution, one: Consequence) -> str:
    clause = next((c for c in resolution.clauses if c.id == one.clause_id), None)
    return clause_key(resolution, clause) if clause else resolution.key


# --- saving ---------------------------------------------------------------------------------------


def _added(
    tx: Transaction, caller: Caller, one: Consequence, now: datetime, deed: str
) -> Consequence:
    tx.consequences.add(one)
    _write(tx, caller, one, now, deed)
    _watch(tx, one, now)
    return one


def _saved(
    tx: Transaction, caller: Caller, after: Consequence, now: datetime, deed: str, reason: str = ""
) -> Consequence:
    saved = tx.consequences.save(after)
    _write(tx, caller, saved, now, deed, reason)
    _watch(tx, saved, now)
    render_again(tx, tx.boards.get(saved.board_id), "resolution", saved.resolution_id)
    return saved


def _watch(tx: Transaction, one: Consequence, now: datetime) -> None:
    board = tx.boards.get(one.board_id)
    watch_keeping.keep(tx, one, keeping.local_day(now, board))


def _write(
    tx: Transaction,
    caller: Caller,
    one: Consequence,
    now: datetime,
    deed: str,
    reason: str = "",
) -> None:
    values = {
        "kind": KIND_WORDS[one.kind],
        "text": one.text,
        "on": one.on.isoformat() if one.on else "",
        "body": one.body,
        "amount": str(one.amount) if one.amount is not None else "",
        "state": one.state.value,
        "result": one.result,
    }
    ledger.write(tx, caller.id, one.board_id, now, deed, "consequence", one.id, values, reason)
