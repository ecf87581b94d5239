"""What stands in the fields of a view or message: Slack's `state.values`.

https://docs.slack.dev/reference/views/modal-views, section on `state.values`
"""

from __future__ import annotations

import re
from typing import Any

from bot.workspace.blocks import interactive
from bot.workspace.store.database import Json

# The field that holds the value of each kind of element, and the one that holds its first value.
FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
MANY = {"files", "selected_options", "selected_users"}
MANY |= {"selected_conversations", "selected_channels"}
REQUIRED = "Please complete this required field."


def values(blocks: list[Json], *earlier: Any) -> Json:
    """The values of all fields: the last of `earlier` that has one, else the initial value.

    `earlier` are `state.values` of before, the newest last; what they say of fields that do not
    exist is dropped.
    """
    state: Json = {}
    for block in blocks:
        for element in interactive(block):
            if element["type"] not in FIELDS:
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            entry = _initial(element)
            field = FIELDS[element["type"]][0]
            for known in earlier:
                given = ((known or {}).get(block_id) or {}).get(action_id)
                if isinstance(given, dict) and given.get("type", element["type"]) == entry["type"]:
                    entry[field] = given.get(field, [] if field in MANY else None)
            state.setdefault(block_id, {})[action_id] = entry
    return state


def typed(blocks: list[Json], state: Json) -> Json:
    """Of these values only what a person has changed, which an update of the view must keep."""
    first = values(blocks)
    return {
        block_id: {
            action_id: entry
            for action_id, entry in entries.items()
            if entry != first.get(block_id, {}).get(action_id)
        }
        for block_id, entries in state.items()
    }


def objections(blocks: list[Json], state: Json) -> dict[str, str]:
    """What Slack's own client would not let a person submit: {block_id: message}."""
    found: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        entry = state.get(block["block_id"], {}).get(element["action_id"], {})
        value = entry.get(FIELDS[element["type"]][0])
        if value is None or value == "" or value == []:
            if not block.get("optional"):
                found[block["block_id"]] = REQUIRED
            continue
        objection = _objection(element, value)
        if objection:
            found[block["block_id"]] = objection
    return found


def _initial(element: Json) -> Json:
    field, initial = FIELDS[element["type"]]
    value = element.get(initial)
    if value is None and field in MANY:
        value = []
    return {"type": element["type"], field: value}


def _objection(element: Json, value: Any) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length_objection(element, str(value))
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(value)):
        return "Enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+$", str(value)):
        return "Enter a valid URL."
    if kind == "number_input":
        return _number_objection(element, str(value))
    if kind == "file_input" and len(value) > element.get("max_files", 10):
        return f"No more than {element.get('max_files', 10)} files."
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"Choose no more than {most}."
    return None


def _length_objection(element: Json, value: str) -> str | None:
    least, most = element.get("min_length") or 0, element.get("max_length") or 3000
    if len(value) < least:
        return f"Enter at least {least} characters."
    if len(value) > most:
        return f"Enter no more than {most} characters."
    return None


def _number_objection(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Enter a number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Enter a number of at least {least}."
    if most is not None and float(value) > float(most):
        return f"Enter a number of at most {most}."
    return None
