"""Report-backs: what is to come before a board again, once or in a cycle.

A report-back is an action with a receiving board, never a second thing beside it.
"""

from __future__ import annotations

from enum import StrEnum


class Cycle(StrEnum):
    """How often something comes back."""

    ONCE = ""
    EACH_MEETING = "each_meeting"
    QUARTERLY = "quarterly"
    TWICE_A_YEAR = "twice_a_year"
    ANNUAL = "annual"
