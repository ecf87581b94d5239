"""Words in each engine's own full-text form, and what is looked for in its language.

The words are ASCII letters and figures made by `workflows.search_words`, so nothing in them means
anything to either engine.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Dialect, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeDecorator, TypeEngine

from workflows.search_words import Phrase, Term

#: SQLite's full-text table. Its words stand in `search_entry`, by the row's number.
FTS = "search_words"
#: Creates it. The index of beginnings makes begin* as quick as a word.
CREATE_FTS = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5(words, content='search_entry', content_rowid='n', "
    "tokenize='ascii', prefix='2 3 4')"
)
#: A position beyond this is not kept by PostgreSQL, nor more than 256 of one word.
_LAST_POSITION = 16383


class Words(TypeDecorator[str]):
    """Words with single spaces between them: text in SQLite, a `tsvector` in PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """The engine's own type."""
        native = TSVECTOR() if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(native)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The words with their positions, where the engine wants these."""
        if value is None or dialect.name != "postgresql":
            return value
        return vector(value)


def vector(words: str) -> str:
    """A `tsvector`: each word with the places at which it stands."""
    places: dict[str, list[int]] = {}
    for n, word in enumerate(words.split(" ") if words else (), start=1):
        places.setdefault(word, []).append(min(n, _LAST_POSITION))
    told = (f"'{word}':{','.join(map(str, at[:256]))}" for word, at in places.items())
    return " ".join(told)


def match(terms: Iterable[Term]) -> str:
    """All terms, in FTS5's language."""
    return " AND ".join(
        "(" + " OR ".join(_fts_phrase(p) for p in term.any_of) + ")" for term in terms
    )


def _fts_phrase(phrase: Phrase) -> str:
    told = '"' + " ".join(phrase.words) + '"'
    return f"{told} *" if phrase.begins else told


def tsquery(terms: Iterable[Term]) -> str:
    """All terms, in PostgreSQL's language."""
    return " & ".join("(" + " | ".join(_ts_phrase(p) for p in term.any_of) + ")" for term in terms)


def _ts_phrase(phrase: Phrase) -> str:
    words = [f"'{word}'" for word in phrase.words]
    if phrase.begins:
        words[-1] += ":*"
    return "(" + " <-> ".join(words) + ")"
