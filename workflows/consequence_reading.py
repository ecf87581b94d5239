"""What follows from a clause, recognised from its words: duties that go on, documents that will be
revised, referrals to other bodies, approval needed elsewhere, money.

What is found here is only offered: an officer keeps it or lets it be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.consequences import ConsequenceKind
from workflows.resolutions import Clause, ClauseKind


@dataclass(frozen=True)
class Follows:
    """One thing that follows from a clause: its words, the body it goes to, the amount in pounds,
    and the phrase that says when, where there is one."""

    clause_id: str
    kind: ConsequenceKind
    text: str
    phrase: str = ""
    body: str = ""
    amount: int | None = None


_DUTY = re.compile(
    r"\b(?:maintain(?:s|ed|ing)? (?:[a-z]+ )?(?:oversight|overview|a watching brief)"
    r"|keep(?:s|ing)? (?:[^.;,]{2,60} )?(?:under review|in view|an oversight|oversight|"
    r"a watching brief)"
    r"|kept (?:under review|in view)"
    r"|continue[sd]?(?: to)? (?:support|monitor|oversee|work|champion|promote|engage|review|"
    r"receive|provide|direction of travel)|(?:ongoing|continued|continuing) (?:oversight|support|"
    r"monitoring))\b",
    re.I,
)
_DOCUMENT = re.compile(
    r"\b(?:live|living)(?: working)? document\b|\b(?:would|will|to) be (?:revised|refreshed|"
    r"updated)\b|\b(?:kept|keep) (?:it )?up to date\b",
    re.I,
)
_ADOPTED = re.compile(
    r"\b(?:adopt(?:s|ed)?|approv(?:e[sd]?)|ratif(?:y|ies|ied)|sign(?:s|ed)? off|endors(?:e[sd]?))\b"
    r"[^.;]{0,120}?\b(?P<what>(?:[A-Z][\w’'&/-]*|terms|of|and|the|for|joint|annual|health|wellbeing|"
    r"working|needs)(?: [\w’'&/-]+){0,8}? ?(?:[Ss]trategy|[Pp]olicy|[Ff]ramework|[Tt]erms of "
    r"[Rr]eference|[Aa]greement|[Cc]onstitution|[Pp]rotocol|[Cc]harter|[Ww]ork(?:ing)? "
    r"[Pp]rogramme|[Nn]eeds [Aa]ssessment|[Mm]emorandum of [Uu]nderstanding))\b",
)
_BODY = (
    r"(?P<body>(?:the |its |their )?(?:[A-Z][\w’'&.-]*(?: (?:of|and|for|the|&|in) | )){0,7}"
    r"(?:Council|Cabinet|Committee|Board|Partnership|Executive|Panel|Forum|Secretary of State|"
    r"ICB|ICP|Assembly|Trust|Commission|Governors))"
)
_REFERRED = re.compile(
    rf"\b(?:refer(?:s|red)?|recommend(?:s|ed)?|submit(?:s|ted)?|present(?:s|ed)?|forward(?:s|ed)?|"
    rf"escalat(?:e[sd]?)|commend(?:s|ed)?|put)\b(?P<what>[^.;]{{0,200}}?)\bto {_BODY}"
)
_FOR_APPROVAL = re.compile(
    rf"\b(?:subject to|pending|seek(?:s|ing)?|await(?:s|ing)?|conditional (?:up)?on|for)(?: the)? "
    rf"(?:(?:final|formal|subsequent|necessary) )?(?:approval|agreement|ratification|endorsement|"
    rf"sign[- ]off|adoption)(?: (?:by|of|from|at|to))(?: the)? {_BODY}"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_WHEN = re.compile(
    r"\b(?:in |within |after )?(?:\d{1,2}|twelve|eighteen|six|three) ?(?:-|–|to) ?"
    r"(?:\d{1,2}|twelve|eighteen|six) (?:months|years)(?:['’]s? time)?"
    r"|\b(?:within|in|after|by|before|until) (?:\d{1,2} (?:weeks?|months?|years?)|(?:the )?"
    rf"(?:end of )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}(?: 20\d\d)?|20\d\d)"
    r"|\b(?:annually|every year|each year|quarterly|every (?:six|three|two) months)\b"
)
#: Verbs by which money is approved, as told in a clause.
_APPROVES = re.compile(
    r"\b(?:approv|agree|award|allocat|grant|authoris|delegat|sign(?:s|ed)? off|releas|commit|fund|"
    r"purchas|pay|spend|spent|cost|donat|contribut|budget|precept|accept|order|reimburs)",
    re.I,
)
_AMOUNT = re.compile(
    r"£\s?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?)"
    r"\s?(?P<unit>k|m|bn|thousand|million|billion)?(?![\w])",
    re.I,
)
_UNITS = {
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
#: The largest amount that a row holds; a larger one is a slip of the pen.
MOST_POUNDS = 2**31 - 1


def amounts_in(text: str) -> tuple[int, ...]:
    """The amounts of money in a text, in whole pounds, in their order: "£1.2 million" is 1200000,
    "£35k" 35000, "£3,215,380" that. Pence are dropped."""
    found = []
    for each in _AMOUNT.finditer(text):
        whole, _, part = each["n"].replace(",", "").partition(".")
        factor = _UNITS.get((each["unit"] or "").lower(), 1)
        # By whole numbers: 1.2 million is no float's business.
        value = int(whole) * factor + (int(part) * factor // 10 ** len(part) if part else 0)
        if value <= MOST_POUNDS:
            found.append(value)
    return tuple(found)


def approved_amount(text: str) -> int | None:
    """The money that a clause approves or gives out: the sum it names first, as the others are
    mostly its parts; None where it names none, or does not decide about it."""
    amounts = amounts_in(text)
    return amounts[0] if amounts and _APPROVES.search(text) else None


def follows_from(clause: Clause) -> tuple[Follows, ...]:
    """What follows from a clause besides actions and delegations, each kind once. What is only
    noted has no such consequence, but for a duty that stands beside it."""
    return tuple(_found(clause))


def _found(clause: Clause) -> Iterator[Follows]:
    text = clause.text
    duty = _DUTY.search(text)
    if duty:
        told = _from(text, duty.start())
        yield Follows(clause.id, ConsequenceKind.DUTY, told, _when(text))
    if clause.kind is ClauseKind.NOTING:
        return
    document = _document(text)
    if document:
        yield Follows(clause.id, ConsequenceKind.DOCUMENT, document, _when(text))
    approval = _FOR_APPROVAL.search(text)
    if approval:
        body = _bare(approval["body"])
        yield Follows(clause.id, ConsequenceKind.APPROVAL, text, _when(text), body)
    referred = _REFERRED.search(text)
    if referred and approval is None:
        body = _bare(referred["body"])
        if body.casefold() not in ("board", "this board"):
            told = _from(text, referred.start())
            yield Follows(clause.id, ConsequenceKind.REFERRAL, told, _when(text), body)
    amount = approved_amount(text)
    if amount is not None:
        yield Follows(clause.id, ConsequenceKind.MONEY, text, amount=amount)


_VERB_BEFORE = re.compile(r"^(?:and|of|for) (?:(?:approve|endorse|adopt|ratify)[sd]? (?:the )?)?")


def _document(text: str) -> str:
    adopted = _ADOPTED.search(text)
    if adopted and "minutes" not in adopted[0].lower():
        return _bare(_VERB_BEFORE.sub("", adopted["what"]))
    return text if _DOCUMENT.search(text) else ""


def _when(text: str) -> str:
    found = _WHEN.search(text)
    return found[0].strip() if found else ""


def _from(text: str, start: int) -> str:
    """The words from there on, to the end of their part of the sentence."""
    return re.split(r"(?<=[a-z)])[;.](?:\s|$)", text[start:], maxsplit=1)[0].strip(" ;.,")


def _bare(name: str) -> str:
    return re.sub(r"^(?:the|its|their)\s+", "", " ".join(name.split()), flags=re.I)
