"""What the discussion implies somebody will do. Offered to a person, never recorded by itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from workflows.minutes.due_phrases import classify, find_due
from workflows.minutes.layout import Minutes, Passage
from workflows.minutes.owners import ROLE, instructs, subject_owners
from workflows.minutes.register import DraftAction, DraftResolution, Lines
from workflows.minutes.segments import segments
from workflows.minutes.text import sentences, words

_SOMEBODY = (
    rf"(?:(?:The |the |All )?(?:[A-Z][\w’'.,&-]* (?:of |and |for "
    rf")?){{0,8}}?(?:{ROLE}|[A-Z][\w’'-]+|[A-Z]{{2,4}}))"
)
_WORK_VERB = (
    r"(?:circulate|contact|write|send|email|arrange|organi[sz]e|report|provide|"
    r"produce|prepare|draft|review|look|liaise|follow|check|ask|find|"
    r"bring|present|share|discuss|raise|meet|speak|invite|attend|update|forward|"
    r"investigate|chase|pursue|submit|publish|confirm|consider|take|"
    r"feed|action|inform|notify|reply|respond|purchase|order|install|repair|seek|"
    r"collect|obtain|get|book|explore|escalate|have a chat|help|assist|post|"
    r"make|put|ensure|set up|work with|monitor|progress|table)"
)
_SETS_WORK = re.compile(rf" (?:to|will|would) (?:also |then |now )?{_WORK_VERB}\b")
_SOMEBODY_TO = re.compile(
    rf"\b{_SOMEBODY}(?: \([^()]{{1,60}}\))? (?:(?:has |also |both |then "
    rf")?(?:agreed|undertook|offered|promised|volunteered) to|will|would|is to|"
    rf"are to|to) (?:also |then |now )?{_WORK_VERB}\b"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        " to ",
        re.compile(rf"\b(?:was|were) (?:asked|requested|invited) to (?:also )?{_WORK_VERB}\b"),
    ),
    (" ", re.compile(rf"\b(?:He|She|They) (?:would|will|agreed to|undertook to) {_WORK_VERB}\b")),
    (
        "it was ",
        re.compile(
            r"\bit was (?:agreed|suggested|requested|felt) that\b.{0,200}"
            r"\b(?:should|would|will|be)\b",
            re.I,
        ),
    ),
    (
        " be ",
        re.compile(
            r"\b(?:would|will) be (?:circulated|brought back|brought to|presented|"
            r"submitted|amended|sought|reported|shared|updated|provided|scheduled|"
            r"arranged|invited|sent|picked up|returned|published)\b",
            re.I,
        ),
    ),
    (
        "",
        re.compile(
            r"\brequested (?:that|a further|an update|more)\b|\bmore work was "
            r"(?:requested|needed)\b|\b(?:could|should) be (?:presented|brought|"
            r"reported) to\b|\bto be agreed at\b|\btake all the points back\b",
            re.I,
        ),
    ),
)
"""Other words for work, each after what it cannot be without."""
_NOT = re.compile(
    r"^(?:if|whether|when|how|why|could|should|what)\b|\?$|\bhad (?:agreed|been "
    r"asked)\b|\bwere asked to (?:consider|note)\b|\bwould like to\b|\bbe "
    r"thanked\b",
    re.I,
)


def read_implied(
    minutes: Minutes,
    resolutions: list[DraftResolution],
    actions: list[DraftAction],
    on: date | None,
    coming: date | None,
) -> list[DraftAction]:
    """Sentences of the discussion that give somebody work and are recorded nowhere else."""
    known = _Recorded(
        [*(a.text for a in actions), *(c.text for r in resolutions for c in r.clauses)]
    )
    found: list[DraftAction] = []
    for passage in minutes.passages:
        if not _is_discussion(passage, bool(minutes.items)):
            continue
        ref = minutes.items[passage.item].ref if minutes.items else None
        for sentence, lines in _told(passage):
            if known.says(sentence):
                continue
            due = find_due(sentence)
            kind, day = classify(due, on, coming)
            found.append(
                DraftAction(
                    text=sentence,
                    lines=lines,
                    source="discussion",
                    explicit=False,
                    minute_ref=ref,
                    owners=subject_owners(sentence)[0],
                    due_phrase=due,
                    due_kind=kind,
                    due_date=day,
                )
            )
    return found


def _is_discussion(passage: Passage, has_items: bool) -> bool:
    block = passage.block
    return (
        (passage.item >= 0 or not has_items)
        and passage.section in ("discussion", "next_meeting")
        and not block.quoted
        and block.kind not in ("heading", "label", "row")
    )


def _told(passage: Passage) -> Iterator[tuple[str, Lines]]:
    """The sentences that imply work; behind a marker only a "Clerk to action" after it."""
    block = passage.block
    for segment in segments(passage):
        text = block.text[segment.start : segment.end]
        for at, (start, end) in enumerate(sentences(text)):
            sentence = text[start:end]
            if segment.marker is not None and (at == 0 or not instructs(sentence)):
                continue
            if not 12 < len(sentence) < 500:
                continue
            if _implies_work(sentence) and not _NOT.search(sentence):
                yield sentence, block.cite(segment.start + start, segment.start + end)


def _implies_work(sentence: str) -> bool:
    # Somebody takes long to look for: first whether there is any work for them at all.
    if _SETS_WORK.search(sentence) and _SOMEBODY_TO.search(sentence):
        return True
    lower = sentence.lower()
    return any(part in lower and p.search(sentence) for part, p in _PATTERNS)


class _Recorded:
    """What actions and clauses say, to be asked whether a sentence says one of them again.

    Of two texts that share more than 0.7 of the shorter one's words, each holds one of the rarest
    0.3 of the shorter: only texts found by those words are compared, not all with all.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [w for w in dict.fromkeys(frozenset(words(t)) for t in texts) if len(w) > 3]
        self._common = Counter(word for text in self._texts for word in text)
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._by_rare_word: defaultdict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(self._texts):
            for word in text:
                self._by_word[word].append(at)
            for word in self._rarest(text):
                self._by_rare_word[word].append(at)

    def _rarest(self, text: Collection[str]) -> list[str]:
        # Of words as rare as each other the longer one: "the" finds too many others.
        return sorted(text, key=lambda w: (self._common[w], -len(w)))[: int(0.3 * len(text)) + 1]

    def says(self, sentence: str) -> bool:
        """Whether an action or a clause says the same already."""
        mine = words(sentence)
        near = {at for word in self._rarest(mine) for at in self._by_word.get(word, ())}
        near.update(at for word in mine for at in self._by_rare_word.get(word, ()))
        return any(
            len(mine & other) > 0.7 * min(len(mine), len(other))
            for other in (self._texts[at] for at in near)
        )
