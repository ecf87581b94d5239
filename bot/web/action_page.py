"""The page of one action for its owner: data to HTML, without a script. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.sheets import Sheet
from workflows.action_steps import Step
from workflows.actions import LIVE, Action, Status
from workflows.boards import Board
from workflows.deadlines import day_words

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
    """An input; `id` is unique on the page, `name` the field of the core's errors."""

    name: str
    label: str
    kind: str = "words"
    hint: str = ""
    most: int = 3000
    optional: bool = False
    id: str = ""
    value: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Form:
    """One way to answer."""

    step: str
    name: str
    about: str
    submit: str
    fields: tuple[Field, ...]
    open: bool = False


_FILES = Field("files", "Files", "files", "Up to 5, of 10 MB each. They are kept with the record.",
               optional=True)  # fmt: skip
_UNTIL = Field(
    "due", "Until when?", "line", "For example: 13 March, end of April, next meeting.", 200
)
FORMS: Mapping[Step, Form] = {
    Step.DONE: Form(
        "done",
        "Done",
        "It is finished.",
        "Report it done",
        (Field("text", "What was done?", optional=True), _FILES),
    ),
    Step.PROGRESS: Form(
        "progress",
        "Progress",
        "It is under way.",
        "Report progress",
        (Field("text", "How far is it?"),),
    ),
    Step.BLOCKED: Form(
        "blocked",
        "Blocked",
        "Something stands in the way.",
        "Tell the officer",
        (Field("text", "What stands in the way?"),),
    ),
    Step.ASK_TIME: Form(
        "ask_time",
        "More time",
        "It needs a later date.",
        "Ask for more time",
        (_UNTIL, Field("reason", "Why?", most=1000)),
    ),
    Step.NOT_MINE: Form(
        "not_mine",
        "Not mine",
        "Somebody else should do it.",
        "Tell the officer",
        (Field("text", "Whose is it, do you think?", most=900),),
    ),
}


@dataclass(frozen=True)
class Problem:
    """What kept an answer from being recorded. `typed` is shown where no form holds it."""

    words: str
    anchor: str = ""
    typed: str = ""


@dataclass(frozen=True)
class Receipt:
    """What an answer did, and what happens next."""

    title: str
    next: str


@dataclass(frozen=True)
class Officer:
    name: str
    address: str


@dataclass(frozen=True)
class Page:
    """All that the page says."""

    person: str
    sheet: Sheet
    forms: tuple[Form, ...]
    key: str
    until: str
    zone: str
    waiting: str
    officer: Officer | None = None
    problem: Problem | None = None
    receipt: Receipt | None = None


def forms_for(
    steps: Sequence[Step],
    chosen: Step | None = None,
    typed: Mapping[str, str] | None = None,
    wrong: tuple[str, str] = ("", ""),
) -> tuple[Form, ...]:
    """The forms of these steps; the chosen one open, with what was typed and its `wrong` (field,
    words) beside the input."""
    return tuple(
        _filled(FORMS[s], typed or {}, wrong)
        if s is chosen
        else _filled(FORMS[s], {}, ("", ""), opened=False)
        for s in steps
    )


def _filled(
    form: Form, typed: Mapping[str, str], wrong: tuple[str, str], *, opened: bool = True
) -> Form:
    fields = tuple(
        replace(
            f,
            id=f"{form.step}-{f.name}",
            value=typed.get(f.name, "") if f.kind != "files" else "",
            problem=wrong[1] if f.name == wrong[0] else "",
        )
        for f in form.fields
    )
    return replace(form, fields=fields, open=opened)


def anchor_of(forms: Sequence[Form]) -> str:
    """The id of the input that something is wrong with, if there is one."""
    return next((f.id for form in forms for f in form.fields if f.problem), "")


def receipt_for(step: Step, action: Action, board: Board, *, noted: bool = False) -> Receipt:
    """What the answer did and what happens next, as the action stands now. `noted`: the word of one
    of many, for whom somebody else answers, moved nothing."""
    if noted:
        leads = ", ".join(o.printed for o in action.owners if o.lead) or "the chair"
        said = f"{leads[0].upper()}{leads[1:]} or a committee officer answers for all"
        return Receipt("what you say is noted", f"{said}; until then reminders go on.")
    officer = "The committee officer"
    quiet = "Until then you are not reminded of it."
    match step:
        case Step.DONE if action.status is Status.PROPOSED_DONE:
            return Receipt(
                "it is reported done",
                f"{officer} reads your report and accepts it, or returns it with a reason. {quiet}",
            )
        case Step.DONE if action.status in LIVE:
            return Receipt("your part is noted", "The action stays open for the other owners.")
        case Step.DONE:
            return Receipt("it is completed", "It stands in the log as completed.")
        case Step.PROGRESS:
            until = (
                f" to the end of {day_words(action.hushed_until)}" if action.hushed_until else ""
            )
            return Receipt(
                "your progress is recorded", f"You are left in peace{until or ' for a while'}."
            )
        case Step.BLOCKED:
            return Receipt(
                "the committee officer is told", f"{officer} sees what stands in the way. {quiet}"
            )
        case Step.ASK_TIME:
            asked = action.slips[-1].to_due.day if action.slips else None
            what = (
                f"more time to {day_words(asked)} is asked for"
                if asked
                else "more time is asked for"
            )
            who = "The board" if board.extension_agreed_by == "meeting" else officer
            where = " at its meeting" if board.extension_agreed_by == "meeting" else ""
            return Receipt(
                what, f"{who} agrees to it or not{where}; until then the present date stands."
            )
        case _:
            return Receipt("your suggestion is recorded", f"{officer} decides whose it is. {quiet}")


#: Why nothing is asked, by what the action waits for.
WAITING: Mapping[Status, str] = {
    Status.PROPOSED_DONE: "It is reported done. The committee officer accepts it, or returns it "
    "with a reason; you would then hear of it again.",
    Status.ACCEPTED: "It is completed. The next meeting confirms it.",
}


def page_html(page: Page) -> str:
    """The whole page."""
    return _environment().get_template("action.html").render(_fields_of(page))


def notice_html(title: str, lines: Sequence[str], typed: str = "") -> str:
    """A page that only says something, and gives back what was typed."""
    template = _environment().get_template("notice.html")
    return template.render(title=title, lines=lines, typed=typed)


def words_of(typed: Mapping[str, str]) -> str:
    """What somebody typed into a form, whichever it was."""
    return "\n".join(typed[name] for name in ("text", "due", "reason") if typed.get(name))


def _fields_of(page: Page) -> dict[str, Any]:
    return {name: getattr(page, name) for name in page.__dataclass_fields__}


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
