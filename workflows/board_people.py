"""The people of a board, in Slack or not: their roles, their posts from a date, their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from workflows import board_seats, keeping, leavers, ledger
from workflows.access import Caller, Deed, may, require
from workflows.action_recording import clean_text
from workflows.actions import LIVE
from workflows.addressing import refuse_readdressing, wants_email
from workflows.board_seats import SeatForm, SeatHeld
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.owners import meet, plain
from workflows.people import Holding, Membership, Person, Post, Role
from workflows.showing import render_again
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class PersonForm:
    """A person as typed on the people form.

    `role` is added to what they are; so are `roles`, unless an entry is edited: then `roles`,
    where given, is all that they are on this board from now on. `post` and `since` give them a
    post from a day; `posts_kept`, where given, are the ids of those they hold that they go on
    holding. None leaves a field as it was; so does an empty text, unless `person_id` says that an
    entry is edited, whose fields are then taken as given.

    `seat` is what the form says of their seat. `version` is that of the entry from which a form was
    drawn; `roles_shown` and `posts_shown` are what it showed: then only what was added or taken
    away there is applied, and what the person was given meanwhile stays.
    """

    name: str = ""
    slack_id: str = ""
    email: str | None = None
    organisation: str = ""
    variants: Sequence[str] = ()
    role: Role | None = None
    roles: Sequence[Role] | None = None
    post: str = ""
    since: date | None = None
    posts_kept: Sequence[str] | None = None
    prefers_email: bool | None = None
    person_id: str = ""
    version: int | None = None
    roles_shown: Sequence[Role] | None = None
    posts_shown: Sequence[str] | None = None
    seat: SeatForm = field(default_factory=SeatForm)


@dataclass(frozen=True)
class Listed:
    """One person of a board, as this reader may see them: the e-mail address is for officers."""

    person: Person
    roles: tuple[Role, ...]
    posts: tuple[tuple[Post, Holding], ...]
    email: str = ""
    seat: SeatHeld | None = None


@dataclass(frozen=True)
class People:
    """Everybody who has to do with a board today, officers and chairs first, and its posts."""

    board: Board
    today: date
    listed: tuple[Listed, ...]
    posts: tuple[Post, ...]
    names: Mapping[str, str]
    may_manage: bool


_ORDER = tuple(Role)
_FIRST = (Role.OFFICER, Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.ASSOCIATE, Role.OBSERVER)


def listing(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> People:
    """The people of the board as the caller may see them."""
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    posts = tuple(tx.people.posts(board_id))
    held = _held_today(posts, today)
    roles: dict[str, set[Role]] = {}
    memberships = tx.people.memberships(board_id)
    for membership in memberships:
        if membership.covers(today):
            roles.setdefault(membership.person_id, set()).add(membership.role)
    everybody = {h.person_id for post in posts for h in post.holdings} | set(roles)
    everybody |= {s for m in memberships if m.covers(today) for s in m.substitutes}
    people = tx.people.many(everybody)
    manage = may(caller, board_id, Deed.MANAGE_PEOPLE)
    listed = [
        Listed(
            people[person_id],
            tuple(r for r in _FIRST if r in roles.get(person_id, ())),
            held.get(person_id, ()),
            (people[person_id].email or "") if manage else "",
            board_seats.held(memberships, person_id, today),
        )
        for person_id in roles.keys() | held.keys()
    ]
    return People(
        board=board,
        today=today,
        listed=tuple(sorted(listed, key=_rank)),
        posts=posts,
        names={p.id: p.name for p in people.values()},
        may_manage=manage,
    )


def _rank(line: Listed) -> tuple[int, str]:
    first = min((_FIRST.index(r) for r in line.roles), default=len(_FIRST))
    return first, line.person.name.casefold()


def _held_today(posts: Iterable[Post], today: date) -> dict[str, tuple[tuple[Post, Holding], ...]]:
    held: dict[str, list[tuple[Post, Holding]]] = {}
    for post in posts:
        holder = post.holder_on(today)
        for holding in post.holdings:
            if holding.person_id == holder and holding.covers(today):
                held.setdefault(holding.person_id, []).append((post, holding))
                break
    return {person: tuple(found) for person, found in held.items()}


def member(tx: Transaction, caller: Caller, board_id: str, person_id: str, now: datetime) -> Listed:
    """One person of the board, to be changed by an officer; `NotFound` if they have left it."""
    require(caller, board_id, Deed.MANAGE_PEOPLE)
    for line in listing(tx, caller, board_id, now).listed:
        if line.person.id == person_id:
            return line
    raise NotFound("That person is no longer on this board. Open /board people again.")


_EMAIL = re.compile(r"^[^@\s<>\",;]+@[^@\s<>\",;]+\.[^@\s<>\".,;]+$")


def keep_person(
    tx: Transaction, caller: Caller, board_id: str, form: PersonForm, now: datetime
) -> Person:
    """Add or change a person of the board, in Slack or not, with roles, post and e-mail address."""
    require(caller, board_id, Deed.MANAGE_PEOPLE)
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    email = (form.email or "").strip()
    if email and (not _EMAIL.match(email) or len(email) > 254):
        raise InvalidInput(f"“{email[:80]}” is not an e-mail address.", field="email")
    if not (form.person_id or form.role or form.roles or form.post.strip()):
        raise InvalidInput("Choose a role, or write a post, for this person.", field="roles")
    before = _find_or_add(tx, board, form)
    refuse_stale(f"The entry of {before.name}", before.version, form.version)
    after = _described(before, form, email)
    after = replace(
        after, slack_id=before.slack_id or _free_account(tx, board, before, form.slack_id)
    )
    if _reached_by(after) != _reached_by(before):
        refuse_readdressing(tx, caller, before, today)
    person = tx.people.save(after) if after != before else before
    if form.person_id and form.roles is not None:
        _set_roles(tx, board, person, form, today)
        leavers.group_emptied(tx, board, now)
    added = set() if form.person_id else set(form.roles or ())
    for role in (r for r in _ORDER if r in added | {form.role}):
        add_role(tx, board, person, role, today)
    _settle_posts(tx, caller, board, person, form, today, now)
    seat = board_seats.settle(tx, board, person, form.seat, today)
    roles = ", ".join(sorted({str(r) for r in (form.roles or ())} | {str(form.role or "")} - {""}))
    values = {"person": person.name, "email": person.email or "", "roles": roles, **seat}
    write(tx, board, caller, now, "person kept", values, subject="person", subject_id=person.id)
    keeping.refresh_home(tx, board.team_id, person.id)
    return person


def _reached_by(person: Person) -> tuple[object, ...]:
    return person.email, person.slack_id, person.prefers_email


def _described(person: Person, form: PersonForm, email: str) -> Person:
    edited = bool(form.person_id)
    variants = tuple(v.strip()[:120] for v in form.variants if v.strip())
    organisation = form.organisation.strip()[:120]
    if form.name.strip():
        person = replace(person, name=clean_text(form.name, field="name", most=120))
    if email or (edited and form.email is not None):
        person = replace(person, email=email or None)
    if organisation or edited:
        person = replace(person, organisation=organisation)
    if variants or edited:
        person = replace(person, variants=variants)
    if form.prefers_email is not None:
        person = replace(person, prefers_email=wants_email(person, form.prefers_email))
    return person


def _find_or_add(tx: Transaction, board: Board, form: PersonForm) -> Person:
    if form.person_id:
        return tx.people.get(form.person_id)
    if form.slack_id:
        return meet(tx, board.team_id, form.slack_id, form.name)
    if not form.name.strip():
        raise InvalidInput("Choose a person of this Slack, or write a name.", field="name")
    same = [p for p in tx.people.of_team(board.team_id) if plain(p.name) == plain(form.name)]
    if len(same) == 1:
        return same[0]
    name = clean_text(form.name, field="name", most=120)
    return tx.people.add(Person(tx.new_id(), board.team_id, name))


def _free_account(tx: Transaction, board: Board, person: Person, slack_id: str) -> str | None:
    """The Slack account that somebody on record has got since, if it is nobody else's."""
    if not slack_id:
        return None
    other = tx.people.find_by_slack(board.team_id, slack_id)
    if other is not None and other.id != person.id:
        raise InvalidInput(
            f"That Slack account is on record as {other.name} already. Nothing was changed: "
            f"reassign what {person.name} owns to {other.name}, then remove this entry.",
            field="slack_id",
        )
    return slack_id


