"""An e-mail as data, and its two forms: plain text, and HTML that suits a telephone. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.mail import marked
from bot.sheets import Event, Sheet

_WIDTH = 72
_RULE = "-" * _WIDTH


@dataclass(frozen=True)
class Words:
    """A paragraph in Slack's mrkdwn; a `heading` opens a part, a `small` one is small print."""

    mrkdwn: str
    heading: bool = False
    small: bool = False

    @property
    def plain(self) -> str:
        return marked.plain(self.mrkdwn)

    @property
    def html(self) -> Markup:
        # What `marked.html` gives is escaped but for its own marks.
        return Markup(marked.html(self.mrkdwn))  # noqa: S704


@dataclass(frozen=True)
class Matter:
    """One action with a block of its own; `link` answers for it, where its reader may; `aside` says
    why somebody reads it who does not own it."""

    sheet: Sheet
    link: str | None = None
    aside: str = ""

    @property
    def last(self) -> Event | None:
        """The newest thing that happened to it."""
        return next(iter(self.sheet.history), None)


@dataclass(frozen=True)
class Way:
    """A link by which what was said before it is answered: the words on it, what can be answered,
    its address, and what it is about, for whoever hears it read out."""

    label: str
    offers: str
    link: str
    about: str = ""


Part = Words | Matter | Way


@dataclass(frozen=True)
class Letter:
    """All that an e-mail says."""

    title: str
    parts: tuple[Part, ...]
    footer: tuple[str, ...]

    @property
    def matters(self) -> tuple[Matter, ...]:
        return tuple(p for p in self.parts if isinstance(p, Matter))


def as_text(letter: Letter) -> str:
    """The plain form; addresses stand bare on lines of their own, never broken."""
    blocks = [_wrapped(letter.title)]
    for part in letter.parts:
        if isinstance(part, Matter):
            blocks.append("\n".join(_matter_lines(part)))
        elif isinstance(part, Way):
            blocks.append(f"{_wrapped(f'{part.label}: {part.offers}')}\n{part.link}")
        elif part.heading:
            blocks.append(f"{_RULE}\n{part.plain.upper()}")
        elif part.plain:
            blocks.append(_wrapped(part.plain))
    blocks.append("\n".join([_RULE, *(_wrapped(line) for line in letter.footer)]))
    return "\n\n".join(blocks) + "\n"


def _wrapped(text: str) -> str:
    """Lines of at most 72 characters; what is one word (an address) stays whole."""
    return "\n".join(
        textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )


def _matter_lines(matter: Matter) -> Iterator[str]:
    sheet = matter.sheet
    exempt = "[exempt] " if sheet.exempt else ""
    yield _RULE
    yield f"{exempt}{sheet.reference}  ({sheet.state})"
    yield _wrapped(sheet.text)
    if matter.aside:
        yield _wrapped(matter.aside)
    yield ""
    yield from (_wrapped(f"{label}: {words}") for label, words in facts(sheet))
    if matter.last:
        yield _wrapped(f"Last: {said(matter.last)}")
    if matter.link:
        yield ""
        yield "Answer here: done, progress, blocked, more time, not mine"
        yield matter.link


def facts(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """What stands in rows; the board with where it comes from, for one e-mail may be of several."""
    source = ", ".join(words for words in (sheet.board, sheet.source) if words)
    rows = (*((k, v) for k, v in sheet.facts if k != "From"), ("From", source))
    return tuple((label, words) for label, words in rows if words)


def said(event: Event) -> str:
    """The newest thing that happened, in one sentence."""
    words = f" – “{textwrap.shorten(event.words, 300, placeholder=' …')}”" if event.words else ""
    who = f", {event.who}" if event.who else ""
    return f"{event.what}{words} ({event.when}{who})"


def as_html(letter: Letter) -> str:
    """The HTML form: styles at each element, for mail programs drop style sheets."""
    return _environment().get_template("letter.html").render(letter=letter)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("bot.mail"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"facts": facts, "said": said}
    found.tests["matter"] = lambda part: isinstance(part, Matter)
    found.tests["way"] = lambda part: isinstance(part, Way)
    return found
