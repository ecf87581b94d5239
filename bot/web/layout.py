"""The page behind a link as data, and its HTML, without a script. Pure.

What a page is about and what can be answered is said by the module of its kind; how it looks, where
errors and thanks stand, and what headers it carries are the same for all and stand here.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.sheets import Event

CSS = files("bot.web").joinpath("templates/page.css").read_text("utf-8")
_HASH = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
#: No script, no picture, nothing from elsewhere; forms go to this page alone, and nobody frames it.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Field:
    """An input; `name` is the field of the core's errors. `kind`: "words" (several lines), "line",
    "choice" (one of `options`, pairs of value and words), "files". `id`, `value` and `problem` are
    filled in when the page is drawn, `value` unless the module gives one to begin with."""

    name: str
    label: str
    kind: str = "words"
    hint: str = ""
    most: int = 3000
    optional: bool = False
    id: str = ""
    value: str = ""
    problem: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Form:
    """One way to answer; `step` names it, `name` and `about` invite to it, `submit` sends it."""

    step: str
    name: str
    about: str
    submit: str
    fields: tuple[Field, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Problem:
    """What kept an answer from being recorded. `typed` is shown where no form holds it."""

    words: str
    anchor: str = ""
    typed: str = ""


@dataclass(frozen=True)
class Receipt:
    """What an answer did, after "Thank you, ", and what happens next."""

    title: str
    next: str


@dataclass(frozen=True)
class Officer:
    name: str
    address: str


@dataclass(frozen=True)
class Content:
    """What a page is about, as its person may see it, and the ways in which they may answer now.

    `state` is said in a coloured mark, whose `tone` (late, soon, held, done, plain) only colours
    the words. `waiting` is said where no form is offered. `only` ends the sentence "This link
    opens …", `until` "It is good until …" where that is not the link's last day.
    """

    title: str
    text: str
    board: str
    only: str
    forms: tuple[Form, ...]
    waiting: str = "You need not do anything here at present."
    state: str = ""
    tone: str = "plain"
    facts: tuple[tuple[str, str], ...] = ()
    exempt: bool = False
    until: str = ""
    history: tuple[Event, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """All that the page says."""

    person: str
    content: Content
    forms: tuple[Form, ...]
    key: str
    until: str
    zone: str
    officer: Officer | None = None
    problem: Problem | None = None
    receipt: Receipt | None = None


def filled(
    forms: Sequence[Form],
    chosen: str = "",
    typed: Mapping[str, str] | None = None,
    wrong: tuple[str, str] = ("", ""),
) -> tuple[Form, ...]:
    """The forms; the chosen one open, with what was typed and its `wrong` (field, words) beside the
    input."""
    return tuple(
        _filled(form, typed or {}, wrong) if form.step == chosen else _blank(form) for form in forms
    )


def _filled(form: Form, typed: Mapping[str, str], wrong: tuple[str, str]) -> Form:
    fields = tuple(
        replace(
            f,
            id=f"{form.step}-{f.name}",
            value=typed.get(f.name, "") if f.kind != "files" else "",
            problem=wrong[1] if f.name == wrong[0] else "",
        )
        for f in form.fields
    )
    return replace(form, fields=fields, open=True)


def _blank(form: Form) -> Form:
    fields = tuple(replace(f, id=f"{form.step}-{f.name}", problem="") for f in form.fields)
    return replace(form, fields=fields, open=False)


def anchor_of(forms: Sequence[Form]) -> str:
    """The id of the input that something is wrong with, if there is one."""
    return next((f.id for form in forms for f in form.fields if f.problem), "")


def words_of(typed: Mapping[str, str], hidden: Collection[str] = ("key", "step")) -> str:
    """What somebody typed into a form, whichever it was."""
    return "\n".join(words for name, words in typed.items() if words and name not in hidden)


def page_html(page: Page) -> str:
    """The whole page."""
    fields = {name: getattr(page, name) for name in page.__dataclass_fields__}
    return _environment().get_template("link.html").render(fields)


def notice_html(title: str, lines: Sequence[str], typed: str = "") -> str:
    """A page that only says something, and gives back what was typed."""
    template = _environment().get_template("notice.html")
    return template.render(title=title, lines=lines, typed=typed)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Our own file, and its hash stands in the policy: not a character may be escaped.
    found.globals["css"] = Markup(CSS)  # noqa: S704
    return found
