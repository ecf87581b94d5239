"""The command line: `matters run`, `workspace`, `read`, `import`, `board list`, `log`, `ics`,
`nudges`, `notice`, `find`, `doctor`, `outbox`, `links`, `db upgrade`, `db index`,
`manifest`.

Exit codes: 0 done; 1 something is wrong with what was asked (a message says what); 2 wrong use or
wrong settings; 3 the program could do its work but `doctor` found something to put right.
Heavy libraries are imported by the command that needs them, so that `--help` is quick.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_find import find, index
from bot.cli_import import import_paper
from bot.cli_links import links_app
from bot.cli_notice import notice
from bot.cli_nudges import nudges
from bot.cli_outbox import outbox_app
from bot.cli_record import (
    bring_up_to_date,
    business_time,
    find_board,
    open_register,
    read_file,
    schema_state,
    shown,
    try_to_write,
    why,
)
from bot.terminal import (
    FOUND_SOMETHING,
    WRONG_USE,
    BoardOption,
    Commands,
    JsonOption,
    fail,
    out,
    say,
    settings_or_exit,
    working,
    write_file,
    write_out,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.config import Settings
    from workflows.boards import Board
    from workflows.ports import Transaction

app = typer.Typer(
    name="matters",
    cls=Commands,
    help="Follows what a committee decided until it is done.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
board_app = typer.Typer(help="Boards in the register.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(board_app, name="board")
app.add_typer(db_app, name="db")
app.add_typer(outbox_app, name="outbox")
app.add_typer(links_app, name="links")
app.command("import")(import_paper)
app.command()(nudges)
app.command()(notice)
app.command()(find)
db_app.command()(index)

#: What an action log can be written as.
FORMS = ("docx", "pdf", "csv", "json")

OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here instead of the usual place.")
]


def show_version(wanted: bool) -> None:
    """Print the version and end, if it was asked for."""
    if wanted:
        from importlib.metadata import version

        write_out(f"matters {version('matters-arising')}\n")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Follows what a committee decided until it is done."""


@app.command()
def run() -> None:
    """Start the bot; without Slack settings, with a local workspace beside it."""
    import structlog

    from bot import local, logs

    log_line = structlog.get_logger()
    local.end_in_order()
    settings = settings_or_exit()
    logs.set_up(settings.matters_log)
    try:
        settings = local.with_ports(settings)
        local.must_be_free(settings.matters_host, settings.matters_port, "MATTERS_PORT")
        for step in bring_up_to_date(settings):
            log_line.info("database upgraded", step=step)
        if settings.mode == "local":
            settings = local.with_workspace(settings)
            with local.workspace_beside(settings):
                _serve_locally(settings)
        else:
            _serve(settings)
    except local.LocalError as wrong:
        fail(str(wrong))
    except KeyboardInterrupt:
        say("Ended.")


def _serve(settings: Settings) -> None:
    """Serve until told to end."""
    import asyncio

    from bot.app import serve, wire

    asyncio.run(serve(wire(settings)))


def _serve_locally(settings: Settings) -> None:
    """Serve beside the workspace, with the sample board, and say where to look."""
    import asyncio

    from bot import local
    from bot.app import serve, wire
    from bot.sample import furnish

    bot = wire(settings)
    with bot.desk.store.begin() as tx:
        furnish(tx, business_time(tx))

    async def announced() -> None:
        greeting = asyncio.create_task(local.announce(settings))
        await serve(bot)
        greeting.cancel()

    asyncio.run(announced())


@app.command()
def workspace(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port.")] = 8711,
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
    import sqlite3
    from datetime import UTC, datetime

    from bot import local, logs, sample
    from bot.workspace.server import serve

    settings = settings_or_exit()
    logs.set_up(settings.matters_log)
    if while_stdin_is_open:
        local.end_with_stdin()
    secret = settings.slack_signing_secret
    app_token = settings.slack_app_token
    token = settings.slack_bot_token
    try:
        local.must_be_free("127.0.0.1", port, "--port")
        serve(
            port=port,
            bot_url=bot_url,
            database=database,
            manifest=_manifest(settings.matters_command_prefix),
            signing_secret=secret.get_secret_value() if secret else local.local_secret(),
            bot_token=token.get_secret_value() if token else local.BOT_TOKEN,
            app_token=app_token.get_secret_value() if app_token else None,
            seed_files=[sample.minutes_file(datetime.now(UTC).date())],
            rate_limit=rate_limit,
        )
    except local.LocalError as wrong:
        fail(str(wrong))
    except (OSError, sqlite3.Error) as fault:
        fail(f"The workspace cannot keep its messages in {database}: {fault}. Name another file.")
    except KeyboardInterrupt:
        say("Ended.")


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="Minutes, a pack or an action log.")],
    as_json: JsonOption = False,
) -> None:
    """Read a paper and print the draft register; nothing is recorded."""
    from workflows.minutes import read_minutes, to_json

    document, _ = read_file(file)
    register = read_minutes(document)
    if as_json:
        write_out(json.dumps(to_json(register, str(file)), indent=1, ensure_ascii=False) + "\n")
        return
    from bot.documents.reading_table import draft_table

    # Long cells wrap inside their column here, so not softly.
    out.print(draft_table(register), soft_wrap=False)


