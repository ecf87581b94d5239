"""What comes back to the board, and authority that a report says was used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.minutes.clauses import is_report_back
from workflows.minutes.layout import Layout
from workflows.minutes.register import (
    DraftAction,
    DraftDelegation,
    DraftRecommendation,
    DraftReportBack,
)

_AUTHORITY_USED = re.compile(r"\b(?:with|under|using|by) delegated (?:authority|powers)\b", re.I)


def read_used_authority(
    layout: Layout, recommendations: list[DraftRecommendation]
) -> Iterator[DraftDelegation]:
    """What a report says was done under delegated authority, whose grant stands elsewhere."""
    for asked in recommendations:
        for clause in asked.clauses:
            if layout.is_pack and _AUTHORITY_USED.search(clause):
                yield DraftDelegation(clause, asked.lines)


def read_report_backs(actions: list[DraftAction]) -> Iterator[DraftReportBack]:
    """The actions that bring something back to the board."""
    for action in actions:
        text = action.text.lower()
        update = (
            "update" in text or "report" in text or "brought" in text
        ) and action.due_kind in ("next_meeting", "municipal_year", "other_meeting")
        if is_report_back(action.text) or (update and action.explicit):
            yield DraftReportBack(
                ", ".join(action.owners) or None, action.text, action.due_phrase, action.lines
            )
