"""`matters links`: whose e-mail links open which actions, and ending them.

A link itself cannot be shown: the record keeps its hash alone.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_record import business_time, find_board, open_register
from bot.terminal import WRONG_USE, JsonOption, fail, out, say, write_out

if TYPE_CHECKING:
    from workflows.boards import Board
    from workflows.links import Link
    from workflows.ports import Transaction

links_app = typer.Typer(help="Links in e-mails, by which people answer.", no_args_is_help=True)

BoardChoice = Annotated[
    str, typer.Option("--board", "-b", help="A board's name, short name or alias; else all.")
]
ActionOption = Annotated[str, typer.Option("--action", "-a", help="One action, by its reference.")]
PersonOption = Annotated[
    str, typer.Option("--person", "-p", help="One person, by name or e-mail address.")
]


@links_app.command("list")
def listing(
    board: BoardChoice = "",
    action: ActionOption = "",
    person: PersonOption = "",
    as_json: JsonOption = False,
) -> None:
    """List the links that are good now, the newest first."""
    with open_register().begin() as tx:
        rows = [_shown(tx, link) for link in _good(tx, board, action, person)]
    if as_json:
        write_out(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return
    if not rows:
        say("No link is good.")
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("Person", "About", "Board", "Sent", "Good until", "Answered by it")
    for row in rows:
        cells = (row[name] for name in ("person", "about", "board", "sent", "until", "used"))
        table.add_row(*(Text(str(cell or "")[:16]) if n > 2 else Text(str(cell))
                        for n, cell in enumerate(cells)))  # fmt: skip
    out.print(table, soft_wrap=False)


@links_app.command()
def revoke(
    board: BoardChoice = "",
    action: ActionOption = "",
    person: PersonOption = "",
    everything: Annotated[bool, typer.Option("--all", help="Every link that is out.")] = False,
) -> None:
    """End links; the next e-mail carries new ones."""
    if not (board or action or person or everything):
        fail("Say whose: --board, --action, --person, or --all for every link.", WRONG_USE)
    from workflows import links

    with open_register().begin() as tx:
        found = _good(tx, board, action, person)
        real = datetime.now(UTC)
        number = links.revoke_all(tx, "command line", found, business_time(tx), real)
    say(f"{number} link{' is' if number == 1 else 's are'} revoked.")


def _good(tx: Transaction, board: str, action: str, person: str) -> list[Link]:
    """The links that open something now, of these boards, this action and this person."""
    from workflows import link_kinds

    boards = [find_board(tx, board)] if board else tx.boards.everywhere()
    wanted = {b.id for b in boards}
    if action:
        found = [x for b in boards for x in _of_action(tx, b, action)]
    else:
        people = {p.id: p for b in boards for p in tx.people.of_team(b.team_id)}
        found = [x for person_id in people for x in tx.links.of_person(person_id)]
    if person:
        named = _named(tx, boards, person)
        found = [x for x in found if x.person_id in named]
    good = link_kinds.good_links(
        tx, (x for x in found if x.board_id in wanted), business_time(tx), datetime.now(UTC)
    )
    return sorted(good, key=lambda x: x.created_at, reverse=True)


def _of_action(tx: Transaction, board: Board, reference: str) -> list[Link]:
    action = tx.actions.find_by_reference(board.id, reference.strip())
    return tx.links.of_subject("action", action.id) if action else []


def _named(tx: Transaction, boards: list[Board], word: str) -> set[str]:
    """The ids of whoever is called so; exit code 1 if nobody is."""
    wanted = word.strip().casefold()
    found = {
        p.id
        for team in {b.team_id for b in boards}
        for p in tx.people.of_team(team)
        if wanted in (p.name.casefold(), (p.email or "").casefold())
    }
    if not found:
        fail(f"Nobody here is called “{word}”. Give a whole name or an e-mail address.")
    return found


def _shown(tx: Transaction, link: Link) -> dict[str, Any]:
    """A link without what would open it, and without its subject's text, which may be exempt."""
    from workflows.link_kinds import kind_of

    kind = kind_of(link.subject, link.purpose)
    name = kind.name(kind.fetch(tx, link.subject_id)) if kind else ""
    return {
        "person": tx.people.get(link.person_id).name,
        "subject": link.subject,
        "purpose": link.purpose,
        "about": name,
        "action": name if link.subject == "action" else None,
        "board": tx.boards.get(link.board_id).name,
        "sent": link.created_at.isoformat(),
        "until": link.expires_at.isoformat(),
        "used": link.used_at.isoformat() if link.used_at else None,
    }
