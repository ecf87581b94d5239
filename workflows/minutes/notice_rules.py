"""Notice: when the agenda is out, how the public takes part, what is recorded. One table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.minutes.blocks import Block
from workflows.minutes.dates import dates_in, read_date
from workflows.minutes.register import DraftNoticeRule


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of rule: how it is known, and an example of it."""

    kind: str
    pattern: re.Pattern[str]
    example: str


RULES: tuple[Rule, ...] = (
    Rule(
        "agenda period",
        re.compile(
            r"\b(?:agenda|papers|notice)\b.{0,120}\b(?:\d{1,2}|three|five|seven) (?:clear "
            r")?(?:working )?"
            r"days?\b.{0,30}\bbefore\b",
            re.I | re.S,
        ),
        "The agenda is published no later than 5 working days before the meeting.",
    ),
    Rule(
        "issued",
        re.compile(
            r"^(?:agenda )?(?:published|issued|despatched)(?: on)?\s*:|^date (?:of (?:issue|"
            r"publication)|issued|"
            r"published)\b|\b(?:agenda|summons) (?:was |is )?(?:published|issued|dated)\b.{0,20}\d|"
            r"\bproper officer\b.{0,40}\b20\d\d\b",
            re.I,
        ),
        "Agenda published on: 2 February 2027",
    ),
    Rule(
        "taking part",
        re.compile(
            r"\bno later than\b.{0,60}\bdays? before the meeting\b|"
            r"\bintend\w* to attend\b.{0,60}\bcontact\b|"
            r"\b(?:members of the public|public|residents|questions?|petitions?|wish(?:ing|es)? "
            r"to (?:speak|"
            r"address|take part|attend))\b.{0,300}\b(?:no later than|not later than|by (?:noon|"
            r"\d)|at least|"
            r"before|in advance|notify|contact|register)\b",
            re.I | re.S,
        ),
        "Members of the public wishing to speak should notify the Clerk by noon on the day before.",
    ),
    Rule(
        "interests",
        re.compile(
            r"\bwithin (?:28|twenty-eight) days\b.{0,80}\binterest|\binterest\b.{0,200}\bwithin "
            r"(?:28|twenty-eight) days\b",
            re.I | re.S,
        ),
        "You must within 28 days notify the Monitoring Officer of the interest.",
    ),
    Rule(
        "recording",
        re.compile(
            r"\bmeetings?\b.{0,80}\b(?:live ?stream\w*|webcast|broadcast|(?:audio|video)?[- "
            r"]?record(?:ed|ing))\b",
            re.I | re.S,
        ),
        "This meeting will be live streamed and recorded.",
    ),
    Rule(
        "exclusion",
        re.compile(
            r"\b(?:press and public|public and press|public)\b.{0,60}\bexclu|\bexempt or "
            r"confidential\b",
            re.I | re.S,
        ),
        "The press and public will be excluded from the meeting for that business only.",
    ),
    Rule(
        "action log",
        re.compile(
            r"\baction log\b.{0,80}\b(?:circulated|available|request|published|see)\b", re.I | re.S
        ),
        "The action log will be circulated electronically.",
    ),
    Rule(
        "apologies",
        re.compile(r"\b(?:notif\w+ of|send|give|submit) (?:your )?apologies\b", re.I),
        "Queries regarding this agenda or notification of apologies:",
    ),
    Rule(
        "substitutes",
        re.compile(
            r"\bsubstitut(?:es?|ions?)\b.{0,80}\b(?:agreed|appointed|comprise|nominated|notif|"
            r"may attend)",
            re.I | re.S,
        ),
        "Elected member substitutions as agreed at Full Council comprise:",
    ),
    Rule(
        "reports",
        re.compile(
            r"\b(?:submit\w*|deadline for|receipt of) (?:of )?(?:reports?|papers|agenda items?)\b",
            re.I,
        ),
        "Members were reminded of the importance of submitting reports in a timely manner.",
    ),
)
_REPORTS = next(rule for rule in RULES if rule.kind == "reports")


def read_notice_rules(
    front: Sequence[Block], minuted: Sequence[Block], on: date | None
) -> Iterator[DraftNoticeRule]:
    """The rules in the front of a pack, each sentence once. Minutes only remind of how reports are
    to come in: the rest of them is what was said."""
    seen: set[str] = set()
    reminding = (b for b in minuted if _REPORTS.pattern.search(b.text))
    for block, reminds in [*((b, False) for b in front), *((b, True) for b in reminding)]:
        if len(block.text) > 4000:
            continue
        spans = [(0, len(block.text))] if block.kind == "row" else block.sentences
        for start, end in spans:
            text = block.text[start:end]
            rule = next((r for r in RULES if r.pattern.search(text[:1200])), None)
            if rule is None or text in seen or (reminds and rule is not _REPORTS):
                continue
            seen.add(text)
            day = next((read_date(m[0], on) for m in dates_in(text)), None)
            yield DraftNoticeRule(rule.kind, text, day, block.cite(start, end))
