"""Whoever pressed a button, and the key by which a double click is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.deps import Asker
from bot.slack.parsing import asker


def presser(body: Mapping[str, Any], *, anew: bool = False) -> Asker:
    """The same button of the same message or view, drawn from the same state, counts once for each
    person; with `anew` once a minute, for what may be asked for again and again (a list, a log)."""
    pressed, place = body["actions"][0], body.get("container", {})
    where = place.get("message_ts") or place.get("view_id") or ""
    chosen = pressed.get("value") or (pressed.get("selected_option") or {}).get("value", "")
    key = f"press:{body['user']['id']}:{where}:{pressed['action_id']}:{chosen}"
    if anew:
        key += f":{int(float(pressed.get('action_ts') or 0)) // 60}"
    return asker(body, once=key)
