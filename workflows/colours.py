"""Red, amber, green, as action logs use them."""

from __future__ import annotations

from enum import StrEnum


class Rag(StrEnum):
    """Amber: within ten working days. Red: past the original date with no extension agreed."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"
