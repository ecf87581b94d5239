"""Interests that members declared, and what was asked for and not forthcoming."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.minutes.blocks import Block
from workflows.minutes.layout import Minutes, Passage
from workflows.minutes.listed_people import NAME, TITLE, unit
from workflows.minutes.register import DraftDeclaration

_DECLARED = re.compile(
    rf"(?P<who>{NAME}(?:(?:, | and |, and ){NAME}){{0,6}}),? (?:(?:also|again|both|each|then) )?"
    r"(?:has |have |had )?(?:declared|stated that (?:he|she|they) (?:had|has|have)|disclosed|"
    r"advised that (?:he|she|they) (?:had|has)|registered|expressed|made a declaration of)"
    r" (?:(?:an?|that|his|her|their|the) )?(?P<nature>.+)",
    re.S,
)
_BEFORE_TITLE = re.compile(rf"^.{{0,60}}? (?={TITLE}\.? )")
"""Words of the heading that run on into a name: "from Members Cllr Ann Able"."""
_ABOUT = re.compile(
    r"\binterest|\bgovernor\b|\btrustee\b|\bmember of\b|\bemploye|\bdirector of\b|\bis (?:a|the)\b|"
    r"\bpecuniary\b|\bprejudicial\b",
    re.I,
)
_ITEM = re.compile(
    r"\b(?:agenda )?items? (?:no\.? ?|number )?(?P<item>\d[\w/.()]*)|\b(?:application|minute)s? "
    r"(?P<other>[A-Z]?/?\d[\w/]*)",
    re.I,
)
_LISTED = re.compile(
    rf"(?P<who>{NAME})\s*[-–:,]\s*(?P<nature>(?:(?:agenda )?item|personal|pecuniary|prejudicial|"
    r"disclosable|non-?pecuniary|other registr|DPI|minute)\b.{3,300})",
    re.I | re.S,
)
_BY_ITEM = re.compile(
    rf"(?P<nature>(?:agenda )?items? "
    rf"\d[\w/.]*\s*[-–:,].{{0,120}}?[-–:,]\s*)(?P<who>{NAME})\s*[-–:,(]"
    r"\s*(?P<rest>.{3,300})",
    re.I | re.S,
)


def read_declarations(minutes: Minutes) -> list[DraftDeclaration]:
    """The interests that members declared, where the item on declarations tells of them."""
    found: list[DraftDeclaration] = []
    for passage in minutes.passages:
        if is_about_interests(passage) and passage.block.text != passage.heading:
            block = passage.block
            if block.kind == "row":
                found += _in_row(block)
                continue
            for start, end in block.sentences:
                found += _in_sentence(block, start, end)
    return list(dict.fromkeys(found))


def is_about_interests(passage: Passage) -> bool:
    """Whether a passage stands under the item on interests."""
    heading = (passage.heading or "").lower()
    return "interest" in heading or "declaration" in heading


def _in_sentence(block: Block, start: int, end: int) -> Iterator[DraftDeclaration]:
    text = block.text[start : min(end, start + 1500)]
    told = _DECLARED.search(text) or _LISTED.match(text)
    by_item = _BY_ITEM.match(text) if told is None else None
    match = told or by_item
    if match is None or (told is not None and not _ABOUT.search(match["nature"])):
        return
    nature = match["nature"] if told else text
    item = _ITEM.search(nature)
    for member in re.split(r"(?:, and |, | and )(?=[A-Z])", match["who"]):
        yield DraftDeclaration(
            _BEFORE_TITLE.sub("", member).strip(" ."),
            (item["item"] or item["other"]).rstrip(".)") if item else None,
            nature.strip(" ."),
            block.cite(start, end),
        )


def _in_row(block: Block) -> Iterator[DraftDeclaration]:
    """A row of a table of declarations: the member, the item, the reason."""
    cells = [c for c in block.cells if c]
    named = next((unit(c) for c in cells if unit(c)), None)
    if named is None or len(cells) < 2:
        return
    others = [c for c in cells if not c.startswith(named.name)]
    item = next((m for c in others if (m := re.search(r"^(?:item )?(\d[\d/.]*)\b", c, re.I))), None)
    nature = max(others, key=len, default="")
    if nature:
        yield DraftDeclaration(named.name, item[1] if item else None, nature, block.lines)
