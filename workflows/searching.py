"""Finding what was decided, over the years: by words, board, period, verb, kind and person.

What a person may not see is left out by the query itself, before anything is counted; what is found
then passes `disclose` like everything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, Deed, disclose, may
from workflows.boards import Board
from workflows.delegations import Delegation
from workflows.errors import InvalidInput
from workflows.owners import plain
from workflows.people import Person
from workflows.resolutions import Clause, ClauseKind, Resolution
from workflows.search_words import MAX_TERMS, Phrase, Term, read_terms, words_in

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: So many on one page.
PAGE = 10
MOST_ON_A_PAGE = 200
#: So many are counted; of more it is only said that there are more.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Scope:
    """On which boards a reader may see open matter, and on which everything: exempt matter and
    that of private meetings too."""

    open: frozenset[str]
    everything: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Query:
    """What is looked for: every term, on these boards, from a day to a day, of clauses with that
    verb and of that kind; `in_force`: only of those."""

    terms: tuple[Term, ...]
    board_ids: frozenset[str]
    since: date | None = None
    until: date | None = None
    verb: str = ""
    kind: str = ""
    in_force: bool = False


@dataclass(frozen=True)
class Entry:
    """One thing found in the index: a "clause" or a "delegation", and its resolution's id."""

    subject: str
    subject_id: str
    resolution_id: str | None


@dataclass(frozen=True)
class Page:
    """A page of entries, and how many there are in all; `more`: than `total`."""

    entries: tuple[Entry, ...]
    total: int
    more: bool = False


