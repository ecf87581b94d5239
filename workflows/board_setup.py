"""Setting up a board and its people. The first set-up makes the caller its officer; afterwards
only officers change it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workflows import keeping, numbering
from workflows.access import Caller, Deed, require
from workflows.action_recording import clean_text
from workflows.boards import LOG_COLUMNS, Board
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.ledger import Entry
from workflows.owners import initials, meet, plain
from workflows.people import Holding, Membership, Person, Post, Role

if TYPE_CHECKING:
    from workflows.ports import Transaction

NATIONS = ("england", "wales", "scotland", "northern_ireland")


@dataclass(frozen=True)
class Settings:
    """What the set-up form holds; None leaves a field at its default, or as it was."""

    name: str | None = None
    short_name: str | None = None
    time_zone: str | None = None
    nation: str | None = None
    action_scheme: str | None = None
    minute_scheme: str | None = None
    marker: str | None = None
    aliases: Sequence[str] | None = None
    areas: Sequence[str] | None = None
    meeting_pattern: str | None = None
    extension_agreed_by: str | None = None
    log_columns: Sequence[str] | None = None
    officers: Sequence[str] | None = None
    chairs: Sequence[str] | None = None
    vice_chairs: Sequence[str] | None = None
    members: Sequence[str] | None = None


def board_here(tx: Transaction, team_id: str, channel_id: str) -> Board:
    """The board of this channel; `NotFound` says how to set one up."""
    board = tx.boards.find_by_channel(team_id, channel_id)
    if board is None:
        raise NotFound(
            "No board is set up in this channel. An officer can set one up here with /board setup, "
            "or use this command in the board's own channel."
        )
    return board


def set_up(
    tx: Transaction, caller: Caller, channel_id: str, settings: Settings, now: datetime
) -> Board:
    """Set up the board of this channel, or change it. Roles are given as Slack ids; a list that is
    given replaces the holders of that role from today."""
    existing = tx.boards.find_by_channel(caller.person.team_id, channel_id)
    if existing is not None:
        require(caller, existing.id, Deed.SET_UP)
        board = tx.boards.save(_with(existing, settings))
        today = keeping.local_day(now, board)
    else:
        name = clean_text(settings.name or "", field="name", most=150)
        fresh = Board(
            id=tx.new_id(),
            team_id=caller.person.team_id,
            name=name,
            channel_id=channel_id,
            created_at=now,
            short_name=initials(name).upper()[:6],
        )
        board = tx.boards.add(_with(fresh, settings))
        today = keeping.local_day(now, board)
        _add_role(tx, board, caller.person, Role.OFFICER, today)
    _set_roles(tx, board, settings, today, caller, new=existing is None)
    _write(tx, board, caller, now, "changed" if existing else "set up", _values(board))
    if existing is not None and existing.policy != board.policy:
        keeping.recount(tx, board, today)
    for membership in tx.people.memberships(board.id):
        keeping.refresh_home(tx, board.team_id, membership.person_id)
    return board


def _with(board: Board, s: Settings) -> Board:
    """The board with what was given, each value checked, the field named where it is wrong."""
    changes: dict[str, object] = {}
    if s.name is not None:
        changes["name"] = clean_text(s.name, field="name", most=150)
    if s.short_name:
        changes["short_name"] = clean_text(s.short_name, field="short_name", most=12)
    if s.time_zone:
        changes["time_zone"] = _zone(s.time_zone)
    if s.nation:
        changes["nation"] = _one_of(s.nation, NATIONS, "nation")
    if s.action_scheme:
        changes["action_scheme"] = numbering.check_scheme(s.action_scheme)
    if s.minute_scheme:
        changes["minute_scheme"] = s.minute_scheme.strip()
    if s.marker is not None:
        changes["marker"] = s.marker.strip() or "RESOLVED that"
    if s.aliases is not None:
        changes["aliases"] = tuple(a.strip() for a in s.aliases if a.strip())
    if s.areas is not None:
        changes["areas"] = tuple(a.strip() for a in s.areas if a.strip())
    if s.meeting_pattern is not None:
        changes["meeting_pattern"] = s.meeting_pattern.strip()
    if s.extension_agreed_by:
        changes["extension_agreed_by"] = _one_of(
            s.extension_agreed_by, ("officer", "meeting"), "extension_agreed_by"
        )
    if s.log_columns is not None:
        changes["log_columns"] = tuple(s.log_columns) or LOG_COLUMNS
    return replace(board, **changes)  # type: ignore[arg-type]


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text.strip()).key
    except (KeyError, ValueError, OSError) as unknown:
        raise InvalidInput(
            f"“{text}” is not a time zone. Use a name such as Europe/London.", field="time_zone"
        ) from unknown


def _one_of(text: str, choices: Sequence[str], field: str) -> str:
    value = text.strip().lower().replace(" ", "_").replace("-", "_")
    if value not in choices:
        raise InvalidInput(f"Choose one of: {', '.join(choices)}.", field=field)
    return value


_ROLE_FIELDS = {
    "officers": Role.OFFICER,
    "chairs": Role.CHAIR,
    "vice_chairs": Role.VICE_CHAIR,
    "members": Role.MEMBER,
}


def _set_roles(
    tx: Transaction, board: Board, s: Settings, today: date, caller: Caller, *, new: bool
) -> None:
    for field, role in _ROLE_FIELDS.items():
        wanted = getattr(s, field)
        if wanted is None:
            continue
        people = [meet(tx, board.team_id, slack_id) for slack_id in wanted]
        ids = {p.id for p in people}
        if role is Role.OFFICER:
            if new:
                ids.add(caller.id)
            if not ids:
                raise InvalidInput("A board needs at least one officer.", field="officers")
        held = [m for m in tx.people.memberships(board.id) if m.role is role and m.covers(today)]
        for membership in held:
            if membership.person_id not in ids and _in_slack(tx, membership.person_id):
                end_membership(tx, membership, today)
        for person in people:
            if person.id not in {m.person_id for m in held}:
                _add_role(tx, board, person, role, today)


def _in_slack(tx: Transaction, person_id: str) -> bool:
    """The form's pickers can only show people of Slack: others are left as they are."""
    return bool(tx.people.get(person_id).slack_id)


