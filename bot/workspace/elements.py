"""The checks of single blocks and elements, one method for each kind.

Limits as in https://docs.slack.dev/reference/block-kit/block-elements and
https://docs.slack.dev/reference/block-kit/composition-objects.
"""

from __future__ import annotations

import re
from typing import Any

from bot.workspace.store.database import Json

SOURCES = ("users", "conversations", "channels", "external", "static")
SELECTS = {f"{source}_select" for source in SOURCES}
MULTI_SELECTS = {f"multi_{source}_select" for source in SOURCES}
CHOICES = {"checkboxes", "radio_buttons"}
PICKERS = {"datepicker", "timepicker"}
TEXT_INPUTS = {
    *("plain_text_input", "email_text_input", "url_text_input", "number_input"),
    *("rich_text_input", "file_input"),
}
IN_SECTION = SELECTS | MULTI_SELECTS | CHOICES | PICKERS
IN_SECTION |= {"button", "overflow", "image", "workflow_button"}
IN_ACTIONS = SELECTS | CHOICES | PICKERS
IN_ACTIONS |= {"button", "overflow", "datetimepicker", "workflow_button"}
IN_INPUT = SELECTS | MULTI_SELECTS | CHOICES | PICKERS | TEXT_INPUTS | {"datetimepicker"}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def in_modal_only(element: Json) -> bool:
    """Whether an element may stand in a modal only."""
    return element.get("type") == "file_input"


