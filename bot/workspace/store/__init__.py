"""The workspace's own store: one SQLite file, one module of queries per kind of thing."""

from __future__ import annotations

from pathlib import Path

from bot.workspace.store.conversations import Conversations
from bot.workspace.store.database import Database, Json
from bot.workspace.store.files import File, Files
from bot.workspace.store.messages import Message, Messages
from bot.workspace.store.people import Names, People
from bot.workspace.store.tickets import ResponseUrl, Tickets, Trigger, new_id
from bot.workspace.store.views import Views

__all__ = [
    "Database",
    "File",
    "Json",
    "Message",
    "ResponseUrl",
    "Store",
    "Trigger",
    "new_id",
]


class Store:
    """Everything that the workspace remembers; survives a restart."""

    def __init__(self, path: str | Path) -> None:
        self.database = Database(path)
        self.people = People(self.database)
        self.conversations = Conversations(self.database)
        self.messages = Messages(self.database)
        self.files = Files(self.database)
        self.views = Views(self.database)
        self.tickets = Tickets(self.database)

    def names(self) -> Names:
        """The names that people may type for one another and for channels."""
        return Names(self.people.all(), self.conversations.channels())