def end_membership(tx: Transaction, membership: Membership, today: date) -> None:
    """End a role with yesterday; one that began today never was."""

    tx.people.end_membership(membership.id, today - timedelta(days=1))


def _add_role(tx: Transaction, board: Board, person: Person, role: Role, today: date) -> None:
    has = any(
        m.person_id == person.id and m.role is role and m.covers(today)
        for m in tx.people.memberships(board.id)
    )
    if not has:
        tx.people.add_membership(Membership(tx.new_id(), board.id, person.id, role, today))


@dataclass(frozen=True)
class PersonForm:
    """A person as typed on the people form. `post` and `since` give them a post from a date."""

    name: str = ""
    slack_id: str = ""
    email: str | None = None
    organisation: str = ""
    variants: Sequence[str] = ()
    role: Role | None = None
    post: str = ""
    since: date | None = None
    person_id: str = ""


_EMAIL = re.compile(r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+$")


def keep_person(
    tx: Transaction, caller: Caller, board_id: str, form: PersonForm, now: datetime
) -> Person:
    """Add or change a person of the board, in Slack or not, with role, post and e-mail address."""
    require(caller, board_id, Deed.MANAGE_PEOPLE)
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    email = (form.email or "").strip()
    if email and not _EMAIL.match(email):
        raise InvalidInput(f"“{email}” is not an e-mail address.", field="email")
    person = _find_person(tx, board, form)
    if not form.slack_id and not person and not form.name.strip():
        raise InvalidInput("Choose a person of this Slack, or write a name.", field="name")
    if person is None:
        person = tx.people.add(
            Person(
                tx.new_id(),
                board.team_id,
                clean_text(form.name, field="name", most=120),
                slack_id=None,
            )
        )
    person = tx.people.save(
        replace(
            person,
            name=form.name.strip() or person.name,
            email=email or person.email,
            organisation=form.organisation.strip() or person.organisation,
            variants=tuple(v.strip() for v in form.variants if v.strip()) or person.variants,
        )
    )
    if form.role is not None:
        _add_role(tx, board, person, form.role, today)
    if form.post.strip():
        give_post(tx, caller, board_id, form.post, person.id, form.since or today, now)
    values = {"person": person.name, "email": person.email or "", "role": str(form.role or "")}
    _write(tx, board, caller, now, "person kept", values, subject="person", subject_id=person.id)
    keeping.refresh_home(tx, board.team_id, person.id)
    return person


def _find_person(tx: Transaction, board: Board, form: PersonForm) -> Person | None:
    if form.person_id:
        return tx.people.get(form.person_id)
    if form.slack_id:
        return meet(tx, board.team_id, form.slack_id, form.name)
    same = [p for p in tx.people.of_team(board.team_id) if plain(p.name) == plain(form.name)]
    return same[0] if len(same) == 1 else None


def remove_person(
    tx: Transaction, caller: Caller, board_id: str, person_id: str, now: datetime
) -> Person:
    """End all roles and posts of the person on this board; what they own by name stays theirs
    until an officer reassigns it."""
    require(caller, board_id, Deed.MANAGE_PEOPLE)
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    person = tx.people.get(person_id)
    held = [m for m in tx.people.memberships(board_id) if m.covers(today)]
    officers = {m.person_id for m in held if m.role is Role.OFFICER}
    if officers == {person_id}:
        raise AlreadyDone(
            f"{person.name} is the board's only officer. Nothing was changed: add another officer "
            "first."
        )
    for membership in held:
        if membership.person_id == person_id:
            end_membership(tx, membership, today)
    for post in tx.people.posts(board_id):
        if post.holder_on(today) == person_id:
            tx.people.save_post(_ended(post, person_id, today))
    _write(
        tx,
        board,
        caller,
        now,
        "person removed",
        {"person": person.name},
        subject="person",
        subject_id=person_id,
    )
    keeping.recount(tx, board, today)
    return person


def _ended(post: Post, person_id: str, today: date) -> Post:

    return replace(
        post,
        holdings=tuple(
            replace(h, until=today - timedelta(days=1))
            if h.person_id == person_id and h.until is None
            else h
            for h in post.holdings
        ),
    )


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
    eve = since - timedelta(days=1)
    earlier = tuple(
        replace(h, until=eve) if h.until is None and h.since < since else h for h in post.holdings
    )
    saved = tx.people.save_post(replace(post, holdings=(*earlier, Holding(person_id, since))))
    _write(
        tx,
        board,
        caller,
        now,
        "post given",
        {"post": name, "holder": tx.people.get(person_id).name, "since": since.isoformat()},
        subject="post",
        subject_id=post.id,
    )
    keeping.recount(tx, board, keeping.local_day(now, board))
    return saved


def _values(board: Board) -> dict[str, str]:
    return {
        "name": board.name,
        "zone": board.time_zone,
        "nation": board.nation,
        "action_scheme": board.action_scheme,
        "minute_scheme": board.minute_scheme,
        "marker": board.marker,
        "pattern": board.meeting_pattern,
        "aliases": "; ".join(board.aliases),
        "areas": "; ".join(board.areas),
    }


def _write(
    tx: Transaction,
    board: Board,
    caller: Caller,
    now: datetime,
    deed: str,
    values: dict[str, str],
    subject: str = "board",
    subject_id: str = "",
) -> None:
    tx.ledger.append(
        Entry(
            board_id=board.id,
            at=now,
            actor=caller.id,
            deed=deed,
            subject=subject,
            subject_id=subject_id or board.id,
            values={k: v for k, v in values.items() if v},
        )
    )
