"""Boards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.tables import BoardRow, table_of
from workflows.boards import Board

BOARD = table_of(BoardRow)
CLASH = "This channel belongs to another board already; nothing was saved."


class SqlBoards:
    """`workflows.ports.Boards`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        #: Read once in a transaction: a change of many actions asks for their board each time.
        self._known: dict[str, Board] = {}

    def get(self, board_id: str) -> Board:
        if board_id not in self._known:
            query = select(BOARD).where(BOARD.c.id == board_id)
            self._known[board_id] = rows.only(self._read(query), "board")
        return self._known[board_id]

    def find_by_channel(self, team_id: str, channel_id: str) -> Board | None:
        if not channel_id:
            return None  # a sub-group without a channel of its own is nobody's "here"
        query = select(BOARD).where(BOARD.c.team_id == team_id, BOARD.c.channel_id == channel_id)
        return next(iter(self._read(query)), None)

    def of_team(self, team_id: str) -> list[Board]:
        return self._read(select(BOARD).where(BOARD.c.team_id == team_id))

    def everywhere(self) -> list[Board]:
        return self._read(select(BOARD))

    def add(self, board: Board) -> Board:
        rows.insert(self._connection, BOARD, to_row(board, BOARD), CLASH)
        return board

    def save(self, board: Board) -> Board:
        self._known.pop(board.id, None)
        return rows.save(self._connection, BOARD, board, board.name, CLASH)

    def forget(self) -> None:
        """Read anew what is asked for next."""
        self._known.clear()

    def _read(self, query: Select[Any]) -> list[Board]:
        ordered = query.order_by(BOARD.c.name, BOARD.c.id)
        return [from_row(Board, row) for row in rows.fetch(self._connection, ordered)]
