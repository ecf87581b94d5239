"""`matters outbox`: what is waiting to be sent, what will not go out and why, and what to do.

Texts that were to be sent are never printed: they may be exempt matter.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_record import open_register
from bot.terminal import WRONG_USE, JsonOption, fail, out, say, write_out

if TYPE_CHECKING:
    from workflows.deliveries import Delivery, Row
    from workflows.ports import Transaction

outbox_app = typer.Typer(help="What is to be sent, and what could not be.", no_args_is_help=True)

RowId = Annotated[int, typer.Argument(help="The row's number, as “outbox list” prints it.")]
#: Args in which words stand; everything else is ids and times.
_WORDS = frozenset({"text", "why"})


@outbox_app.command("list")
def listing(
    state: Annotated[
        str, typer.Option(help="pending, leased, sent, parked or dropped; else all not yet sent.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """List what waits and what is parked, newest first."""
    states = _states(state)
    with open_register().begin() as tx:
        rows = [_shown(tx, tx.outbox.get(found[0])) for found in tx.outbox.listing(states)]
    if as_json:
        write_out(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return
    if not rows:
        say("Nothing is there.")
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("No", "State", "What", "To", "Tries", "Error")
    for row in rows:
        cells = (row["id"], row["state"], row["view"], row["to"], row["attempts"], row["error"])
        table.add_row(*(Text(str(cell)) for cell in cells))
    out.print(table, soft_wrap=False)


@outbox_app.command()
def show(row: RowId) -> None:
    """Print all that is known of one row, as JSON."""
    with open_register().begin() as tx:
        write_out(json.dumps(_shown(tx, tx.outbox.get(row)), indent=2, ensure_ascii=False) + "\n")


@outbox_app.command()
def retry(
    row: Annotated[int | None, typer.Argument(help="The row's number.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything parked.")] = False,
) -> None:
    """Have a parked or dropped row tried again, with what followed it."""
    from workflows.deliveries import Delivery

    if (row is None) is not everything:
        fail("Name one row, or --all for everything parked.", WRONG_USE)
    with open_register().begin() as tx:
        if row is not None:
            tx.outbox.get(row)
            wanted = [row]
        else:
            wanted = [found[0] for found in reversed(tx.outbox.listing({Delivery.PARKED}))]
        brought = sum(tx.outbox.retry(each) for each in wanted)
    if row is not None and not brought:
        fail(f"Row {row} is neither parked nor dropped. Nothing was changed.")
    say(f"{brought} will be tried again at the bot's next tick.")


@outbox_app.command()
def drop(row: RowId) -> None:
    """Give a waiting or parked row up for good; what follows it is given up too."""
    with open_register().begin() as tx:
        before = tx.outbox.get(row)
        if not tx.outbox.discard(row, "Given up by hand."):
            fail(f"Row {row} is {before.state.value}, so it was not dropped. Nothing was changed.")
    say(f"Row {row} will not be sent.")


def _states(word: str) -> set[Delivery]:
    from workflows.deliveries import Delivery

    if not word:
        return {Delivery.PENDING, Delivery.LEASED, Delivery.PARKED}
    try:
        return {Delivery(word.strip().lower())}
    except ValueError:
        known = ", ".join(state.value for state in Delivery)
        fail(f"“{word}” is no state. Use one of: {known}.", WRONG_USE)


def _shown(tx: Transaction, row: Row) -> dict[str, Any]:
    """A row without the words that were to be sent."""
    parcel = row.parcel
    times = {n: getattr(row, n) for n in ("first_tried", "retry_at", "sent_at")}
    person = tx.people.many([parcel.person_id]) if parcel.person_id else {}
    to = next((p.name for p in person.values()), parcel.channel or "")
    return {
        "id": row.id,
        "key": parcel.key,
        "kind": parcel.kind.value,
        "view": parcel.view,
        "to": to,
        "state": row.state.value,
        "attempts": row.attempts,
        "error": row.error,
        "follows": parcel.follows,
        "args": {k: "…" if k in _WORDS else v for k, v in parcel.args.items()},
        **{n: t.isoformat() if t else None for n, t in times.items()},
    }
