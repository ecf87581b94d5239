"""What a granting clause says: to whom, for what, in consultation with whom, on what terms."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from workflows.minutes.delegations import read_delegations
from workflows.minutes.register import DraftClause, DraftResolution
from workflows.profile import DEFAULT, Rules

_MEMBER = re.compile(
    r"\b(?:cllrs?|councillors?|chair(?:man|woman|person)?|vice[- ]chair|members?)\b", re.I
)
_PARTNER = re.compile(
    r"\b(?:NHS|ICB|CCG|trust|voluntary|healthwatch|police|university|foundation|charity)\b", re.I
)
_GROUP = re.compile(r"\b(?:sub-?committee|sub-?group|panel)\b", re.I)
_FIRST = re.compile(r"\b(?:following|after) (?:full )?consultation with\b", re.I)
_SEVERALLY = re.compile(
    r"\b(?:severally|either of|any (?:one|of)|each of|or (?:in (?:his|her|their) absence))\b", re.I
)
_JOINTLY = re.compile(r"\b(?:jointly|acting together|both of)\b", re.I)
_STANDING = re.compile(
    r"\b(?:from time to time|any (?:future|further|such)|all (?:future|such|decisions)|"
    r"(?:decisions|approvals|awards|grants|payments|variations)|as and when|ongoing|"
    r"day[- ]to[- ]day|per (?:annum|year|month|quarter|item|contract|case))\b",
    re.I,
)
_MONEY = re.compile(r"£\s?(?P<sum>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>k|m|million|thousand)?\b", re.I)
_LIMIT = re.compile(
    r"(?:up to|maximum|not (?:to exceed|exceeding)|limit|no more than|within)[^£.;]{0,40}$", re.I
)
_PERIOD = re.compile(
    r"\bfor (?:a period of )?(?:up to )?(?P<n>\d{1,2}|one|two|three|four|five|six|twelve) "
    r"(?P<unit>months?|years?)\b",
    re.I,
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12}
_SCOPE = re.compile(
    r"\b(?:delegat(?:e[sd]?|ing)) (?:the )?(?P<what>.+?) to (?=the |a |an |[A-Z])", re.I
)
#: Where the terms begin in what is to be decided.
_END_OF_SCOPE = re.compile(
    r",? (?:up to|to a maximum|not (?:to exceed|exceeding)|jointly|severally|acting)\b", re.I
)
_TO_DO = re.compile(
    r"\b(?:authority|powers?|authori[sz]ed?|consultation with [^,;.]+),? to (?P<what>[a-z][^.;]+)",
    re.I,
)


@dataclass(frozen=True)
class Grant:
    """The terms of a grant as read from its words, or as an officer has put them right. `deadline`
    is the day by which it is used; the rest as in `workflows.delegations`."""

    text: str
    delegates: tuple[str, ...] = ()
    consultees: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    deadline: date | None = None
    scope: str = ""
    amount: int | None = None
    jointly: str = ""
    consult_first: bool = False
    recurring: bool = False


def read_grant(text: str, on: date) -> Grant:
    """The terms that a clause states, its dates read as of the day of the meeting."""
    clause = DraftClause(None, text, (), "delegation", (0, 0))
    found = read_delegations([DraftResolution(None, None, None, (0, 0), (clause,))], on)
    read = found[0]
    grant = Grant(text, read.delegates, read.consultees, read.conditions, read.deadline)
    return with_terms(grant, on)


def with_terms(grant: Grant, on: date) -> Grant:
    """The grant with what its words say besides who and by when: scope, limits, how it is held."""
    text = grant.text
    return replace(
        grant,
        deadline=grant.deadline or _end_of_period(text, on),
        scope=grant.scope or _scope(text),
        amount=grant.amount if grant.amount is not None else read_limit(text),
        jointly=grant.jointly or _held(text, grant.delegates),
        consult_first=grant.consult_first or bool(grant.consultees and _FIRST.search(text)),
        recurring=grant.recurring or bool(_STANDING.search(text)),
    )


def _scope(text: str) -> str:
    found = _SCOPE.search(text)
    if found and not re.match(r"(?:full )?(?:authority|powers?)\b", found["what"], re.I):
        return _END_OF_SCOPE.split(found["what"])[0].strip(" ,")
    doing = _TO_DO.search(text)
    return doing["what"].strip(" ,") if doing else ""


def read_limit(text: str) -> int | None:
    """The most that may be spent, in pounds, where the words set a limit."""
    for found in _MONEY.finditer(text):
        if _LIMIT.search(text[: found.start()]):
            return pounds(found[0])
    return None


def pounds(words: str) -> int | None:
    """A sum as people write it ("£25,000", "£1.5m", "40k") in whole pounds; None if it is none."""
    found = _MONEY.search(words if "£" in words else f"£{words.strip()}")
    if found is None:
        return None
    unit = (found["unit"] or "").lower()
    times = 1000 if unit in ("k", "thousand") else 1_000_000 if unit else 1
    return round(float(found["sum"].replace(",", "")) * times)


def _held(text: str, delegates: tuple[str, ...]) -> str:
    if len(delegates) < 2:
        return ""
    if _JOINTLY.search(text):
        return "jointly"
    return "severally" if _SEVERALLY.search(text) else ""


def _end_of_period(text: str, on: date) -> date | None:
    """The last day of "for a period of 12 months", counted from the day of the meeting."""
    found = _PERIOD.search(text)
    if found is None:
        return None
    number = _NUMBERS.get(found["n"].lower()) or int(found["n"])
    months = number if found["unit"].lower().startswith("month") else 12 * number
    return on + relativedelta(months=months) - relativedelta(days=1)


def holder_kind(name: str) -> str:
    """What kind of holder a printed name is, as far as the name tells: a sub-committee, a member, a
    partner, or an officer of the authority."""
    if _GROUP.search(name):
        return "sub-committee"
    if _MEMBER.search(name):
        return "member"
    return "partner" if _PARTNER.search(name) else "officer"


def is_chair(name: str) -> bool:
    """Whether the chair, or the vice-chair, is meant by their office."""
    return bool(
        re.fullmatch(r"(?:the )?(?:vice[- ])?chair(?:man|woman|person)?", name.strip(), re.I)
    )


def warnings_for(
    delegates: tuple[str, ...], rules: Rules = DEFAULT, function: str = "", text: str = ""
) -> tuple[str, ...]:
    """What is to be known of a grant to these under the board's rules of its day, in plain words;
    nothing if all seem to be officers of the authority or a sub-committee."""
    if not delegates:
        return ("The grant names nobody who is to decide.",)
    found = []
    others = [d for d in delegates if holder_kind(d) in ("member", "partner")]
    if rules.written_resolution:
        others = []  # no council's committee: who may hold its powers is its own affair
    if others:
        named = " and ".join(f"“{d}”" for d in others)
        verb = "is no officer" if len(others) == 1 else "are no officers"
        found.append(
            f"{named} {verb} of the authority. A Health and Wellbeing Board can delegate only to "
            "an officer of the authority or to a sub-committee (SI 2013/218 reg. 3). Kept as the "
            "minutes have it; if the grant is made again, name the officer and have the others "
            "consulted."
        )
    found += _functions(delegates, rules, f"{function} {text}".casefold(), function)
    return tuple(found)


def _functions(delegates: tuple[str, ...], rules: Rules, words: str, function: str) -> list[str]:
    """Whether the rules let an officer hold the function."""
    reserved = next((f for f in rules.sub_committee_functions if f.casefold() in words), None)
    where = f" ({rules.minuted})" if rules.minuted else ""
    if reserved and any(holder_kind(d) != "sub-committee" for d in delegates):
        return [
            f"“{reserved}” may go to a sub-committee only under this board's rules{where}. Kept as "
            "the minutes have it; the remedy is a grant to a sub-committee, or the board's own "
            "decision."
        ]
    allowed = {f.casefold() for f in rules.officer_functions}
    if function and allowed and function.casefold() not in allowed:
        return [
            f"“{function}” is not among the functions that this board's rules let an officer "
            f"hold{where}. Kept as the minutes have it; the remedy is the board's own decision, "
            "or a change of its rules."
        ]
    return []
