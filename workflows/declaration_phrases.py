"""A declaration of interest as it is typed: `NAME item 7: owns land beside it (pecuniary, not
registered)`. The same form is shown when a line of minutes is edited, so it reads back what it
writes."""

from __future__ import annotations

import re
from dataclasses import replace

from workflows.deadlines import day_words
from workflows.declarations import Declaration, Interest
from workflows.declaring import SENSITIVE, NewDeclaration
from workflows.errors import InvalidInput

EXAMPLE = "/meeting declare @tom item 7: owns land beside it (pecuniary, not registered)"

_HIDDEN = "nature not published (sensitive interest)"
_KIND_WORDS = {Interest.PECUNIARY: "pecuniary", Interest.OTHER: "other"}
_HEAD = re.compile(
    r"^(?P<who><@[^>]+>|[^:]*?)\s*,?\s*(?:\b(?:in|on|for|at)\s+)?(?:\b(?P<general>(?:in\s+)?general)"
    r"|\b(?:agenda\s+)?items?\s+(?P<item>[^:]+?))?\s*$",
    re.I | re.S,
)
_MARKS = re.compile(r"\((?P<marks>[^()]*)\)\s*\.?\s*$", re.S)
_DISPENSATION = re.compile(r"^dispensation\b[\s:]*(?:of\s)?\s*(?P<words>.*)$", re.I | re.S)
_NOT_REGISTERED = {"not registered", "unregistered", "not in the register", "not on the register"}
_REGISTERED = {"registered", "in the register", "on the register"}
_PECUNIARY = {"pecuniary", "dpi", "disclosable pecuniary", "disclosable pecuniary interest"}
_OTHER = {"other", "personal", "non-pecuniary", "not pecuniary", "non-registrable", "prejudicial"}
_LEFT = {"left the room", "left", "left room", "leaves the room"}
_STAYED = {"stayed", "stayed in the room"}
_SENSITIVE = {"sensitive", "sensitive interest"}


def read_declaration(text: str) -> NewDeclaration:
    """What was typed; `InvalidInput` with an example if it says nothing. `who` is empty where
    nobody is named before the item: then it is whoever says it."""
    head, colon, nature = _split(text)
    found = _HEAD.match(head.strip())
    if not found or not head.strip() or not colon:
        raise InvalidInput(
            f"Say who, in which item and what the interest is. Nothing was recorded. "
            f"For example: `{EXAMPLE}`",
            field="nature",
        )
    item = " ".join((found["item"] or "").split())
    new = NewDeclaration(found["who"].strip(" ,"), item, nature.strip())
    marks = _MARKS.search(nature)
    if marks:
        parts = [p.strip() for p in re.split(r"[,;]", marks["marks"]) if p.strip()]
        marked = _marked(replace(new, nature=nature[: marks.start()].strip()), parts)
        if marked is not None:
            return marked
    return new


def _split(text: str) -> tuple[str, str, str]:
    """Before and after the first colon that stands in no mention."""
    for at, sign in enumerate(text):
        if sign == ":" and text.rfind("<", 0, at) <= text.rfind(">", 0, at):
            return text[:at], ":", text[at + 1 :]
    return text, "", ""


def _marked(new: NewDeclaration, parts: list[str]) -> NewDeclaration | None:
    """With what stands in the brackets at the end; None if it is something else, which belongs to
    the nature."""
    known = False
    for part in parts:
        word = " ".join(part.casefold().split())
        dispensation = _DISPENSATION.match(part)
        if word in _NOT_REGISTERED or word in _REGISTERED:
            new = replace(new, registered=word in _REGISTERED)
        elif word in _PECUNIARY or word in _OTHER:
            kind = Interest.PECUNIARY if word in _PECUNIARY else Interest.OTHER
            new = replace(new, kind=kind)
        elif word in _LEFT or word in _STAYED:
            new = replace(new, left_room=word in _LEFT)
        elif word in _SENSITIVE:
            new = replace(new, sensitive=True)
        elif dispensation:
            new = replace(new, dispensation=dispensation["words"].strip() or "granted")
        else:
            return None
        known = True
    return new if known else None


def kind_read(nature: str) -> Interest:
    """The kind of interest that minutes name in their own words; not stated where they do not."""
    words = nature.casefold()
    if re.search(r"\bnon-?\s?(?:disclosable\s+)?pecuniary|\bpersonal\b|\bnon-?registr", words):
        return Interest.OTHER
    if re.search(r"\bpecuniary\b|\bdpi\b", words):
        return Interest.PECUNIARY
    return Interest.NOT_STATED


def typed(new: NewDeclaration) -> str:
    """It, as it could have been typed."""
    marks = []
    if new.kind is not Interest.NOT_STATED:
        marks.append(new.kind.value)
    if new.registered is not None:
        marks.append("registered" if new.registered else "not registered")
    if new.dispensation:
        marks.append(f"dispensation {re.sub(r'[,;()]', ' ', new.dispensation)}")
    if new.left_room is not None:
        marks.append("left the room" if new.left_room else "stayed")
    if new.sensitive:
        marks.append("sensitive")
    where = f" item {new.item}" if new.item else ""
    told = f"{new.who}{where}: {new.nature}"
    return f"{told} ({', '.join(marks)})" if marks else told


def as_new(declaration: Declaration) -> NewDeclaration:
    """What was declared, as it would be declared anew."""
    return NewDeclaration(
        declaration.name,
        declaration.item,
        declaration.nature,
        declaration.kind,
        declaration.registered,
        declaration.dispensation,
        declaration.exempt == SENSITIVE,
        declaration.left_room,
    )


def declaration_words(declaration: Declaration) -> str:
    """ "Tom Hallam, item 7: owns land beside it (pecuniary, not in the register)"."""
    where = f"item {declaration.item}" if declaration.item else "in general"
    nature = declaration.nature or (_HIDDEN if declaration.exempt == SENSITIVE else "not stated")
    marks = [_KIND_WORDS.get(declaration.kind, "")]
    if declaration.registered is not None:
        marks.append("in the register" if declaration.registered else "not in the register")
    if declaration.notified_on:
        marks.append(f"notified {day_words(declaration.notified_on)}")
    if declaration.dispensation:
        marks.append(f"dispensation {declaration.dispensation}")
    if declaration.left_room:
        marks.append("left the room")
    told = ", ".join(m for m in marks if m)
    words = f"{declaration.name}, {where}: {nature}"
    return f"{words} ({told})" if told else words
