"""A year of three boards, day by day, against an oracle that knows only docs/reminders.md."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from storage.database import SqlStore, open_store
from tests.support.oracle import Ways
from tests.support.world import World

START = date(2027, 1, 5)
THREE = (
    Ways(),
    Ways("scotland", before_date=(5, 0), overdue=((2, "owner"), (4, "officer")), every=3),
    Ways("northern_ireland", frozenset({date(2027, 8, 13), date(2027, 12, 29)}), grace=2),
)


def play(world: World, days: int, actions: int) -> Counter[str]:
    """Play so many days, with so many actions recorded over them; what happened how often."""
    seen: Counter[str] = Counter()
    down = 0
    for n in range(days):
        world.meet()
        while len(world.actions) < actions * (n + 1) // days:
            world.record()
        for _ in range(6):
            world.answer()
        for event, odds in ((world.move, 0.04), (world.go_away, 0.12)):
            if world.dice.random() < odds:
                event()
        if down == 0 and world.dice.random() < 0.03:
            down = world.dice.randint(1, 5)
        running = down == 0
        if not running:
            # The program is not running; what falls due meanwhile collapses.
            down -= 1
            seen["days down"] += 1
        else:
            seen += compare(world)
        if n % 10 == 0:
            assert world.stale(planned=running) == []
        world.day += timedelta(days=1)
    return seen


def compare(world: World) -> Counter[str]:
    """Plan the day, and compare what was written with what was to be."""
    written, expected = world.tick(), world.expected()
    missing, more = sorted(expected - written), sorted(written - expected)
    assert not missing, f"{world.day}: {missing} not written; {written - expected} written instead"
    assert not more, f"{world.day}: {more} written for no reason"
    assert world.messages_today() >= len({person for *_, person in written})
    return Counter({"nudges": len(written), "days": 1, **Counter(rung.split("+")[0].split("@")[0]
                    for _, _, rung, _ in written)})  # fmt: skip


@pytest.mark.timeout(900)
def test_a_year_of_three_boards_with_two_hundred_actions(sqlite_store: SqlStore) -> None:
    world = World(sqlite_store, THREE, START, Random(2027))
    seen = play(world, 365, 200)
    print("\n" + ", ".join(f"{n} {what}" for what, n in sorted(seen.items())))  # noqa: T201
    assert seen["nudges"] > 500
    for rung in ("before-10", "on-day", "overdue", "officer", "set-owner", "set-date"):
        assert seen[rung], f"no {rung} in the whole year: the play is too tame"


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(8))
def test_more_years_on_each_engine(store: SqlStore, seed: int) -> None:
    seen = play(World(store, THREE, START, Random(seed)), 365, 200)
    assert seen["nudges"] > 500


steps = st.lists(st.integers(1, 12), max_size=3, unique=True).map(tuple)
ways = st.builds(
    Ways,
    nation=st.sampled_from(["england", "scotland", "northern_ireland"]),
    closed=st.frozensets(st.dates(START, date(2027, 6, 1)), max_size=6),
    before_meeting=steps,
    before_date=steps.map(lambda s: (*s, 0)) | steps,
    overdue=st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from(["owner", "officer"])), max_size=4, unique=True
    ).map(tuple),
    every=st.sampled_from([0, 1, 3, 5]),
    weekly=st.sampled_from([("owner",), ("owner", "officer"), ("officer",)]),
    grace=st.integers(0, 6),
    officers_turn=steps,
    quiet=st.integers(1, 8),
    preparation=st.integers(2, 9),
)


@pytest.mark.timeout(600)
@given(st.lists(ways, min_size=1, max_size=2), st.integers(0, 10**6))
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_any_policy_through_six_weeks(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, own: list[Ways], seed: int
) -> None:
    path = tmp_path_factory.mktemp("weeks") / "matters.db"
    shutil.copyfile(sqlite_template, path)
    store = open_store(f"sqlite:///{path}")
    try:
        seen = play(World(store, own, START, Random(seed)), 42, 12)
    finally:
        store.close()
    assert seen["days"] + seen["days down"] == 42
