"""An officer sets a board's rules from a day on; those that held before are kept and shown.

A decision is judged by the rules of its day (`Board.rules_on`), so setting them rewrites nothing
that was decided under the earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import keeping, rule_words
from workflows.access import Caller, Deed, require
from workflows.board_reminders import save_changes
from workflows.boards import Board
from workflows.dates import day_words
from workflows.errors import InvalidInput, NotFound
from workflows.profile import Part, Rules
from workflows.rule_presets import PRESETS, with_preset
from workflows.rule_sentences import values
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Rules older than this are a slip of the finger.
EARLIEST = date(1974, 4, 1)


@dataclass(frozen=True)
class RulesForm:
    """What an officer typed; None leaves a field as it was on that day. `preset` is applied first.
    `version` is that of the board from which a form was drawn."""

    since: date | None = None
    preset: str | None = None
    quorum: str | None = None
    seats: str | None = None
    remote_counts: str | None = None
    casting_vote: str | None = None
    written_resolution: str | None = None
    sounding_permission: str | None = None
    executive: str | None = None
    call_in_days: str | None = None
    approval_by: str | None = None
    officer_functions: str | None = None
    sub_committee_functions: str | None = None
    minuted: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class RulesChanged:
    """What was saved: the rules, each thing that changed with its value before and after in words,
    and what is to be known of them."""

    board: Board
    rules: Rules
    changes: tuple[tuple[str, str, str], ...]
    warnings: tuple[str, ...] = ()


_YES_NO = (
    "remote_counts",
    "casting_vote",
    "written_resolution",
    "sounding_permission",
    "executive",
)
_WORDS = ("approval_by", "minuted")


def change(
    tx: Transaction, caller: Caller, board_id: str, form: RulesForm, now: datetime
) -> RulesChanged:
    """Save what the form says, in force from its day (today, unless it says so). `InvalidInput`
    names the field that cannot be read; `Conflict` if the board was changed since the form was
    opened. What changes nothing is saved nowhere."""
    require(caller, board_id, Deed.SET_UP)
    board = tx.boards.get(board_id)
    refuse_stale("The board", board.version, form.version)
    since = form.since or keeping.local_day(now, board)
    if since < EARLIEST:
        raise InvalidInput(f"Rules begin on {day_words(EARLIEST)} at the earliest.", "since")
    known = known_places(tx, board, since)
    before = board.rules_on(since)
    rules = with_form(before, replace(form, since=since), board, known)
    saved = _saved(tx, caller, board, rules, before, "rules changed", now)
    return replace(saved, warnings=warnings(rules, known, since, keeping.local_day(now, board)))


def _saved(
    tx: Transaction,
    caller: Caller,
    board: Board,
    rules: Rules,
    before: Rules,
    deed: str,
    now: datetime,
) -> RulesChanged:
    kept = tuple(r for r in board.profile if r.since != rules.since)
    profile = tuple(sorted((*kept, rules), key=lambda r: r.since))
    after = replace(board, profile=profile)
    from_day = {"In force from": day_words(rules.since)}
    was, is_now = dict(values(before)), dict(values(rules))
    if was == is_now:
        return RulesChanged(board, before, ())
    done = save_changes(
        tx, caller, after, deed, now, was={"In force from": "", **was}, is_now=from_day | is_now
    )
    return RulesChanged(done.board, rules, tuple(c for c in done.changes if c[0] not in from_day))


def drop(
    tx: Transaction, caller: Caller, board_id: str, since: date, reason: str, now: datetime
) -> RulesChanged:
    """Take out the rules that begin on that day, which were entered by mistake; the earlier ones
    hold on. `NotFound` says which there are."""
    require(caller, board_id, Deed.SET_UP)
    if not reason.strip():
        raise InvalidInput("Say why they are taken out. Nothing was changed.", "reason")
    board = tx.boards.get(board_id)
    gone = next((r for r in board.profile if r.since == since), None)
    if gone is None:
        days = ", ".join(day_words(r.since) for r in board.profile) or "none"
        raise NotFound(
            f"No rules begin on {day_words(since)}. Nothing was changed. On record: {days}.",
            "since",
        )
    after = replace(board, profile=tuple(r for r in board.profile if r is not gone))
    was = {"Taken out, in force from": day_words(since), "reason": ""} | values(gone)
    following = after.rules_on(since)
    is_now = {"Taken out, in force from": "", "reason": reason.strip()[:1000]} | values(following)
    done = save_changes(tx, caller, after, "rules taken out", now, was=was, is_now=is_now)
    return RulesChanged(done.board, following, done.changes[2:])


def with_form(before: Rules, form: RulesForm, board: Board, known: Iterable[str] = ()) -> Rules:
    """The rules with the form's fields read and checked."""
    rules = replace(before, since=form.since or before.since)
    if rules.since != before.since:
        rules = replace(rules, minuted="")
    if form.preset:
        if form.preset not in PRESETS:
            raise InvalidInput(f"Choose one of: {', '.join(PRESETS)}.", "preset")
        rules = with_preset(rules, form.preset, board.nation)
    found: dict[str, Any] = {}
    if form.seats is not None:
        found["seats"] = rule_words.read_seats(form.seats)
    if form.quorum is not None:
        seats = found.get("seats", rules.seats)
        names = [*(s.name for s in seats), *known]
        quorum = rule_words.read_quorum(form.quorum)
        parts = tuple(Part(p.least, _as_known(p.of, names)) for p in quorum.parts)
        found["quorum"] = replace(quorum, parts=parts)
    if form.call_in_days is not None:
        found["call_in_days"] = rule_words.read_call_in(form.call_in_days)
    for name in _YES_NO:
        if (text := getattr(form, name)) is not None:
            found[name] = rule_words.read_yes_no(text, name)
    for name in _WORDS:
        if (text := getattr(form, name)) is not None:
            found[name] = rule_words.clean_name(text)
    for name in ("officer_functions", "sub_committee_functions"):
        if (text := getattr(form, name)) is not None:
            found[name] = rule_words.read_functions(text, name)
    return _checked(replace(rules, **found))


