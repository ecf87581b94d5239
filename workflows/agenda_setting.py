"""How a board's agendas are numbered, and what its reports must have cleared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import ledger
from workflows.access import Caller, Deed, require
from workflows.agenda_order import SCHEMES
from workflows.boards import Board
from workflows.errors import AlreadyDone, InvalidInput

if TYPE_CHECKING:
    from workflows.ports import Transaction


def number_by(tx: Transaction, caller: Caller, board_id: str, scheme: str, now: datetime) -> Board:
    """The scheme of `workflows.agenda_order`; agendas follow at their next change, unless they are
    out."""
    if scheme not in SCHEMES:
        raise InvalidInput("There is no such way of numbering. Nothing was changed.", "scheme")
    return _change(tx, caller, board_id, now, agenda_scheme=scheme)


def have_cleared(
    tx: Transaction, caller: Caller, board_id: str, kinds: Iterable[str], now: datetime
) -> Board:
    """The kinds of implications that somebody must have cleared on every cover sheet."""
    named = tuple(dict.fromkeys(" ".join(k.split())[:60] for k in kinds if k.strip()))
    return _change(tx, caller, board_id, now, implications=named[:20])


def _change(
    tx: Transaction, caller: Caller, board_id: str, now: datetime, **changes: object
) -> Board:
    require(caller, board_id, Deed.RUN_MEETINGS)
    before = tx.boards.get(board_id)
    after = replace(before, **changes)  # type: ignore[arg-type]
    if after == before:
        raise AlreadyDone("That is how it stands already. Nothing was changed.")
    told = {name: ", ".join(value) if isinstance(value, tuple) else str(value) or "N"
            for name, value in changes.items()}  # fmt: skip
    ledger.write(tx, caller.id, board_id, now, "agendas set up", "board", board_id, told)
    return tx.boards.save(after)
