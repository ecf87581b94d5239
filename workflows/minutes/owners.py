"""Who is to do it: people, posts and groups as printed. A pronoun is nobody yet."""

from __future__ import annotations

import re

_TITLE = (
    r"(?:Cllrs?|Councillors?|Dr|Mrs?|Ms|Miss|Prof|Professor|Rev|Sir|Dame|Lord|"
    r"Lady|Borough Cllr|County Councillor)\b\.?"
)
_NAME = r"[A-ZÀ-Þ][\w’'-]*\.?"
_PERSON = re.compile(rf"(?:{_TITLE}\s)?(?:{_NAME}\s){{0,3}}{_NAME}$")
_INITIALS = re.compile(r"[A-Z]{2,4}$|[A-Z]{1,3}[a-z]{1,3}$|[A-Z]$")
_HANDLE = re.compile(r"@[\w-]+$")
ROLE = (
    r"(?:Section (?:73|95|114|151) Officer|S151 Officer|"
    r"[Cc]lerk|[Cc]hair(?:man|woman|person)?|[Vv]ice[- ][Cc]hair(?:man)?|"
    r"[Ss]ecretary|[Ss]ecretariat|[Tt]reasurer|[Hh]ead ?teacher|[Hh]ead|RFO|"
    r"[Oo]fficers?|[Mm]embers|[Gg]overnors|[Tt]rustees|TRUSTEES|[Cc]ouncillors|"
    r"[Dd]irectors?|[Mm]anager|[Cc]o-?ordinator|[Aa]dministrator|[Cc]aretaker|"
    r"[Hh]andyman|"
    r"[Aa]ll|ALL|[Ee]veryone|[Bb]oard|[Cc]ommittee|[Cc]ouncil|[Gg]roup|[Tt]eam|"
    r"[Pp]artners|[Tt]rusts|[Oo]rganisations|[Ww]arden|[Ee]ditor|[Ll]eads?|"
    r"[Oo]wner|[Pp]resident|[Cc]onven[oe]rs?|[Ee]ditors?|[Vv]olunteers|[Rr]esidents|"
    r"[Ss]taff|[Ff]acilitator|SENDCo|[Ss]BM|"
    r"[Ee]xecutive|[Mm]ember|[Pp]ortfolio [Hh]older|[Cc]ommissioner|[Ss]olicitor|"
    r"[Aa]ccountant|[Ee]ngineer|[Ss]urveyor|[Ss]uperintendent|[Rr]egistrar)"
)
_ROLE = re.compile(
    rf"(?:[Tt]he |[Aa]ll )?(?:[a-z]+ |(?:[A-Z][\w&’'()-]*,? (?:of |and |for |the |"
    rf"to )?){{0,8}}?){ROLE}(?:\s(?:of|for|and|at|in)\b.{{0,90}}|"
    rf"\s[A-Z].{{0,60}})?$"
)
_PRONOUN = re.compile(
    r"^(?:he|she|they|it|we|i|you|this|these|that|those|who|which|there|one|"
    r"someone|somebody|him|her|them)\b",
    re.I,
)
_NOT_OWNER = re.compile(
    r"^(?:action|actions|none|n/?a|tbc|tba|noted|agreed|approved|resolved|"
    r"info(?:rmation)?|yes|no|ongoing|complete[d]?|closed|open|discharged|update|"
    r"draft|report|item|minutes|agenda|owner|by whom|responsible|deadline|due|"
    r"target|timescale|by when|status|progress|"
    r"notes?|nb|question|answer|response|outcome|decision|comments?|date|link|see|motion|vote|"
    r"paper|letter|text|work|further|more|full|advice|details?|terms|wording|"
    r"standards?|plan|strategy|review|a|an|some|any|once|if|when|following|after|"
    r"before|please|as)\b",
    re.I,
)
_PROSE = re.compile(r"\d|[a-z] (?:to|will|be|is|are|was|were|has|have|had|by|on) |[a-z]{5,}[.;!?] ")
_SPLIT_SLASH = re.compile(r"\s*[/;+]\s*|\s*&\s*(?=[A-Z]{2,4}\b)")
_SPLIT_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*")
_BRACKETED_FIRST = re.compile(r"[\[(](?P<who>[A-Z@][^\[\]()]{0,40})[)\]]:?\s+(?=\S)")
_HANDLE_FIRST = re.compile(r"(?P<who>@[\w-]+)\s")
_SUBJECT = re.compile(
    r"^(?P<who>.{1,160}?)\s+(?:(?:is|are|was|were) (?:asked |requested |required "
    r"|tasked |invited |due )?to|(?:(?:both|also|all|then) )?agreed to|(?:has|"
    r"have) agreed to|"
    r"undertook to|offered to|volunteered to|to|will|would|shall|should|must|"
    r"need(?:s)? to|requested to|asked to)\b(?: also| then| "
    r"both)?\s+(?P<verb>(?!be\b(?! in touch))[a-z][\w-]+)"
)
_COLON = re.compile(
    r"^(?P<who>[@\w][^:.;()]{0,70}?)\s*[:–—]\s+(?=\S)|"
    r"^(?P<who2>[A-Z]{2,4}(?:\s*[/,&]\s*[A-Z]{2,4})*)\s+-\s+(?=\S)|"
    r"^(?P<who3>All|[A-Z][a-z]+(?: [A-Z][a-z]+)?"
    r"(?:(?:, | and | & )[A-Z][a-z]+(?: [A-Z][a-z]+)?){0,3})"
    r" - (?=[a-z])"
)
_TRAILING = re.compile(r"[(\[]\s*(?P<who>[A-Z@][^()\[\]]{0,60}|all|members|everyone)\s*[)\]]\.?$")


