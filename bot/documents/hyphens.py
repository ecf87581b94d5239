"""Words that a line's end has cut in two, whole again on the line where they begin.

A hyphen at a line's end may be the printer's or the word's own. The paper itself decides where it
has the word elsewhere, unbroken; else prefixes that keep their hyphen, and capitals, do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CUT = re.compile(r"(?P<head>[^\s\-–—/()\[\],.;:]*[^\W\d_])-$")
_TAIL = re.compile(r"(?P<tail>[^\W\d_]+(?:['’-][^\W\d_]+)*)(?P<rest>\S*)\s*(?P<more>.*)$", re.S)
#: What stands in addresses and references, of which nothing may be taken away.
_ADDRESS = re.compile(r"[/@_\d]|\w\.\w")
#: First halves of words that are written with a hyphen and seldom cut there: "self-assessment".
_KEPT = frozenset(
    [
        *("anti", "co", "cross", "full", "half", "long", "multi", "neo", "non", "quasi", "self"),
        *("semi", "single", "small", "three", "two", "ultra", "vice", "well"),
    ]
)
#: The second half of such a word is no mere ending: "long-er".
_ENDING = 3


class Vocabulary:
    """The words that a paper has unbroken, by which its broken ones are judged."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        for line in lines:
            # The last word of a line that ends with a hyphen is half a word.
            whole = line.rsplit(None, 1)[0] if line.endswith("-") and " " in line else line
            self._words.update(w.lower() for w in _WORD.findall(whole))

    def mended(self, lines: Sequence[str]) -> list[str]:
        """The lines of one paragraph with each broken word whole on the line where it begins; a
        line of which nothing is left is empty."""
        mended = list(lines)
        for at in range(len(mended) - 1):
            mended[at], mended[at + 1] = self.joined(mended[at], mended[at + 1])
        return [line for line in mended if line] if len(mended) > 1 else mended

    def joined(self, line: str, following: str) -> tuple[str, str]:
        """The two lines, with a word that the first one's end cuts in two moved up whole."""
        cut = _CUT.search(line)
        tail = _TAIL.match(following)
        if cut is None or tail is None or not (tail["tail"][0].islower() or "-" in cut["head"]):
            named = cut is not None and tail is not None and tail["tail"][0].isupper()
            if not named:
                return line, following
        assert cut is not None
        assert tail is not None
        address = _ADDRESS.search(line[: cut.end("head")].rsplit(None, 1)[-1])
        between = "-" if address or self._keeps(cut["head"], tail["tail"]) else ""
        return f"{line[:-1]}{between}{tail['tail']}{tail['rest']}", tail["more"]

    def _keeps(self, head: str, tail: str) -> bool:
        """Whether the hyphen belongs to the word."""
        low, rest = head.lower(), tail.lower()
        if f"{low}-{rest}" in self._words:
            return True
        if f"{low}{rest}" in self._words:
            return False
        return tail[0].isupper() or (low in _KEPT and len(tail) > _ENDING)
