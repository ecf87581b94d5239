"""Delegations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, select

from storage import rows, search_index
from storage.mapping import from_row, to_row, with_day
from storage.meetings import days_of
from storage.tables import DelegationRow, table_of
from workflows.delegations import Delegation

DELEGATION = table_of(DelegationRow)
CLASH = "Another delegation of this board has that reference already; nothing was saved."


class SqlDelegations:
    """`workflows.ports.Delegations`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, delegation_id: str) -> Delegation:
        query = select(DELEGATION).where(DELEGATION.c.id == delegation_id)
        return rows.only(self._read(query), "delegation")

    def find_by_reference(self, board_id: str, reference: str) -> Delegation | None:
        query = select(DELEGATION).where(
            DELEGATION.c.board_id == board_id,
            DELEGATION.c.reference == reference,
            DELEGATION.c.reference != "",
        )
        return next(iter(self._read(query)), None)

    def of_board(self, board_id: str) -> list[Delegation]:
        """Earliest granted first."""
        return self._read(select(DELEGATION).where(DELEGATION.c.board_id == board_id))

    def add(self, delegation: Delegation) -> Delegation:
        rows.insert(self._connection, DELEGATION, to_row(delegation, DELEGATION), CLASH)
        search_index.put_delegation(self._connection, delegation.id)
        return delegation

    def save(self, delegation: Delegation) -> Delegation:
        what = f"Delegation {delegation.reference}" if delegation.reference else "The delegation"
        saved = rows.save(self._connection, DELEGATION, delegation, what, CLASH)
        search_index.put_delegation(self._connection, delegation.id)
        return saved

    def _read(self, query: Select[Any]) -> list[Delegation]:
        ordered = query.order_by(DELEGATION.c.granted_at, DELEGATION.c.id)
        found = [from_row(Delegation, row) for row in rows.fetch(self._connection, ordered)]
        linked = {d.deadline.meeting_id for d in found if d.deadline.meeting_id}
        days = days_of(self._connection, linked)
        return [replace(d, deadline=with_day(d.deadline, days)) for d in found]
