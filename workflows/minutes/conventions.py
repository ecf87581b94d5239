"""The conventions of minutes that the reader knows: one table, each with an example.

A *marker* is the paper's own word before a decision or an action; decisions told in prose stand in
`sentence_conventions`. To teach the reader a convention, add a row: the
tests read every example and compare it with `gives`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

ReadAs = Literal["decision", "noting", "action", "motion", "none"]


@dataclass(frozen=True, slots=True)
class Convention:
    """One way of writing minutes: how it is known, what it is read as, and an example of it."""

    name: str
    reads_as: ReadAs
    pattern: re.Pattern[str]
    example: str
    gives: str


_NUMBER = r"[A-Z]{0,3}\d[\w./-]{0,10}"
_SEP = r"\s*[:;–—\-]+\s*"
_INITIALS = r"(?:[A-Z][a-z]{0,2}){2,4}"
_OWNER_INITIALS = rf"{_INITIALS}(?:(?:\s*[/,&]\s*| and ){_INITIALS}){{0,8}}"
_NUM = r"(?:\s*(?:no\.?\s*)?(?:[A-Z]{0,3}\d[\w./-]{0,16}|[A-Z]{1,4}[/-][0-9./-]{0,14}\d))?"

MARKERS: tuple[Convention, ...] = (
    Convention(
        "ordered",
        "decision",
        re.compile(r"ORDERED\b\s*[:–-]?\s*|Ordered\s*:\s*"),
        "ORDERED: That the annual report be approved.",
        "That the annual report be approved.",
    ),
    Convention(
        "resolved",
        "decision",
        re.compile(
            r"(?:It was |(?:NOW,? )?(?:THEREFORE,? )?(?:LET IT )?BE IT (?:FURTHER )?)?"
            r"(?:RESOLVED\b|Resolved(?=\s*[:,–-]|\s+(?:that|to|unanimously|by)\b))"
            r"(?:,? (?:unanimously|UNANIMOUSLY|nem\.? ?con\.?|by a majority)"
            r"|\s?\([^()]{0,80}\b(?i:unanimous(?:ly)?|nem\.? ?con|for|against|votes?)\b"
            r"[^()]{0,80}\))?"
            r"(?:,?\s+(?:that|THAT)\b\s*[:,]?|\s*[:,–-]{1,2}\s*(?:(?:that|THAT)\s*:)?)?\s*"
        ),
        "RESOLVED that: the Board approved the minutes of 5 July.",
        "the Board approved the minutes of 5 July.",
    ),
    Convention(
        "resolved, in Welsh",
        "decision",
        re.compile(
            r"(?:PENDERFYNWYD|Penderfynwyd)(?:\s*[/–-]\s*(?:RESOLVED|Resolved|AGREED))?"
            r"(?:\s+(?:that|THAT)\b)?\s*[:–-]?\s*"
        ),
        "PENDERFYNWYD / RESOLVED: to paint the shelter.",
        "to paint the shelter.",
    ),
    Convention(
        "decision",
        "decision",
        re.compile(rf"(?:DECISION|Decision)s?{_NUM}(?:{_SEP}|(?<=\d)\s+(?=(?:The|That|To)\s))"),
        "Decision: The Board agreed to keep the matter in view.",
        "The Board agreed to keep the matter in view.",
    ),
    Convention(
        "agreed",
        "decision",
        re.compile(r"(?:AGREED|#agreed|#accepted)\b\s*[:,–-]?\s*(?=\S)|Agreed\s*[:–-]\s*"),
        "AGREED: to plant the verge in the spring.",
        "to plant the verge in the spring.",
    ),
    Convention(
        "resolution",
        "decision",
        re.compile(
            rf"(?:RESOLUTION|Resolution){_NUM}\s*:\s*|(?:CONCLUSION|Conclusion|OUTCOME|"
            rf"Outcome|CONSENSUS|Consensus|AGREEMENT|Agreement)\s*:\s*"
        ),
        "Conclusion: Go ahead with the smaller hall.",
        "Go ahead with the smaller hall.",
    ),
    Convention(
        "approved",
        "decision",
        re.compile(
            r"(?:APPROVED|ADOPTED|ENDORSED|RATIFIED|CONFIRMED|DELEGATED|SUPPORTED|ACCEPTED|"
            r"RECOMMENDED)\b\s*[:–-]?\s*(?=\S)|(?:Approved|Ratified|Adopted|DECIDED|Decided)\s*:\s*"
        ),
        "RECOMMENDED that the Council adopt the scheme.",
        "that the Council adopt the scheme.",
    ),
    Convention(
        "noted",
        "noting",
        re.compile(r"(?:NOTED|RECEIVED)\b\s*[:–-]?\s*(?=\S)|(?:Noted|Received)\s*:\s*"),
        "NOTED: the quarterly figures.",
        "the quarterly figures.",
    ),
    Convention(
        "motion",
        "motion",
        re.compile(
            rf"(?:MOTION|Motion)(?: to be moved)?{_NUM}{_SEP}|"
            r"(?:It was )?(?:moved|MOVED|Moved) (?:by [^;:]{2,80}?,? "
            r"(?:and )?(?i:seconded) by [^;:]{2,60}?,? )?(?=(?:that|THAT|to)\b)"
        ),
        "Motion: to adopt the budget. Moved Hallam, seconded Okoro. Carried.",
        "to adopt the budget.",
    ),
    Convention(
        "vote",
        "motion",
        re.compile(
            r"(?:VOTE|Vote)\s*[:–-]\s*(?=[A-Za-z])(?!(?i:unanimous|carried|passed|for\b|all\b|yes\b|"
            r"no\b|against|in favou?r|approved|agreed|failed|lost|not\b|none|abst))"
        ),
        "Vote: send two people to the summit. Passed 5-0.",
        "send two people to the summit.",
    ),
    Convention(
        "motion made by",
        "motion",
        re.compile(
            r"(?:A )?(?:MOTION|[Mm]otion) (?:was )?(?:made )?by [^.;]{2,80}?,? "
            r"(?:and )?(?:(?:was )?seconded by [^.;]{2,60}?,? )?(?=(?:to|that) [a-z])"
        ),
        "MOTION made by Ann Able, seconded by Bo Baker, to buy a mower. Motion carried.",
        "to buy a mower.",
    ),
    Convention(
        "moved, seconded, carried",
        "decision",
        re.compile(
            r"(?:MSC|MSP|MSA|MSU|M/S/[CPAU])\b(?:,? unanimously)?\s*(?:\([^()]{2,60}\))?\s*[:,]?\s*"
            r"(?=(?:to|that)\s)"
        ),
        "MSP (Able/Baker) that a group be appointed.",
        "that a group be appointed.",
    ),
    Convention(
        "not a motion yet",
        "none",
        re.compile(r"(?:PROPOSED|Proposed|DRAFT|Draft) (?:RESOLUTION|[Rr]esolution|[Mm]otion)\b"),
        "PROPOSED RESOLUTION: to meet on Fridays.",
        "",
    ),
    Convention(
        "for information",
        "none",
        re.compile(
            r"(?:RESOLVED|Resolved|AGREED|Agreed|DECISION|Decision)\s*:\s*\(?for "
            r"information(?: only)?\b"
        ),
        "Resolved: (for information only)",
        "",
    ),
    Convention(
        "action",
        "action",
        re.compile(
            rf"(?:#action\b\s*|(?:New |NEW )?(?:ACTIONS?|Actions?|(?<=[Nn]ew )actions?)"
            rf"(?: (?:ITEMS?|[Ii]tems?|POINTS?|[Pp]oints?|"
            rf"(?:BY|[Bb]y)(?: (?:WHOM|[Ww]hom))?(?=\s*:)))?"
            rf"{_NUM}\s*(?:[:;–—-]+\s*|"
            rf"(?={_OWNER_INITIALS}(?:\s*$|\.\s*$|\.\s+[A-Z])))"
            rf"|(?:<[\w-]{{1,20}}>\s)?(?:Created )?ACTION-\d+\s*[:–-]\s*|"
            rf"(?:AP|AI)\s?\d{{0,3}}\s*(?::\s*|(?=\())|"
            rf"AP\s?\d{{1,4}}\s+(?=[A-Z@][\w /&,.’'-]{{0,60}}? to [a-z])|"
            rf"ACTION {_NUMBER} (?=[A-Z][\w ]{{1,40}} to [a-z])|"
            rf"TODO\s*(?::\s*|(?=\())|ACTIONS? (?={_OWNER_INITIALS} to [a-z])|ACTION(?: ITEM)? "
            r"(?=[A-Z@][\w.’' -]{1,30}:))"
        ),
        "Action: Tom Hallam to bring the figures to the next meeting.",
        "Tom Hallam to bring the figures to the next meeting.",
    ),
)


def marker_at(text: str) -> tuple[Convention, re.Match[str]] | None:
    """The marker that a text begins with."""
    for convention in (*_NOTHING, *_OTHERS):
        match = convention.pattern.match(text)
        if match and match.end() > 0:
            return convention, match
    return None


_NOTHING = tuple(c for c in MARKERS if c.reads_as == "none")
_OTHERS = tuple(c for c in MARKERS if c.reads_as != "none")
