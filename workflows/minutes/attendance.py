"""Who was there, who sent apologies, who came for whom, and what they declared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.minutes.blocks import Block
from workflows.minutes.layout import Minutes
from workflows.minutes.register import DraftAttendance, DraftDeclaration, DraftSubstitute
from workflows.minutes.text import sentences

_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "apologies",
        re.compile(
            r"(?:apologies(?: for (?:absence|non-attendance))?(?: (?:were |was |have "
            r"been )?(?:received|accepted|noted))?(?: and accepted)?(?: from| for)?|"
            r"absent|regrets)\s*[:;\-–]*\s+|apologies\s*[:;\-–]*$",
            re.I,
        ),
    ),
    (
        "in_attendance",
        re.compile(
            r"(?:also[, ]+)?(?:in attendance|also (?:attended|present)|officers?(?: "
            r"present| in attendance)?|guests?|observers?|non-members attending|officers "
            r"in attendance|by invitation)(?: were)?\s*[:;\-–]*(?:\s+|$)",
            re.I,
        ),
    ),
    (
        "present",
        re.compile(
            r"(?:(?:board |committee |voting )?members? )?(?:present|attendance|"
            r"attendees|attending|in attendance were|members)(?: were)?\s*[:;\-–]*(?:\s+|"
            r"$)",
            re.I,
        ),
    ),
)
_NAME = (
    r"(?:(?:Cllrs?|Councillors?|Dr|Mrs?|Ms|Miss|Prof(?:essor)?|Rev|Sir|Supt|"
    r"Chief Superintendent|Inspector)\.? )*(?:[A-ZÀ-Þ][\w’'.-]*|"
    r"\([A-Z][\w ]+\))(?: (?:de|van|von|der|la|[A-ZÀ-Þ][\w’'.-]*)){0,4}"
)
_PERSON = re.compile(rf"(?P<name>{_NAME})(?P<rest>\s*(?:[,(–—\t@;-].*|$))")
_POST = re.compile(
    r"\b(?:Officers?|Services?|Council|Trust|NHS|GP|Director|Manager|Partnership|"
    r"University|Police|Foundation|Executive|Clerk|Chair(?:man)?|Health|"
    r"Democratic|"
    r"Secretary|Treasurer|Healthwatch|Board|Committee|County|Borough)\b"
)
_SPLIT = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s&\s")
_BEHALF = re.compile(
    rf"(?P<by>{_NAME}) (?:\w+ ){{0,4}}?(?:(?:attend(?:ed|ing)|present|there|"
    rf"deputi[sz](?:ed|ing)) (?:on behalf of|for|in place of)|substitut(?:ed|"
    rf"ing)(?:, [^,]{{1,40}},)? for|as substitute for) (?P<for>{_NAME})"
)
_DECLARED = re.compile(
    rf"(?P<who>{_NAME}(?: and {_NAME})*) (?:declared|stated that (?:he|she|they) "
    rf"had|disclosed|advised that (?:he|she|they) had|has declared) (?:(?:an?|"
    rf"that|his|her|their) )?(?P<nature>.+)"
)
_ITEM = re.compile(
    r"\b(?:agenda )?item (?:no\.? ?)?(?P<item>\d[\w/.()]*)|\b(?:application|"
    r"minute)s? (?P<other>[A-Z]?/?\d[\w/]*)",
    re.I,
)


def read_attendance(minutes: Minutes) -> DraftAttendance:
    """The names in each class, as printed."""
    classes: dict[str, list[str]] = {"present": [], "apologies": [], "in_attendance": []}
    substitutes: list[DraftSubstitute] = []
    current: str | None = None
    for at, passage in enumerate(minutes.passages):
        block = passage.block
        if at < 60 or "apolog" in (passage.heading or "").lower():
            substitutes += [
                DraftSubstitute(m["for"].strip(" ."), m["by"].strip(" ."))
                for m in _BEHALF.finditer(block.text[:1500])
            ]
        if passage.opens_item:
            current = (
                "apologies" if re.search(r"\bapologies\b", passage.heading or "", re.I) else None
            )
            if current is None or block.kind == "heading":
                continue
        label, cut = _label(block)
        if label:
            current = label
            rest = block.text[cut:]
            if not rest.strip():
                continue
        elif block.kind == "heading" or (current and not _name_like(block)):
            current = None if not (current == "apologies" and passage.heading) else current
        if current and (
            passage.item < 1 or current == "apologies" or passage.section == "attendance"
        ):
            for name in _names(block, cut):
                if name not in classes[current]:
                    classes[current].append(name)
    return DraftAttendance(
        tuple(classes["present"]),
        tuple(classes["apologies"]),
        tuple(classes["in_attendance"]),
        tuple(dict.fromkeys(substitutes)),
    )


def _label(block: Block) -> tuple[str | None, int]:
    if block.kind == "row" or len(block.text) > 3000:
        return None, 0
    for name, pattern in _LABELS:
        match = pattern.match(block.text)
        if match and (
            match.end() == len(block.text)
            or block.text[match.start() : match.end()]
            .rstrip()
            .endswith((":", ";", "-", "–", "from", "for"))
        ):
            return name, match.end()
    return None, 0


def _name_like(block: Block) -> bool:
    return block.kind == "row" or (
        len(block.text) < 2500 and bool(_PERSON.match(block.text.split("\t")[0][:80]))
    )


def _names(block: Block, cut: int) -> Iterator[str]:
    if block.kind == "row":
        name = _name(block.cells[0] if block.cells else "")
        if name:
            yield name
        return
    text = block.text[cut:]
    listed = [
        (a, b)
        for (a, _), (b, _) in zip(
            block.starts, [*block.starts[1:], (len(block.text) + 1, 0)], strict=True
        )
    ]
    parts = [block.text[max(a, cut) : b - 1] for a, b in listed if b - 1 > cut]
    if (
        len(parts) > 2
        and sum(p.rstrip().endswith((",", " and")) for p in parts) <= len(parts) // 3
        and max(map(len, parts)) < 130
    ):
        pieces = parts
    elif block.kind == "list":
        pieces = [text]
    else:
        pieces = _SPLIT.split(re.sub(r"\([^()]{0,80}\)", " ", text))
    for piece in pieces:
        name = _name(piece)
        if name and (
            len(pieces) == 1 or not _POST.search(name) or name.startswith(("Cllr", "Councillor"))
        ):
            yield name


def _name(piece: str) -> str | None:
    piece = piece.strip(" .,;:•*-")
    match = _PERSON.match(piece)
    if match is None or match["name"].lower() in (
        "none",
        "nil",
        "apologies",
        "present",
        "chair",
        "date",
        "clerk",
    ):
        return None
    name = re.sub(r"^(?:Cllrs|Councillors)\.? ", "", match["name"]).strip(" .")
    return name if (2 < len(name) < 60 and not name.isupper()) or " " in name else None


def read_declarations(minutes: Minutes) -> list[DraftDeclaration]:
    """The interests that members declared, where the item on declarations tells of them."""
    found: list[DraftDeclaration] = []
    for passage in minutes.passages:
        if (
            "interest" not in (passage.heading or "").lower()
            and "declar" not in (passage.heading or "").lower()
        ):
            continue
        for start, end in sentences(passage.block.text):
            match = _DECLARED.match(passage.block.text[start:end])
            if match is None or (
                "interest" not in match["nature"] and "governor" not in match["nature"]
            ):
                continue
            item = _ITEM.search(match["nature"])
            who = match["who"]
            for member in re.split(r" and (?=[A-Z])", who):
                found.append(
                    DraftDeclaration(
                        member,
                        (item["item"] or item["other"]) if item else None,
                        match["nature"].strip(" ."),
                        passage.block.cite(start, end),
                    )
                )
    return found
