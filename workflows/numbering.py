"""How boards number their actions and minutes: schemes written as patterns.

An action scheme is made of parts joined by `/`, `-` or `.`; its last part is the running number.

    DDMMYY/NN    060922/04    day of the meeting that set it, then a number within that day
    PREFIX-NNN   HWB-017      the board's short name (or any word of your own), running on
    YYYY/NN      2026/03      restarts with the municipal year, named by the year it begins in
    YY/N         26/3         the same, short
    N            412          running on

The number of Ns is the least number of digits: after 99 comes 100, whatever the scheme.
"""

from __future__ import annotations

import re
from datetime import date

from workflows.errors import InvalidInput

_SEPARATOR = re.compile(r"([/.-])")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9&]*")
_LONGEST = 24
#: The first day (month, day) of a board's municipal year, unless it says otherwise.
_YEAR_START = (5, 1)
_REFERENCE = re.compile(
    r"""(?ix) \#? (?:
        \d{1,6}                                     # 412
      | \d{2} (?:\d{2})? [/.-] \d{1,6}              # 26/3, 2026/03
      | \d{6} (?:\d{2})? [/.-] \d{1,6}              # 060922/04
      | [a-z][a-z0-9&]{0,15} (?: [/.-] [a-z0-9&]{1,15} )*? [/.-] \d{1,6}   # HWB-017, HWB/26/3
    )""",
    re.ASCII,
)
#: Minute schemes → an example of each.
MINUTE_SCHEMES = {
    "N": "running on: 634, 635, 636",
    "YY/N": "year and number: 22/8, 22/9",
    "restart": "from 1 again at each meeting: 1, 2, 3",
}


def check_scheme(text: str) -> str:
    """An action scheme, tidied ("ddmmyy/nn" becomes "DDMMYY/NN").

    Raises InvalidInput (field action_scheme) with examples if it cannot number anything.
    """
    parts = _SEPARATOR.split(text.strip())
    if len(text.strip()) > _LONGEST:
        raise _refused(text, f"it is longer than {_LONGEST} characters")
    names, number = parts[0:-1:2], parts[-1].upper()
    if not re.fullmatch(r"N{1,6}", number):
        raise _refused(text, "its last part must be the number, written as N, NN or NNN")
    tidied = [_tidy(text, name) for name in names]
    if sum(_is_dated(name) for name in tidied) > 1:
        raise _refused(text, "it holds more than one date or year")
    pairs = zip(tidied, parts[1::2], strict=True)
    return "".join(name + separator for name, separator in pairs) + number


def series(scheme: str, day: date, year_start: tuple[int, int] = _YEAR_START) -> str:
    """The name of the counter that the next number of `scheme` on `day` comes from.

    `day` is that of the meeting that set the action (or of the recording, without a meeting);
    `year_start` the board's first day of the municipal year, with which years roll over.
    """
    body = "".join(_dated(part, day, year_start) for part in _SEPARATOR.split(scheme)[:-1])
    return f"action:{body}#"


def render(
    scheme: str, day: date, n: int, short_name: str, year_start: tuple[int, int] = _YEAR_START
) -> str:
    """The reference with number `n` (from 1). PREFIX becomes the board's short name in
    capitals, without what is neither letter nor digit, or "A" for a board that has none."""
    *names, number = _SEPARATOR.split(scheme)
    prefix = "".join(ch for ch in short_name if ch.isalnum() or ch == "&").upper() or "A"
    filled = (prefix if p == "PREFIX" else _dated(p, day, year_start) for p in names)
    return "".join(filled) + str(n).zfill(len(number))


def looks_like_reference(text: str) -> bool:
    """Whether `text` has the form of an action's reference in any scheme. It need not exist."""
    return _REFERENCE.fullmatch(text.strip()) is not None


def check_minute_scheme(text: str) -> str:
    """ "N", "YY/N" or "restart", tidied; raises InvalidInput (field minute_scheme)."""
    tidied = text.strip()
    for scheme in MINUTE_SCHEMES:
        if tidied.casefold() == scheme.casefold():
            return scheme
    choice = "; ".join(f"{scheme} ({example})" for scheme, example in MINUTE_SCHEMES.items())
    raise InvalidInput(
        f"“{tidied}” is no way of numbering minutes that I know. Use one of {choice}.",
        "minute_scheme",
    )


def _refused(text: str, why: str) -> InvalidInput:
    return InvalidInput(
        f"“{text.strip()[:60]}” cannot number actions: {why}. "
        "Try DDMMYY/NN (060922/04), PREFIX-NNN (HWB-017), YYYY/NN (2026/03), YY/N (26/3) or N "
        "(412).",
        "action_scheme",
    )


def _is_dated(part: str) -> bool:
    return part in {"DDMMYY", "DDMMYYYY", "YYYY", "YY"}


def _tidy(scheme: str, part: str) -> str:
    if _is_dated(part.upper()) or part.upper() == "PREFIX":
        return part.upper()
    if not _WORD.fullmatch(part):
        raise _refused(scheme, f"I cannot use its part “{part}”")
    return part


def _dated(part: str, day: date, year_start: tuple[int, int]) -> str:
    year = day.year if (day.month, day.day) >= year_start else day.year - 1
    return {
        "DDMMYY": f"{day:%d%m%y}",
        "DDMMYYYY": f"{day:%d%m}{day.year:04}",
        "YYYY": f"{year:04}",
        "YY": f"{year % 100:02}",
    }.get(part, part)
