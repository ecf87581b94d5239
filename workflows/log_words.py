"""What an action log's own words for a status say."""

from __future__ import annotations

import re

_COMPLETED = re.compile(r"^(?:complete[d]?|closed|done|discharged|finished)\b", re.I)
_UNDER_WAY = re.compile(r"^(?:in progress|on-?\s?going|under ?way|started|partly)\b", re.I)
_OPEN = re.compile(
    r"^(?:open|outstanding|not (?:yet )?(?:started|complete[d]?|done)|overdue|pending|to do|"
    r"carried forward|incomplete|awaiting)\b",
    re.I,
)


def is_completed(status: str | None) -> bool:
    """Whether a log's word for a status says that the action is complete."""
    return bool(status and _COMPLETED.match(status.strip()))


def is_under_way(status: str | None) -> bool:
    """Whether it says that the action has been begun."""
    return bool(status and _UNDER_WAY.match(status.strip()))


def is_open(status: str | None) -> bool:
    """Whether it says that the action is still to be done, begun or not."""
    return bool(status and (_OPEN.match(status.strip()) or is_under_way(status)))
