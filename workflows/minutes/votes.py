"""Who moved and seconded a resolution, and how the votes fell: beside the clauses, not in them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest

from workflows.minutes.conventions import marker_at
from workflows.minutes.layout import Minutes
from workflows.minutes.register import DraftResolution, Vote
from workflows.minutes.sentence_conventions import BRACKETED_VOTE, VOTE_NOTE
from workflows.minutes.text import sentences

_TITLE = r"(?:Cllrs?|Councillors?|Ald(?:erman|\.)?|Dr|Mrs?|Ms|Miss|Prof(?:essor)?|Rev|Sir|Dame|the)"
_NO_NAME = (
    r"(?!(?:Seconded|Proposed|Moved|Motion|Carried|All|And|Agreed|Resolved|Approved|Unanimous|"
    r"Vote|Votes|That|It|The|This|In|On|Passed|Any)\b)"
)
_NAME = (
    rf"(?:{_TITLE}\.? )?(?:{_NO_NAME}@?[A-Z][\w’'-]*\.?)(?: {_NO_NAME}[A-Z][\w’'-]*\.?){{0,3}}"
    r"(?: \((?!Chair|Vice)[^()]{1,30}\))?"
)
_MOVER = (
    re.compile(
        rf"\b(?i:proposed|moved|proposer|mover|prop\.?|motion made|motion was made|motion)"
        rf"(?: (?i:by))?\s*[:\-–]?\s*(?P<who>{_NAME})"
    ),
    re.compile(
        rf"(?P<who>{_NAME}) (?:so )?(?:proposed|moved|motioned)\b"
        r"(?=.{0,300}\b(?i:second|carried|agreed|approved|passed|in favou?r))"
    ),
)
_SECONDER = (
    re.compile(
        rf"\b(?i:seconded|seconder|second|2nd(?:ed)?|sec\.)(?: (?i:by))?\s*[:\-–]?\s*"
        rf"(?P<who>{_NAME})"
    ),
    re.compile(rf"(?P<who>{_NAME}) seconded\b"),
)
_NUMBER_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split(" "))}
_NUMBERS |= {"none": 0, "nil": 0, "nobody": 0}
_N = r"(?P<n>\d{1,4}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_PEOPLE = r"(?: (?:members?|councillors?|votes?|voted|were|governors?|trustees|directors?|in))*"
_FOR = (
    re.compile(
        rf"(?<![£$€\d.,]){_N}{_PEOPLE} (?:for(?=\s*(?:[,;.)]|$|and\b|the (?:motion|proposal|"
        r"amendment)|\d))|favou?r(?: of)?|ayes?|yes|yea)(?!\s*[:=]\s*\d)\b",
        re.I,
    ),
    re.compile(rf"\b(?:for|in favou?r|ayes?|yes|yeas?)\s*[:=–-]\s*{_N}\b", re.I),
)
_AGAINST = (
    re.compile(
        rf"\b{_N}{_PEOPLE} (?:against|opposed|opposing|nays?|noes|no)(?!\s*[:=]\s*\d)\b", re.I
    ),
    re.compile(rf"\b(?:against|opposed|nays?|noes|no)\s*[:=–-]\s*{_N}\b", re.I),
)
_ABSTAINED = (
    re.compile(rf"\b{_N}{_PEOPLE} (?:abst(?:ained|entions?|aining|ain)?)\b", re.I),
    re.compile(rf"\babst(?:ained|entions?|ain|aining)?\s*[:=–-]\s*{_N}\b", re.I),
)
_TALLY = re.compile(
    r"\b(?:carried|passed|approved|agreed|adopted|vote:?|by|voted)\s*(?:by )?\(?"
    r"(?P<for>\d{1,3})(?: votes)?\s?(?:[-–:]|to)\s?(?P<against>\d{1,3})"
    r"(?:\s?[-–:]\s?(?P<abstained>\d{1,3}))?\b(?!/)",
    re.I,
)
_UNANIMOUS = re.compile(
    r"\bunanimous(?:ly)?\b|\bnem\.? ?con\b|"
    r"\ball (?:were |members |councillors |present |voted )*in favou?r\b|"
    r"\ball (?:agreed|voted for)\b",
    re.I,
)
_CONSENSUS = re.compile(
    r"\b(?:by|general|rough) (?:general |rough )?(?:consensus|consent)\b|^(?:consensus|consent)\b",
    re.I,
)


def read_vote(text: str) -> Vote:
    """Mover, seconder and votes in the words that stand around a resolution."""
    text = text[:1500]
    tally = _TALLY.search(text)
    in_favour, against, abstained = (_count(p, text) for p in (_FOR, _AGAINST, _ABSTAINED))
    if tally and in_favour is None:
        in_favour, against = int(tally["for"]), int(tally["against"])
        abstained = int(tally["abstained"]) if tally["abstained"] else abstained
    outcome = "unanimous" if _UNANIMOUS.search(text) else None
    if outcome is None and in_favour is None and _CONSENSUS.search(text):
        outcome = "consensus"
    return Vote(_who(_MOVER, text), _who(_SECONDER, text), in_favour, against, abstained, outcome)


def _who(patterns: tuple[re.Pattern[str], ...], text: str) -> str | None:
    for pattern in patterns:
        match = pattern.search(text)
        if match:
            return match["who"].strip(" .,;")
    return None


def _count(patterns: tuple[re.Pattern[str], ...], text: str) -> int | None:
    for pattern in patterns:
        match = pattern.search(text)
        if match:
            word = match["n"].lower()
            return _NUMBERS[word] if word in _NUMBERS else int(word)
    return None


def with_votes(minutes: Minutes, resolutions: list[DraftResolution]) -> list[DraftResolution]:
    """The resolutions, each with the mover, seconder and votes that stand around its words."""
    at_line = {p.block.first: at for at, p in enumerate(minutes.passages)}
    taken = {clause.lines[0] for r in resolutions for clause in r.clauses}
    found = []
    for resolution, following in zip_longest(resolutions, resolutions[1:]):
        at = _passage_at(at_line, resolution.clauses[0].lines[0])
        last = _passage_at(at_line, resolution.clauses[-1].lines[1])
        words = (
            ""
            if at is None or last is None
            else " ".join(
                (
                    _led_by(minutes, at),
                    _within(minutes.passages[at].block.text, resolution, following),
                    _noted_below(minutes, last, taken),
                )
            )
        )
        vote = read_vote(words)
        found.append(replace(resolution, vote=None if vote == Vote() else vote))
    return found


def _passage_at(at_line: dict[int, int], line: int) -> int | None:
    """The passage that holds a line: that which begins there, or the last that began before."""
    for first in range(line, max(0, line - _REACH), -1):
        if first in at_line:
            return at_line[first]
    return None


_REACH = 60
"""The lines that one paragraph may run over, to be looked through for its beginning."""


def _led_by(minutes: Minutes, at: int) -> str:
    """The line before, where it only says who proposed and seconded."""
    before = minutes.passages[at - 1] if at else None
    if (
        before is None
        or _ENDED.search(before.block.text)
        or before.item != minutes.passages[at].item
        or len(before.block.text) > 300
    ):
        return ""
    text = before.block.text
    return text if _NAMES_MOVER.match(text) or (text.endswith(":") and marker_at(text)) else ""


_NAMES_MOVER = re.compile(
    r"(?:it was )?(?:proposed|moved|proposer|mover|on the (?:motion|proposal) of|motion by)\b", re.I
)


_NEAR = 1000
"""How far around a resolution in its paragraph the votes are looked for."""


def _within(block: str, resolution: DraftResolution, following: DraftResolution | None) -> str:
    """The words of its own paragraph that belong to a resolution: not those of its neighbours."""
    start = max(0, block.find(resolution.clauses[0].text[:40]))
    own = resolution.clauses[-1].text
    end = block.find(own[-40:], start)
    end = start + len(own) if end < 0 else end + len(own[-40:])
    stop = block.find(following.clauses[0].text[:40], end) if following else -1
    after = block[end : min(end + _NEAR, stop if stop > 0 else len(block))]
    led_in = block[max(0, start - _NEAR) : start]
    before = [led_in[a:b] for a, b in sentences(led_in)][-2:]
    led = " ".join(s for n, s in enumerate(before) if n == len(before) - 1 or _NAMES_MOVER.match(s))
    if _ENDED.search(led):
        led = ""
    notes = [
        after[a:b]
        for a, b in sentences(after)
        if VOTE_NOTE.match(after[a:b].lstrip(" .;,")) or BRACKETED_VOTE.search(" " + after[a:b])
    ]
    return " ".join((led, block[start:end], *notes[:4]))


_ENDED = re.compile(r"\b(?:lost|carried|defeated|failed|withdrawn)\b", re.I)
"""What stands before was put to the vote by itself: it moved another thing."""


def _noted_below(minutes: Minutes, at: int, taken: set[int]) -> str:
    """The lines right below that only tell of the vote."""
    told = []
    for passage in minutes.passages[at + 1 : at + 4]:
        block = passage.block
        if passage.opens_item or block.first in taken or not VOTE_NOTE.match(block.text):
            break
        told.append(block.text[:400])
    return " ".join(told)
