"""Whether Slack would take these blocks and views, and the ids that it gives them.

The limits are those of https://docs.slack.dev/reference/block-kit/blocks and the pages beneath it;
messages follow the manner of Slack's own (`… [json-pointer:/blocks/0/text]`).
"""

from __future__ import annotations

import copy
import json
import secrets
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from bot.workspace.elements import Checker, in_modal_only
from bot.workspace.store.database import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MESSAGE_ONLY = {"markdown", "table", "context_actions", "call", "file", "plan", "task_card"}
KNOWN = MESSAGE_ONLY | {
    *("section", "divider", "image", "actions", "context", "input", "header", "video"),
    *("rich_text", "card", "alert", "carousel", "container"),
}


def check_message(blocks: Any) -> list[str]:
    """Why a message with these blocks would be refused; empty if it would not."""
    if not isinstance(blocks, list):
        return ["[ERROR] must be an array [json-pointer:/blocks]"]
    checker = Checker()
    if len(blocks) > MESSAGE_BLOCKS:
        checker.fail("/blocks", f"no more than {MESSAGE_BLOCKS} items allowed")
    _check_blocks(checker, blocks, surface="message")
    tables = [block for block in blocks if isinstance(block, dict) and block.get("type") == "table"]
    if len(tables) > 1:
        checker.fail("/blocks", "only one table is allowed in a message")
    return checker.errors


def check_view(view: Any) -> list[str]:
    """Why a view would be refused, size apart; empty if it would not."""
    if not isinstance(view, dict):
        return ["[ERROR] must be an object [json-pointer:/view]"]
    checker = Checker(prefix="/view")
    kind = view.get("type")
    if kind not in ("modal", "home"):
        checker.fail("/type", "must be modal or home")
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not blocks:
        checker.fail("/blocks", "missing required field: blocks")
        blocks = []
    if len(blocks) > VIEW_BLOCKS:
        checker.fail("/blocks", f"no more than {VIEW_BLOCKS} items allowed")
    _check_frame(checker, view, blocks)
    _check_blocks(checker, blocks, surface=str(kind))
    return checker.errors


def too_large(view: Json) -> bool:
    """Whether a view exceeds the 250 kB that Slack takes."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def complete(blocks: list[Json]) -> list[Json]:
    """A copy in which every block has a `block_id` and every interactive element an `action_id`."""
    completed = copy.deepcopy(blocks)
    for block in completed:
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)[:5]
        for element in interactive(block):
            if not element.get("action_id"):
                element["action_id"] = secrets.token_urlsafe(4)[:5]
    return completed


def interactive(block: Json) -> list[Json]:
    """The elements of a block that a person can use."""
    kind = block.get("type")
    candidates: list[Any] = []
    if kind == "section":
        candidates = [block.get("accessory")]
    elif kind == "input":
        candidates = [block.get("element")]
    elif kind in ("actions", "context_actions"):
        candidates = list(block.get("elements") or [])
    return [
        element
        for element in candidates
        if isinstance(element, dict) and element.get("type") != "image"
    ]


def _check_frame(checker: Checker, view: Json, blocks: list[Any]) -> None:
    limits = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}
    for key, limit in limits.items():
        checker.length(f"/{key}", view.get(key), limit)
    if view.get("type") == "home":
        for key in ("submit", "close"):
            if view.get(key):
                checker.fail(f"/{key}", "home view cannot have submit and close")
        return
    if not view.get("title"):
        checker.fail("/title", "missing required field: title")
    for key in ("title", "submit", "close"):
        checker.plain(f"/{key}", view.get(key), 24, required=False)
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if has_input and not view.get("submit"):
        checker.fail("/submit", "a modal with input blocks must have a submit button")


def _check_blocks(checker: Checker, blocks: list[Any], *, surface: str) -> None:
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        at = f"/blocks/{index}"
        if not isinstance(block, dict):
            checker.fail(at, "must be an object")
            continue
        block_id = block.get("block_id")
        checker.length(f"{at}/block_id", block_id, 255)
        if block_id and block_id in seen:
            checker.fail(f"{at}/block_id", f"block_id {block_id!r} already exists")
        seen.add(str(block_id))
        _check_block(checker, at, block, surface)
        focused += sum(bool(element.get("focus_on_load")) for element in interactive(block))
    if focused > 1:
        checker.fail("/blocks", "only one element may have focus_on_load")


def _check_block(checker: Checker, at: str, block: Json, surface: str) -> None:
    kind = block.get("type")
    if kind not in KNOWN:
        checker.fail(f"{at}/type", f"unsupported type: {kind}")
        return
    if kind in MESSAGE_ONLY and surface != "message":
        checker.fail(f"{at}/type", f"unsupported type: {kind} in a {surface}")
    if surface != "modal" and any(in_modal_only(element) for element in interactive(block)):
        checker.fail(at, "this element is for modals only")
    before = len(checker.errors)
    check = getattr(checker, f"check_{kind}", None)
    if check is not None:
        check(at, block)
    if len(checker.errors) == before:
        _check_model(checker, at, block)


def _check_model(checker: Checker, at: str, block: Json) -> None:
    """slack_sdk's models as a second opinion: they know limits that the checker leaves out."""
    try:
        model = Block.parse(copy.deepcopy(block))
        if model is not None:
            model.to_dict()
    except SlackObjectFormationError as error:
        checker.fail(at, str(error))
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        # The models raise these for missing or misshapen fields.
        checker.fail(at, f"invalid block: {error}")
