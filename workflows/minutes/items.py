"""The items of the minutes as a list to look up: numbered, numbered below another, unnumbered."""

from __future__ import annotations

import re
from collections import Counter

from workflows.minutes.board_name import name_in
from workflows.minutes.dates import dates_in
from workflows.minutes.layout import Item, Minutes, Passage, is_bare_title
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.register import DraftItem
from workflows.minutes.sections import section_of

_BELOW = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,2}\.?$")
_ATTENDANCE = re.compile(
    r"(?:present|in attendance|attend\w+|members present|apologies)\s*[:;–-]", re.I
)
_NO_ITEM = re.compile(
    r"\b(?:minutes of|meeting of|meeting held|held (?:on|at)|draft minutes|signed|chairman$)\b|"
    r"^(?:minutes|notes|agenda|chair|date|venue|time|links|summary)\b\W*$|^page\b|"
    r"^(?:no|none|noted|agreed|approved|refused|total)\b|£|^[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}$",
    re.I,
)
_HOLDS_ITEMS = re.compile(
    r"(?:minutes|discussion|notes|reports?|(?:new|old|ongoing|other) business)\W*$", re.I
)


def read_items(minutes: Minutes) -> list[DraftItem]:
    """The items in order, each with the lines up to the next. Titles carry no telephone numbers
    and no e-mail addresses."""
    items = [*minutes.items, *_below(minutes)]
    if len(minutes.items) < 2:
        titled = _unnumbered(minutes)
        if len(titled) > len(items):
            items = titled
    items = sorted((i for i in items if _has_words(i.title)), key=lambda i: i.first)
    ends = [*(i.first - 1 for i in items[1:]), minutes.lines[1]]
    return [
        DraftItem(i.ref, without_contacts(i.title), (i.first, max(i.first, end)))
        for i, end in zip(items, ends, strict=False)
    ]


def _below(minutes: Minutes) -> list[Item]:
    """Titles numbered below an item: "4.2 Drains" alone on its line."""
    found: list[Item] = []
    for passage in minutes.passages:
        block = passage.block
        if block.kind == "heading":
            match = re.match(r"(\d{1,2}(?:\.\d{1,2}){1,2})\.?\s+(\S.{1,110})$", block.text)
            if match and not passage.opens_item:
                found.append(Item(match[1], match[2], block.first))
        elif (
            block.kind == "list"
            and not passage.opens_item
            and _BELOW.match(block.label or "")
            and len(block.starts) == 1
            and block.text[:1].isupper()
            and is_bare_title(block, block.text)
        ):
            found.append(Item((block.label or "").rstrip("."), block.text, block.first))
    return found


def _unnumbered(minutes: Minutes) -> list[Item]:
    """The headings of the level that the paper uses for its items."""
    opening = [n for n, p in enumerate(minutes.passages[:30]) if _ATTENDANCE.match(p.block.text)]
    after = minutes.passages[opening[-1] + 1 if opening else 0 :]
    heads = [p for p in after if p.block.kind == "heading" and _is_item(p)]
    levels = Counter(p.block.level for p in heads)
    level = next((n for n in sorted(levels) if levels[n] > 1), 0)
    found: list[Item] = []
    held = False
    for passage in after:
        block = passage.block
        if block.kind != "heading":
            continue
        if block.level <= level:
            held = bool(_HOLDS_ITEMS.match(block.text))
        if passage in heads and (block.level == level or (held and block.level == level + 1)):
            found.append(Item(None, block.text.rstrip(" :"), block.first))
    return found


def _has_words(title: str) -> bool:
    return not title or any(c.isalpha() for c in title)


def _is_item(passage: Passage) -> bool:
    """Whether a heading may be an item's: neither the paper's own title nor a list's."""
    text = passage.block.text
    if re.match(r"apologies\b", text, re.I):
        return True
    return (
        not _NO_ITEM.search(text)
        and name_in(text) is None
        and section_of(text) in (None, "discussion", "public", "next_meeting")
        and next(dates_in(text), None) is None
    )
