"""What has been sent only grows in number; looking for what waits must not read through it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event

from storage.database import SqlStore
from storage.outbox import OUTBOX
from workflows.deliveries import Kind, Parcel

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_claim_finds_what_waits_by_the_index_of_what_waits(sqlite_store: SqlStore) -> None:
    with sqlite_store.begin() as tx:
        tx.outbox.put(Parcel("first", Kind.MESSAGE, "T1", "view", channel="C1"))
    with sqlite_store.engine.begin() as connection:
        example = dict(connection.execute(OUTBOX.select()).mappings().one())
        example.pop("id")
        sent = [{**example, "key": f"sent {n}", "state": "sent"} for n in range(2_000)]
        connection.execute(OUTBOX.delete())
        connection.execute(OUTBOX.insert(), [*sent, {**example, "key": "waiting"}])
        connection.exec_driver_sql("ANALYZE")
    sqlite_store.engine.dispose()  # statistics are read when a connection is opened
    asked: list[tuple[str, Any]] = []

    @event.listens_for(sqlite_store.engine, "before_cursor_execute")
    def _(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    with sqlite_store.begin() as tx:
        claimed = tx.outbox.claim(NOW, NOW, 60)
    assert claimed is not None
    assert claimed.parcel.key == "waiting"
    (claim,) = [each for each in asked if each[0].startswith("UPDATE outbox")]
    with sqlite_store.engine.begin() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {claim[0]}", claim[1]).all()
    assert any("ix_outbox_waiting" in str(step) for step in plan), plan
