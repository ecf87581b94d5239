"""What has become of a clause: implemented, superseded by a later one, rescinded; or in force.

Nothing of it is ever done by itself: where a new clause cites an old one, or says nearly the same,
an officer is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, resolution_recording
from workflows.access import Audience, Caller, Deed, disclose, require
from workflows.action_recording import clean_text
from workflows.deadlines import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.likeness import alike, same_numbers
from workflows.resolution_keys import clause_key, clause_named, goes_by, read_key
from workflows.resolutions import Clause, ClauseKind, Resolution, Standing
from workflows.search_words import Phrase, Term, words_in
from workflows.searching import Query, Scope
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

STANDING_WORDS: Mapping[Standing, str] = {
    Standing.IN_FORCE: "in force",
    Standing.IMPLEMENTED: "implemented",
    Standing.SUPERSEDED: "superseded",
    Standing.RESCINDED: "rescinded",
}
#: From which standing a clause may come to another. What has been superseded or rescinded has no
#: force left to lose; put back in force by a correction, it may be either again.
ALLOWED: Mapping[Standing, frozenset[Standing]] = {
    Standing.IN_FORCE: frozenset({Standing.IMPLEMENTED, Standing.SUPERSEDED, Standing.RESCINDED}),
    Standing.IMPLEMENTED: frozenset({Standing.SUPERSEDED, Standing.RESCINDED, Standing.IN_FORCE}),
    Standing.SUPERSEDED: frozenset({Standing.IN_FORCE}),
    Standing.RESCINDED: frozenset({Standing.IN_FORCE}),
}


@dataclass(frozen=True)
class Change:
    """What becomes of a clause: since a day (today, unless it says so), for a reason, by the clause
    of that id or words where one took its place."""

    to: Standing
    reason: str = ""
    on: date | None = None
    by: str = ""
    version: int | None = None


def change(
    tx: Transaction, caller: Caller, resolution_id: str, clause_id: str, new: Change, now: datetime
) -> Resolution:
    """Record it. `AlreadyDone` says why the clause's standing forbids it, and what it allows;
    `Conflict` if somebody else changed the resolution a moment ago."""
    before = resolution_recording.seen(tx, caller, resolution_id)
    require(caller, before.board_id, Deed.RECORD)
    refuse_stale("The resolution", before.version, new.version)
    clause = next((c for c in before.clauses if c.id == clause_id), None)
    if clause is None:
        raise NotFound("That clause is not there any more. Open the resolution again.")
    board = tx.boards.get(before.board_id)
    today = keeping.local_day(now, board)
    _refuse(clause, new, before)
    on = new.on or today
    _refuse_day(on, resolution_recording.meeting_day(tx, board, before, now), today)
    needs_reason = new.to in (Standing.RESCINDED, Standing.IN_FORCE)
    reason = clean_text(new.reason, field="reason", most=1000) if needs_reason else new.reason
    ended = replace(
        clause,
        standing=new.to,
        ended_on=None if new.to is Standing.IN_FORCE else on,
        ended_by="" if new.to is Standing.IN_FORCE else new.by.strip()[:200],
        ended_reason="" if new.to is Standing.IN_FORCE else reason.strip()[:1000],
    )
    clauses = tuple(ended if c.id == clause_id else c for c in before.clauses)
    deed = f"clause {clause_key(before, clause)} {STANDING_WORDS[new.to]}"
    return resolution_recording.keep(
        tx, caller, replace(before, clauses=clauses), now, deed[:120], reason.strip()
    )


def _refuse(clause: Clause, new: Change, resolution: Resolution) -> None:
    if new.to is clause.standing:
        since = f" since {day_words(clause.ended_on)}" if clause.ended_on else ""
        raise AlreadyDone(
            f"It is {STANDING_WORDS[clause.standing]}{since} already. Nothing was changed."
        )
    if resolution.live:
        raise AlreadyDone(
            "It was captured in a meeting that is not issued yet. Nothing was changed: correct "
            "its words, or issue the meeting first."
        )
    if new.to not in ALLOWED[clause.standing]:
        allowed = " or ".join(STANDING_WORDS[s] for s in Standing if s in ALLOWED[clause.standing])
        raise AlreadyDone(
            f"It was {STANDING_WORDS[clause.standing]}"
            + (f" on {day_words(clause.ended_on)}" if clause.ended_on else "")
            + f" and cannot be {STANDING_WORDS[new.to]} any more. Nothing was changed: it can be "
            f"put back {allowed}, with a reason, if that was a mistake."
        )
    if new.to is Standing.IMPLEMENTED and clause.kind is ClauseKind.NOTING:
        raise AlreadyDone(
            "It only notes something: there is nothing to implement. Nothing was changed; it can "
            "be superseded or rescinded."
        )
    if new.to is Standing.SUPERSEDED and not new.by.strip():
        raise InvalidInput(
            "Say by which resolution it is superseded: its key or its minute. Nothing was changed.",
            "by",
        )


def _refuse_day(on: date, resolved: date, today: date) -> None:
    if on > today:
        raise InvalidInput(
            f"{day_words(on)} has not come yet. Nothing was changed: give the day on which it "
            "happened.",
            "on",
        )
    if on < resolved:
        raise InvalidInput(
            f"It was resolved on {day_words(resolved)}, after {day_words(on)}. Nothing was "
            "changed: give a later day.",
            "on",
        )


# --- finding the clause meant ---------------------------------------------------------------------


def meant(tx: Transaction, caller: Caller, board_id: str, typed: str) -> tuple[Resolution, Clause]:
    """The one clause that goes by that key or minute ("22/8.b", "22/8 b"); `InvalidInput` says
    which there are."""
    told = typed.strip()
    found, part = named(tx, caller, board_id, told)
    if len(found) > 1:
        keys = ", ".join(r.key for r in found[:6])
        raise InvalidInput(
            f"“{told[:60]}” fits {len(found)} resolutions: {keys}. Give the key of one.", "key"
        )
    resolution = found[0]
    clause = clause_named(resolution, part)
    if clause is None:
        keys = ", ".join(clause_key(resolution, c) for c in resolution.clauses)
        raise InvalidInput(f"Say which clause is meant: {keys}. Nothing was changed.", "key")
    return resolution, clause


def named(
    tx: Transaction, caller: Caller, board_id: str, typed: str
) -> tuple[list[Resolution], str]:
    """The resolutions that go by that key, minute or item, and what names a clause of them: first
    all of it is taken for a minute ("5.2"), then its end for a clause."""
    told = typed.strip()
    keyed = read_key(told)
    if keyed:
        found = resolution_recording.find(tx, caller, board_id, told)
        return [r for r in found if goes_by(r, keyed[0])] or found, keyed[1]
    name, part = _split(told)
    try:
        return resolution_recording.find(tx, caller, board_id, told), ""
    except NotFound:
        if not part:
            raise
    return resolution_recording.find(tx, caller, board_id, name), part


def _split(told: str) -> tuple[str, str]:
    """ "22/8.b", "22/8 (b)", "22/8 b" as minute and clause."""
    found = re.fullmatch(r"(?P<name>.+?)(?:\.|\s+)\(?(?P<part>[a-z]|\d{1,2}|[ivx]{1,4})\)?", told)
    return (found["name"], found["part"]) if found and " " not in found["name"] else (told, "")


# --- what may have been superseded ----------------------------------------------------------------

#: From here on a new clause says nearly what an old one says.
NEARLY = 0.85
#: So many old clauses are looked at closely, and so many offered.
_LOOKED_AT, _OFFERED = 60, 5
_CITED = re.compile(
    r"\b(?:minute|resolution|decision)s?(?: no\.?| number)? "
    r"(?P<ref>[A-Za-z]{0,5}\d[\w./-]{0,20})",
    re.I,
)
_ENDS = re.compile(
    r"\b(?:supersed|replac|rescind|revok|overtak|in place of|instead of|amend)\w*", re.I
)


@dataclass(frozen=True)
class Suggestion:
    """An old clause that a new one may have overtaken: why that is thought."""

    new: Clause
    old: Resolution
    clause: Clause
    why: str


def suggestions(tx: Transaction, caller: Caller, resolution: Resolution) -> tuple[Suggestion, ...]:
    """The earlier clauses in force that its clauses cite, or say nearly the same as; only what the
    caller may see."""
    found: dict[str, Suggestion] = {}
    for clause in resolution.clauses:
        if clause.kind is ClauseKind.NOTING and not _ENDS.search(clause.text):
            continue
        for each in (
            *_cited(tx, caller, resolution, clause),
            *_like(tx, caller, resolution, clause),
        ):
            found.setdefault(each.clause.id, each)
    return tuple(found.values())[:_OFFERED]


def _cited(
    tx: Transaction, caller: Caller, resolution: Resolution, clause: Clause
) -> Sequence[Suggestion]:
    refs = {m["ref"].rstrip(".").casefold() for m in _CITED.finditer(clause.text)}
    if not refs:
        return ()
    there = disclose(tx.resolutions.of_board(resolution.board_id), Audience(caller)).shown
    return [
        Suggestion(clause, old, each, f"it names minute {old.minute_ref}")
        for old in there
        if old.minute_ref.casefold() in refs and _is_earlier(old, resolution)
        for each in old.clauses
        if each.standing in (Standing.IN_FORCE, Standing.IMPLEMENTED)
    ]


def _like(
    tx: Transaction, caller: Caller, resolution: Resolution, clause: Clause
) -> Sequence[Suggestion]:
    """Looked for by its rarer words, so that a register of many years is not read whole."""
    rare = sorted({w for w in words_in(clause.text) if len(w) > 5}, key=len, reverse=True)[:4]
    if len(rare) < 2:
        return ()
    boards = frozenset({resolution.board_id})
    query = Query(tuple(Term((Phrase((w,)),)) for w in rare[:3]), boards, in_force=True)
    page = tx.search.find(query, Scope(boards, boards), limit=_LOOKED_AT, offset=0)
    ids = {e.resolution_id for e in page.entries if e.resolution_id}
    there = disclose(tx.resolutions.many(ids).values(), Audience(caller)).shown
    return [
        Suggestion(clause, old, each, "it says nearly the same")
        for old in there
        if _is_earlier(old, resolution)
        for each in old.clauses
        if each.standing is Standing.IN_FORCE
        and each.kind is not ClauseKind.NOTING
        and alike(each.text, clause.text) >= NEARLY
        and same_numbers(each.text, clause.text)
    ]


def _is_earlier(old: Resolution, new: Resolution) -> bool:
    same_meeting = old.meeting_id is not None and old.meeting_id == new.meeting_id
    return old.id != new.id and not same_meeting and not old.live
