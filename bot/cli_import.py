"""`matters import`: a paper into the register, as accepting and recording it in chat would do."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_record import business_time, find_board, open_register, read_file
from bot.terminal import WRONG_USE, BoardOption, JsonOption, fail, out, write_out

if TYPE_CHECKING:
    from bot.importing import Imported, Wanted
    from workflows.minutes_review import Paper

#: How the levels of `--accept` are explained, in the help and where a wrong one is given.
LEVELS = "explicit (decisions, delegations, marked actions, attendance), decisions or actions"


def import_paper(
    file: Annotated[Path, typer.Argument(help="Minutes, a pack or an action log.")],
    board: BoardOption,
    accept: Annotated[str, typer.Option(help=f"What to accept: {LEVELS}.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be recorded.")
    ] = False,
    acting: Annotated[
        str,
        typer.Option(
            "--as",
            help="The officer who acts: name, e-mail address or Slack id; else the only one.",
        ),
    ] = "",
    meeting: Annotated[
        str, typer.Option(help="The day of the meeting, where the paper names none.")
    ] = "",
    tell: Annotated[
        bool, typer.Option("--tell", help="Tell the owners what is theirs, as chat does.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read a paper and record what it marks; a second import records nothing twice."""
    from bot.importing import ACCEPTS, Wanted
    from workflows.minutes import read_minutes
    from workflows.minutes_review import Paper

    if not accept and not dry_run:
        fail(
            "Nothing is recorded before somebody accepts it. Say what you accept with --accept: "
            f"{LEVELS}. Or look first, with --dry-run.",
            WRONG_USE,
        )
    if accept and accept not in ACCEPTS:
        fail(f"“{accept}” cannot be accepted. Use --accept with one of: {LEVELS}.", WRONG_USE)
    document, data = read_file(file)
    paper = Paper(file.name, hashlib.sha256(data).hexdigest(), read_minutes(document))
    wanted = Wanted(accept or "explicit", meeting, tell)
    done = _imported(paper, board, acting, wanted, dry_run)
    if as_json:
        told = _as_json(done, str(file), wanted, dry_run)
        write_out(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        return
    from bot.import_table import import_table

    # Long cells wrap inside their column here, so not softly.
    out.print(import_table(done, dry_run, wanted.tell), soft_wrap=False)


class _TakenBack(Exception):
    """Ends a transaction of which nothing is to stay."""


def _imported(paper: Paper, board: str, acting: str, wanted: Wanted, dry_run: bool) -> Imported:
    """Do it in one transaction; of a dry run, and where nothing was new, nothing stays."""
    from bot.importing import import_paper as do_import
    from bot.importing import officer_named
    from workflows.access import caller_for

    done: Imported | None = None
    try:
        with open_register().begin() as tx:
            now = business_time(tx)
            chosen = find_board(tx, board)
            officer = officer_named(tx, chosen, acting, now)
            caller = caller_for(tx, officer, now.astimezone(chosen.zone).date())
            done = do_import(tx, caller, chosen, paper, wanted, now)
            if dry_run or done.meeting is None:
                raise _TakenBack
    except _TakenBack:
        pass
    assert done is not None
    return done


def _as_json(done: Imported, file: str, wanted: Wanted, dry_run: bool) -> dict[str, Any]:
    """The outcome for programs. With `dry_run`, or without a meeting, nothing was changed."""
    meeting = done.meeting
    return {
        "file": file,
        "board": done.board.name,
        "as": done.officer.name,
        "accept": wanted.accept,
        "dry_run": dry_run,
        "changed": bool(meeting) and not dry_run,
        "meeting": (
            {"date": meeting.day.isoformat(), "words": done.meeting_words} if meeting else None
        ),
        **{
            what: [
                {
                    "kind": e.kind.value,
                    "reference": e.reference,
                    "text": e.text,
                    "owners": e.owners,
                    "due": e.due,
                    "lines": list(e.lines),
                    "why": e.why,
                }
                for e in done.of(what)
            ]
            for what in ("recorded", "updated", "unchanged", "skipped")
        },
        "left_out": done.left_out,
        "told": done.to_tell if wanted.tell and not dry_run else 0,
        "notes": list(done.notes),
        "warnings": list(done.warnings),
    }
