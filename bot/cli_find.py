"""`matters find`: the clauses of a board's resolutions by their words, over the years; `matters db
index` fills the search index anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_record import business_time, find_board, open_register
from bot.terminal import JsonOption, out, say, working, write_out

if TYPE_CHECKING:
    from workflows.searching import Found, Hit


def find(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Each has to be there; “two words” side by side, begin* a beginning."),
    ] = None,
    board: Annotated[
        str, typer.Option("--board", "-b", help="Its name, short name or an alias; else all.")
    ] = "",
    since: Annotated[str, typer.Option("--from", help="From this day, or year, on.")] = "",
    until: Annotated[str, typer.Option("--to", help="Up to this day, or year.")] = "",
    verb: Annotated[str, typer.Option(help="A verb that leads the clause: approve, note.")] = "",
    kind: Annotated[
        str, typer.Option(help="decision, noting, delegation, report back or action.")
    ] = "",
    person: Annotated[str, typer.Option(help="Named in it, its mover or its seconder.")] = "",
    in_force: Annotated[
        bool, typer.Option("--in-force", help="Not what was superseded, rescinded or done.")
    ] = False,
    page: Annotated[int, typer.Option(min=1, max=100_000, help="Of so many pages.")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Clauses on a page.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Find clauses by their words; open matter only. The closest and the latest come first."""
    from bot.slack.find_phrases import read_bound
    from workflows.keeping import local_day
    from workflows.searching import Wanted, read_kind
    from workflows.searching import find as search

    typed = " ".join(f'"{w}"' if " " in w else w for w in words or [])
    with open_register().begin() as tx:
        now = business_time(tx)
        chosen = find_board(tx, board) if board else None
        today = local_day(now, chosen) if chosen else now.date()
        wanted = Wanted(
            words=typed,
            board_ids=frozenset({chosen.id} if chosen else ()),
            since=read_bound(since, "--from", today),
            until=read_bound(until, "--to", today, last=True),
            verb=verb,
            kind=read_kind(kind) if kind else "",
            person=person,
            in_force=in_force,
            page=page,
            size=limit,
        )
        found = search(tx, None, chosen.team_id if chosen else "", wanted)
    if as_json:
        write_out(json.dumps(as_dict(found), indent=2, ensure_ascii=False) + "\n")
        return
    _print(found)


def as_dict(found: Found) -> dict[str, Any]:
    """What was found, for programs."""
    return {
        "total": found.total,
        "more": found.more,
        "page": found.page,
        "pages": found.pages,
        "hits": [_hit(hit) for hit in found.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    from workflows.resolution_keys import clause_key

    resolution, clause = hit.resolution, hit.clause
    told: dict[str, Any] = {
        "board": hit.board.name,
        "meeting": hit.day.isoformat() if hit.day else None,
        "minute": resolution.minute_ref if resolution else None,
        "clause": clause.label if clause else None,
        "key": clause_key(resolution, clause) if resolution and clause else None,
        "item": resolution.item if resolution else None,
        "text": hit.text,
        "kind": clause.kind.value if clause else "delegation",
        "verbs": list(clause.verbs) if clause else [],
        "standing": clause.standing.value if clause else None,
        "delegation": hit.delegation.reference if hit.delegation else None,
        "file": hit.file or None,
        "lines": list(hit.lines) if hit.lines else None,
    }
    return told


def _print(found: Found) -> None:
    from rich.text import Text

    from bot.slack.views.found import source, summary

    say(summary(found, ""))
    for hit in found.hits:
        out.print(Text(hit.text))
        out.print(Text(f"    {source(hit)}"))
    if found.page < found.pages:
        say(f"--page {found.page + 1} shows the next.")


def index() -> None:
    """Fill the search index anew from what is on record (it keeps itself in step otherwise)."""
    store = open_register()
    with working("Filling the search index"), store.begin() as tx:
        number = tx.search.rebuild()
    say(f"The search index holds {number:,} entries.")
