"""From an owner as written to a person, a post, everybody, or somebody not yet known.

Written forms: a Slack mention (`<@U123|name>`), a name or one of its printed variants, initials
("RP"), a post or its initials ("DPH"), another board of the workspace by its name, short name or
an alias ("the Executive"), "all members" or the board's own name. Titles are ignored. A form that
fits two people fits nobody: it is kept as written and flagged, for the officer to settle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from workflows.actions import Owner
from workflows.boards import Board
from workflows.errors import InvalidInput
from workflows.people import Person, Post, Role

if TYPE_CHECKING:
    from workflows.ports import Transaction

_TITLES = re.compile(
    r"\b(?:cllr|councillor|dr|mr|mrs|ms|miss|prof|professor|sir|dame|the|rev|revd)\b\.?", re.I
)
_MENTION = re.compile(r"^<@([A-Z0-9]+)(?:\|([^>]*))?>$")
#: What may stand beside an owner's name. "lead" without brackets counts behind a mention alone:
#: "Clinical lead" is a post.
_MARKS = re.compile(r"\((?:lead|group)\)|\blead:\s*|(?<=>)\s+leads?\s*$", re.I)
_LEAD = re.compile(r"\(lead\)|\blead:|(?<=>)\s+leads?\s*$", re.I)
_EVERYONE = {"all", "all members", "all board members", "members", "everyone", "the board"}
_SMALL = {"of", "and", "for", "the", "in", "to", "&"}
MAX_OWNERS = 20


def plain(name: str) -> str:
    """A name without titles, punctuation and case, for comparing."""
    bare = _TITLES.sub(" ", name.replace("’", "'"))
    return " ".join(re.sub(r"[^\w' ]+", " ", bare).casefold().split())


def initials(name: str) -> str:
    """The initials of the words that matter: "Director of Public Health" → "dph"."""
    return "".join(w[0] for w in plain(name).split() if w not in _SMALL)


@dataclass(frozen=True)
class Roll:
    """Whom a board knows on a day: its people first, then everybody of the workspace; its posts;
    the groups that may own something, which are the other boards of the workspace."""

    people: tuple[Person, ...]
    others: tuple[Person, ...]
    posts: tuple[Post, ...]
    board: Board | None = None
    groups: tuple[Board, ...] = ()

    def match(self, written: str) -> Owner:
        """The owner that a written form stands for; unknown if nothing or more than one fits."""
        key = plain(written)
        if key in _EVERYONE or (self.board and key in group_names(self.board)):
            return Owner(printed=written.strip(), everyone=True)
        for post in self.posts:
            forms = {plain(post.title), *(plain(a) for a in post.aliases)}
            if key in forms or (len(key) > 1 and key == initials(post.title)):
                return Owner(printed=post.title, post_id=post.id)
        group = self._group(key)
        if group:
            # A short name may also be somebody's initials or surname: then it fits nobody.
            full = key == plain(group.name)
            if not full and _only(self.people, key, written):
                return Owner(printed=written.strip())
            return Owner(printed=group.name, group_id=group.id)
        for pool in (self.people, self.others):
            person = _only(pool, key, written)
            if person:
                return Owner(printed=person.name, person_id=person.id)
        return Owner(printed=written.strip())

    def _group(self, key: str) -> Board | None:
        """The one other board that is called so."""
        fits = [g for g in self.groups if key in group_names(g)]
        return fits[0] if len(fits) == 1 else None


def group_names(board: Board) -> set[str]:
    """What a board is called, for comparing: its name, short name and aliases."""
    return {plain(n) for n in (board.name, board.short_name, *board.aliases)} - {""}


def _only(pool: Sequence[Person], key: str, written: str) -> Person | None:
    """The one person whom the form fits: by full name or variant, initials, then surname."""
    tests: tuple[Callable[[Person], bool], ...] = (
        lambda p: key in {plain(p.name), *(plain(v) for v in p.variants)},
        lambda p: written.strip().isupper() and 2 <= len(key) <= 4 and key == initials(p.name),
        lambda p: _initial_and_surname(key, plain(p.name)),
        lambda p: key in {plain(p.name).split()[-1], plain(p.name).split()[0]},
    )
    for test in tests:
        fits = [p for p in pool if plain(p.name) and test(p)]
        if len(fits) == 1:
            return fits[0]
        if fits:
            return None
    return None


def _initial_and_surname(key: str, name: str) -> bool:
    words, parts = key.split(), name.split()
    return (
        len(words) == 2
        and len(words[0]) == 1
        and len(parts) > 1
        and words[1] == parts[-1]
        and parts[0].startswith(words[0])
    )


def roll_of(tx: Transaction, board: Board, on: date) -> Roll:
    """The people and posts that a form may mean for this board on that day."""
    here = {m.person_id for m in tx.people.memberships(board.id) if m.covers(on)}
    everyone = [p for p in tx.people.of_team(board.team_id) if p.active]
    return Roll(
        tuple(p for p in everyone if p.id in here),
        tuple(p for p in everyone if p.id not in here),
        tuple(tx.people.posts(board.id)),
        board,
        tuple(b for b in tx.boards.of_team(board.team_id) if b.id != board.id),
    )


def read_owners(
    tx: Transaction, board: Board, written: Iterable[str], on: date
) -> tuple[Owner, ...]:
    """Owners from written forms, each once, in order; the first marked lead by "(lead)" leads."""
    roll = roll_of(tx, board, on)
    owners: list[Owner] = []
    for raw in rejoin(list(written), roll):
        form = _MARKS.sub("", raw).strip(" ,;")
        if not form:
            continue
        mention = _MENTION.match(form)
        owner = _mentioned(tx, board, mention) if mention else roll.match(form)
        owner = replace(owner, lead=bool(_LEAD.search(raw)))
        if not any(_same(owner, o) for o in owners):
            owners.append(owner)
    if len(owners) > MAX_OWNERS:
        raise InvalidInput(
            f"That is {len(owners)} owners; an action holds at most {MAX_OWNERS}. "
            "Name a group or “all members” instead.",
            field="owners",
        )
    return tuple(owners)


def rejoin(parts: list[str], roll: Roll) -> list[str]:
    """Parts that were taken asunder at a comma or an "and" within a post's title or a group's name,
    whole again: "Chief Executive", "Exampleshire Voluntary Action" is one post."""
    boards = (roll.board, *roll.groups) if roll.board else roll.groups
    titles = {_bare(t): b.name for b in boards for t in (b.name, *b.aliases)}
    titles |= {_bare(t): post.title for post in roll.posts for t in (post.title, *post.aliases)}
    found: list[str] = []
    start = 0
    while start < len(parts):
        for end in range(len(parts), start, -1):
            whole = " ".join(parts[start:end])
            title = titles.get(_bare(_MARKS.sub("", whole))) if end - start > 1 else None
            if title or end == start + 1:
                mark = " (lead)" if title and _LEAD.search(whole) else ""
                found.append(f"{title}{mark}" if title else parts[start])
                start = end
                break
    return found


def _bare(title: str) -> str:
    return " ".join(w for w in plain(title).split() if w != "and")


def person_called(tx: Transaction, team_id: str, written: str, field: str) -> Person:
    """The person of that mention, name, variant or initials; `InvalidInput`, of that field, if
    none or more than one fits."""
    mention = _MENTION.match(written.strip())
    if mention:
        return meet(tx, team_id, mention.group(1), mention.group(2) or "")
    everybody = tuple(tx.people.of_team(team_id))
    person = _only([p for p in everybody if p.active], plain(written), written)
    person = person or _only(everybody, plain(written), written)
    if person is None:
        raise InvalidInput(
            f"“{written.strip()[:60]}” is nobody whom I know, or fits more than one person. "
            "Nothing was changed: choose them with @, or write the full name.",
            field=field,
        )
    return person


def _mentioned(tx: Transaction, board: Board, mention: re.Match[str]) -> Owner:
    person = meet(tx, board.team_id, mention.group(1), mention.group(2) or "")
    return Owner(printed=person.name, person_id=person.id)


def _same(a: Owner, b: Owner) -> bool:
    return (
        *(a.person_id, a.post_id, a.group_id, a.everyone),
        "" if a.known else plain(a.printed),
    ) == (
        *(b.person_id, b.post_id, b.group_id, b.everyone),
        "" if b.known else plain(b.printed),
    )


def meet(tx: Transaction, team_id: str, slack_id: str, name: str = "") -> Person:
    """The person behind a Slack id, made on first sight.

    A new one's proper name and e-mail address are asked of Slack later, through the outbox.
    """
    from workflows.deliveries import Kind, Parcel

    person = tx.people.find_by_slack(team_id, slack_id)
    if person is not None:
        return person
    person = tx.people.add(
        Person(id=tx.new_id(), team_id=team_id, name=name or slack_id, slack_id=slack_id)
    )
    tx.outbox.put(
        Parcel(
            key=f"profile:{person.id}",
            kind=Kind.PROFILE,
            team_id=team_id,
            view="profile",
            person_id=person.id,
        )
    )
    return person


def answer_apart(owners: Iterable[Owner]) -> bool:
    """Whether several own it without a lead, so that each one's answer counts for that one."""
    known = [o for o in owners if o.known]
    return len(known) > 1 and not any(o.lead for o in known)


