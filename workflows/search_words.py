"""The words of a text as search sees them, and what is typed to look for them.

Both databases are given the same words, made here: case, accents and punctuation do not count, and
whatever is typed becomes words too, so that nothing can be typed that a database would refuse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from workflows.errors import InvalidInput

#: The longest word, and the most words of one text; a clause is far shorter.
MAX_WORD = 100
MAX_WORDS = 8000
#: As much may be asked for at once.
MAX_TERMS = 20
#: A beginning of a word has so many letters at least: one letter begins everything.
LEAST_BEGINNING = 2
#: Stands between the fields of an entry, so that no phrase runs from one into the next.
BREAK = "xxbreakxx"

_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_RUNS = re.compile(r"[^\W_]+")


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text: letters and figures without case and accents, in ASCII; a letter of
    another script goes by its number. "Carers’ café, 22/8" is carers, cafe, 22, 8."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold()).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    found = (_ascii(run)[:MAX_WORD] for run in _RUNS.findall(bare))
    return tuple(found)[:MAX_WORDS]


def _ascii(run: str) -> str:
    return run if run.isascii() else "".join(c if c.isascii() else f"u{ord(c):x}" for c in run)


def indexed(fields: Iterable[str]) -> str:
    """The words of an entry's fields, with a break between them, as they are stored."""
    parts = [" ".join(words_in(f)) for f in fields]
    told = f" {BREAK} ".join(p for p in parts if p).split(" ")
    return " ".join(told[:MAX_WORDS])


@dataclass(frozen=True)
class Phrase:
    """Words that stand side by side; `begins`: of the last only the beginning is given."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Term:
    """One thing looked for: any of these."""

    any_of: tuple[Phrase, ...]


_PIECE = re.compile(r"[“”\"](?P<quoted>[^“”\"]*)(?:[“”\"]|$)|(?P<word>[^\s“”\"]+)")


def read_terms(text: str) -> tuple[Term, ...]:
    """What is typed: every word has to be there; "words in quotation marks" side by side; begin*
    is the beginning of a word. `InvalidInput` if that is too much."""
    found: list[Term] = []
    for piece in _PIECE.finditer(text):
        quoted = piece["quoted"]
        told = quoted if quoted is not None else piece["word"]
        words = words_in(told)
        if not words:
            continue
        begins = told.rstrip().endswith("*") and len(words[-1]) >= LEAST_BEGINNING
        term = Term((Phrase(words, begins),))
        if term not in found:
            found.append(term)
    if len(found) > MAX_TERMS:
        raise InvalidInput(f"That is {len(found)} words; look for at most {MAX_TERMS} at once.")
    return tuple(found)


def side_by_side(terms: tuple[Term, ...]) -> Phrase | None:
    """All words of what was typed as one phrase, by which the closest hits come first; None where
    there is nothing to tell apart."""
    plain = [t.any_of[0] for t in terms if len(t.any_of) == 1]
    if len(plain) < 2 or len(plain) != len(terms) or any(p.begins for p in plain[:-1]):
        return None
    return Phrase(tuple(w for p in plain for w in p.words), plain[-1].begins)


def holds(stored: str, phrase: Phrase) -> bool:
    """Whether an entry's stored words hold the phrase; what the databases answer, told plainly."""
    there = stored.split(" ")
    size = len(phrase.words)
    for n in range(len(there) - size + 1):
        part = there[n : n + size]
        last = part[-1] == phrase.words[-1] or (
            phrase.begins and part[-1].startswith(phrase.words[-1])
        )
        if last and tuple(part[:-1]) == phrase.words[:-1]:
            return True
    return False
