"""Small builders of Block Kit, so that views read as what they show.

What people wrote is escaped as Slack asks (&, <, >), so that nobody's text can mention a channel or
forge a link. Lengths are cut to Slack's limits here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]

#: The block that says what a message had no room for; an e-mail has, and leaves it out.
MORE = "more"
#: What the id of a block begins with in whose place an e-mail has a link.
LINK = "link:"
SECTION_MAX = 3000
INPUT_MAX = 3000


def esc(text: str) -> str:
    """Text that people wrote, safe within mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """At most that many characters, with an ellipsis where something was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def section(text: str, accessory: Block | None = None) -> Block:
    block: Block = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": cut(text, SECTION_MAX) or " "},
    }
    if accessory:
        block["accessory"] = accessory
    return block


def header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": cut(text, 150)}}


def context(*texts: str) -> Block:
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": cut(t, SECTION_MAX)} for t in texts if t][:10],
    }


def divider() -> Block:
    return {"type": "divider"}


def actions(elements: Sequence[Block], block_id: str | None = None) -> Block:
    block: Block = {"type": "actions", "elements": list(elements)[:25]}
    if block_id:
        block["block_id"] = block_id
    return block


def button(
    text: str, action_id: str, value: str = "", style: str | None = None, url: str | None = None
) -> Block:
    element: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": cut(text, 75)},
        "action_id": action_id,
    }
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    if url:
        element["url"] = url
    return element


def answer_here(subject: str, purpose: str, subject_id: str, buttons: Sequence[Block]) -> Block:
    """Buttons by which somebody answers for a subject; in an e-mail a link of that kind stands in
    their place (workflows/link_kinds.py), for whoever may answer. One of a kind and subject in a
    message."""
    return actions(buttons, block_id=f"{LINK}{subject}:{purpose}:{subject_id}")


def link_meant(block: Block) -> tuple[str, str, str] | None:
    """(subject, purpose, subject id) of the link that stands in an e-mail where these buttons
    are."""
    name = str(block.get("block_id", ""))
    if not name.startswith(LINK):
        return None
    subject, purpose, subject_id = name.removeprefix(LINK).split(":", 2)
    return subject, purpose, subject_id


def option(text: str, value: str) -> Block:
    return {"text": {"type": "plain_text", "text": cut(text, 75)}, "value": value}


def overflow(action_id: str, options: Sequence[tuple[str, str]]) -> Block:
    return {
        "type": "overflow",
        "action_id": action_id,
        "options": [option(t, v) for t, v in options][:5],
    }


def select(
    action_id: str,
    options: Sequence[tuple[str, str]],
    initial: str | None = None,
    placeholder: str = "",
) -> Block:
    element: Block = {
        "type": "static_select",
        "action_id": action_id,
        "options": [option(t, v) for t, v in options][:100],
    }
    if placeholder:
        element["placeholder"] = {"type": "plain_text", "text": cut(placeholder, 150)}
    chosen = next((o for o in element["options"] if o["value"] == initial), None)
    if chosen:
        element["initial_option"] = chosen
    return element


def text_input(
    block_id: str,
    label: str,
    *,
    initial: str = "",
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
    placeholder: str = "",
    max_length: int = INPUT_MAX,
) -> Block:
    """An input block; its element's action id is "value"."""
    element: Block = {"type": "plain_text_input", "action_id": "value", "max_length": max_length}
    if multiline:
        element["multiline"] = True
    if initial:
        element["initial_value"] = initial[:max_length]
    if placeholder:
        element["placeholder"] = {"type": "plain_text", "text": cut(placeholder, 150)}
    return input_block(block_id, label, element, optional=optional, hint=hint)


def input_block(
    block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = ""
) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": cut(label, 2000)},
        "element": {**element, "action_id": element.get("action_id", "value")},
        "optional": optional,
    }
    if hint:
        block["hint"] = {"type": "plain_text", "text": cut(hint, 2000)}
    return block


def people_input(
    block_id: str, label: str, initial: Sequence[str] = (), *, optional: bool = True, hint: str = ""
) -> Block:
    element: Block = {"type": "multi_users_select", "action_id": "value"}
    if initial:
        element["initial_users"] = list(initial)
    return input_block(block_id, label, element, optional=optional, hint=hint)


def file_input(block_id: str, label: str, *, optional: bool = True, hint: str = "") -> Block:
    element: Block = {"type": "file_input", "action_id": "value", "max_files": 5}
    return input_block(block_id, label, element, optional=optional, hint=hint)


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = "Save",
    close: str = "Cancel",
    private: str = "",
) -> Block:
    """A modal of at most 100 blocks; its title is cut to Slack's 24 characters."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": cut(title, 24)},
        "close": {"type": "plain_text", "text": close},
        "blocks": list(blocks)[:100],
        "private_metadata": private,
    }
    if submit:
        view["submit"] = {"type": "plain_text", "text": submit}
    return view
