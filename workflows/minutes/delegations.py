"""Authority that was given away: to whom, in consultation with whom, on what terms, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from workflows.minutes.dates import DATE, read_date
from workflows.minutes.owners import ROLE
from workflows.minutes.register import DraftDelegation, DraftResolution

_GRANT = re.compile(
    r"\bdelegat(?:e[sd]?|ing|ion)\b|\b(?:gives?|given|gave) (?:full |delegated )?"
    r"(?:authority|powers?)\b",
    re.I,
)
_AUTHORISE = re.compile(
    r"\bauthori[sz](?:e[sd]?|ing)\s+(?!to\b|signator)(?P<who>(?:the "
    r")?.{2,120}?)\s+to\s+(?=[a-z])|(?P<who2>[Tt]he .{2,100}?) be (?:hereby )?authori[sz]ed"
    r"(?:,? (?:in|after|following) consultation with [^,;.]{3,80},)? to\b|"
    r"\b(?:give[ns]?|gave) (?P<who3>the .{2,80}?) (?:authority|"
    r"power) to\b",
    re.I,
)
_BE_GIVEN = re.compile(
    r"(?P<who>(?:[Tt]he )?[A-Z][^.;:]{2,100}?) (?:be|is|are|was|were) (?:hereby )?(?:given )?"
    r"delegated (?:the )?(?:authority|powers?|responsibility)\b"
)
_TO = re.compile(
    r"\bto (?=(?:the |a |an )?(?:[A-Z]|[a-z]+ (?:officer|manager|director|clerk|"
    r"chair)|clerk|chair|officers))"
)
_STOP = re.compile(
    r",? (?:in|following|after|and following) (?:full )?consultation with\b|,? "
    r"(?:acting )?(?:jointly|severally)\b|,? subject to\b|,? (?:before|by|until|"
    r"prior to|no later than) (?=(?:the )?(?:\d|end|Mon|Tue|Wed|Thu|Fri|Jan|Feb|"
    r"Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|submission))"
    r"|,? (?:up )?to a maximum\b|,? up to £|,? (?:at a cost )?not exceeding\b|,? within\b"
    r"|,? (?:to|for|so that|in order to) "
    r"(?=[a-z])|[.;]|,? (?:who|which|within)\b"
    r"|,? (?:the |full |its |all |such )?(?:(?:delegated|necessary|sole) )?(?:authority|powers?|"
    r"responsibility|responsibilities|discretion|permission)\b"
    r"|,? (?:the )?(?:decisions?|approval|award|choice|sign-off|[a-z]+ing) "
    r"(?:of|on|about|whether) ",
)
_CONSULT = re.compile(
    r"\b(?P<how>in|following|after) (?:full )?consultation with (?P<who>.+)", re.I
)
_CONDITION = re.compile(
    r"\bsubject to [^.;]{3,160}?(?=,? and (?:gave|gives?|to|that|delegat|authoris|agree|approve)|"
    r",? to [a-z]+ (?:the|a|an|any|such)\b|[.;]|$)|\b(?:up )?to a maximum (?:of |cost of |value of "
    r")?[£€$]?[\d,.]+(?:k|m| million)?|"
    r"\bup to (?:a (?:value|maximum|total|limit) of )?[£€$][\d,.]*\d(?:k|m| million)?"
    r"(?: (?:per|a) (?:annum|year|month|quarter|item|contract|case))?|"
    r"\b(?:at a cost )?not (?:to exceed|exceeding) [£€$][\d,.]*\d(?:k|m| million)?|"
    r"\bfor (?:a period of )?(?:up to )?(?:\d{1,2}|one|two|three|four|five|six|twelve) "
    r"(?:months?|years?)\b|"
    r"\bwithin (?:the )?(?:approved |agreed |"
    r"existing )?(?:budget|limits?|parameters)[^.;,]{0,80}|\bfollowing (?:full "
    r")?consultation with [^.;]{3,120}?(?=,? to [a-z]+ |[.;]|$)",
    re.I,
)
_DEADLINE = re.compile(
    rf"\b(?:before|by|until|no later than|prior to|not later than) (?:the )?(?P<date>{DATE})", re.I
)
_BETWEEN = re.compile(
    rf"(?:,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+)(?=(?:the\s+(?:[A-Z]|{ROLE})|"
    rf"Councillor|Cllr|Dr\.? |Professor |Mrs? |Ms |either |[A-Z][a-z]+ "
    rf"[A-Z][a-z]+(?:,|$| and )))"
)


def read_delegations(resolutions: list[DraftResolution], on: date | None) -> list[DraftDelegation]:
    """The delegations among the clauses that were resolved."""
    found = []
    for resolution in resolutions:
        for clause in resolution.clauses:
            if clause.kind == "delegation":
                found.append(_delegation(clause.text, clause.lines, on))
    return found


def _delegation(text: str, lines: tuple[int, int], on: date | None) -> DraftDelegation:
    delegates = tuple(_delegates(text))
    consultees: tuple[str, ...] = ()
    consult = _CONSULT.search(text)
    if consult:
        consultees = tuple(_people(_until_stop(consult["who"])))
    conditions = tuple(m[0].strip(" ,.") for m in _CONDITION.finditer(text))
    deadline = _DEADLINE.search(text)
    return DraftDelegation(
        text,
        lines,
        delegates,
        consultees,
        conditions,
        read_date(deadline["date"], on) if deadline else None,
    )


def _delegates(text: str) -> Iterator[str]:
    authorised = _AUTHORISE.search(text)
    granted = _GRANT.search(text)
    if authorised and (granted is None or authorised.start() < granted.start()):
        yield from _people(
            _until_stop(authorised["who"] or authorised["who2"] or authorised["who3"])
        )
        return
    given = _BE_GIVEN.search(text)
    if given:
        yield from _people(re.sub(r"^.*\bthat (?=the |[A-Z])", "", given["who"]))
        return
    if granted is None:
        return
    after = text[granted.end() :]
    choices = [_until_stop(after[m.end() :]) for m in _TO.finditer(after)]
    named = [
        c
        for c in choices
        if re.search(rf"\b{ROLE}\b|\bCllr\b|\bCouncillor\b|\bChief Executive\b|\bDirector\b", c)
    ]
    people = list(_people((named or choices)[0])) if choices else []
    yield from people


def _until_stop(text: str) -> str:
    stop = _STOP.search(text)
    return text[: stop.start()] if stop else text


def _people(text: str) -> Iterator[str]:
    """Those named in a list whose members' titles hold commas and "and" themselves."""
    for part in _BETWEEN.split(text):
        name = part.strip(" ,.")
        named = re.match(
            r"((?:Cllr\.? |Councillor |Dr |Mrs? |Ms )?[A-Z][\w’'-]+ [A-Z][\w’'-]+) the [a-z]", name
        )
        name = named[1] if named else name
        if name:
            yield name
