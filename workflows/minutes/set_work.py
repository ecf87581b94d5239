"""Whether a clause sets somebody to work: whom, from where in its words, and to do what.

"asks X to …", "requests that X …" and "agrees that X will …" give work away; "agrees to meet in
public" is what the board itself does, and gives nobody any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.minutes.owners import ROLE, split_owners

_WORD = r"[\w’'.&@()-]+"
_TIE = r"(?:,? (?:of|and|for|the|to the|&|in|at|on) (?:the )?|,? )"
_NAMES = rf"@?[A-ZÀ-Þ]{_WORD}(?:{_TIE}[A-ZÀ-Þ]{_WORD}){{0,11}}"
_PARTY = (
    rf"(?:(?:[Tt]he |[Aa]ll |[Bb]oth |[Ee]ach |[Ii]ts |[Oo]ur |[Tt]heir |[Ss]enior |[Ll]ocal )"
    rf"(?:[a-z-]+ ){{0,2}}?)?(?:{_NAMES}|(?:[a-z]+-)?{ROLE}(?: (?:of|for) (?:the )?{_NAMES})?)"
)
"""Somebody: names or a title with capitals, or a post or a group in small letters."""
_BODY = (
    r"(?:[Tt]he |[Tt]his )?(?:[A-Z][\w&’'-]* (?:of |and |for )?){0,7}?(?:[Bb]oard|[Cc]ommittee|"
    r"[Ss]ub-?[Cc]ommittee|[Cc]ouncil|[Pp]anel|[Ff]orum|[Mm]eeting|[Mm]embers|[Tt]rustees|"
    r"[Gg]overnors|[Cc]ouncillors|PC)"
)
_DECIDES = r"(?:[Aa]gree[sd]?|[Rr]esolve[sd]?|[Dd]ecide[sd]?)(?: unanimously)?"

_LEAD = (
    rf"(?P<lead>^(?:[Tt]hat )?(?:{_BODY} )?|[,;] (?:and )?|\band |\b{_DECIDES} to )"
    r"(?:also |further |then |to )?"
)
_ASKING = (
    r"(?:[Aa]sk|[Rr]equest|[Ii]nstruct|[Ii]nvite|[Dd]irect|[Tt]ask|[Cc]ommission|[Rr]equire|[Uu]rge|"
    r"[Ee]ncourage)(?:s|e?d)?"
)
_MODAL = (
    r"(?:will|shall|should|would|must|(?:is|are|be) (?:(?:asked|"
    r"requested|invited|instructed|tasked|required) )?to|has to|have to|needs? to)"
)
_VERB = (
    r"(?:(?:also|both|each|all|then|now|first|jointly|together) )?"
    r"(?P<verb>(?!(?:the|an?|this|that|these|its|our|their|all|take (?:place|effect))\b)"
    r"[a-z][\w-]+)"
)

_ASKS = re.compile(
    rf"{_LEAD}(?P<from>{_ASKING} (?P<who>(?!to\b|for\b|that\b|an?\b)[^;:.]{{2,140}}?) to {_VERB})"
)
_ASKS_THAT = re.compile(rf"{_LEAD}(?P<from>{_ASKING} that (?P<who>{_PARTY}) (?:{_MODAL} )?{_VERB})")
_ASKS_FOR = re.compile(
    rf"{_LEAD}(?P<from>{_ASKING} that (?P<who>)[^;:.]{{3,160}}? be "
    rf"(?P<verb>[a-z]+(?:ed|en|ne|t)))\b"
)
_AGREES_THAT = re.compile(
    rf"(?P<lead>^(?:[Tt]hat )?|\band that |\b{_DECIDES} (?:that )?)"
    rf"(?P<from>(?P<who>{_PARTY}) {_MODAL} {_VERB})"
)
_NAMED_TO = re.compile(
    rf"(?P<lead>^(?:[Tt]hat )?)(?P<from>(?P<who>(?:[Tt]he )?(?:[A-ZÀ-Þ]{_WORD} {_NAMES}|{ROLE})) "
    rf"to {_VERB})"
)
_AGREES_SUBJUNCTIVE = re.compile(
    rf"(?P<lead>^(?:[Tt]hat )?|\band that |\b(?:{_DECIDES}|AGREED|RESOLVED) that )"
    rf"(?P<from>(?P<who>{_PARTY}) (?:also )?(?P<verb>arrange|bring|circulate|consult|contact|draft|"
    r"explore|inform|inspect|invite|investigate|liaise|notify|obtain|organise|prepare|present|"
    r"produce|provide|publish|report|respond|review|send|submit|update|write)\b)"
)
"""The old form of an order: "agreed that officers bring back a report"."""
_ASKED = (_ASKS_THAT, _ASKS, _ASKS_FOR)
_TOLD = (_AGREES_THAT, _AGREES_SUBJUNCTIVE, _NAMED_TO)

_OBJECT = re.compile(
    r"(?:the|all|both|each|every|its|our|their|those|these|local|relevant|any|him|her|them|us|"
    rf"@|[A-ZÀ-Þ])|(?:[a-z-]+ ){{0,3}}{ROLE}\b"
)
_THEM = re.compile(r"(?:he|she|they|it|we|i|you|him|her|them|us|this|that|these|those)\b", re.I)
_ITSELF = re.compile(
    rf"{_BODY}|(?:[Tt]he )?(?:[A-Z][\w&’'-]* ){{0,4}}"
    r"(?:AGM|Minutes|Report|Plan|Strategy|Policy|Budget)"
)
_DECIDING = re.compile(r"\b(?:AGREED|RESOLVED|DECIDED|APPROVED|Unanimously)\b")
"""Words that decide, printed like a name: "Unanimously AGREED to recommend approval"."""
_NOTES = re.compile(r"\b[Nn]ot(?:e|es|ed|ing)\b")
OWN_DOING = (
    r"(?:meet|hold|continue|sit|adjourn|reconvene|suspend|exclude|admit|keep|retain|remain|stand|"
    r"waive|revoke|rescind|allow|permit|extend|vary|postpone|cancel|become|join|nominate|elect|"
    r"rename|spend|charge|donate|increase|reduce|raise|set aside)\b"
)
"""What a board does by deciding it, or by sitting: nobody is given work."""
_NOT_ASKED = re.compile(
    r"(?:be|have|note|receive|acknowledge|welcome|thank|recognise|hear|noted|recorded|approved|"
    r"adopted|endorsed|agreed|appointed|accepted|ratified|thanked)$"
)
_NOT_TOLD = re.compile(
    rf"(?:be|not|have|note|receive|acknowledge|welcome|thank|recognise|hear|observe|like|need|"
    rf"benefit|chair|serve|act|represent|fund|pay|match|contribute|incur|bear|support|approve|"
    r"stay|begin|start|end|open|close|run|come|cover|apply|last|cost|rise|fall|go|focus|form|"
    r"comprise|consist|replace|operate|"
    rf"{OWN_DOING})$"
)
_HERE = (
    r"(?:to|at|for|by|before) (?:the|this|its|our|a|an|each|every) (?:[\w&’'-]+ ){0,6}?"
    r"(?:meeting|Board|Committee|Sub-?Committee|Council|Panel|Forum|agenda)\b"
)
_REPORTS = re.compile(
    r"report(?:s|ed)?(?= (?:back|on|progress|in|by|again|regularly|quarterly|annually|monthly|"
    r"every|each|when|once|the (?:outcome|results?|findings))\b|[,.;]|$)"
    rf"(?! (?:[\w’'-]+ ){{0,6}}?to (?!the (?:next|following))(?:the )?[A-Z](?!oard|ommittee))"
    rf"|report {_HERE}|(?:bring|present|provide|submit|give|brought|presented|provided|submitted|"
    r"given|bring back|come back with|return with)\b"
    r"(?: (?:[\w’',-]+ ){0,8}?"
    r"(?:report|update|paper|findings|results|figures|proposals|plan)s?\b"
    rf"[^.;]{{0,80}}?)? ?{_HERE}",
    re.I,
)


@dataclass(frozen=True, slots=True)
class SetWork:
    """Work that a clause sets. `start` is where its words begin, `owners` are as printed (nobody
    for a pronoun), `reports` says whether something is to come back to a meeting."""

    start: int
    owners: tuple[str, ...]
    reports: bool


def set_work(text: str) -> SetWork | None:
    """The first work that a clause sets on somebody else, or None."""
    found = sorted(_found(text[:1200]), key=lambda pair: pair[0])
    if not found:
        return None
    start, match = found[0]
    who = match["who"].strip(" ,")
    owners = () if _THEM.match(who) else split_owners(who)
    reports = _REPORTS.match(text, match.start("verb")) is not None
    return SetWork(start, owners, reports)


def _found(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    for pattern in _ASKED:
        for match in pattern.finditer(text):
            if _NOT_ASKED.match(match["verb"]) or (
                pattern is _ASKS and not _OBJECT.match(match["who"])
            ):
                continue
            yield match.start("from"), match
            break
    for pattern in _TOLD:
        for match in pattern.finditer(text):
            who = match["who"].strip(" ,")
            # After "and that": what is noted, and what a narrative says would be, set no work.
            noted = match["lead"] == "and that " and (
                " would " in match["from"] or _NOTES.search(text[: match.start()])
            )
            if (
                noted
                or _NOT_TOLD.match(match["verb"])
                or _ITSELF.fullmatch(who)
                or _DECIDING.search(who)
                or _THEM.match(who)
            ):
                continue
            yield match.start("from"), match
            break