class Checker:
    """Collects what Slack would find wrong, each with a pointer to the place."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self.errors: list[str] = []

    def fail(self, at: str, message: str) -> None:
        """Note one error."""
        self.errors.append(f"[ERROR] {message} [json-pointer:{self._prefix}{at}]")

    def length(self, at: str, value: Any, limit: int) -> None:
        """An optional string of at most `limit` characters."""
        if value is None:
            return
        if not isinstance(value, str):
            self.fail(at, "must be a string")
        elif len(value) > limit:
            self.fail(at, f"must be less than {limit + 1} characters")

    def text(
        self, at: str, value: Any, limit: int, *, kinds: tuple[str, ...], required: bool = True
    ) -> None:
        """A text object of one of these kinds with 1 to `limit` characters."""
        if value is None:
            if required:
                self.fail(at, "missing required field")
            return
        if not isinstance(value, dict) or value.get("type") not in kinds:
            self.fail(at, f"must be a text object of type {' or '.join(kinds)}")
            return
        text = value.get("text")
        if not isinstance(text, str) or not text:
            self.fail(f"{at}/text", "must be more than 0 characters")
        elif len(text) > limit:
            self.fail(f"{at}/text", f"must be less than {limit + 1} characters")

    def plain(self, at: str, value: Any, limit: int, *, required: bool = True) -> None:
        """A plain_text object."""
        self.text(at, value, limit, kinds=("plain_text",), required=required)

    def any_text(self, at: str, value: Any, limit: int, *, required: bool = True) -> None:
        """A plain_text or mrkdwn object."""
        self.text(at, value, limit, kinds=("plain_text", "mrkdwn"), required=required)

    # Blocks

    def check_section(self, at: str, block: Json) -> None:
        """https://docs.slack.dev/reference/block-kit/blocks/section-block"""
        fields = block.get("fields")
        if block.get("text") is None and not fields:
            self.fail(at, "missing required field: text or fields")
        self.any_text(f"{at}/text", block.get("text"), 3000, required=False)
        for index, field in enumerate(self._items(f"{at}/fields", fields, 10)):
            self.any_text(f"{at}/fields/{index}", field, 2000)
        if block.get("accessory") is not None:
            self._elements(f"{at}/accessory", [block["accessory"]], IN_SECTION)

    def check_header(self, at: str, block: Json) -> None:
        """https://docs.slack.dev/reference/block-kit/blocks/header-block"""
        self.plain(f"{at}/text", block.get("text"), 150)

    def check_markdown(self, at: str, block: Json) -> None:
        """https://docs.slack.dev/reference/block-kit/blocks/markdown-block"""
        if not block.get("text"):
            self.fail(f"{at}/text", "missing required field")
        self.length(f"{at}/text", block.get("text"), 12_000)

    def check_image(self, at: str, block: Json) -> None:
        """https://docs.slack.dev/reference/block-kit/blocks/image-block"""
        if bool(block.get("image_url")) == bool(block.get("slack_file")):
            self.fail(at, "must have either image_url or slack_file")
        self.length(f"{at}/image_url", block.get("image_url"), 3000)
        if not block.get("alt_text"):
            self.fail(f"{at}/alt_text", "missing required field")
        self.length(f"{at}/alt_text", block.get("alt_text"), 2000)
        self.plain(f"{at}/title", block.get("title"), 2000, required=False)

    def check_context(self, at: str, block: Json) -> None:
        """https://docs.slack.dev/reference/block-kit/blocks/context-block"""
        for index, element in enumerate(
            self._items(f"{at}/elements", block.get("elements"), 10, 1)
        ):
            here = f"{at}/elements/{index}"
            if isinstance(element, dict) and element.get("type") == "image":
                self.check_image(here, element)
            else:
                self.any_text(here, element, 3000)

    def check_actions(self, at: str, block: Json) -> None:
        """https://docs.slack.dev/reference/block-kit/blocks/actions-block"""
        elements = self._items(f"{at}/elements", block.get("elements"), 25, 1)
        self._elements(f"{at}/elements", elements, IN_ACTIONS)

    def check_input(self, at: str, block: Json) -> None:
        """https://docs.slack.dev/reference/block-kit/blocks/input-block"""
        self.plain(f"{at}/label", block.get("label"), 2000)
        self.plain(f"{at}/hint", block.get("hint"), 2000, required=False)
        if block.get("element") is None:
            self.fail(f"{at}/element", "missing required field")
            return
        self._elements(f"{at}/element", [block["element"]], IN_INPUT)

    # Elements

    def _elements(self, at: str, elements: list[Any], allowed: set[str]) -> None:
        seen: set[str] = set()
        for index, element in enumerate(elements):
            here = f"{at}/{index}" if at.endswith("/elements") else at
            kind = element.get("type") if isinstance(element, dict) else None
            if kind not in allowed:
                self.fail(here, f"unsupported type: {kind}")
                continue
            action_id = element.get("action_id")
            self.length(f"{here}/action_id", action_id, 255)
            if action_id and action_id in seen:
                self.fail(f"{here}/action_id", f"action_id {action_id!r} already exists")
            seen.add(str(action_id))
            self._element(here, kind, element)

    def _element(self, at: str, kind: str, element: Json) -> None:
        if kind == "image":
            self.check_image(at, element)
            return
        self.plain(f"{at}/placeholder", element.get("placeholder"), 150, required=False)
        self._confirm(f"{at}/confirm", element.get("confirm"))
        if kind == "button":
            self._button(at, element)
        elif kind in ("static_select", "multi_static_select"):
            self._select(at, element)
        elif kind in CHOICES:
            self._options(f"{at}/options", element.get("options"), 10, rich=True)
            self._initial(at, element)
        elif kind == "overflow":
            self._options(f"{at}/options", element.get("options"), 5, rich=False)
        elif kind == "plain_text_input":
            self._text_input(at, element)
        elif kind == "number_input" and "is_decimal_allowed" not in element:
            self.fail(f"{at}/is_decimal_allowed", "missing required field")
        elif kind == "file_input":
            self._file_input(at, element)
        self._formats(at, element)
        if kind in MULTI_SELECTS and element.get("max_selected_items", 1) < 1:
            self.fail(f"{at}/max_selected_items", "must be at least 1")

    def _button(self, at: str, element: Json) -> None:
        self.plain(f"{at}/text", element.get("text"), 75)
        self.length(f"{at}/value", element.get("value"), 2000)
        self.length(f"{at}/url", element.get("url"), 3000)
        self.length(f"{at}/accessibility_label", element.get("accessibility_label"), 75)
        if element.get("style") not in (None, "primary", "danger"):
            self.fail(f"{at}/style", "must be primary or danger")

    def _select(self, at: str, element: Json) -> None:
        options, groups = element.get("options"), element.get("option_groups")
        if (options is None) == (groups is None):
            self.fail(at, "must have either options or option_groups")
            return
        if options is not None:
            self._options(f"{at}/options", options, 100, rich=False)
        for index, group in enumerate(self._items(f"{at}/option_groups", groups, 100)):
            here = f"{at}/option_groups/{index}"
            if not isinstance(group, dict):
                self.fail(here, "must be an object")
                continue
            self.plain(f"{here}/label", group.get("label"), 75)
            self._options(f"{here}/options", group.get("options"), 100, rich=False)
        self._initial(at, element)

    def _options(self, at: str, options: Any, limit: int, *, rich: bool) -> None:
        for index, option in enumerate(self._items(at, options, limit, 1)):
            here = f"{at}/{index}"
            if not isinstance(option, dict):
                self.fail(here, "must be an object")
                continue
            check = self.any_text if rich else self.plain
            check(f"{here}/text", option.get("text"), 75)
            check(f"{here}/description", option.get("description"), 75, required=False)
            if not option.get("value"):
                self.fail(f"{here}/value", "missing required field")
            self.length(f"{here}/value", option.get("value"), 150)

    def _initial(self, at: str, element: Json) -> None:
        offered = list(element.get("options") or [])
        for group in element.get("option_groups") or []:
            offered += group.get("options") or [] if isinstance(group, dict) else []
        values = {option.get("value") for option in offered if isinstance(option, dict)}
        chosen = element.get("initial_options")
        if chosen is not None and not chosen:
            self.fail(f"{at}/initial_options", "no fewer than 1 items allowed")
        for option in [element.get("initial_option"), *(chosen or [])]:
            if isinstance(option, dict) and option.get("value") not in values:
                self.fail(f"{at}/initial_option", "must be one of the options")

    def _text_input(self, at: str, element: Json) -> None:
        for key, least in (("min_length", 0), ("max_length", 1)):
            limit = element.get(key)
            if limit is not None and not (isinstance(limit, int) and least <= limit <= 3000):
                self.fail(f"{at}/{key}", f"must be between {least} and 3000")
        longest = element.get("max_length") or 3000
        self.length(f"{at}/initial_value", element.get("initial_value"), min(longest, 3000))

    def _file_input(self, at: str, element: Json) -> None:
        if not 1 <= element.get("max_files", 10) <= 10:
            self.fail(f"{at}/max_files", "must be between 1 and 10")

    def _formats(self, at: str, element: Json) -> None:
        for key, pattern in (("initial_date", DATE), ("initial_time", TIME)):
            value = element.get(key)
            if value is not None and not (isinstance(value, str) and pattern.fullmatch(value)):
                self.fail(f"{at}/{key}", "invalid format")

    def _confirm(self, at: str, confirm: Any) -> None:
        if confirm is None:
            return
        if not isinstance(confirm, dict):
            self.fail(at, "must be an object")
            return
        self.plain(f"{at}/title", confirm.get("title"), 100)
        self.any_text(f"{at}/text", confirm.get("text"), 300)
        self.plain(f"{at}/confirm", confirm.get("confirm"), 30)
        self.plain(f"{at}/deny", confirm.get("deny"), 30)

    def _items(self, at: str, items: Any, most: int, least: int = 0) -> list[Any]:
        if items is None:
            items = []
        if not isinstance(items, list):
            self.fail(at, "must be an array")
            return []
        if len(items) > most:
            self.fail(at, f"no more than {most} items allowed")
        if len(items) < least:
            self.fail(at, f"no fewer than {least} items allowed")
        return items
