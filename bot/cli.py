"""The command line: `matters run`, `workspace`, `read`, `board list`, `log`, `ics`, `doctor`,
`db upgrade`, `manifest`.

Exit codes: 0 done; 1 something is wrong with what was asked (a message says what); 2 wrong use or
wrong settings; 3 the program could do its work but `doctor` found something to put right.
Heavy libraries are imported by the command that needs them, so that `--help` is quick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from bot import logs
from bot.config import Settings, SettingsError, load
from workflows.errors import DomainError, NotFound

if TYPE_CHECKING:
    from workflows.boards import Board
    from workflows.ports import Store, Transaction

app = typer.Typer(
    name="matters",
    help="Follows what a committee decided until it is done.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
board_app = typer.Typer(help="Boards in the register.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(board_app, name="board")
app.add_typer(db_app, name="db")

out = Console()
err = Console(stderr=True)

BoardOption = Annotated[
    str, typer.Option("--board", "-b", help="Its name, short name or an alias.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here instead of the usual name.")
]


def settings_or_exit() -> Settings:
    """The settings, or every problem of them with its remedy, and exit code 2."""
    try:
        return load()
    except SettingsError as wrong:
        err.print("[bold red]The settings are not right:[/]")
        for name, remedy in wrong.problems:
            err.print(f"  [bold]{name}[/]: {remedy}", highlight=False)
        raise typer.Exit(2) from None


@contextmanager
def words_for_errors() -> Iterator[None]:
    """A `DomainError` becomes its sentence and exit code 1."""
    try:
        yield
    except DomainError as refused:
        err.print(f"[red]{refused.message}[/]", highlight=False)
        raise typer.Exit(1) from None


@contextmanager
def working(what: str) -> Iterator[None]:
    """A spinner on standard error while something takes time; nothing where that is no terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        progress.add_task(what)
        yield


def open_register() -> Store:
    """The store, brought up to date; exit code 1 with a remedy if it cannot be opened."""
    from storage.database import open_store, upgrade

    settings = settings_or_exit()
    try:
        upgrade(settings.database_url)
        return open_store(settings.database_url)
    except Exception as fault:
        err.print(
            f"[red]The database at {_without_password(settings.database_url)} cannot be opened:[/] "
            f"{type(fault).__name__}. Run “matters doctor” to see why.",
            highlight=False,
        )
        raise typer.Exit(1) from None


def _without_password(url: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)


def find_board(tx: Transaction, word: str) -> Board:
    """The one board that a word means: its name, short name, alias or id, or a part of the name."""
    boards = tx.boards.everywhere()
    wanted = word.casefold()

    def names(board: Board) -> set[str]:
        return {n.casefold() for n in (board.id, board.name, board.short_name, *board.aliases)}

    exact = [b for b in boards if wanted in names(b)]
    found = exact or [b for b in boards if wanted in b.name.casefold()]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{b.name} ({b.short_name})" for b in boards) or "none is set up yet"
    what = "More than one board is" if found else "No board is"
    raise NotFound(f"{what} called “{word}”. Boards: {known}.")


@app.command()
def run() -> None:
    """Start the bot; without Slack settings, with a local workspace beside it."""
    import asyncio

    from bot import local
    from bot.app import serve, wire
    from storage.database import upgrade

    settings = settings_or_exit()
    logs.set_up(settings.matters_log)
    is_local = settings.mode == "local"
    child = None
    try:
        with working("Bringing the database up to date"):
            upgrade(settings.database_url)
        if is_local:
            settings = local.with_workspace(settings)
            child = local.start(settings)
        bot = wire(settings)
        if is_local:
            from bot.sample import furnish

            with bot.desk.store.begin() as tx:
                furnish(tx, bot.desk.clock.now())
            err.print(
                "\n[bold green]Matters Arising is running.[/] Open "
                f"[bold]http://127.0.0.1:{settings.workspace_port}/[/] in a browser "
                "(Ctrl-C ends it).\n"
            )
        asyncio.run(serve(bot))
    except local.LocalError as wrong:
        err.print(f"[red]{wrong}[/]", highlight=False)
        raise typer.Exit(1) from None
    finally:
        if child is not None:
            local.stop(child)


