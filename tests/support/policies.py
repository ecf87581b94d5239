"""Random nudge policies, such as the form lets through."""

from __future__ import annotations

from datetime import time
from typing import get_args

from hypothesis import strategies as st

from workflows.boards import Follow, NudgePolicy, To

_TO: tuple[To, ...] = get_args(To)


def _days(least: int) -> st.SearchStrategy[tuple[int, ...]]:
    found = st.sets(st.integers(least, 60), max_size=5)
    return found.map(lambda days: tuple(sorted(days, reverse=True)))


_RECIPIENTS = st.sets(st.sampled_from(_TO), min_size=1).map(
    lambda chosen: tuple(to for to in _TO if to in chosen)
)
_FOLLOWS = st.sets(st.builds(Follow, st.integers(1, 60), st.sampled_from(_TO)), max_size=6).map(
    lambda steps: tuple(sorted(steps, key=lambda s: (s.days, s.to)))
)

POLICIES = st.builds(
    NudgePolicy,
    before_meeting=_days(0),
    before_date=_days(0),
    before_to=_RECIPIENTS,
    overdue=_FOLLOWS,
    overdue_every=st.integers(0, 20),
    weekly_to=_RECIPIENTS,
    outcome_grace=st.integers(0, 20),
    officer_turn=_days(1),
    progress_hush=st.integers(0, 20),
    digest_before=_days(1),
    agenda_before=_days(1),
    hour=st.times().map(lambda t: time(t.hour, t.minute)),
)
