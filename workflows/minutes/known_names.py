"""The people whom the paper itself names as there: who "Dee", "DD" and "dee" can be.

A first name, initials or a nickname alone could be any word. Where the paper lists its owner
among those present (or prints initials beside a name), it is somebody, and can own an action.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflows.minutes.attendance import read_attendance
from workflows.minutes.layout import Minutes

_PRINTED = re.compile(
    r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'.-]*){1,3})[^()\n]{0,30}?"
    r"\((?P<short>[A-Z][A-Za-z]{1,3})\)"
)
"""A name with its initials in brackets, as lists of those present print them."""
_HEAD = 120
"""The passages among which a paper lists those present."""
_TITLE = re.compile(
    r"^(?:(?:Cllrs?|Councillors?|Alderman|Aldermen|Dr|Mrs?|Ms|Miss|Prof(?:essor)?|Rev|Sir|Dame)"
    r"\.? )+"
)
_WORD = r"@?[\w’'-]+"
_WHO = rf"{_WORD}(?: {_WORD}){{0,2}}?"
_SEVERAL = rf"(?P<who>{_WHO}(?:(?:,? (?:and|&) |, ?|/){_WHO}){{0,4}}?)"
_TO_DO = re.compile(
    rf"{_SEVERAL},? (?:to|will|agreed to) (?:also |both |then )?(?!be\b)[a-z][\w-]+"
)
_DASHED = re.compile(rf"{_SEVERAL} ?(?: [-–—] |: )(?=\S)")
_BRACKETED = re.compile(r"[.!?;]\s*[(\[](?P<who>[A-Za-z][A-Za-z/,& ]{0,40})[)\]]\s*\.?$")
_INITIALS_FIRST = re.compile(r"(?P<who>[A-Z]{2,4}) [a-z]")
_LAST_DASH = re.compile(r"\w[.)]? [-–—] (?P<who>[A-Z@][\w’'.,/& -]{0,40})$")
_TIE = re.compile(r",? (?:and|&) |, ?|/")


@dataclass(frozen=True, slots=True)
class Names:
    """How the paper may call those whom it lists: full and first names, initials, nicknames."""

    known: frozenset[str]

    def all_known(self, text: str) -> tuple[str, ...]:
        """The people in a list of names, where every one of them is known; else nobody."""
        parts = tuple(p.strip() for p in _TIE.split(text) if p.strip())
        return parts if parts and all(p.lstrip("@").lower() in self.known for p in parts) else ()

    def instructed(self, text: str) -> tuple[str, ...]:
        """Whom a sentence gives work: "Dee and Bo to book the hall"."""
        match = _TO_DO.match(text)
        return self.all_known(match["who"]) if match else ()

    def before_dash(self, text: str) -> tuple[tuple[str, ...], int]:
        """Who stands before a dash ("Dee - book the hall"), and where the text after it begins."""
        match = _DASHED.match(text)
        who = self.all_known(match["who"]) if match else ()
        return (who, match.end()) if match and who else ((), 0)

    def initials_first(self, text: str) -> tuple[str, ...]:
        """Whose initials begin an action: "AW agenda item for the next meeting"."""
        match = _INITIALS_FIRST.match(text)
        return self.all_known(match["who"]) if match else ()

    def after_dash(self, text: str) -> tuple[str, ...]:
        """Who stands behind the last dash: "Book the hall - Dee"."""
        match = _LAST_DASH.search(text[-60:])
        return self.all_known(match["who"].strip()) if match else ()

    def in_last_brackets(self, text: str) -> tuple[tuple[str, ...], int]:
        """Who stands in brackets after the last sentence, and where the brackets begin."""
        tail = text[-60:]
        match = _BRACKETED.search(tail)
        who = self.all_known(match["who"]) if match else ()
        return (who, len(text) - len(tail) + match.start() + 1) if match and who else ((), 0)


def known_names(minutes: Minutes) -> Names:
    """Those whom a paper lists as there, or whose initials it prints beside their name."""
    attendance = read_attendance(minutes)
    known: set[str] = set()
    for name in (*attendance.present, *attendance.apologies, *attendance.in_attendance):
        known |= _forms(name)
    for passage in minutes.passages[:_HEAD]:
        for match in _PRINTED.finditer(passage.block.text[:4000]):
            initials = "".join(word[0] for word in match["name"].split())
            if match["short"][0] in initials:
                known |= {match["short"].lower(), *_forms(match["name"])}
    return Names(frozenset(known))


def _forms(name: str) -> set[str]:
    bare = _TITLE.sub("", re.sub(r"\s*[(\[].*$", "", name)).strip(" .,")
    words = bare.split()
    if not 0 < len(words) <= 4:
        return set()
    forms = {bare.lower(), words[0].lower()}
    if len(words) > 1:
        forms |= {"".join(w[0] for w in words).lower(), f"cllr {words[-1].lower()}"}
    return {form for form in forms if len(form) > 1}
