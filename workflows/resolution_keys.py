"""The key that names a resolution for good: board, day of the meeting, minute; and its clauses.

"HWB/2027-01-11/22-8.b" is clause b of minute 22/8. It is given once, when the resolution stands on
record (not while a meeting is under way), and stays whatever becomes of minute numbers: where they
restart with each meeting, are corrected later or were never given ("HWB/2027-01-11/r1").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from workflows.resolutions import Clause, Resolution

_MOST = 60


def key_for(board: str, day: date, minute: str, taken: Collection[str]) -> str:
    """The key of a resolution of that day under that minute (or none), which nobody has yet."""
    there = {key.casefold() for key in taken}
    stem = f"{_slug(board) or 'board'}/{day.isoformat()}/"
    told = _slug(minute)
    if told and f"{stem}{told}".casefold() not in there:
        return stem + told
    base, n = (f"{told}-", 2) if told else ("r", 1)
    while f"{stem}{base}{n}".casefold() in there:
        n += 1
    return f"{stem}{base}{n}"


def board_word(short_name: str, name: str) -> str:
    """What stands for the board in a key: its short name, else its initials."""
    if short_name.strip():
        return short_name
    initials = "".join(w[0] for w in re.findall(r"\w+", name) if w[0].isupper())
    return initials if len(initials) > 1 else name


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text))[:_MOST]


def clause_part(clauses: Sequence[Clause], clause: Clause) -> str:
    """What names a clause within its resolution: its label, else its place ("2" of unlabelled
    ones); nothing for the only one."""
    if len(clauses) == 1:
        return ""
    place = next(n for n, c in enumerate(clauses, start=1) if c.id == clause.id)
    labels = [_slug(c.label).casefold() for c in clauses]
    label = _slug(clause.label)
    unique = label and labels.count(label.casefold()) == 1
    return label if unique and (len(set(labels)) == len(labels)) else str(place)


def clause_key(resolution: Resolution, clause: Clause) -> str:
    """The key of one clause: "HWB/2027-01-11/22-8.b"."""
    part = clause_part(resolution.clauses, clause)
    return f"{resolution.key}.{part}" if part and resolution.key else resolution.key


def clause_named(resolution: Resolution, part: str) -> Clause | None:
    """The clause that goes by that part of a key; the only one without a part."""
    wanted = part.strip().strip("()").casefold()
    for clause in resolution.clauses:
        if clause_part(resolution.clauses, clause).casefold() == wanted:
            return clause
    return next((c for c in resolution.clauses if wanted and c.label.casefold() == wanted), None)


_KEY = re.compile(
    r"(?:(?P<board>[\w-]+)/)?(?P<rest>\d{4}-\d{2}-\d{2}/[\w-]+)(?:\.(?P<part>[\w-]+))?"
)


def read_key(text: str) -> tuple[str, str] | None:
    """(key or its end without the board, part of the clause) of a typed key; None if it is none."""
    found = _KEY.fullmatch(text.strip())
    if found is None:
        return None
    head = f"{found['board']}/" if found["board"] else "/"
    return head + found["rest"], found["part"] or ""


def goes_by(resolution: Resolution, key: str) -> bool:
    """Whether that is the resolution's key; one that begins with "/" is its end."""
    own, wanted = resolution.key.casefold(), key.casefold()
    return bool(own) and (own.endswith(wanted) if wanted.startswith("/") else own == wanted)
