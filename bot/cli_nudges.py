"""`matters nudges`: on which days an action's reminders go out, to whom, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_record import business_time, find_board, open_register
from bot.terminal import WRONG_USE, JsonOption, fail, out, say, write_out

if TYPE_CHECKING:
    from workflows.actions import Action
    from workflows.ladder_preview import Line, Preview
    from workflows.ports import Transaction

#: A longer look ahead than this is a slip of the finger.
MOST_DAYS = 1100


def nudges(
    action: Annotated[str, typer.Option("--action", "-a", help="Its reference: 060922/02.")],
    board: Annotated[
        str, typer.Option("--board", "-b", help="Of which board, where several have the reference.")
    ] = "",
    days: Annotated[
        int | None, typer.Option(help="So many days ahead; by default past its due.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print on which days an action's reminders go out, to whom, and why."""
    from workflows.ladder_preview import preview

    if days is not None and not 1 <= days <= MOST_DAYS:
        fail(f"--days goes from 1 to {MOST_DAYS}.", WRONG_USE)
    with open_register().begin() as tx:
        data = preview(tx, _found(tx, action, board), business_time(tx), days)
    if as_json:
        write_out(json.dumps(as_dict(data), indent=2, ensure_ascii=False) + "\n")
        return
    _print(data)


def _found(tx: Transaction, reference: str, board: str) -> Action:
    """The one action of that reference, on the board named or on any."""
    wanted = reference.strip().strip("#")
    boards = [find_board(tx, board)] if board else tx.boards.everywhere()
    found = [(b, a) for b in boards if (a := tx.actions.find_by_reference(b.id, wanted))]
    if not found:
        fail(f"There is no action {wanted}. “matters log --board B” lists the references.")
    if len(found) > 1:
        names = ", ".join(b.short_name or b.name for b, _ in found)
        fail(f"Several boards have an action {wanted}: {names}. Name one with --board.")
    return found[0][1]


def as_dict(data: Preview) -> dict[str, Any]:
    """The preview for programs. The text of exempt matter is left out, here as everywhere."""
    action = data.action
    return {
        "reference": action.reference,
        "text": None if action.exempt else action.text,
        "board": data.board.name,
        "due": action.due.day.isoformat() if action.due.day else None,
        "next_nudge_on": action.next_nudge_on.isoformat() if action.next_nudge_on else None,
        "until": data.until.isoformat(),
        "nothing": data.nothing or None,
        "nudges": [_line_dict(line) for line in data.lines],
    }


def _line_dict(line: Line) -> dict[str, Any]:
    return {
        "day": line.day.isoformat(),
        "at": line.at.isoformat(),
        "rung": line.name,
        "to": line.to,
        "people": list(line.people),
        "why": line.why,
        "skipped": [{"day": s.day.isoformat(), "why": s.why} for s in line.skipped],
        "sent": line.sent,
        "silent": line.silent or None,
    }


def _print(data: Preview) -> None:
    from rich.table import Table
    from rich.text import Text

    from workflows.dates import day_words
    from workflows.deadlines import describe
    from workflows.policy_words import TO_WORDS

    text = "(exempt)" if data.action.exempt else data.action.text
    due = describe(data.action.due, today=data.today)
    out.print(Text(f"{data.action.reference} {text} — {due} — {data.board.name}"))
    if data.nothing:
        say(data.nothing)
    if not data.lines:
        return
    table = Table("Day", "Hour", "To", "Who", "Why", "Days skipped")
    for line in data.lines:
        why = "sent: " + line.why if line.sent else line.why
        cells = (
            day_words(line.day),
            f"{line.at:%H:%M}",
            TO_WORDS[line.to][4:],
            ", ".join(line.people),
            f"not sent, {line.silent}: {why}" if line.silent else why,
            _skipped(line),
        )
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table, soft_wrap=False)


def _skipped(line: Line) -> str:
    """ "6 at weekends; Good Friday (Fri 3 Apr 2026)"."""
    from workflows.dates import day_words

    weekend = sum(s.weekend for s in line.skipped)
    said = [f"{weekend} at weekends"] if weekend else []
    said += [f"{s.why} ({day_words(s.day)})" for s in line.skipped if not s.weekend]
    return "; ".join(said)
