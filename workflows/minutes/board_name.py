"""What the board calls itself at the head of a paper."""

from __future__ import annotations

import re

from workflows.minutes.blocks import Block
from workflows.minutes.text import collapse

_BODY_NAME = re.compile(
    r"(?P<name>(?=[A-Z])(?:(?:[A-Z][\w&’'.()/-]*|of|and|the|for|&|-|–|,)\s){0,12}"
    r"(?:Board|BOARD|Committee|COMMITTEE|Council|COUNCIL|Trustees|Group|Panel|Forum|Partnership|"
    r"Cabinet|Executive|Governors|GOVERNORS|Governing Body|GOVERNING BODY|"
    r"Directors|Assembly|Commission|Team|TSC)\b"
    r"(?: of [A-Z][\w ]{2,40})?)"
)

_NOT_NAME = re.compile(
    r"\b(?:members?|present|apologies|agenda|councillors?|minutes? of the last|welcome)\b|"
    r"^(?:the )?(?:meeting|board|committee|council|team|group)$",
    re.I,
)
_NAME_LEAD = re.compile(
    r"^(?:meeting\s*:\s*)?(?:(?:public|draft|unconfirmed|approved|confirmed)\s+)*"
    r"(?:minutes\s*[-–:]?\s+)?"
    r"(?:of\s+)?(?:the\s+|a\s+)?"
    r"(?:(?:ordinary|public|virtual|annual|extraordinary|monthly|remote)\s+)*"
    r"(?:meeting\s+)?(?:of\s+)?(?:the\s+)?|^to members of the\s+",
    re.I,
)


def board_name(front: list[Block], head: list[Block]) -> str | None:
    """The board's name as printed at the front of an agenda or at the head of minutes: the fullest
    form of the first name found there."""
    best: str | None = None
    for block in [*front[:16], *head[:8]]:
        name = name_in(block.text) if block.kind != "row" else None
        if name is None:
            continue
        fuller = best is not None and len(name) > len(best) and alike(best) in alike(name)
        if best is None or fuller or len(best.split()) < 3 < len(name.split()):
            best = name
    return best


def name_in(text: str) -> str | None:
    """The name of a body in a line."""
    match = _BODY_NAME.search(_NAME_LEAD.sub("", text[:220]))
    if match is None:
        return None
    name = collapse(match["name"]).strip(" ,-–")
    before = re.split(r"\s+(?:Draft )?Minutes\b", name)[0]
    if before != name and _BODY_NAME.fullmatch(before):  # the next line of the heading ran on
        name = before
    if len(name) < 6 or " " not in name or _NOT_NAME.search(name) or len(name) > 110:
        return None
    return name


def alike(name: str) -> str:
    """A name as it is compared: without case, hyphens, "the", and "&" for "and"."""
    words = re.sub(r"[^\w ]", "", name.lower().replace("&", " and ")).split()
    return " ".join(w for w in words if w != "the").replace("well being", "wellbeing")


def is_same_board(name: str | None, board: str | None) -> bool:
    """Whether two names may be one board's: all words of the shorter stand in the longer one."""
    if name is None or board is None:
        return True
    one, other = set(alike(name).split()), set(alike(board).split())
    return one <= other or other <= one
