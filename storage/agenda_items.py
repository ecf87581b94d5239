"""Agenda items."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.shelf import SqlShelf
from storage.tables import table_of
from storage.tables_meetings import AgendaItemRow
from workflows.agendas import AgendaItem

AGENDA_ITEM = table_of(AgendaItemRow)
CLASH = "This is on the agenda of that meeting already; nothing was saved."


class SqlAgendaItems(SqlShelf[AgendaItem]):
    """`workflows.ports.AgendaItems`."""

    def __init__(self, connection: Connection) -> None:
        order = ("position", "id")
        super().__init__(connection, AGENDA_ITEM, AgendaItem, "agenda item", CLASH, order)

    def of_meeting(self, meeting_id: str) -> list[AgendaItem]:
        return self.by(meeting_id=meeting_id)

    def of_source(self, source: str, source_id: str) -> list[AgendaItem]:
        return self.by(source=source, source_id=source_id)