def awaited(owners: Iterable[Owner], on: date) -> list[Owner]:
    """Those of whom an answer is still expected: not done, not waiting, not quiet."""
    return [
        o
        for o in owners
        if o.done_on is None
        and o.waits_since is None
        and not (o.quiet_until is not None and on <= o.quiet_until)
    ]


def people_behind(
    tx: Transaction, action_owners: Iterable[Owner], board: Board, on: date
) -> list[str]:
    """The ids of the people who answer for these owners on `on`: a lead alone, else each one;
    a post's holder on the day; of a group, or of all members, those who are there that day."""
    owners = list(action_owners)
    leads = [o for o in owners if o.lead and o.known]
    found: list[str] = []
    for owner in leads or [o for o in owners if o.done_on is None]:
        if owner.person_id:
            found.append(owner.person_id)
        elif owner.post_id:
            holder = tx.people.get_post(owner.post_id).holder_on(on)
            if holder:
                found.append(holder)
        elif owner.group_id or owner.everyone:
            found += _of_group(tx, owner.group_id or board.id, board, on)
    return list(dict.fromkeys(found))


def _of_group(tx: Transaction, group_id: str, board: Board, on: date) -> list[str]:
    """Every member of a group, or its chair alone, as the board whose action it is has chosen.
    Whoever is away is left out, for the others are there: a deputy stands in for what a person or
    a post owns, not for a seat."""
    if board.groups_answer == "chair" and (chairs := chairs_of(tx, group_id, on)):
        return chairs
    away = away_on(tx, board.team_id, on)
    return [m for m in members_of(tx, group_id, on) if m not in away]