@dataclass(frozen=True)
class Wanted:
    """What somebody typed: the words and the filters. Without `board_ids` all boards of the
    workspace."""

    words: str = ""
    board_ids: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    verb: str = ""
    kind: str = ""
    person: str = ""
    in_force: bool = False
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True)
class Hit:
    """One clause or delegation found, with where it stands. `file` and `lines` are the paper it was
    read from, where it was."""

    board: Board
    resolution: Resolution | None
    clause: Clause | None
    delegation: Delegation | None
    day: date | None
    file: str = ""
    lines: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The clause's words, or the delegation's."""
        if self.clause is not None:
            return self.clause.text
        return self.delegation.text if self.delegation else ""


@dataclass(frozen=True)
class Found:
    """A page of hits, the closest and the latest first. `more`: there are more than `total`."""

    hits: tuple[Hit, ...]
    total: int
    page: int
    size: int
    more: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def find(tx: Transaction, caller: Caller | None, team_id: str, wanted: Wanted) -> Found:
    """What fits, as this person may see it; as the public may, without a caller. `InvalidInput`
    says what cannot be looked for."""
    boards = {b.id: b for b in _boards(tx, team_id)}
    chosen = wanted.board_ids & boards.keys() if wanted.board_ids else frozenset(boards)
    query = query_of(tx, team_id, wanted, frozenset(chosen))
    scope = _scope(caller, chosen)
    size = max(1, min(wanted.size, MOST_ON_A_PAGE))
    page = max(1, wanted.page)
    found = tx.search.find(query, scope, limit=size, offset=(page - 1) * size)
    hits = _hits(tx, found.entries, boards, Audience(caller))
    return Found(tuple(hits), found.total, page, size, found.more)


def _boards(tx: Transaction, team_id: str) -> list[Board]:
    return tx.boards.of_team(team_id) if team_id else tx.boards.everywhere()


def _scope(caller: Caller | None, board_ids: Iterable[str]) -> Scope:
    ids = frozenset(board_ids)
    if caller is None:
        return Scope(ids)
    return Scope(ids, frozenset(b for b in ids if may(caller, b, Deed.READ_EXEMPT)))


def query_of(tx: Transaction, team_id: str, wanted: Wanted, board_ids: frozenset[str]) -> Query:
    """What the index is asked: the words, and a person under all names that are on record."""
    terms = read_terms(wanted.words)
    if wanted.person.strip():
        terms = (*terms, _named(tx, team_id, wanted.person))
    filtered = wanted.since or wanted.until or wanted.verb or wanted.kind or wanted.in_force
    if not terms and not filtered:
        raise InvalidInput(
            "Write what to look for: words, “words side by side”, a beginning*, or a filter (from, "
            "to, verb, kind, person).",
            "words",
        )
    if wanted.kind and wanted.kind not in {k.value for k in ClauseKind}:
        raise InvalidInput(f"The kinds are: {', '.join(KIND_WORDS.values())}.", "kind")
    if wanted.since and wanted.until and wanted.until < wanted.since:
        raise InvalidInput("That period ends before it begins.", "until")
    if len(terms) > MAX_TERMS:
        raise InvalidInput(f"That is too much at once: at most {MAX_TERMS} words.", "words")
    return Query(
        terms,
        board_ids,
        wanted.since,
        wanted.until,
        wanted.verb.strip().lower(),
        wanted.kind,
        wanted.in_force,
    )


KIND_WORDS = {
    ClauseKind.DECISION.value: "decision",
    ClauseKind.NOTING.value: "noting",
    ClauseKind.DELEGATION.value: "delegation",
    ClauseKind.REPORT_BACK.value: "report back",
    ClauseKind.ACTION.value: "action",
}


def read_kind(text: str) -> str:
    """The kind that is meant: "report back", "noting"; `InvalidInput` names them."""
    told = text.strip().lower().replace("_", " ").replace("-", " ")
    for value, words in KIND_WORDS.items():
        if told in (words, words + "s"):
            return value
    raise InvalidInput(f"The kinds are: {', '.join(KIND_WORDS.values())}.", "kind")


def _named(tx: Transaction, team_id: str, name: str) -> Term:
    """The person under every spelling on record, else the words as typed, side by side."""
    wanted = plain(name.lstrip("@"))
    people = [p for b in {b.team_id for b in _boards(tx, team_id)} for p in tx.people.of_team(b)]
    spelt = [s for p in people if wanted in _spellings(p) for s in (p.name, *p.variants)]
    phrases = (Phrase(words_in(s)) for s in (name, *spelt))
    unique = tuple(dict.fromkeys(p for p in phrases if p.words))
    if not unique:
        raise InvalidInput("Write a name.", "person")
    return Term(unique[:MAX_TERMS])


def _spellings(person: Person) -> set[str]:
    return {plain(s) for s in (person.name, *person.variants)}


def _hits(
    tx: Transaction, entries: Iterable[Entry], boards: dict[str, Board], audience: Audience
) -> Iterable[Hit]:
    entries = tuple(entries)
    ids = {e.resolution_id for e in entries if e.subject == "clause" and e.resolution_id}
    seen = {r.id: r for r in disclose(tx.resolutions.many(ids).values(), audience).shown}
    for entry in entries:
        if entry.subject == "clause" and entry.resolution_id in seen:
            resolution = seen[entry.resolution_id]
            clause = next((c for c in resolution.clauses if c.id == entry.subject_id), None)
            if clause is not None:
                hit = Hit(boards[resolution.board_id], resolution, clause, None, None)
                yield _with_source(tx, hit, resolution)
        elif entry.subject == "delegation":
            shown = disclose([tx.delegations.get(entry.subject_id)], audience).shown
            for delegation in shown:
                board = boards[delegation.board_id]
                day = delegation.granted_at.astimezone(board.zone).date()
                yield Hit(board, None, None, delegation, day)


def _with_source(tx: Transaction, hit: Hit, resolution: Resolution) -> Hit:
    """The hit with its meeting's day and, if it was read from a paper, the paper and its lines."""
    if resolution.meeting_id is None:
        return replace(hit, day=resolution.recorded_at.astimezone(hit.board.zone).date())
    hit = replace(hit, day=tx.meetings.get(resolution.meeting_id).day)
    if resolution.origin != "minutes" and resolution.version == 1:
        return hit
    for draft in tx.drafts.of_meeting(resolution.meeting_id):
        for line in draft.lines:
            if line.recorded_id == resolution.id:
                return replace(hit, file=draft.name, lines=line.lines)
    return hit
