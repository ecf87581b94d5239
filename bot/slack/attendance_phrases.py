"""What people type about attendance, taken apart: `/meeting present @a @b and Kerry Shaw for item
7`, `/meeting substitute @d for @e`, `/meeting late @f at item 5`.

Only the form is read here; who is meant is the core's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.slack.parsing import split_names
from workflows.errors import InvalidInput

_MENTION = re.compile(r"(<@[^>]+>)")
_ITEMS = re.compile(
    r"\s+(?:for\s+)?(?:agenda\s+)?items?\s+(?P<items>[\w/.]+(?:(?:\s*,\s*|\s*&\s*|\s+and\s+)"
    r"[\w/.]+)*)(?:\s+only)?\s*$",
    re.I,
)
_WHEN = re.compile(
    r"\s+(?P<when>(?:at|from|after|before|during)\s+.{1,60}|\d{1,2}[:.]\d{2})\s*$", re.I
)
_FOR = re.compile(r"\s+(?:on\s+behalf\s+of|instead\s+of|in\s+place\s+of|for)\s+", re.I)
_REMOTELY = re.compile(r"\s*,?\s*\b(?:remotely|by (?:teams|zoom|video))\s*$", re.I)


@dataclass(frozen=True)
class Named:
    """People as written, the items that they came for, and the point in time that was said."""

    who: tuple[str, ...]
    items: tuple[str, ...] = ()
    when: str = ""


def read_people(typed: str) -> Named:
    """`NAMES [for item 7]`: mentions side by side, names between commas or "and"."""
    text = typed.strip()
    found = _ITEMS.search(f" {text}")
    items: tuple[str, ...] = ()
    if found and found.start() > 0:
        items = tuple(re.split(r"\s*(?:,|&|\band\b)\s*", found["items"]))
        text = f" {text}"[: found.start()].strip()
    return Named(names(text), items)


def read_point(typed: str) -> Named:
    """`NAMES [at item 5 | 15:10]`: who came late or left, and when."""
    found = _WHEN.search(f" {typed.strip()}")
    if not found:
        return Named(names(typed))
    when = re.sub(r"^at\s+(?=\d{1,2}[:.]\d{2})", "", found["when"].strip(), flags=re.I)
    return Named(names(f" {typed.strip()}"[: found.start()]), when=when)


def read_substitute(typed: str) -> tuple[str, str, bool]:
    """`NAME for NAME [remotely]`: who stands in, for whom, and whether from afar."""
    text = typed.strip()
    remotely = bool(_REMOTELY.search(text))
    by, *member = _FOR.split(_REMOTELY.sub("", text), maxsplit=1)
    if not by.strip() or not member or not member[0].strip():
        raise InvalidInput(
            "Say who stands in for whom. Nothing was changed. For example: `/meeting substitute "
            "@kerry for @bea`"
        )
    return by.strip(), member[0].strip(" ."), remotely


def names(text: str) -> tuple[str, ...]:
    """The people of a list, in order."""
    apart = _MENTION.sub(r",\1,", text)
    return tuple(n.strip() for n in split_names(apart) if n.strip(" ."))
