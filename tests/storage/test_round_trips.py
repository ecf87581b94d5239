"""What is saved comes back as it was, field by field, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import SqlStore
from storage.mapping import from_json, to_json
from tests.storage import examples
from workflows.boards import NudgePolicy
from workflows.deliveries import Kind, Parcel, Shown
from workflows.ports import Transaction
from workflows.records import Nudge

#: The store is shared by the examples: each of them is rolled back.
generously = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class _Undo(Exception):
    pass


@contextmanager
def trial(store: SqlStore) -> Iterator[Transaction]:
    """A transaction in the small world that leaves nothing behind."""
    try:
        with store.begin() as tx:
            examples.populate(tx)
            yield tx
            raise _Undo
    except _Undo:
        pass


@pytest.mark.parametrize("kind", sorted(examples.ENTITIES))
@given(data=st.data())
@generously
def test_an_aggregate_comes_back_whole(store: SqlStore, kind: str, data: st.DataObject) -> None:
    strategy = examples.ENTITIES[kind]
    first, then = data.draw(strategy), data.draw(strategy)
    with trial(store) as tx:
        repository: Any = getattr(tx, kind)
        assert repository.add(first) == first
        assert repository.get("x") == first

        saved = repository.save(then)

        assert saved == replace(then, version=2)
        assert repository.get("x") == saved


@given(first=examples.posts, then=examples.posts)
@generously
def test_a_post_comes_back_whole(store: SqlStore, first: Any, then: Any) -> None:
    with trial(store) as tx:
        assert tx.people.get_post(tx.people.add_post(first).id) == first
        saved = tx.people.save_post(then)
        assert saved == replace(then, version=2)
        assert tx.people.get_post("x") == saved


@given(membership=examples.memberships, file=examples.files, data=st.binary(max_size=50))
@generously
def test_a_membership_and_a_file_come_back_whole(
    store: SqlStore, membership: Any, file: Any, data: bytes
) -> None:
    with trial(store) as tx:
        tx.people.add_membership(membership)
        assert tx.people.memberships("board") == [membership]
        assert tx.people.memberships_of(membership.person_id) == [membership]
        tx.files.add(file, data)
        assert tx.files.get("x") == (file, data)
        assert tx.files.of_subject(file.subject, file.subject_id) == [file]


@given(
    parcel=st.builds(Parcel, args=examples.objects), shown=st.builds(Shown, args=examples.objects)
)
@generously
def test_a_parcel_and_a_shown_card_come_back_whole(
    store: SqlStore, parcel: Parcel, shown: Shown
) -> None:
    with trial(store) as tx:
        tx.outbox.put(parcel)
        assert [row[1] for row in tx.outbox.listing(list(tx.outbox.counts()))] == [parcel]
        tx.showings.add(shown)
        assert tx.showings.of(shown.subject, shown.subject_id) == [shown]


@given(nudge=st.builds(Nudge, board_id=st.just("board"), person_id=examples.people))
@generously
def test_a_nudge_comes_back_whole(store: SqlStore, nudge: Nudge) -> None:
    with trial(store) as tx:
        assert tx.nudges.add(nudge)
        assert tx.nudges.of_day(nudge.day_id) == [nudge]


@given(value=examples.json)
@generously
def test_a_setting_comes_back(store: SqlStore, value: Any) -> None:
    with trial(store) as tx:
        assert tx.setting("clock") is None
        tx.set_setting("clock", "before")
        tx.set_setting("clock", value)
        assert tx.setting("clock") == value


def test_times_come_back_aware_and_in_utc(store: SqlStore) -> None:
    with store.begin() as tx:
        examples.populate(tx)
    with store.begin() as tx:
        starts = tx.meetings.get("m1").starts_at
    assert starts == datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert starts.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store: SqlStore) -> None:
    naive = replace(examples.BOARD, created_at=datetime(2026, 11, 22, 9))  # noqa: DTZ001
    with pytest.raises(Exception, match="without a zone"), store.begin() as tx:
        tx.boards.add(naive)
    with store.begin() as tx:
        assert tx.boards.everywhere() == []


def test_a_policy_of_another_version_stays_readable() -> None:
    stored = to_json(NudgePolicy(overdue_every=4)) | {"unheard_of": 1}
    del stored["progress_hush"]
    assert from_json(NudgePolicy, stored) == NudgePolicy(overdue_every=4)


def test_a_row_of_the_outbox_names_its_kind(store: SqlStore) -> None:
    with trial(store) as tx:
        tx.outbox.put(Parcel("key", Kind.HOME, "T1", "home"))
        claimed = tx.outbox.claim(examples.NOW, examples.NOW, 60)
        assert claimed is not None
        assert claimed.parcel.kind is Kind.HOME
