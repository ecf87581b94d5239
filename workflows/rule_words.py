"""A board's rules in words: read from what an officer types, and written as they are typed.

What `typed_…` writes, `read_…` reads as the same again. The grammar is small and strict: a quorum
is "7, among them 1 councillor, 1 NHS representative and the Director of Public Health";
constituencies are "6 county councillors, 6 NHS representatives, 1 Healthwatch", one a line or with
commas. A name that would be misread ("Health and the 2 Boards") stands in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workflows.errors import InvalidInput
from workflows.policy_words import joined
from workflows.profile import Part, Quorum, Seat

#: No board has more votes, nor a larger quorum.
MOST_VOTES = 200
MOST_PARTS = 20
#: The longest name of a constituency, a post, a function.
MAX_NAME = 200

_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_NUMBER = rf"(?:[0-9]{{1,4}}|(?:{'|'.join(_NUMBERS)})\b)"
#: A count before a name: "1 ", "one ", "a ", "the ", "at least 2 of ".
_COUNT = re.compile(
    rf"(?:at least )?(?P<count>{_NUMBER}|an?|the)(?: of)?(?: the)? +(?P<name>\S.*)", re.I
)
#: Where one part ends and the next begins: a comma or "and" before another count.
_NEXT = re.compile(
    rf"\s*(?:[,;\n]\s*(?:and\s+)?|\s+and\s+)(?=(?:at least )?(?:{_NUMBER}|an?|the)\s|[“\"]|$)", re.I
)
_AMONG = re.compile(
    r"\s*[,;:]?\s*\b(?:among (?:them|whom)|amongst (?:them|whom)|including|with at least|of whom)\b"
    r"\s*:?\s*",
    re.I,
)
_HEAD = re.compile(
    rf"(?:at least )?(?P<least>{_NUMBER})(?: +(?:of the )?(?:voting )?members?(?: present)?)?", re.I
)
#: A share of the members is no number until somebody has counted them.
_SHARES = ("third", "quarter", "half", "majority", "fifth", "thirds", "quarters")
_NONE = ("", "none", "-", "not set", "no")
_QUOTES = re.compile(r"[“”\"]")
_BY_LAW = re.compile(r"\s*\((?:by law|statutory)\)$", re.I)
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")


def _number(word: str, field: str, most: int = MOST_VOTES) -> int:
    told = word.lower()
    if told in ("a", "an", "the"):
        return 1
    number = _NUMBERS.index(told) + 1 if told in _NUMBERS else int(told)
    if not 0 <= number <= most:
        raise InvalidInput(f"Write a number from 0 to {most}.", field)
    return number


def clean_name(text: str) -> str:
    """A name as it is kept: one line, single spaces, no quotation marks."""
    return " ".join(_QUOTES.sub("", text).split())[:MAX_NAME].strip()


def same_name(one: str, other: str) -> bool:
    """Whether two names mean the same constituency or post, whatever their case and number
    ("Councillors", "councillor")."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(w.removesuffix("s") for w in name.casefold().split())


# --- a quorum, or a threshold ---------------------------------------------------------------------


def read_quorum(text: str, field: str = "quorum") -> Quorum:
    """ "7, among them 1 councillor and the Director of Public Health"; nothing typed, or "none", is
    none. Also the threshold of a sounding."""
    plain = " ".join(text.split())
    if plain.lower().rstrip(".") in _NONE:
        return Quorum()
    head, parts = _halves(plain.rstrip("."), field)
    least = 0
    if head:
        found = _HEAD.fullmatch(head)
        if found is None:
            raise InvalidInput(_how_quorum(plain), field)
        least = _number(found["least"], field)
    read = tuple(_part(p, field) for p in _cut(parts))
    if len(read) > MOST_PARTS:
        raise InvalidInput(f"That is {len(read)} parts; at most {MOST_PARTS} fit.", field)
    if not least and not read:
        raise InvalidInput(_how_quorum(plain), field)
    return Quorum(least, read)


def _halves(text: str, field: str) -> tuple[str, str]:
    """The number of all, and what stands after "among them"; "2 councillors and the DPH" alone is
    all parts."""
    within = [m.span() for m in _QUOTED.finditer(text)]
    for found in _AMONG.finditer(text):
        if not any(start < found.start() < end for start, end in within):
            head, parts = text[: found.start()].strip(), text[found.end() :].strip()
            if not parts:
                raise InvalidInput(_how_quorum(text), field)
            return head, parts
    return (text, "") if _HEAD.fullmatch(text) else ("", text)


def _cut(text: str) -> list[str]:
    """Parts, cut where another count follows; what stands in quotation marks stays whole."""
    held: list[str] = []

    def keep(found: re.Match[str]) -> str:
        held.append(found[1])
        return f"“{len(held) - 1}”"

    pieces = _NEXT.split(_QUOTED.sub(keep, text))
    back = re.compile(r"“(\d+)”")
    return [back.sub(lambda m: f"“{held[int(m[1])]}”", p.strip()) for p in pieces if p.strip()]


def _part(text: str, field: str) -> Part:
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return Part(1, _named(quoted[1], field))
    found = _COUNT.fullmatch(text)
    if found is None:
        raise InvalidInput(_how_quorum(text), field)
    least = _number(found["count"], field)
    if found["name"].split(" ", 1)[0].casefold() in _SHARES:
        raise InvalidInput(
            f"“{text[:60]}” is a share. Write how many members that is, as a number.", field
        )
    if least == 0:
        raise InvalidInput(f"“{text[:60]}”: at least one, or leave that part out.", field)
    return Part(least, _named(found["name"], field))


def _named(text: str, field: str) -> str:
    name = clean_name(text)
    if not name:
        raise InvalidInput("A name is missing after the number.", field)
    return name


