"""What kind of text a heading opens: actions, decisions, attendance, questions of the public…"""

from __future__ import annotations

import re
from typing import Literal

from workflows.minutes.text import collapse

Section = Literal[
    "discussion", "actions", "decisions", "attendance", "public", "next_meeting", "agenda", "asks"
]

_ACTIONS = re.compile(
    r"(?:(?:summary|list|review|status) (?:of )?)?(?:the )?(?:(?:new|open|outstanding|previous|"
    r"agreed|key|completed|board|our|all|immediate|follow-?up) )*"
    r"(?:actions|action ?(?:items?|points?|log|list|tracker|plan|summary|register|sheet)|"
    r"actionable items|to-?dos?|tasks|next steps|ais?)"
    r"(?: ?/ ?(?:owners?|assignees?|responsib\w+|by whom))?"
    r"(?:,? by person| (?:log|items?|points?|list|summary|arising|agreed|outstanding|required|"
    r"tracker|to be taken|taken|"
    r"and resolutions|(?:from|since|completed|carried) .{0,50}))?",
    re.I,
)

_RECORD = re.compile(
    r"(?:(?:summary|list|record) of (?:[\w’'-]+ ){0,4}?)?(?:the )?(?:key )?"
    r"(?:decisions|resolutions|outcomes|agreements)"
    r"(?: (?:made|taken|reached|agreed|passed|log))?(?: (?:at|in|during) (?:the|this) meeting)?"
    r"(?: [-–—] [\w ]{3,20})?",
    re.I,
)

_DECISIONS = re.compile(
    rf"{_RECORD.pattern}|(?:[\w’'-]+ ){{1,5}}(?:approved|adopted|passed|agreed)", re.I
)

_PUBLIC = re.compile(
    r"(?:public (?:questions?|participation|comments?|forum|session|speaking|"
    r"gallery|time)|open forum"
    r"|questions? from (?:members of )?the public)\b.{0,40}",
    re.I,
)

_NEXT = re.compile(
    r"(?:(?:date|time|dates?) .{0,20})?(?:of )?(?:the )?next meetings?|future meeting.{0,30}", re.I
)

_ATTENDANCE = re.compile(
    r"(?:present|attendance|attendees|members present|in attendance|participants|"
    r"roll ?call|apologies"
    r"(?: for .{0,30})?|absent|regrets|guests|officers|observers|non-members attending|"
    r"substitutes)",
    re.I,
)

_AGENDA = re.compile(r"agenda|order of business|links|see also|background papers", re.I)

_ASKS = re.compile(
    r"(?:summary (?:of )?)?recommendations?(?:\(s\))?(?: .{0,30})?|reasons? for .{0,30}", re.I
)

_NUMBERING = re.compile(r"^(?:[A-Z]{0,4}\s?\d[\d./]*[.):]?\s+|[•*-]\s+)")


def is_record_of_decisions(heading: str | None) -> bool:
    """Whether a heading opens the paper's own list of all that was decided."""
    text = collapse(_NUMBERING.sub("", heading or "")).strip(" :;.-–*")
    return bool(_RECORD.fullmatch(re.sub(r"\s*\([^()]{0,80}\)$", "", text)))


def section_of(heading: str) -> Section | None:
    """The section that a heading opens; None where it says nothing about the kind of text."""
    text = collapse(_NUMBERING.sub("", heading).replace("(s)", "s")).strip(" :;.-–*#")
    text = re.sub(r"\s*(?:\([^()]{0,80}\)|\[[^\[\]]{0,80}\])$", "", text)
    if len(text) > 90:
        return None
    tests: tuple[tuple[re.Pattern[str], Section], ...] = (
        (_ACTIONS, "actions"),
        (_DECISIONS, "decisions"),
        (_PUBLIC, "public"),
        (_NEXT, "next_meeting"),
        (_ATTENDANCE, "attendance"),
        (_AGENDA, "agenda"),
        (_ASKS, "asks"),
    )
    return next((name for pattern, name in tests if pattern.fullmatch(text)), None)
