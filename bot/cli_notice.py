"""`matters notice`: by when the agenda of a meeting is to be out, with the working."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from bot.cli_record import business_time, find_board, open_register
from bot.terminal import WRONG_USE, JsonOption, fail, out, write_out
from workflows.errors import InvalidInput

if TYPE_CHECKING:
    from workflows.boards import Board
    from workflows.meetings import Meeting
    from workflows.notice import Deadline, Notice, Profile, Published
    from workflows.ports import Transaction

_WIDTH = 80
_LONDON = ZoneInfo("Europe/London")
_USUAL_START = time(10, 0)


@dataclass(frozen=True)
class _Asked:
    """Of what meeting: its rules, its day and hour, the day on which its agenda went out."""

    profile: Profile
    day: date
    start: time
    published: date | None = None
    board: str | None = None


def notice(
    meeting: Annotated[str, typer.Option("--meeting", "-m", help="Its day: 2026-04-14.")],
    board: Annotated[
        str, typer.Option("--board", "-b", help="Its name, short name or an alias.")
    ] = "",
    nation: Annotated[
        str,
        typer.Option(
            help="In place of a board: england, wales, scotland or northern-ireland. Needs no "
            "database."
        ),
    ] = "",
    body: Annotated[
        str, typer.Option(help="With --nation: principal (if left out), parish or nhs.")
    ] = "",
    start: Annotated[str, typer.Option(help="The hour at which it starts: 14:00.")] = "",
    published: Annotated[
        str, typer.Option(help="The day on which the agenda went out: says whether it is late.")
    ] = "",
    private: Annotated[
        bool, typer.Option("--private", help="With the 28 days’ notice of a private meeting.")
    ] = False,
    key_decision: Annotated[
        bool, typer.Option("--key-decision", help="With the 28 days’ notice of key decisions.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print by when a meeting's agenda is to be out, every day counted or left out, and why."""
    from workflows import notice as clock

    if bool(board) == bool(nation):
        fail("Name one of --board and --nation.", WRONG_USE)
    if board and body:
        fail("--body goes with --nation: a board has its own kind of body.", WRONG_USE)
    try:
        asked = _of_board(board, meeting) if board else _of_nation(nation, body, meeting)
        asked = _with_options(asked, start, published)
    except InvalidInput as wrong:
        fail(wrong.message, WRONG_USE)
    rules = replace(
        asked.profile.rules,
        private_notice=asked.profile.rules.private_notice or private,
        key_decisions=asked.profile.rules.key_decisions or key_decision,
    )
    found = clock.notice_of(replace(asked.profile, rules=rules), asked.day, asked.start)
    out_on = clock.publish(found, asked.published) if asked.published else None
    if as_json:
        data = as_dict(found, out_on, asked.board)
        write_out(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
        return
    for line in lines(found, out_on, asked.board):
        out.print(Text(line))


def _of_nation(nation: str, body: str, meeting: str) -> _Asked:
    from workflows.calendars import NATIONS
    from workflows.notice import Profile
    from workflows.notice_rules import Body

    known = nation.strip().lower().replace("-", "_").replace(" ", "_")
    if known not in NATIONS:
        choice = ", ".join(n.replace("_", "-") for n in NATIONS)
        fail(f"There is no nation “{nation}” here. Use one of: {choice}.", WRONG_USE)
    kind = body.strip().lower() or Body.PRINCIPAL.value
    if kind not in {b.value for b in Body}:
        fail(f"There is no kind of body “{body}”. Use one of: {', '.join(Body)}.", WRONG_USE)
    today = datetime.now(UTC).astimezone(_LONDON).date()
    return _Asked(Profile(known, Body(kind), zone=_LONDON), _day(meeting, today), _USUAL_START)


def _of_board(word: str, meeting: str) -> _Asked:
    """The board's rules; hour and publication too where the register has a meeting that day. Of
    private meetings, as of all that the command line prints, nothing is told."""
    from workflows.notice import profile_of

    with open_register().begin() as tx:
        board = find_board(tx, word)
        day = _day(meeting, business_time(tx).astimezone(board.zone).date())
        planned = _planned(tx, board, day)
    profile = profile_of(board)
    if planned is None:
        return _Asked(profile, day, _USUAL_START, board=board.name)
    start = planned.starts_at.astimezone(board.zone).time()
    return _Asked(profile, day, start, planned.agenda_published_on, board.name)


def _planned(tx: Transaction, board: Board, day: date) -> Meeting | None:
    from workflows.meetings import MeetingKind, MeetingState

    return next(
        (
            m
            for m in tx.meetings.of_board(board.id)
            if m.day == day
            and m.kind is not MeetingKind.PRIVATE
            and m.state is not MeetingState.CANCELLED
        ),
        None,
    )


def _with_options(asked: _Asked, start: str, published: str) -> _Asked:
    from workflows.deadlines import read_time

    if start:
        asked = replace(asked, start=read_time(start))
    if published:
        asked = replace(asked, published=_day(published, asked.day))
    return asked


def _day(text: str, today: date) -> date:
    from workflows.deadlines import read_date

    return read_date(text, on=today)


# --- for programs ---------------------------------------------------------------------------------


def as_dict(notice: Notice, published: Published | None, board: str | None) -> dict[str, Any]:
    """The reckoning for programs. Days are in ISO 8601, hours with their offset in the zone."""
    from workflows.notice_words import law_lines

    profile = notice.profile
    return {
        "board": board,
        "nation": profile.nation,
        "body": profile.body.value,
        "meeting": notice.meeting_day.isoformat(),
        "starts_at": notice.starts_at.astimezone(profile.zone).isoformat(),
        "zone": profile.zone.key,
        "clear_days": notice.clear_days,
        "clear_days_set_by": "law" if profile.own_days is None else "board",
        "last_publication_day": notice.last_publication_day.isoformat(),
        "counted": [day.isoformat() for day in notice.counted],
        "skipped": [{"day": s.day.isoformat(), "reason": s.why} for s in notice.skipped],
        "deadlines": {d.key: _deadline(d, profile.zone) for d in notice.deadlines},
        "published": _published(published),
        "law": law_lines(profile),
        "cautions": list(notice.cautions),
    }


def _deadline(deadline: Deadline, zone: ZoneInfo) -> dict[str, Any]:
    at = deadline.at.astimezone(zone).isoformat() if deadline.at else None
    return {
        "day": deadline.day.isoformat(),
        "at": at,
        "latest_day": (deadline.latest or deadline.day).isoformat(),
        "what": deadline.what,
        "rule": deadline.rule,
        "source": deadline.source,
    }


def _published(published: Published | None) -> dict[str, Any] | None:
    if published is None:
        return None
    return {
        "day": published.day.isoformat(),
        "clear_days": published.given,
        "short_by": published.short_by,
        "late": published.late,
    }


# --- for people -----------------------------------------------------------------------------------


def lines(notice: Notice, published: Published | None, board: str | None) -> list[str]:
    """The working, day by day, in lines of at most 80 characters."""
    from workflows import notice_words as words
    from workflows.dates import day_words

    profile = notice.profile
    starts = notice.starts_at.astimezone(profile.zone)
    of = f" of {board}" if board else ""
    meets = f"Meeting{of}: {day_words(notice.meeting_day)}, {starts:%H:%M} ({profile.zone.key})"
    found = _wrapped(meets) + _wrapped(words.rule_words(profile))
    found += ["", f"Publish the agenda by {day_words(notice.last_publication_day)}."]
    if published:
        found += _wrapped(words.published_words(notice, published))
    found.append("")
    for day in notice.days:
        found += _wrapped(words.row(day), "  ", 21)
    if notice.deadlines:
        found += ["", "Deadlines"]
        for deadline in notice.deadlines:
            found += _wrapped(f"{words.deadline_words(deadline)}.", "  ", 4)
    if notice.cautions:
        found += ["", "Look at this"]
        for caution in notice.cautions:
            found += _wrapped(caution, "  ", 4)
    found += ["", "The law"]
    for law in (*words.law_lines(profile), words.NOT_ADVICE):
        found += _wrapped(law, "  ", 4)
    return found


def _wrapped(text: str, before: str = "", after: int = 2) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=before,
        subsequent_indent=" " * after,
        drop_whitespace=True,
        break_on_hyphens=False,
    )
