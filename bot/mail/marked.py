"""Slack's marked text in other forms: as plain text, and as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

#: Signs that say more than the words beside them; every other sign falls away.
_SIGNS: Mapping[str, str] = {
    ":lock:": "[exempt]",
    ":point_right:": "→",
    ":warning:": "Please note:",
    ":paperclip:": "Evidence:",
}
_LINK = re.compile(r"<(https?://[^>|\s]+)(?:\|([^>]*))?>")
_OTHER = re.compile(r"<[@#!][^>|]*(?:\|([^>]*))?>")
_SIGN = re.compile(r"(?<!\w):(?=[a-z+])[a-z0-9_+-]+: ?")
_MARK = re.compile(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")
_LEANING = re.compile(r"(?<![\w_])_([^_\n]+)_(?![\w_])")


def plain(mrkdwn: str) -> str:
    """Slack's mrkdwn as plain text: marks and signs gone, links spelt out, entities undone."""
    text = _LINK.sub(lambda m: f"{m[2]} ({m[1]})" if m[2] else m[1], _without_ids(mrkdwn))
    return _undone(_MARK.sub("", _without_signs(text))).strip()


def html(mrkdwn: str) -> str:
    """Slack's mrkdwn as HTML: strong, emphasis, links and line breaks, everything else escaped."""
    text, found, at = _without_ids(mrkdwn), [], 0
    for link in _LINK.finditer(text):
        found.append(_words(text[at : link.start()]))
        label = _words(link[2]) if link[2] else escape(_undone(link[1]))
        found.append(f'<a href="{escape(_undone(link[1]))}">{label}</a>')
        at = link.end()
    return "".join([*found, _words(text[at:])]).strip().replace("\n", "<br>\n")


def _words(text: str) -> str:
    escaped = escape(_undone(_without_signs(text)))
    escaped = _BOLD.sub(r"<strong>\1</strong>", escaped)
    escaped = _LEANING.sub(r"<em>\1</em>", escaped)
    return escaped.replace("`", "")


def _without_ids(text: str) -> str:
    """Mentions of people, channels and groups: the name where it stands beside the id."""
    return _OTHER.sub(lambda m: m[1] or "", text)


def _without_signs(text: str) -> str:
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    return _SIGN.sub("", text)


def _undone(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