def split_owners(text: str) -> tuple[str, ...]:
    """The owners in a cell or before a colon: "DT/DO", "PM, CC and Clerk", "Cllrs A and B"."""
    text = text.strip(" .,:;()[]*_")
    if not text or _PRONOUN.match(text):
        return ()
    plural = re.match(r"(?:Cllrs|Councillors)\.?\s+", text)
    if plural:
        text = text[plural.end() :]
    found: list[str] = []
    for part in _SPLIT_SLASH.split(text):
        found.extend(_split_and(part))
    return tuple(dict.fromkeys(p for p in found if p and not _PRONOUN.match(p)))


def _split_and(part: str) -> list[str]:
    """Cut at commas and "and" only where every piece is somebody: posts hold both too."""
    pieces = [p.strip(" .") for p in _SPLIT_AND.split(part) if p.strip(" .")]
    if len(pieces) > 1 and all(_is_short_somebody(p) for p in pieces):
        return pieces
    return [part.strip(" ,")]


def _is_short_somebody(text: str) -> bool:
    bare = re.sub(r"^(?:the|The) ", "", text)
    if bare in ("Communities", "Wellbeing", "Health", "Housing", "Families", "Children"):
        return False
    return bool(
        _INITIALS.fullmatch(bare)
        or _HANDLE.fullmatch(bare)
        or re.fullmatch(ROLE, bare)
        or re.fullmatch(rf"(?:[A-Za-z][\w’'-]* ){{0,3}}{ROLE}", bare)
        or re.fullmatch(rf"{_TITLE}\s(?:{_NAME}\s){{0,3}}{_NAME}", bare)
        or re.fullmatch(rf"{_NAME}\s(?:{_NAME}\s){{0,2}}{_NAME}", bare)
        or re.fullmatch(r"[a-z][a-z0-9_-]{1,15}", bare)
        or re.fullmatch(r"[A-Z][a-zà-þ’'-]{2,15}", bare)
    )


def is_owner_cell(text: str) -> bool:
    """Whether a short text in a margin or a column names somebody and nothing else."""
    text = text.strip(" .")
    if not 0 < len(text) <= 80 or _NOT_OWNER.match(text) or _PROSE.search(text):
        return False
    return all(_is_somebody(p) for p in split_owners(text)) and bool(split_owners(text))


def is_post_or_initials(text: str) -> bool:
    """Whether a text is a bare post or initials: what an owner's column holds and no heading."""
    return all(
        re.fullmatch(rf"(?:[Tt]he )?{ROLE}|[A-Z]{{2,3}}", p) for p in split_owners(text)
    ) and bool(split_owners(text))


def _is_somebody(text: str) -> bool:
    bare = re.sub(r"^(?:the|The|All|all) ", "", text)
    return bool(
        _INITIALS.fullmatch(bare)
        or _HANDLE.fullmatch(bare)
        or re.fullmatch(ROLE, bare)
        or re.fullmatch(ROLE, text)
        or (_PERSON.fullmatch(bare) and (" " in bare or bare[:1].isupper()))
        or _ROLE.fullmatch(text)
    )


