"""What people type after /meeting agenda, taken apart:
`add 7 Budget, Director of Finance, 20 min, for decision, paper`.

Only the form is read here; who presents and what stands where is the core's business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workflows.agenda_keeping import ItemForm
from workflows.agenda_order import read_slot
from workflows.agendas import Comes, Purpose
from workflows.errors import InvalidInput

_NUMBER = re.compile(r"^(\d{1,3}[a-z]?)[.:]?\s+(?=\D)", re.I)
_PURPOSES: Mapping[str, Purpose] = {
    **dict.fromkeys(("decision", "approval", "endorsement", "ratification"), Purpose.DECISION),
    **dict.fromkeys(("consideration", "discussion", "comment"), Purpose.CONSIDERATION),
    **dict.fromkeys(("information", "noting", "assurance"), Purpose.INFORMATION),
}
_COMES: Mapping[str, Comes] = {
    **dict.fromkeys(("paper", "with a paper", "report"), Comes.PAPER),
    **dict.fromkeys(("verbal", "oral", "verbal update", "oral update"), Comes.VERBAL),
    **dict.fromkeys(("presentation", "slides"), Comes.PRESENTATION),
    **dict.fromkeys(("to follow", "paper to follow", "tabled"), Comes.TO_FOLLOW),
}
_PAGES = re.compile(r"^(?:pages?|pp?\.?)\s*(\d{1,4}(?:\s*[-–]\s*\d{1,4})?)$", re.I)
_EXEMPT = re.compile(
    r"^exempt\b(?:\s+(?:under\s+)?(?:paragraph|para\.?)?\s*(\d\w?))?[\s:]*(.*)$", re.I
)
_BECAUSE = re.compile(r"[\s,;:]*\b(?:because|reason:)\s+(?:of\s+)?(.+)$", re.I | re.S)


def read_item(typed: str) -> ItemForm:
    """An item: perhaps its number, its title, and in any order behind commas who presents it, its
    slot, pages, purpose, how it comes, and that it is exempt."""
    text = " ".join(typed.split())
    number = _NUMBER.match(text)
    if number:
        text = text[number.end() :]
    known: dict[str, Any] = {}
    title: list[str] = []
    for part in (each.strip() for each in text.split(",")):
        said = _part(part) if title or not part else {}
        known |= said
        if part and not said:
            title.append(part)
    return ItemForm(
        title=", ".join(title) or None,
        number=number[1] if number else None,
        loose=True,
        **known,
    )


def read_change(typed: str) -> tuple[str, ItemForm]:
    """`7 20 min, for decision`: the number, and what changes; other words are a new title."""
    number, _, rest = typed.strip().partition(" ")
    form = read_item(f"x, {rest}")
    title = (form.title or "x").removeprefix("x").strip(" ,")
    return number.rstrip(".:,"), replace(form, title=title or None, loose=bool(title))


def read_urgent(typed: str) -> ItemForm:
    """`Title: the chair's reason`."""
    head, colon, reason = typed.partition(":")
    if not colon or not reason.strip():
        raise InvalidInput(
            "An urgent item needs the chair’s reason, which goes into the minutes. Nothing was "
            "changed: `/meeting agenda urgent Title: the chair’s reason`."
        )
    return replace(read_item(head), urgent=reason.strip())


def _part(part: str) -> dict[str, Any]:
    """What a part between commas says, {} if it says none of what is known."""
    plain = part.casefold().strip(" .")
    bare = plain.removeprefix("for ").strip()
    if bare in _PURPOSES and (plain != bare or bare not in ("comment", "discussion")):
        return {"purpose": _PURPOSES[bare]}
    if plain in _COMES:
        return {"comes": _COMES[plain]}
    if found := _PAGES.match(part):
        return {"pages": re.sub(r"\s*[-–]\s*", "-", found[1])}
    if found := _EXEMPT.match(part):
        return {"exempt": exempt_words(found[1] or "", found[2])}
    slot = read_slot(part)
    return {"slot": slot} if slot else {}


def exempt_words(paragraph: str, reason: str) -> str:
    """As the record keeps it: "paragraph 3: the reason"."""
    why = re.sub(r"^because\s+", "", reason.strip(" :,"), flags=re.I)
    if not paragraph:
        return why or "exempt"
    return f"paragraph {paragraph}: {why}" if why else f"paragraph {paragraph}"


def split_reason(typed: str) -> tuple[str, str]:
    """What stands before "because", and the reason; "" if none is said."""
    found = _BECAUSE.search(typed)
    return (typed[: found.start()].strip(), found[1].strip()) if found else (typed.strip(), "")


def split_before(typed: str) -> tuple[str, str]:
    """`7 before 5`: the two numbers."""
    found = re.fullmatch(r"\s*(\w+)\s+(?:before|in front of)\s+(\w+)\s*", typed)
    if not found:
        raise InvalidInput("Type it like `/meeting agenda move 7 before 5`. Nothing was changed.")
    return found[1], found[2]


def split_to(typed: str) -> tuple[str, str]:
    """`7 to 14 March`: the number, and the day as typed ("" if none)."""
    number, _, day = typed.strip().partition(" ")
    return number, re.sub(r"^(?:to|until)\s+", "", day.strip(), flags=re.I)


def numbers_in(typed: str) -> list[str]:
    """`3, 1 and 2`."""
    return [n for n in re.split(r"[\s,;&]+", typed.strip()) if n and n.casefold() != "and"]