def _set_roles(
    tx: Transaction, board: Board, person: Person, form: PersonForm, today: date
) -> None:
    held = [
        m for m in tx.people.memberships(board.id) if m.person_id == person.id and m.covers(today)
    ]
    wanted = set(form.roles or ())
    if form.roles_shown is not None:
        shown = set(form.roles_shown)
        wanted = {m.role for m in held} - (shown - wanted) | (wanted - shown)
    if Role.OFFICER not in wanted:
        refuse_last_officer(tx, board, person, today)
    for membership in held:
        if membership.role not in wanted:
            end_role(tx, membership, today)
    for role in _ORDER:
        if role in wanted:
            add_role(tx, board, person, role, today)


def refuse_last_officer(tx: Transaction, board: Board, person: Person, today: date) -> None:
    """`AlreadyDone` if the board would be left without an officer."""
    officers = {
        m.person_id
        for m in tx.people.memberships(board.id)
        if m.role is Role.OFFICER and m.covers(today)
    }
    if officers == {person.id}:
        raise AlreadyDone(
            f"{person.name} is the board's only officer. Nothing was changed: add another officer "
            "first.",
            field="roles",
        )


def end_role(tx: Transaction, membership: Membership, today: date) -> None:
    """End a role with yesterday; one that began today never was."""
    tx.people.end_membership(membership.id, today - timedelta(days=1))


def add_role(tx: Transaction, board: Board, person: Person, role: Role, today: date) -> None:
    """Give a role from today on, unless it is held already."""
    has = any(
        m.person_id == person.id and m.role is role and m.covers(today)
        for m in tx.people.memberships(board.id)
    )
    if not has:
        tx.people.add_membership(Membership(tx.new_id(), board.id, person.id, role, today))


