"""People in a list: who is named, and what stands beside the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TITLE = (
    r"(?:Cllrs?|Councillors?|Council ?[Mm]embers?|Commissioner|Dr|Drs|Mrs?|Messrs|Ms|Miss|Mx|"
    r"Prof(?:essor)?|Rev(?:d|erend)?|Fr|"
    r"Father|"
    r"Canon|Sir|Dame|Lord|Lady|Ald(?:erman)?|Chief Superintendent|Superintendent|Supt|Chief "
    r"Inspector|"
    r"Inspector|Insp|Sgt|PCSO)\b"
)
_WORD = r"(?:[A-ZÀ-Þ][\w’'-]*\.?|[A-ZÀ-Þ]\.(?:[A-Z]\.)*)"
_PARTICLE = r"(?:de|van|von|der|den|la|le|du|di|da|al|bin)"
NAME = rf"(?:(?:{TITLE}\.? ?)*{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{0,4}})"
_PERSON = re.compile(
    rf"(?P<name>(?P<title>(?:(?:Borough |County |District |Town |Parish |City )?{TITLE}\.? )*)"
    rf"(?P<bare>{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{0,4}}))(?P<rest>.*)$",
    re.S,
)
_CHAIR = re.compile(
    r"(?P<role>(?:(?:in the )?(?:acting |joint |co-?)?(?:vice[- ]?|deputy )?chair(?:man|woman|"
    r"person)?|"
    r"(?:deputy )?mayor|host|clerk|secretary|treasurer|president)\b)\s*[:,–-]?\s+"
    rf"(?={TITLE}|[A-ZÀ-Þ][\w’'.-]+ [A-ZÀ-Þ])",
    re.I,
)
_OFFICE = re.compile(
    r"\b(?:Officers?|Services?|Council|Trust|NHS|ICB|GP|Directors?|Director[A-Z]\w*|Managers?|"
    r"Partnerships?|"
    r"University|College|Academy|School|Police|Constabulary|Foundation|Executive|Clerk|"
    r"Chair(?:man|woman|person)?|Vice-?Chair(?:man)?|Health|Healthcare|Democratic|Secretary|"
    r"Treasurer|"
    r"Healthwatch|Board|Committee|County|Borough|District|Alliance|Association|Society|Group|Team|"
    r"Head|Lead|Leader|Deputy|Assistant|Advisor|Adviser|Consultant|Representative|Member|Members|"
    r"Governors?|Trustees?|Observers?|Minutes?|Administrator|Coordinator|Co-?ordinator|Support|Ltd|"
    r"Limited|Inc|Plc|LLC|Company|Bank|Church|Hospital|Cabinet|Portfolio|Finance|Policy|Public|"
    r"Community|Communities|Housing|Planning|Estates|Strategy|Strategic|Operations|Commissioning|"
    r"Press|Apologies|Present|Absence|Item|Items|Agenda|Meeting|Welcome|None|Nil|Date|Time|Venue|"
    r"Governance|Teacher|Headteacher|Principal|Bursar|Engineer|Analyst|Inspector of)\b"
)
_SENTENCE = re.compile(
    r"\b(?:was|were|had|has|have|is|are|be|been|said|took|welcomed|noted|advised|opened|thanked|"
    r"reported|agreed|would|will|that|which|declared|asked|gave|explained|presented|there)\b"
)
_BREAK = re.compile(
    r"\s*[,;]\s*(?:and\s+|&\s+)?|\s+and\s+(?=[A-ZÀ-Þ])|\s+&\s+(?=[A-ZÀ-Þ])|(?<=\))\s+(?=[A-ZÀ-Þ])"
)
_RUN_ON = re.compile(rf"(?<=[\w)])\s+(?={TITLE}\.? [A-ZÀ-Þ])")
_LEADS_TITLE = re.compile(
    rf"(?:{TITLE}\.?|Borough|County|District|Town|Parish|City|Chief|Detective|Police|chair(?:man|"
    rf"woman|person)?|[Mm]ayor)$",
    re.I,
)
_PUBLIC = re.compile(
    r"\b(?:members? of (?:the )?public|members of (?:the )?press|parishioners|residents|"
    r"reporters?)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A person as printed, with what stands beside the name, and where in the text."""

    name: str
    beside: str
    at: int


def people_in(text: str, lines: Sequence[tuple[int, int]] = ()) -> list[Named]:
    """The people of a list; empty where the text is no list of people but says something.

    `lines` are the spans of its lines: a list with one person on each line needs no commas.
    """
    text = text.rstrip()
    if not text.strip() or _SENTENCE.search(_without_brackets(text)):
        return []
    listed = [(a, b) for a, b in lines if text[a:b].strip()]
    if len(listed) > 1 and _one_each(text, listed):
        return [n for a, b in listed if (n := unit(text[a:b], a))]
    if ";" in _without_brackets(text):
        spans = list(_spans(text, re.compile(r"\s*;\s*(?:and\s+)?")))
        units = [unit(text[a:b], a) for a, b in spans]
        if len(units) > 1 and all(units[:-1]):
            return [n for n in units if n]
    return _by_commas(text)