def _how_quorum(text: str) -> str:
    return (
        f"I could not read “{text[:60]}”. Write a number, and after “among them” who has to be "
        "among them, for example: 7, among them 1 councillor and the Director of Public Health. "
        "Leave it empty for none."
    )


def typed_quorum(quorum: Quorum) -> str:
    """As `read_quorum` reads it."""
    parts = joined([_typed_part(p) for p in quorum.parts])
    if not quorum.least:
        return parts
    return f"{quorum.least}, among them {parts}" if parts else str(quorum.least)


def _typed_part(part: Part) -> str:
    return f"{part.least} {quoted_if_misread(part.of)}"


def quoted_if_misread(name: str) -> str:
    """The name, in quotation marks where it holds what ends a name or begins another."""
    plain = re.fullmatch(r"[^\W\d_][\w'’./-]*(?: [\w'’./&()-]+)*", name)
    words = {w.casefold() for w in re.findall(r"\w+", name)}
    risky = {"and", "among", "amongst", "including", "with", "of", "the", "a", "an", "at", "whom"}
    first = name.split(" ", 1)[0].casefold()
    begins = first in risky | {
        *_NUMBERS,
        *_SHARES,
        "least",
        "voting",
        "member",
        "members",
        "present",
    }
    joins = words & {"and", "among", "amongst", "including", "whom", "with"}
    ends = bool(_BY_LAW.search(name)) or name.endswith(".")
    return f"“{name}”" if not plain or begins or joins or ends else name


def quorum_words(quorum: Quorum) -> str:
    """In a sentence: "7, among them 1 councillor and the Director of Public Health"."""
    return typed_quorum(quorum).replace("“", "").replace("”", "") if quorum.is_set else "none set"


# --- constituencies -------------------------------------------------------------------------------


def read_seats(text: str, field: str = "seats") -> tuple[Seat, ...]:
    """ "6 county councillors, 6 NHS representatives, 1 Healthwatch (by law)", one a line or with
    commas; each constituency once."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if " ".join(lines).lower() in _NONE:
        return ()
    seats: list[Seat] = []
    for part in (p for line in lines for p in _cut(line)):
        seats.append(_seat(part, field))
    if len(seats) > MOST_PARTS:
        raise InvalidInput(f"That is {len(seats)}; at most {MOST_PARTS} fit.", field)
    names = [s.name.casefold() for s in seats]
    twice = next((s.name for s in seats if names.count(s.name.casefold()) > 1), None)
    if twice:
        raise InvalidInput(f"“{twice}” is there twice. Add up its votes.", field)
    return tuple(seats)


def _seat(text: str, field: str) -> Seat:
    statutory = bool(_BY_LAW.search(text))
    body = _BY_LAW.sub("", text).strip()
    found = _COUNT.fullmatch(body)
    quoted = _QUOTED.fullmatch(body)
    if found is None and quoted is None:
        raise InvalidInput(
            f"I could not read “{text[:60]}”. Write the votes before each constituency, for "
            "example: 6 county councillors, 6 NHS representatives, 1 Healthwatch. Add (by law) "
            "where the law asks for it.",
            field,
        )
    votes = 1 if found is None else _number(found["count"], field)
    return Seat(_named(found["name"] if found else body, field), votes, statutory)


def typed_seats(seats: Sequence[Seat]) -> str:
    """As `read_seats` reads it, one a line."""
    return "\n".join(
        f"{s.votes} {quoted_if_misread(s.name)}{' (by law)' if s.statutory else ''}" for s in seats
    )


def seats_words(seats: Sequence[Seat]) -> str:
    """In a sentence: "6 county councillors, 6 NHS representatives and 1 Healthwatch: 13 votes"."""
    if not seats:
        return "none set: each voting member has one vote"
    named = joined([f"{s.votes} {s.name}{' (by law)' if s.statutory else ''}" for s in seats])
    total = sum(s.votes for s in seats)
    return f"{named}: {total} vote{'' if total == 1 else 's'}"


# --- yes and no, days, functions ------------------------------------------------------------------

_YES, _NO = ("yes", "y", "on", "true"), ("no", "n", "off", "false")


def read_yes_no(text: str, field: str) -> bool:
    """ "yes" or "no"."""
    told = text.strip().lower().rstrip(".")
    if told not in (*_YES, *_NO):
        raise InvalidInput("Write yes or no.", field)
    return told in _YES


def typed_yes_no(value: bool) -> str:
    """As `read_yes_no` reads it."""
    return "yes" if value else "no"


def read_call_in(text: str, field: str = "call_in_days") -> int | None:
    """Working days, or None for a body whose decisions are not called in."""
    told = text.strip().lower()
    if told in _NONE:
        return None
    found = re.fullmatch(rf"({_NUMBER})(?: working)?(?: days?)?", told)
    if found is None or not 1 <= (days := _number(found[1], field)) <= 60:
        raise InvalidInput(
            "Write working days from 1 to 60, for example: 5. Leave it empty for none.", field
        )
    return days


def typed_call_in(days: int | None) -> str:
    """As `read_call_in` reads it."""
    return "none" if days is None else str(days)


def read_functions(text: str, field: str) -> tuple[str, ...]:
    """Functions in words, one a line or with semicolons, each once."""
    if text.strip().lower() in _NONE:
        return ()
    given = [" ".join(p.split()) for p in re.split(r"[;\n\r]+", text)]
    functions = tuple(dict.fromkeys(p[:MAX_NAME].strip() for p in given if p))
    if len(functions) > MOST_PARTS:
        raise InvalidInput(f"That is {len(functions)}; at most {MOST_PARTS} fit.", field)
    return functions


def typed_functions(functions: Sequence[str]) -> str:
    """As `read_functions` reads it."""
    return "\n".join(functions)
