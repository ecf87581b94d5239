"""Who came for whom: said in a sentence, in brackets beside a name, or only to be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workflows.minutes.layout import Minutes
from workflows.minutes.listed_people import NAME
from workflows.minutes.register import DraftAttendee, DraftSubstitute

_FOR = (
    r"(?:(?:attend(?:ed|ing)|present|there|appeared|came) (?:the meeting )?(?:on behalf of|for|"
    r"in place of|"
    r"as (?:a |the )?(?:substitute|deputy) for|instead of)|(?:be )?(?:substitut(?:ed|ing)|"
    r"deputi[sz](?:ed|ing)|"
    r"standing in|stood in|sitting in)(?:,[^,]{1,40},)? for|(?:was|acted|acting) (?:a |the |as "
    r")?(?:a |the )?"
    r"(?:substitute|deputy) for|as substitute for)"
)
_BEHALF = re.compile(rf"(?P<by>{NAME}),? (?:[\w’']+ ){{0,4}}?{_FOR} (?P<for>{NAME})")
_BY = re.compile(
    rf"(?P<for>{NAME}),? (?:(?:who )?(?:was|is) )?(?:represented|substituted|replaced) by "
    rf"(?P<by>{NAME})"
)
_NAMED_FOR = re.compile(rf"^(?P<by>{NAME}) (?:for|in place of) (?P<for>{NAME})\.?$")
_BESIDE = re.compile(
    r"\b(?:as )?(?:sub(?:stitut(?:e|ing))?\.?|deput(?:y|i[sz]ing)|standing in|in place of|on "
    r"behalf of)"
    rf"(?: for| of)? (?P<for>{NAME})"
)
_TITLE = re.compile(r"cllrs?|councillors?|dr|mrs?|ms|miss|prof(?:essor)?|rev|sir")
_SENT_BY = re.compile(rf"(?:substitut(?:e|ed by)|deputy|sub):? (?P<by>{NAME})", re.I)


def read_substitutes(
    minutes: Minutes, people: Sequence[DraftAttendee]
) -> Iterator[DraftSubstitute]:
    """Every substitute that the paper names, once."""
    present = [p.name for p in people if p.attends == "present"]
    seen: set[tuple[str, str]] = set()
    for absent, by in _pairs(minutes, people):
        if (_key(absent), _key(by)) not in seen and _key(absent) != _key(by):
            seen.add((_key(absent), _key(by)))
            yield DraftSubstitute(absent, by, True, any(_key(by) == _key(n) for n in present))


def _pairs(minutes: Minutes, people: Sequence[DraftAttendee]) -> Iterator[tuple[str, str]]:
    for person in people:
        beside = person.role or ""
        for_whom = _BESIDE.search(beside) if person.attends != "apologies" else None
        if for_whom and " " in for_whom["for"]:
            yield for_whom["for"].strip(" ."), person.name
        by = _SENT_BY.search(beside) if person.attends == "apologies" else None
        if by:
            yield person.name, by["by"].strip(" .")
    for at, passage in enumerate(minutes.passages):
        heading = (passage.heading or "").lower()
        if at < 60 or "apolog" in heading or "substitut" in heading:
            text = passage.block.text[:1500]
            for pattern in (_BEHALF, _BY):
                for match in pattern.finditer(text):
                    yield match["for"].strip(" ."), match["by"].strip(" .")
            short = _NAMED_FOR.match(text) if "substitut" in heading else None
            if short:
                yield short["for"].strip(" ."), short["by"].strip(" .")


def _key(name: str) -> str:
    """A name as one person's names are compared: the surname with the first letter before it."""
    words = [w for w in re.sub(r"[^\w ]", " ", name.lower()).split() if not _TITLE.fullmatch(w)]
    return " ".join([words[0][:1], words[-1]]) if len(words) > 1 else "".join(words)
