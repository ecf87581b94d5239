"""Signed links, by the hash of their tokens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.tables import table_of
from storage.tables_work import LinkRow
from workflows.links import Link

LINK = table_of(LinkRow)


class SqlLinks:
    """`workflows.ports.Links`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, link: Link) -> None:
        rows.insert(self._connection, LINK, to_row(link, LINK), "This link exists already.")

    def find(self, token_hash: str) -> Link | None:
        return next(iter(self._read(LINK.c.token_hash == token_hash)), None)

    def of_subject(self, subject: str, subject_id: str) -> list[Link]:
        return self._read(LINK.c.subject == subject, LINK.c.subject_id == subject_id)

    def of_person(self, person_id: str) -> list[Link]:
        return self._read(LINK.c.person_id == person_id)

    def _read(self, *conditions: ColumnElement[Any]) -> list[Link]:
        query = select(LINK).where(*conditions).order_by(LINK.c.created_at, LINK.c.token_hash)
        return [from_row(Link, row) for row in rows.fetch(self._connection, query)]

    def revoke(self, token_hashes: Collection[str], at: datetime) -> int:
        good = LINK.c.token_hash.in_(list(token_hashes)) & LINK.c.revoked_at.is_(None)
        revoked = self._connection.execute(LINK.update().where(good).values(revoked_at=at))
        return revoked.rowcount

    def prune(self, before: datetime, most: int) -> int:
        old = select(LINK.c.token_hash).where(LINK.c.expires_at < before).limit(most)
        return self._connection.execute(LINK.delete().where(LINK.c.token_hash.in_(old))).rowcount

    def mark_used(self, token_hash: str, at: datetime) -> None:
        mine = LINK.c.token_hash == token_hash
        self._connection.execute(LINK.update().where(mine).values(used_at=at))
