"""Characters that files hold for print's sake, as the plain ones that people type."""

from __future__ import annotations

import re

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
#: Spaces of other widths, and the line and paragraph separators.
_SPACES = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
    "\u3000\u2028\u2029\u0085\x0b\x1c\x1d\x1e\x1f",
    " ",
)
#: Soft hyphens, zero-width spaces, marks of writing direction: nothing that is read.
_UNSEEN = dict.fromkeys(
    "\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""
)
_HYPHENS = {"\u2010": "-", "\u2011": "-"}
#: The pictures of Symbol and Wingdings that Word sets as bullets and check boxes, at the places
#: in the private-use area where it puts them.
_PICTURES = {
    **dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0a8\uf06e\uf071\uf075\uf0e0", "•"),
    "\uf06f": "☐",
    "\uf0fe": "☒",
    "\uf0fc": "✓",
    "\uf0fb": "✗",
}
_PLAIN = str.maketrans({**_LIGATURES, **_SPACES, **_UNSEEN, **_HYPHENS, **_PICTURES})
#: Joiners between Latin letters keep a ligature apart; elsewhere they are part of the script.
_JOINERS = re.compile(r"(?<=[A-Za-z])[\u200c\u200d]+(?=[A-Za-z])")
_BOXES = re.compile(r"^([-•*]\s+)?[☐☑☒✓](?=\s)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def plain_characters(text: str) -> str:
    """The text with ligatures and hyphens as typed, every space a space, and nothing unseen."""
    text = text.translate(_PLAIN)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINERS.sub("", text)
    return _CONTROL.sub("", text)


def with_box(text: str) -> str:
    """A line that begins with a check box, in the way that boxes are typed: “[ ] ” or “[x] ”."""
    found = _BOXES.match(text)
    if found is None:
        return text
    empty = found[0].endswith("☐")
    return f"- [{' ' if empty else 'x'}]{text[found.end() :]}"
