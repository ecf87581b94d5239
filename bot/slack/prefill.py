"""What a submitted form was opened with: Slack gives its blocks back beside what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def chosen_at_first(view: Mapping[str, Any]) -> dict[str, list[str]]:
    """The people or options that each input of several choices held when the form was opened, by
    block id; an input that held nothing is an empty list."""
    found: dict[str, list[str]] = {}
    for block in view.get("blocks", []):
        if block.get("type") == "input":
            element = block["element"]
            options = [str(o["value"]) for o in element.get("initial_options", [])]
            found[str(block["block_id"])] = [*element.get("initial_users", []), *options]
    return found