@board_app.command("list")
def board_list(as_json: JsonOption = False) -> None:
    """List the boards, with officers and next meeting."""
    with open_register().begin() as tx:
        now = business_time(tx)
        rows = [_board_row(tx, board, now) for board in tx.boards.everywhere()]
    if as_json:
        write_out(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return
    if not rows:
        say("No board is set up yet: type /board setup in its channel.")
        return
    from datetime import date

    from rich.table import Table
    from rich.text import Text

    from workflows.deadlines import day_words

    table = Table("Board", "Short", "Officers", "Next meeting")
    for row in rows:
        coming = row["next_meeting"]
        day = day_words(date.fromisoformat(coming)) if coming else "none planned"
        cells = (row["name"], row["short_name"], ", ".join(row["officers"]), day)
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table, soft_wrap=False)


def _board_row(tx: Transaction, board: Board, now: datetime) -> dict[str, Any]:
    from workflows.owners import officers_of

    today = now.astimezone(board.zone).date()
    people = tx.people.many(officers_of(tx, board.id, today))
    coming = tx.meetings.upcoming([board.id], today)
    return {
        "id": board.id,
        "name": board.name,
        "short_name": board.short_name,
        "channel": board.channel_id,
        "officers": sorted(p.name for p in people.values()),
        "next_meeting": coming[0].day.isoformat() if coming else None,
    }


@app.command()
def log(
    board: BoardOption,
    form: Annotated[
        str,
        typer.Option("--format", "-f", help="docx, pdf, csv or json; else as --output ends, csv."),
    ] = "",
    output: OutputOption = None,
) -> None:
    """Write a board's action log; open matter only. Text goes to standard output."""
    form = form.lower() or (output.suffix[1:].lower() if output else "") or "csv"
    if form not in FORMS:
        fail(f"“{form}” is no format here. Use one of: {', '.join(FORMS)}.", WRONG_USE)
    from bot.documents import action_log
    from workflows.access import PUBLIC
    from workflows.logbook import action_log as build

    with open_register().begin() as tx:
        chosen = find_board(tx, board)
        data = build(tx, chosen, PUBLIC, business_time(tx))
    with working(f"Writing the action log of {chosen.name}"):
        content: str | bytes = getattr(action_log, f"as_{form}")(data)
    if isinstance(content, str) and output is None:
        write_out(content)
        return
    write_file(output or _usual_name(chosen, data.as_at.isoformat(), form), content)


def _usual_name(board: Board, day: str, form: str) -> Path:
    """`action-log-HWB-2027-01-11.pdf`, in the folder where the command is run."""
    name = "".join(c if c.isalnum() else "-" for c in board.short_name or board.name)
    return Path(f"action-log-{name.strip('-') or board.id}-{day}.{form}")


@app.command()
def ics(board: BoardOption, output: OutputOption = None) -> None:
    """Write a board's meetings as a calendar file; private meetings are left out."""
    from bot.calendar.meeting_ics import board_ics
    from workflows.meetings import MeetingKind

    with open_register().begin() as tx:
        chosen = find_board(tx, board)
        meetings = [m for m in tx.meetings.of_board(chosen.id) if m.kind is not MeetingKind.PRIVATE]
        content = board_ics(meetings, chosen, now=business_time(tx))
    if output is None:
        write_out(content)
        return
    write_file(output, content)


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Check settings, database, Slack and e-mail; say what to do about what is wrong."""
    from rich.text import Text

    from bot.doctor import Record, examine

    with working("Looking"):
        findings = examine(Record(schema_state, try_to_write, shown, why))
    if as_json:
        write_out(json.dumps([f.as_dict() for f in findings], ensure_ascii=False, indent=2) + "\n")
    else:
        for finding in findings:
            sign = ("ok    ", "green") if finding.fine else ("wrong ", "bold red")
            out.print(Text.assemble(sign, f"{finding.what}: {finding.detail}"))
            if finding.remedy:
                out.print(Text(f"      → {finding.remedy}"))
    if not all(f.fine for f in findings):
        raise typer.Exit(FOUND_SOMETHING)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest schema."""
    for step in bring_up_to_date(settings_or_exit()):
        say(step)
    say("The database is up to date.")


@app.command()
def manifest(
    prefix: Annotated[str, typer.Option(help="Put before command names that collide.")] = "",
    url: Annotated[str, typer.Option(help="The bot's public address, for HTTP.")] = "",
) -> None:
    """Print the Slack app manifest, ready to paste at api.slack.com/apps."""
    write_out(json.dumps(_manifest(prefix, url), indent=2, ensure_ascii=False) + "\n")


def _manifest(prefix: str, url: str = "") -> dict[str, Any]:
    """The manifest; exit code 2 where Slack would refuse it."""
    from bot.slack.manifest import manifest as build

    try:
        return build(prefix, "http" if url else "socket", url)
    except ValueError as wrong:
        fail(f"The manifest cannot be made: {wrong}.", WRONG_USE)
