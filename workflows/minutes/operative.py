"""Which sentence of a paragraph is to be done, where the paper only says who is to do it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.minutes.text import sentences

_FUTURE = re.compile(r"\b(?:will|(?<!need )to be|shall|would|is to|are to)\b")
_ASSIGNED = re.compile(
    r"\b(?:agreed to|asked|requested|offered to|undertook|should|suggested|"
    r"ongoing|enquiring|advised on)\b",
    re.I,
)
_THANKS = re.compile(r"\b(?:thanked|was thanked|were thanked|welcomed|congratulated)\b", re.I)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, and the parts of those that a semicolon divides."""
    for start, end in sentences(text):
        begin = start
        for mark in re.finditer(r"; (?=[A-Z])", text[start:end]):
            yield begin, start + mark.start()
            begin = start + mark.end()
        yield begin, end


def operative_sentence(text: str, owners: tuple[str, ...]) -> tuple[int, int] | None:
    """The span of the sentence that sets the work; of equals the later one."""
    best: tuple[int, int, int] | None = None
    for start, end in _spans(text):
        sentence = text[start:end]
        if len(sentence) < 8:
            continue
        score = 0
        if _FUTURE.search(sentence):
            score += 3
        if _ASSIGNED.search(sentence):
            score += 2
        named = 0
        for owner in owners:
            bare = re.sub(r"^(?:the|cllrs?\.?|councillor)\s+", "", owner, flags=re.I)
            if re.match(
                rf"(?:The )?{re.escape(owner)}\b.{{0,30}}\b(?:will|to|agreed|would)\b", sentence
            ):
                named = max(named, 4)
            elif re.search(rf"\b{re.escape(bare)}\b", sentence, re.I):
                named = max(named, 2)
        score += named
        if _THANKS.search(sentence) and not _FUTURE.search(sentence):
            score -= 3
        if best is None or score >= best[0]:
            best = (score, start, end)
    return (best[1], best[2]) if best else None
