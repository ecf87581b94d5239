"""What people type after a command, taken apart: `/action @owner and DPH by next meeting: text`.

Only the form is read here; what the words mean (who, when) is the core's business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.deps import Asker

_SPLIT = re.compile(r"\s*(?:,|;|\band\b|&(?!amp;))\s*", re.I)
_BY = re.compile(
    r"\b(?:by|before|due|at the|for the)\s+(?=\S)|\s(?=(?:asap|tbc|today|tomorrow|urgently)\s*$)",
    re.I,
)


@dataclass(frozen=True)
class Quick:
    """A quick form: owners as written, the due phrase ("" if none), the text."""

    owners: tuple[str, ...]
    due: str
    text: str


def unescape(text: str) -> str:
    """Slack's &amp; &lt; &gt; back to what was typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def quick_form(typed: str) -> Quick | None:
    """`OWNERS [by WHEN]: TEXT`, or None if there is no colon that ends the head.

    The colon of a time ("10:30") or of a mention is not the end of the head.
    """
    end = _head_end(typed)
    if end is None:
        return None
    head, text = typed[:end].strip(), typed[end + 1 :].strip()
    by = _BY.search(head)
    who, due = (head[: by.start()], head[by.end() :]) if by else (head, "")
    owners = tuple(o for o in split_names(who))
    return Quick(owners, unescape(due).strip(), unescape(text))


def _head_end(typed: str) -> int | None:
    for found in re.finditer(":", typed):
        i = found.start()
        before, after = typed[:i], typed[i + 1 : i + 2]
        in_mention = before.rfind("<") > before.rfind(">")
        clock = before[-1:].isdigit() and after.isdigit()
        if not in_mention and not clock:
            return i
    return None


def split_names(text: str) -> list[str]:
    """Names separated by commas, semicolons, "and" or "&"; Slack mentions stay whole."""
    return [part for part in _SPLIT.split(text.strip()) if part]


def words(typed: str) -> tuple[str, str]:
    """The first word in lower case, and the rest."""
    first, _, rest = typed.strip().partition(" ")
    return first.lower(), rest.strip()


def reference_and_rest(typed: str) -> tuple[str, str]:
    """A reference, and what follows it, with or without a colon."""
    first, _, rest = typed.strip().partition(" ")
    return first.rstrip(":,"), rest.lstrip(" :").strip()


def asker(body: Mapping[str, Any], once: str = "") -> Asker:
    """Who asks, from any of Slack's payloads (command, button, form, shortcut, event)."""
    user = body.get("user")
    if isinstance(user, Mapping):
        team = user.get("team_id") or (body.get("team") or {}).get("id") or ""
        channel = (body.get("channel") or {}).get("id", "")
        name = str(user.get("username") or user.get("name") or "")
        return Asker(str(team), str(user["id"]), name, str(channel), once)
    if body.get("event"):
        event = body["event"]
        return Asker(
            str(body.get("team_id") or event.get("team") or ""),
            str(event.get("user") or ""),
            "",
            str(event.get("channel") or ""),
            once,
        )
    return Asker(
        str(body.get("team_id", "")),
        str(body.get("user_id", "")),
        str(body.get("user_name", "")),
        str(body.get("channel_id", "")),
        once,
    )


def form_values(view: Mapping[str, Any]) -> dict[str, Any]:
    """A submitted form as {block id: value}: text, option value(s), user ids, a date, files.

    Empty inputs are "" (text, date, option) or [] (lists).
    """
    found: dict[str, Any] = {}
    for block_id, elements in view.get("state", {}).get("values", {}).items():
        for state in elements.values():
            found[block_id] = _value(state)
    return found


def changed_values(view: Mapping[str, Any]) -> dict[str, str]:
    """The text inputs of a submitted form whose words differ from what the form was opened with."""
    before = {
        block["block_id"]: block["element"].get("initial_value", "")
        for block in view.get("blocks", [])
        if block.get("type") == "input"
    }
    values = form_values(view)
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, str) and value.strip() != str(before.get(name, "")).strip()
    }


def _value(state: Mapping[str, Any]) -> Any:
    kind = state.get("type", "")
    if kind.startswith("multi_users"):
        return state.get("selected_users") or []
    if kind == "users_select":
        return state.get("selected_user") or ""
    if kind == "datepicker":
        return state.get("selected_date") or ""
    if kind == "timepicker":
        return state.get("selected_time") or ""
    if kind in ("static_select", "radio_buttons", "external_select"):
        return (state.get("selected_option") or {}).get("value", "")
    if kind in ("checkboxes", "multi_static_select"):
        return [o["value"] for o in state.get("selected_options") or []]
    if kind == "file_input":
        return state.get("files") or []
    return state.get("value") or ""
