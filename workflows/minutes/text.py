"""Plain words out of marked-up text: nothing here knows what minutes are."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Only real HTML tags go: "<sponsor>" in a draft is a word that somebody typed.
_BREAK_TAG = re.compile(r"</?(?:br|p|div|ul|ol|li|table|tr|td|th|h[1-6])\b[^<>]{0,200}>", re.I)
_INLINE_TAG = re.compile(r"</?(?:b|i|em|strong|u|s|sup|sub|span|font|small|a)\b[^<>]{0,200}>", re.I)
_COMMENT = re.compile(r"<!--[^<>]{0,400}-->")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~&])")
_SET_ASIDE = re.compile("[\ue000-\ue07f]")
_OPENING = re.compile(r"(?<![\w*])[*_](?=[^\s*_])")
_CLOSING = re.compile(r"(?<=[^\s*_])[*_](?![\w*])")
_EMPTY_LINK = re.compile(r"\[\]\([^()\s]{0,400}\)")
_ENTITIES = {"&amp;": "&", "&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'"}

_STOP = r"[.!?…]['\"”’)\]]{0,2}\s+(?=[A-Z0-9“‘\"'(\[£€$@•])"
_SENTENCE_END = re.compile(_STOP)
_SENTENCE_OR_BULLET = re.compile(rf"{_STOP}|\s+(?=[•●▪]\s)")
_BULLET = re.compile("[•●▪]")
_BEFORE = re.compile(r"([\w.]+)\.$")
ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "cllr",
        "cllrs",
        "prof",
        "rev",
        "st",
        "no",
        "nos",
        "ref",
        "dept",
        "co",
        "ltd",
        "inc",
        "supt",
        "sgt",
        "insp",
        "hon",
        "jr",
        "sr",
        "vs",
        "approx",
        "e.g",
        "i.e",
        "etc.",
        "eg",
        "ie",
        "para",
        "paras",
        "p",
        "pp",
        "ch",
        "art",
        "cf",
        "fig",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "re",
        "cr",
        "ald",
    ]
)


def collapse(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """The words of one line: HTML and Markdown dress taken off, white space collapsed."""
    if "<" in text:
        text = _BREAK_TAG.sub(" ", _COMMENT.sub(" ", text))
        text = _INLINE_TAG.sub("", text)
    if "&" in text:
        for entity, char in _ENTITIES.items():
            text = text.replace(entity, char)
    if "[](" in text:
        text = _EMPTY_LINK.sub("", text)
    escaped = "\\" in text
    if escaped:  # set aside, so that an escaped star survives the taking off of stars
        text = _ESCAPE.sub(lambda m: chr(0xE000 + ord(m[1])), text)
    text = text.replace("**", "").replace("__", "").replace("`", "")
    if "*" in text or "_" in text:
        text = _CLOSING.sub("", _OPENING.sub("", text))
    if escaped:
        text = _SET_ASIDE.sub(lambda m: chr(ord(m[0]) - 0xE000), text)
    return collapse(text)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences; a stop after an initial or an abbreviation ends none."""
    start = 0
    ends = _SENTENCE_OR_BULLET if _BULLET.search(text) else _SENTENCE_END
    for match in ends.finditer(text):
        head = text[max(start, match.start() - 20) : match.start() + 1]
        if head.endswith(".") and _is_abbreviation(head):
            continue
        if text[start : match.end()].strip(" •●▪"):
            yield _trim(text, start, match.end())
        start = match.end()
    if text[start:].strip():
        yield _trim(text, start, len(text))


def _is_abbreviation(head: str) -> bool:
    before = _BEFORE.search(head)
    if before is None:
        return False
    word = before[1].lower()
    return word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or word[-2:-1] == "."


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " •●▪":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def trimmed_clause(text: str) -> str:
    """A clause without the "; and" that ties it to the next one."""
    text = text.strip()
    for _ in range(3):
        text = text.rstrip(" ;,")
        if text.lower().endswith((" and", ";and", " or")) and len(text) > 20:
            shorter = text[:-3].rstrip()
            if not shorter.endswith((";", ",")) and text[-3:].lower() == "and":
                return text  # "… safe and" broken off by the page: shown, not mended
            text = shorter
    return text


def mentions(text: str, parts: tuple[str, ...]) -> bool:
    """Whether any of these (in lower case) stands in a text, within a word too: asked before a
    pattern that takes long, which needs one of them."""
    lower = text.lower()
    return any(part in lower for part in parts)


def words(text: str) -> set[str]:
    """The words of a text in lower case, for likening one text to another."""
    return set(re.findall(r"[a-z0-9']{2,}", text.lower().replace("’", "'")))
