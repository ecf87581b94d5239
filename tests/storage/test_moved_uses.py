"""Migration 0004 makes a row of every use that a delegation carried in its columns until then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import MetaData

from storage.database import open_store, upgrade
from storage.schema import downgrade
from workflows.delegations import DelegationState
from workflows.exercises import ExerciseState

pytest_plugins = ["tests.support.stores"]

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
GRANT: dict[str, Any] = {
    "id": "d1",
    "board_id": "b",
    "reference": "D1",
    "text": "delegates the return to the DPH",
    "delegates": ["DPH"],
    "granted_at": NOW,
    "granted_by": "asha",
    "minute_ref": "35",
    "consultees": [],
    "conditions": [],
    "deadline_kind": "none",
    "deadline_phrase": "",
    "exempt": "",
    "version": 3,
}
BOARD: dict[str, Any] = {
    **{key: [] for key in ("aliases", "areas", "municipal_year_start", "log_columns")},
    **dict.fromkeys(("short_name", "meeting_pattern", "extension_agreed_by"), ""),
    **dict.fromkeys(("action_scheme", "minute_scheme", "marker"), "N"),
    "id": "b",
    "team_id": "T",
    "name": "A Board",
    "channel_id": "C",
    "created_at": NOW,
    "time_zone": "Europe/London",
    "nation": "england",
    "policy": {},
    "version": 1,
}
USED: dict[str, Any] = {
    "state": "used",
    "used_on": date(2027, 1, 8),
    "used_by": "Tom Hallam",
    "used_for": "approved the second; also used Mon 4 Jan 2027 by Tom: approved it: all of it "
    "(reported Mon 11 Jan 2027); also used Wed 6 Jan 2027: a third (after it ended)",
    "decision_record": "ODR-12",
}
UNUSED: dict[str, Any] = {
    "state": "granted",
    "used_on": None,
    "used_by": "",
    "used_for": "",
    "decision_record": "",
}


def test_uses_become_decisions(empty_url: str) -> None:
    upgrade(empty_url, "0003")
    store = open_store(empty_url)
    tables = MetaData()
    with store.engine.begin() as connection:
        tables.reflect(connection)
        connection.execute(tables.tables["board"].insert().values(**BOARD))
        granted = tables.tables["delegation"].insert()
        connection.execute(granted.values(**GRANT, **USED))
        other = {**GRANT, "id": "d2", "reference": "D2"}
        connection.execute(granted.values(**other, **UNUSED))
        heard = {**USED, "state": "reported", "used_for": "it", "reported_on": date(2027, 2, 1)}
        connection.execute(granted.values(**{**GRANT, "id": "d3", "reference": "D3"}, **heard))
        watch = tables.tables["watch"].insert()
        for key in ("d1", "d2"):
            subject = {"subject": "delegation", "subject_id": key, "board_id": "b"}
            connection.execute(watch.values(**subject, next_nudge_on=date(2027, 3, 1)))
    store.close()

    upgrade(empty_url)
    store = open_store(empty_url)
    with store.begin() as tx:
        first, second, third = tx.exercises.of_delegation("d1")
        (reported,) = tx.exercises.of_delegation("d3")
        assert tx.exercises.of_delegation("d2") == []
        states = {d.id: d.state for d in tx.delegations.of_board("b")}
        watched = tx.watches.of_board("b")
        assert tx.next_number("b", "exercise") == 5
    store.close()
    assert (first.decided_on, first.decided_by) == (date(2027, 1, 4), "Tom")
    assert (first.decision, first.reported_on) == ("approved it: all of it", date(2027, 1, 11))
    assert (second.decided_on, second.decided_by, second.decision) == (
        date(2027, 1, 6),
        "",
        "a third",
    )
    assert (third.decision, third.record_at) == ("approved the second", "ODR-12")
    assert [e.state for e in (first, second, third, reported)] == [
        ExerciseState.REPORTED,
        ExerciseState.DRAFT,
        ExerciseState.MADE,
        ExerciseState.REPORTED,
    ]
    assert [e.reference for e in (first, second, third)] == ["X1", "X2", "X3"]
    assert states == {
        "d1": DelegationState.USED,
        "d2": DelegationState.GRANTED,
        "d3": DelegationState.USED,
    }
    assert set(watched) == {
        ("delegation", "d2"),
        ("exercise", second.id),
        ("exercise", third.id),
    }
    downgrade(empty_url, "0003")
    upgrade(empty_url)