def members_of(tx: Transaction, group_id: str, on: date) -> list[str]:
    """The ids of those who sit on a board on that day: members, chairs and vice-chairs."""
    return _with_role(tx, group_id, on, (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR))


def away_on(tx: Transaction, team_id: str, on: date) -> set[str]:
    """The ids of those who are away on that day."""
    return {a.person_id for a in tx.people.absences_on(team_id, on)}


def reached_for(tx: Transaction, people: Iterable[str], board: Board, on: date) -> dict[str, str]:
    """Who is written to in place of each of these people: themselves, or, while they are away,
    their deputy (whose own deputy, if that one is away too). Who is away and has nobody to stand
    in is left out."""
    found = {person: stand_in(tx, board.team_id, person, on) for person in people}
    return {person: deputy for person, deputy in found.items() if deputy is not None}


def stand_in(tx: Transaction, team_id: str, person_id: str, on: date) -> str | None:
    """Who answers on that day for what this person owns: themselves, if they are not away; their
    deputy, or the deputy's own if that one is away too; None if nobody does."""
    away = {a.person_id: a.deputy_id for a in tx.people.absences_on(team_id, on)}
    found: str | None = person_id
    passed: set[str] = set()
    while found in away and found not in passed:
        passed.add(found)
        found = away[found]
    return None if found in passed else found


def officers_on_duty(tx: Transaction, board: Board, on: date) -> list[str]:
    """The officers to write to on that day: those who are not away, and of those who are, the
    deputy if that is an officer too. All of them, rather than nobody, if everybody is away. Whoever
    has gone is left out, while another is there."""
    seated = officers_of(tx, board.id, on)
    people = tx.people.many(seated)
    officers = [o for o in seated if people[o].active] or seated
    reached = reached_for(tx, officers, board, on).values()
    return [o for o in dict.fromkeys(reached) if o in officers] or officers


def officers_of(tx: Transaction, board_id: str, on: date) -> list[str]:
    """The ids of the board's officers on that day."""
    return _with_role(tx, board_id, on, (Role.OFFICER,))


def chairs_of(tx: Transaction, board_id: str, on: date) -> list[str]:
    """The ids of its chairs on that day; where there is none, or all are away, of its vice-chairs
    who are there. With everybody away, the chairs all the same."""
    chairs = _with_role(tx, board_id, on, (Role.CHAIR,))
    seats = chairs + _with_role(tx, board_id, on, (Role.VICE_CHAIR,))
    away = away_on(tx, tx.boards.get(board_id).team_id, on) if seats else set[str]()
    there = [s for s in seats if s not in away]
    return [c for c in there if c in chairs] or there or chairs or seats


def _with_role(tx: Transaction, board_id: str, on: date, roles: tuple[Role, ...]) -> list[str]:
    ids = [m.person_id for m in tx.people.memberships(board_id) if m.role in roles and m.covers(on)]
    return list(dict.fromkeys(ids))


def owner_words(owners: Iterable[Owner]) -> str:
    """Owners in words, flagged where one is not yet known, "nobody yet" if there are none."""
    words = [
        o.printed
        + (" (group)" if o.group_id else "")
        + (" (lead)" if o.lead else "")
        + ("" if o.known else " (not yet known)")
        for o in owners
    ]
    return ", ".join(words) if words else "nobody yet"
