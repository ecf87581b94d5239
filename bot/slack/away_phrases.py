"""What people type after /board away, taken apart: `@tom 3 Aug to 17 Aug deputy @bea`.

Only the form is read here; what days and names mean is the core's business.
"""

from __future__ import annotations

import re

from bot.slack.parsing import unescape
from workflows.absence_noting import AwayForm

_DEPUTY = re.compile(r"(?:^|[\s,;(])(?:deputy|deputised by|covered by|cover)\s*:?\s+(.+)$", re.I)
_IS_AWAY = r"(?:\s+(?:is|will be))?(?:\s+(?:away|off))?"
_MENTIONED = re.compile(rf"^(<@[^>]+>){_IS_AWAY}\s*[:,]?\s*", re.I)
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b"
#: A name in front of the days: letters up to "from", "until", a weekday or a number.
_NAMED = re.compile(
    rf"^(?!(?:from|until|till|today|tomorrow|next|this|end|{_WEEKDAY})\b)([^\d<,:]+?){_IS_AWAY}"
    rf"\s*[:,]?\s+(?=from\b|until\b|till\b|today\b|tomorrow\b|next\b|{_WEEKDAY}|\d)",
    re.I,
)
_TO = re.compile(r"\s+(?:to|until|till|through|-|–|—)\s+|\s*[–—]\s*", re.I)


def read_away(typed: str) -> AwayForm:
    """Who (empty: the typist), from when (empty: today), until when, and the deputy, as written.

    A single day is both the first and the last.
    """
    text = " ".join(unescape(typed).split())
    deputy = _DEPUTY.search(text)
    if deputy:
        text = text[: deputy.start()]
    who = _MENTIONED.match(text) or _NAMED.match(text)
    if who:
        text = text[who.end() :]
    text = re.sub(r"^from\s+", "", text.strip(" ,;"), flags=re.I)
    only_end = re.match(r"(?:until|till|to)\s+(.+)", text, re.I)
    if only_end:
        since, until = "", only_end.group(1)
    else:
        since, *rest = _TO.split(text, maxsplit=1)
        until = rest[0] if rest else since
    return AwayForm(
        since=since.strip(),
        until=until.strip(),
        who=who.group(1).strip() if who else "",
        deputy=deputy.group(1).strip(" ).,;") if deputy else "",
    )