def unit(text: str, at: int = 0) -> Named | None:
    """The one person of a line, a cell or an entry; what follows the name stands beside it."""
    start = len(text) - len(text.lstrip(" .,;:•*-–—"))
    words = text[start:]
    role = _CHAIR.match(words)
    lead = role["role"] if role else ""
    if role:
        start += role.end()
        words = words[role.end() :]
    match = _PERSON.match(words)
    if match is None or _PUBLIC.search(match["name"]):
        return None
    if not _is_person(match["title"], match["bare"]):
        return None
    rest = match["rest"]
    if rest[:1] not in ("", " ", ",", "(", "[", ":", ";", ".", "@", "\t", "-", "–", "—", "/"):
        return None
    name = re.sub(r"^(?:Cllrs|Councillors|Council ?[Mm]embers|Messrs|Drs)\.? ", "", match["name"])
    name, rest = _without_initials(name.strip(" ."), rest)
    beside = _tidy_beside(f"{lead}, {rest}" if lead and rest.strip(" .") else lead or rest)
    return Named(name, beside, at + start)


def _without_initials(name: str, rest: str) -> tuple[str, str]:
    """ "Cy Cole CC": the initials are how the minutes speak of the person, no part of the name."""
    *words, last = name.split()
    if len(words) > 1 and last == "".join(w[0] for w in words[-len(last) :]) and len(last) > 1:
        return " ".join(words), f"{last}{rest}"
    return name, rest


def _is_person(title: str, bare: str) -> bool:
    tokens = bare.split()
    if _OFFICE.search(bare) or any(_NO_NAME.fullmatch(t) for t in tokens):
        return False
    return bool(title) or len(tokens) > 1


_NO_NAME = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Teams|Zoom|Microsoft|This|There|The|No|All|Any|"
    r"Also)\.?"
)


def _tidy_beside(text: str) -> str:
    text = text.strip(" .,;:–—-\t")
    whole = re.fullmatch(r"\(([^()]{1,120})\)", text)
    return whole[1] if whole else text


def _one_each(text: str, listed: list[tuple[int, int]]) -> bool:
    """Whether each line names one person: most begin with one, and few name a second."""
    begin = sum(unit(text[a:b]) is not None for a, b in listed)
    open_ended = sum(text[a:b].rstrip().endswith((",", " and")) for a, b in listed[:-1])
    second = sum(len(_by_commas(text[a:b])) > 1 for a, b in listed)
    return (
        begin >= 0.7 * len(listed) and open_ended <= len(listed) // 3 and second <= len(listed) // 3
    )


def _by_commas(text: str) -> list[Named]:
    found: list[Named] = []
    pieces = [text[a:b] for a, b in _spans(text, _BREAK)]
    group = bool(re.match(r"\s*(?:Cllrs|Councillors|Messrs|Drs)\b", text))
    plain_words = len(pieces) > 1 and all(
        re.fullmatch(r"[\w@.-]{2,20}", p.strip(" .")) for p in pieces
    )
    for a, b in _spans(text, _BREAK):
        piece = text[a:b]
        named = unit(piece, a)
        if named is None and (plain_words or (group and _surname(piece))):
            start = len(piece) - len(piece.lstrip())
            named = Named(re.sub(r"\s*\(.*", "", piece).strip(" ."), "", a + start)
        if named is not None and named.name:
            found.append(named)
        elif found and piece.strip(" ."):
            last = found[-1]
            joined = _tidy_beside(text[last.at + len(last.name) : b])
            found[-1] = Named(last.name, joined, last.at)
    if not plain_words and len(found) * 3 < len(pieces):
        return found[:1] if len(found) == 1 and unit(text) else []
    return found


def _surname(piece: str) -> bool:
    words = re.sub(r"\(.*", "", piece).strip(" .")
    return bool(re.fullmatch(rf"{_WORD}", words)) and not _OFFICE.search(words)


def _spans(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The parts between separators that stand outside brackets, cut again before a new title."""
    depth_at = _depths(text)
    cuts = [m.span() for m in pattern.finditer(text) if depth_at[m.start()] == 0]
    if pattern is _BREAK:
        cuts += [
            m.span()
            for m in _RUN_ON.finditer(text)
            if depth_at[m.start()] == 0
            and not _LEADS_TITLE.search(text[max(0, m.start() - 24) : m.start()])
        ]
    start = 0
    for a, b in sorted(set(cuts)):
        if a > start:
            yield start, a
        start = max(start, b)
    if start < len(text):
        yield start, len(text)


def _depths(text: str) -> list[int]:
    depth, depths = 0, []
    for char in text:
        if char in ")]" and depth:
            depth -= 1
        depths.append(depth)
        if char in "([":
            depth += 1
    return [*depths, 0]


def _without_brackets(text: str) -> str:
    return re.sub(r"[(\[][^()\[\]]{0,200}[)\]]", " ", text)