def subject_owners(text: str) -> tuple[tuple[str, ...], int]:
    """The owners that are the subject of an action ("X and Y to …") and where the verb begins."""
    match = _SUBJECT.match(text)
    if match is None:
        return (), 0
    who = match["who"].strip(" ,")
    who = re.sub(r"^(?:that|That|and|so)\s+", "", who)
    who = re.sub(r"\s*\([^()]{0,60}\)$", "", who)
    if _PRONOUN.match(who) or _NOT_OWNER.match(who) or not _could_be_owner(who):
        return (), 0
    return split_owners(who), match.start("verb")


def _could_be_owner(who: str) -> bool:
    if who[0] == "@" or _INITIALS.fullmatch(who):
        return True
    if any(not _is_short_somebody(p) for p in split_owners(who)) and not _is_somebody(who):
        return False
    return who.removeprefix("the ")[:1].isupper()


def prefixed_owners(text: str) -> tuple[tuple[str, ...], int]:
    """The owners before a colon ("Name: do this") and where the text after it begins."""
    bracketed = _BRACKETED_FIRST.match(text)
    if bracketed and is_owner_cell(bracketed["who"]):
        return split_owners(bracketed["who"]), bracketed.end()
    match = _COLON.match(text)
    if match is None:
        return (), 0
    who = (match["who"] or match["who2"] or match["who3"]).strip()
    if _NOT_OWNER.match(who) or _PRONOUN.match(who) or len(who.split()) > 8:
        return (), 0
    owners = split_owners(who)
    if not owners or not all(_is_somebody(o) or _is_short_somebody(o) for o in owners):
        return (), 0
    return owners, match.end()


def trailing_owners(text: str) -> tuple[tuple[str, ...], int]:
    """The owners in brackets at the end ("gather examples (all)") and where the brackets begin."""
    match = _TRAILING.search(text[-90:])
    if match is None:
        return (), len(text)
    owners = split_owners(match["who"])
    short = all(
        _INITIALS.fullmatch(o)
        or _HANDLE.fullmatch(o)
        or re.fullmatch(ROLE, o)
        or _PERSON.fullmatch(o)
        for o in owners
    )
    if not owners or not short:
        return (), len(text)
    return owners, max(0, len(text) - 90) + match.start()


_INSTRUCTION = re.compile(
    rf"(?:The |All )?(?:@[\w-]+|[A-Z]{{2,3}}(?:(?:, | and |/| & )[A-Z]{{2,3}})*|"
    rf"(?:[A-Z][\w’']* ){{0,3}}{ROLE}|(?:Cllrs?|Councillor|Dr|Mrs?|Ms)\.?(?: [A-Z][\w.’'-]*){{1,3}}"
    rf"(?: and (?:the )?[A-Z]\w+)?) to [a-z]+\b"
)


def instructs(text: str) -> bool:
    """Whether a sentence begins as an instruction: "Clerk to place on website"."""
    return bool(_INSTRUCTION.match(text)) and " to be " not in text[:60]


def owners_of(text: str) -> tuple[str, ...]:
    """The owners that the words of an action name, wherever they stand."""
    for found in (prefixed_owners(text)[0], subject_owners(text)[0], trailing_owners(text)[0]):
        if found:
            return found
    handle = _HANDLE_FIRST.match(text)
    return (handle["who"],) if handle else ()


_BODY_ACTS = re.compile(
    r"(?:the )?(?P<kind>council|trust|board|committee|partnership|university|college|society|"
    r"company|association|authority|agency|school|church|party)\s+[a-z]{3,}s\s",
    re.I,
)


def body_named(text: str, before: str) -> tuple[str, ...]:
    """The body that acts in "… of the Hallam Council, whilst the council writes to …".

    A body that goes by its kind alone is the one that the words before it name in full, where they
    name one; else nobody, because "the council" may be any.
    """
    match = _BODY_ACTS.match(text)
    if match is None:
        return ()
    kind = match["kind"].capitalize()
    named = re.findall(rf"\b((?:[A-Z][\w&’'-]*\s){{1,6}}{kind})\b", before)
    full = dict.fromkeys(re.sub(r"^The\s", "", name) for name in named)
    return tuple(full) if len(full) == 1 else ()
