"""Decisions told in prose: which sentences decide something, and where in them it begins."""

from __future__ import annotations

import re

from workflows.minutes.announced import announced, is_reported
from workflows.minutes.layout import Minutes
from workflows.minutes.sentence_conventions import CARRIED, LOST, NOT_NOW, PROPOSED, SENTENCES

_MINUTES = re.compile(r"\bminutes\b", re.I)

_MINUTES_SHORT = re.compile(
    r"^(?:the )?(?:[\w ]{0,30})?(?:minutes|agenda) (?:of [^.]{0,120} )?(?:was|"
    r"were) (?:duly |unanimously |taken as read,? (?:and )?){0,2}"
    r"(?:approved|agreed|adopted|accepted|confirmed)\b",
    re.I,
)

_DATES_NOTED = re.compile(
    r"^(?!apolog|members noted|matters|colleagues)[A-Z].{3,120}? (?:was|were) "
    r"(?:received and )?noted\b(?!.{0,200}[:]$)",
    re.I,
)

_CUT = re.compile(
    r"(?:^|[,;:]\s*(?:and\s+|so\s+)?|\band\s+|\bat\s+|\bafter discussion,?\s+)$", re.I
)


_TALLY = re.compile(
    r"(?:approved|carried|passed|agreed),? (?:by )?\d+ ?[-–:]|"
    r"(?:on|upon) (?:a|being put to (?:the|a)) (?:vote|show of hands|division|poll)\b"
    r"(?!.{0,80}\b(?:resolved|agreed) (?:that|to)\b)",
    re.I,
)
"""A count of votes standing alone: it belongs to the resolution before it."""


_SOMEBODYS = re.compile(r"(?:her|his|their|my) [a-z]+(?: [a-z]+)? (?:was|were|had been) ", re.I)
"""What became of somebody's own affair ("Her application was approved"): told, not decided here."""


_RUN_IN_HEAD = re.compile(
    r"[A-Z][\w’'/&-]*(?: [\w’'/&-]+){0,6}(?::| [-–—]) (?=[A-Z])(?!Agreed|Approved|Adopted|Resolved)"
)


_PLAIN = ("was approved",)
"""Rows that know neither who acts nor whose decision it is: not for what somebody reported."""


def run_in_head(text: str) -> int:
    """Where a sentence begins that a title stands before ("Finance – The fees were approved")."""
    match = _RUN_IN_HEAD.match(text)
    return match.end() if match and len(text) - match.end() > 25 else 0


def approves_minutes(text: str) -> bool:
    return bool(_MINUTES.search(text)) and bool(
        _MINUTES_SHORT.match(text)
        or any(c.name == "minutes approved" and c.pattern.search(text) for c in SENTENCES)
    )


def only_noted(minutes: Minutes, at: int, text: str) -> bool:
    """Whether an item consists of this one sentence, which notes something."""
    passage = minutes.passages[at]
    if passage.item < 0 or not _DATES_NOTED.match(text):
        return False
    mine = [
        p
        for p in minutes.passages[max(0, at - 3) : at + 4]
        if p.item == passage.item and p.block.kind != "heading"
    ]
    return sum(len(p.block.text) for p in mine) < len(text) + 120


def decision_in(text: str, after: list[str]) -> int | None:
    """Where in a sentence the decision begins, or None where the sentence decides nothing."""
    if (
        _TALLY.match(text)
        or _SOMEBODYS.match(text)
        or text.endswith("?")
        or text.lower().startswith(("apolog", "“", '"', "‘", "'"))
    ):
        return None
    begin = _beginning(text, after)
    return begin if begin is not None and not NOT_NOW.search(text) else None


def _beginning(text: str, after: list[str]) -> int | None:
    for convention in SENTENCES:
        match = convention.pattern.search(text)
        if match is None or (convention.name in _PLAIN and is_reported(text, match.start())):
            continue
        if convention.name in ("it was agreed", "the body agreed") and _CUT.search(
            text[: match.start()]
        ):
            return (
                0
                if "proposed" in text[: match.start()] or "minutes" in text[: match.start()].lower()
                else match.start()
            )
        return 0
    if PROPOSED.search(text) and not any(a.startswith("Vote to ") for a in after):
        told = " ".join(a for a in after if CARRIED.match(a))
        if told and not LOST.search(told):
            return 0
    return 0 if _MINUTES_SHORT.match(text) or announced(text) else None