def remove_person(
    tx: Transaction, caller: Caller, board_id: str, person_id: str, now: datetime
) -> Person:
    """End all roles and posts of the person on this board. What they own by name stays theirs until
    an officer hands it over, which the officers are asked to do at once."""
    require(caller, board_id, Deed.MANAGE_PEOPLE)
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    person = tx.people.get(person_id)
    refuse_last_officer(tx, board, person, today)
    for membership in tx.people.memberships(board_id):
        if membership.person_id == person_id and membership.covers(today):
            end_role(tx, membership, today)
    given_up = [p for p in tx.people.posts(board_id) if p.holder_on(today) == person_id]
    for post in given_up:
        tx.people.save_post(_ended(post, person_id, today))
    values = {"person": person.name}
    write(tx, board, caller, now, "person removed", values, subject="person", subject_id=person_id)
    leavers.removed(tx, person, board, given_up, now)
    leavers.group_emptied(tx, board, now)
    keeping.refresh_home(tx, board.team_id, person_id)
    return person


def _ended(post: Post, person_id: str, today: date) -> Post:
    """The post without its holder from today on; a holding that began today never was."""
    eve = today - timedelta(days=1)
    ended = (
        replace(h, until=eve) if h.person_id == person_id and h.covers(today) else h
        for h in post.holdings
    )
    return replace(post, holdings=tuple(h for h in ended if h.until is None or h.since <= h.until))


def _settle_posts(
    tx: Transaction,
    caller: Caller,
    board: Board,
    person: Person,
    form: PersonForm,
    today: date,
    now: datetime,
) -> None:
    """Give up what is not kept, then take up what is new."""
    for post in tx.people.posts(board.id) if form.posts_kept is not None else ():
        if form.posts_shown is not None and post.id not in form.posts_shown:
            continue
        if post.holder_on(today) == person.id and post.id not in (form.posts_kept or ()):
            tx.people.save_post(_ended(post, person.id, today))
            values = {"post": post.title, "holder": "vacant"}
            write(tx, board, caller, now, "post vacated", values, "post", post.id)
    if form.post.strip():
        give_post(tx, caller, board.id, form.post, person.id, form.since or today, now)


def give_post(
    tx: Transaction,
    caller: Caller,
    board_id: str,
    title: str,
    person_id: str,
    since: date,
    now: datetime,
) -> Post:
    """Appoint a person to a post from a day; the earlier holder's term ends the day before, and
    what the post owns moves with it."""
    require(caller, board_id, Deed.MANAGE_PEOPLE)
    board = tx.boards.get(board_id)
    name = clean_text(title, field="post", most=150)
    post = next((p for p in tx.people.posts(board_id) if plain(p.title) == plain(name)), None)
    if post is None:
        post = tx.people.add_post(Post(tx.new_id(), board_id, name))
    if post.holder_on(since) == person_id:
        return post
    _refuse_backdating(tx, post, person_id, since)
    saved = tx.people.save_post(_given(post, person_id, since))
    values = {"post": name, "holder": tx.people.get(person_id).name, "since": since.isoformat()}
    write(tx, board, caller, now, "post given", values, subject="post", subject_id=post.id)
    _show_holders(tx, board, saved)
    return saved


def _show_holders(tx: Transaction, board: Board, post: Post) -> None:
    """What the post owns is its new holder's: their Homes and every card of it are drawn anew. (Of
    a term that is to come, on the day: a Home is drawn whenever it is opened.)"""
    for holder in {h.person_id for h in post.holdings}:
        keeping.refresh_home(tx, board.team_id, holder)
    for action in tx.actions.of_owner((), [post.id], (), LIVE):
        render_again(tx, board, "action", action.id)


def _given(post: Post, person_id: str, since: date) -> Post:
    """The post with a new holder; terms that would begin on the same day or overlap give way."""
    eve = since - timedelta(days=1)
    earlier = tuple(
        replace(h, until=eve) if h.covers(since) else h for h in post.holdings if h.since < since
    )
    return replace(post, holdings=(*earlier, Holding(person_id, since)))


def _refuse_backdating(tx: Transaction, post: Post, person_id: str, since: date) -> None:
    """A term cannot begin before the present holder's: who held it when would be rewritten."""
    later = [h for h in post.holdings if h.since > since and h.person_id != person_id]
    if later:
        holder = tx.people.get(later[-1].person_id).name
        raise InvalidInput(
            f"{holder} holds “{post.title}” since {day_words(later[-1].since)}. Nothing was "
            "changed: give a later day.",
            field="since",
        )


def write(
    tx: Transaction,
    board: Board,
    caller: Caller,
    now: datetime,
    deed: str,
    values: Mapping[str, str],
    subject: str = "board",
    subject_id: str = "",
) -> None:
    """A line in the board's ledger about the board, a person or a post."""
    ledger.write(tx, caller.id, board.id, now, deed, subject, subject_id or board.id, values)