def _checked(rules: Rules) -> Rules:
    if rules.written_resolution and rules.executive:
        raise InvalidInput(
            "An executive decides at meetings or by its members and officers, never by written "
            "resolution of the body. Nothing was changed: choose no for one of the two.",
            "written_resolution",
        )
    return rules


def _as_known(name: str, known: Iterable[str]) -> str:
    """The name as the board writes it."""
    return next((k for k in known if rule_words.same_name(k, name)), name)


def known_places(tx: Transaction, board: Board, day: date) -> tuple[str, ...]:
    """The constituencies that members sit for on that day, and the board's posts."""
    seats = (m.seat for m in tx.people.memberships(board.id) if m.covers(day) and m.seat)
    posts = (p.title for p in tx.people.posts(board.id))
    return tuple(dict.fromkeys((*seats, *posts)))


def warnings(rules: Rules, known: Iterable[str], since: date, today: date) -> tuple[str, ...]:
    """What is to be known of rules that were saved: nothing of it is refused."""
    found = []
    places = (*known, *(s.name for s in rules.seats))
    for part in rules.quorum.parts:
        if not any(rule_words.same_name(part.of, place) for place in places):
            found.append(
                f"The quorum asks for “{part.of}”, but no constituency, seat or post of this board "
                "is called so: nobody will count for it. `/board people` sets seats and posts."
            )
    votes = sum(s.votes for s in rules.seats)
    if rules.seats and rules.quorum.least > votes:
        found.append(f"The quorum is {rules.quorum.least}, but there are only {votes} votes.")
    for part in rules.quorum.parts:
        seat = next((s for s in rules.seats if rule_words.same_name(s.name, part.of)), None)
        if seat and part.least > seat.votes:
            found.append(
                f"The quorum asks for {part.least} of “{part.of}”, which has {seat.votes}."
            )
    if rules.quorum.least and sum(p.least for p in rules.quorum.parts) > rules.quorum.least:
        found.append("The parts of the quorum together are more than the quorum itself.")
    if rules.written_resolution:
        found.append(
            "Decisions by written resolution are for bodies that are no council’s committee: a "
            "council decides in the room (Local Government Act 1972 Sch. 12 para. 39)."
        )
    if rules.call_in_days is not None and not rules.executive:
        found.append("Call-in concerns executive decisions only: check that this body takes them.")
    if since < today:
        found.append(f"Decisions since {day_words(since)} are judged by these rules from now on.")
    return tuple(found)


#: What an officer may call a field in a typed command.
FIELD_WORDS: Mapping[str, str] = {
    "quorum": "quorum",
    "votes": "seats",
    "seats": "seats",
    "constituencies": "seats",
    "remote": "remote_counts",
    "casting vote": "casting_vote",
    "written resolution": "written_resolution",
    "permission": "sounding_permission",
    "leave": "sounding_permission",
    "executive": "executive",
    "call-in": "call_in_days",
    "call in": "call_in_days",
    "approval": "approval_by",
    "officer": "officer_functions",
    "sub-committee": "sub_committee_functions",
    "minuted": "minuted",
    "kind": "preset",
}