@app.command()
def workspace(
    port: Annotated[int, typer.Option(help="The page's port.")] = 8711,
    bot_url: Annotated[str, typer.Option(help="Where the bot listens.")] = "http://127.0.0.1:8710",
    database: Annotated[Path, typer.Option(help="Its own database.")] = Path(
        "var/workspace.sqlite3"
    ),
    rate_limit: Annotated[
        bool, typer.Option(help="One message a second for each channel, as Slack asks.")
    ] = False,
    while_stdin_is_open: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Start the local, Slack-compatible workspace with its page in the browser."""
    from datetime import UTC, datetime

    from bot import local, sample
    from bot.slack.manifest import manifest as slack_manifest
    from bot.workspace.server import serve

    settings = settings_or_exit()
    logs.set_up(settings.matters_log)
    if while_stdin_is_open:
        _end_with_stdin()
    secret = settings.slack_signing_secret
    app_token = settings.slack_app_token
    token = settings.slack_bot_token
    serve(
        port=port,
        bot_url=bot_url,
        database=database,
        manifest=slack_manifest(settings.matters_command_prefix),
        signing_secret=secret.get_secret_value() if secret else local.local_secret(),
        bot_token=token.get_secret_value() if token else local.BOT_TOKEN,
        app_token=app_token.get_secret_value() if app_token else None,
        seed_files=[sample.minutes_file(datetime.now(UTC).date())],
        rate_limit=rate_limit,
    )


def _end_with_stdin() -> None:
    """End this process when its standard input closes: whoever started it is gone."""
    import os
    import signal
    import threading

    def wait() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="Minutes, a pack or an action log.")],
    as_json: JsonOption = False,
) -> None:
    """Read a paper and print the draft register; nothing is recorded."""
    from bot.documents.reading import read_document
    from workflows.minutes import read_minutes, to_json

    with words_for_errors():
        try:
            data = file.read_bytes()
        except OSError as fault:
            err.print(f"[red]{file} cannot be read: {fault.strerror}.[/]", highlight=False)
            raise typer.Exit(1) from None
        with working(f"Reading {file.name}"):
            register = read_minutes(read_document(file.name, data))
    if as_json:
        sys.stdout.write(json.dumps(to_json(register, str(file)), indent=1, ensure_ascii=False))
        sys.stdout.write("\n")
        return
    from bot.documents.reading_table import draft_table

    out.print(draft_table(register))


@board_app.command("list")
def board_list(as_json: JsonOption = False) -> None:
    """List the boards, with officers and next meeting."""
    from datetime import UTC, datetime

    from workflows.deadlines import day_words
    from workflows.owners import officers_of

    store, now = open_register(), datetime.now(UTC)
    rows: list[dict[str, Any]] = []
    with store.begin() as tx:
        for board in tx.boards.everywhere():
            today = now.astimezone(board.zone).date()
            people = tx.people.many(officers_of(tx, board.id, today))
            coming = tx.meetings.upcoming([board.id], today)
            rows.append(
                {
                    "id": board.id,
                    "name": board.name,
                    "short_name": board.short_name,
                    "channel": board.channel_id,
                    "officers": [p.name for p in people.values()],
                    "next_meeting": coming[0].day.isoformat() if coming else None,
                }
            )
    if as_json:
        out.print_json(data=rows)
        return
    from datetime import date

    from rich.table import Table

    table = Table("Board", "Short", "Officers", "Next meeting")
    for row in rows:
        coming_day = row["next_meeting"]
        day = day_words(date.fromisoformat(coming_day)) if coming_day else "none planned"
        table.add_row(row["name"], row["short_name"], ", ".join(row["officers"]), day)
    out.print(table if rows else "No board is set up yet: type /board setup in its channel.")


@app.command()
def log(
    board: BoardOption,
    form: Annotated[str, typer.Option("--format", "-f", help="docx, pdf, csv or json.")] = "csv",
    output: OutputOption = None,
) -> None:
    """Write a board's action log; open matter only."""
    from datetime import UTC, datetime

    from bot.documents import action_log
    from workflows.access import PUBLIC
    from workflows.logbook import action_log as build

    forms: dict[str, Any] = {
        "docx": action_log.as_docx,
        "pdf": action_log.as_pdf,
        "csv": action_log.as_csv,
        "json": action_log.as_json,
    }
    if form not in forms:
        err.print(f"[red]“{form}” is no format here. Use one of: {', '.join(forms)}.[/]")
        raise typer.Exit(2)
    now = datetime.now(UTC)
    with words_for_errors(), open_register().begin() as tx:
        chosen = find_board(tx, board)
        data = build(tx, chosen, PUBLIC, now)
    with working(f"Writing the action log of {chosen.name}"):
        content = forms[form](data)
    if isinstance(content, str) and output is None:
        sys.stdout.write(content)
        return
    target = output or Path(f"action-log-{chosen.short_name or chosen.id}-{now:%Y-%m-%d}.{form}")
    _write(target, content)


@app.command()
def ics(board: BoardOption, output: OutputOption = None) -> None:
    """Write a board's meetings as a calendar file; private meetings are left out."""
    from datetime import UTC, datetime

    from bot.calendar.meeting_ics import board_ics
    from workflows.meetings import MeetingKind

    with words_for_errors(), open_register().begin() as tx:
        chosen = find_board(tx, board)
        meetings = [m for m in tx.meetings.of_board(chosen.id) if m.kind is not MeetingKind.PRIVATE]
    content = board_ics(meetings, chosen, now=datetime.now(UTC))
    if output is None:
        sys.stdout.buffer.write(content)
        return
    _write(output, content)


def _write(target: Path, content: str | bytes) -> None:
    try:
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as fault:
        err.print(f"[red]{target} cannot be written: {fault.strerror}.[/]", highlight=False)
        raise typer.Exit(1) from None
    err.print(f"Written: [bold]{target}[/]", highlight=False)


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Check settings, database, Slack and e-mail; say what to do about what is wrong."""
    from bot.doctor import Record, examine
    from storage.database import current, is_up_to_date

    findings = examine(Record(is_up_to_date, current, _without_password))
    if as_json:
        out.print_json(data=[f.as_dict() for f in findings])
    else:
        for finding in findings:
            sign = "[green]ok[/]   " if finding.fine else "[bold red]wrong[/]"
            out.print(f"{sign} {finding.what}: {finding.detail}", highlight=False)
            if finding.remedy:
                out.print(f"      → {finding.remedy}", highlight=False)
    if not all(f.fine for f in findings):
        raise typer.Exit(3)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest schema."""
    from storage.database import upgrade

    settings = settings_or_exit()
    steps: list[str] = []
    with working("Bringing the database up to date"):
        upgrade(settings.database_url, on_step=lambda rev, what: steps.append(f"{rev} {what}"))
    for step in steps:
        out.print(step, highlight=False)
    out.print("The database is up to date.")


@app.command()
def manifest(
    prefix: Annotated[str, typer.Option(help="Put before command names that collide.")] = "",
    url: Annotated[str, typer.Option(help="The bot's public address, for HTTP.")] = "",
) -> None:
    """Print the Slack app manifest, ready to paste at api.slack.com/apps."""
    from bot.slack.manifest import manifest as build

    mode = "http" if url else "socket"
    sys.stdout.write(json.dumps(build(prefix, mode, url), indent=2) + "\n")
