"""Setting up a board and its people. The first set-up makes the caller its officer; afterwards
only officers change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workflows import keeping, leavers, numbering
from workflows.access import Caller, Deed, require
from workflows.action_recording import clean_text
from workflows.board_people import (
    PersonForm,
    add_role,
    end_role,
    give_post,
    keep_person,
    remove_person,
    write,
)
from workflows.boards import LOG_COLUMNS, Board
from workflows.calendars import NATIONS
from workflows.errors import InvalidInput, NotFound
from workflows.logbook import HEADINGS
from workflows.owners import initials, meet
from workflows.people import Membership, Person, Role
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

__all__ = [
    "PersonForm",
    "Settings",
    "board_here",
    "give_post",
    "keep_person",
    "remove_person",
    "set_up",
]


@dataclass(frozen=True)
class Settings:
    """What the set-up form holds; None leaves a field at its default, or as it was.

    `version` is that of the board from which a form was drawn, 0 where there was none yet; `shown`
    the holders (Slack ids) that it showed, by field: then only what was added or taken away there
    is applied, and a role that somebody was given meanwhile stays.
    """

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
    version: int | None = None
    shown: Mapping[str, Sequence[str]] | None = None


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
    given replaces the holders of that role from today. `Conflict` if somebody else has changed the
    board since the form was opened."""
    existing = may_set_up(tx, caller, channel_id)
    refuse_stale("The set-up", existing.version if existing else 0, settings.version)
    if existing is not None:
        board = tx.boards.save(_with(existing, settings))
        today = keeping.local_day(now, board)
    else:
        name = _name(settings.name or "")
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
        add_role(tx, board, caller.person, Role.OFFICER, today)
    write(tx, board, caller, now, "changed" if existing else "set up", _values(board))
    _set_roles(tx, board, settings, caller, now, new=existing is None)
    if existing is not None:
        leavers.group_emptied(tx, board, now)
    if existing is not None and _calendar(existing) != _calendar(board):
        keeping.recount(tx, board, today)
    for membership in tx.people.memberships(board.id):
        keeping.refresh_home(tx, board.team_id, membership.person_id)
    return board


def may_set_up(tx: Transaction, caller: Caller, channel_id: str) -> Board | None:
    """The board of this channel, if the caller may change it; None if there is none yet, so that
    anybody may set it up and be its officer. `NotAllowed` for others."""
    if channel_id.startswith("D"):
        raise InvalidInput(
            "A board lives in a channel of its own, not in a direct message. Nothing was changed: "
            "open the board's channel and type /board setup there."
        )
    board = tx.boards.find_by_channel(caller.person.team_id, channel_id)
    if board is not None:
        require(caller, board.id, Deed.SET_UP)
    return board


def _calendar(board: Board) -> tuple[object, ...]:
    """What the days of reminders are worked out from."""
    return board.nation, board.time_zone


def _name(text: str) -> str:
    if not text.strip():
        raise InvalidInput("Give the board a name.", field="name")
    return clean_text(text, field="name", most=150)


def _with(board: Board, s: Settings) -> Board:
    """The board with what was given, each value checked, the field named where it is wrong."""
    changes: dict[str, object] = {}
    if s.name is not None:
        changes["name"] = _name(s.name)
    if s.short_name:
        changes["short_name"] = clean_text(s.short_name, field="short_name", most=12)
    if s.time_zone:
        changes["time_zone"] = _zone(s.time_zone)
    if s.nation:
        changes["nation"] = _one_of(s.nation, tuple(NATIONS), "nation")
    if s.action_scheme:
        changes["action_scheme"] = numbering.check_scheme(s.action_scheme)
    if s.minute_scheme:
        changes["minute_scheme"] = numbering.check_minute_scheme(s.minute_scheme)
    if s.marker is not None:
        changes["marker"] = s.marker.strip()[:40] or "RESOLVED that"
    if s.aliases is not None:
        changes["aliases"] = _names(s.aliases)
    if s.areas is not None:
        changes["areas"] = _names(s.areas)
    if s.meeting_pattern is not None:
        changes["meeting_pattern"] = s.meeting_pattern.strip()[:200]
    if s.extension_agreed_by:
        changes["extension_agreed_by"] = _one_of(
            s.extension_agreed_by, ("officer", "meeting"), "extension_agreed_by"
        )
    if s.log_columns is not None:
        changes["log_columns"] = _columns(s.log_columns)
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


def _names(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.strip()[:120] for n in given if n.strip()))


def _columns(given: Sequence[str]) -> tuple[str, ...]:
    """Known columns in the order given, each once; the usual ones if none is given."""
    unknown = [c for c in given if c not in HEADINGS]
    if unknown:
        raise InvalidInput(
            f"“{unknown[0]}” is no column of the log. Choose from {', '.join(HEADINGS)}.",
            field="log_columns",
        )
    return tuple(dict.fromkeys(given)) or LOG_COLUMNS


_ROLE_FIELDS = {
    "officers": Role.OFFICER,
    "chairs": Role.CHAIR,
    "vice_chairs": Role.VICE_CHAIR,
    "members": Role.MEMBER,
}


def _set_roles(
    tx: Transaction, board: Board, s: Settings, caller: Caller, now: datetime, *, new: bool
) -> None:
    today = keeping.local_day(now, board)
    for field, role in _ROLE_FIELDS.items():
        wanted = getattr(s, field)
        if wanted is None:
            continue
        held = [m for m in tx.people.memberships(board.id) if m.role is role and m.covers(today)]
        if s.shown is None:
            people = [meet(tx, board.team_id, slack_id) for slack_id in wanted]
            ended = [m for m in held if m.person_id not in {p.id for p in people}]
        else:
            before = s.shown.get(field, ())
            people = [meet(tx, board.team_id, u) for u in wanted if u not in before]
            gone = {meet(tx, board.team_id, u).id for u in before if u not in wanted}
            ended = [m for m in held if m.person_id in gone]
        ended = [m for m in ended if _in_slack(tx, m.person_id) and not (new and _is(m, caller))]
        if role is Role.OFFICER and not people and len(ended) == len(held):
            raise InvalidInput("A board needs at least one officer.", field="officers")
        for membership in ended:
            end_role(tx, membership, today)
            _told(tx, board, caller, now, "role ended", tx.people.get(membership.person_id), role)
        has = {m.person_id for m in held}
        for person in (p for p in people if p.id not in has):
            add_role(tx, board, person, role, today)
            _told(tx, board, caller, now, "role given", person, role)


def _told(
    tx: Transaction,
    board: Board,
    caller: Caller,
    now: datetime,
    deed: str,
    person: Person,
    role: Role,
) -> None:
    values = {"person": person.name, "role": role.value}
    write(tx, board, caller, now, deed, values, subject="person", subject_id=person.id)


def _is(membership: Membership, caller: Caller) -> bool:
    return membership.person_id == caller.id


def _in_slack(tx: Transaction, person_id: str) -> bool:
    """The form's pickers can only show open accounts of Slack: others are left as they are."""
    person = tx.people.get(person_id)
    return bool(person.slack_id) and person.active


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
        "short_name": board.short_name,
        "columns": "; ".join(board.log_columns),
        "more_time_by": board.extension_agreed_by,
    }
