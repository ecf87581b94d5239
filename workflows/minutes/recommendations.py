"""What the reports of a pack ask of the board, and where in the report it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workflows.minutes.blocks import Block
from workflows.minutes.papers import Paper
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.register import DraftRecommendation, DraftWarning, Lines
from workflows.minutes.text import trimmed_clause, words

_HEAD = re.compile(
    r"(?:\d{1,2}[.)]?\s+)?(?:summary of |key |proposed )?(?:recommend(?:ation|ed "
    r"action)s?(?:\(s\))?"
    r"|decisions? (?:required|sought|requested)|action(?:s)? (?:required|requested|sought)(?: of "
    r"the \w+)?)"
    r"(?: (?:to|for) the [\w ]{3,50})?\s*:?$",
    re.I,
)
_SUMMARY = re.compile(r"summary of recommendations?|recommendations?(?:\(s\))?\s*:?$", re.I)
_OTHER_BODY = re.compile(
    r"\b(?:recommended that|asks?|asked|requested) (?:that )?(?:the )?(?:executive|cabinet|full "
    r"council|"
    r"council|overview)\b",
    re.I,
)
_LEAD = re.compile(
    r"(?:\b(?:recommended|asked|requested|invited|recommends|asks)\b.{0,80}[:\w]$|:$)", re.I
)
_VERB = (
    r"(?:not(?:e|es|ed)|endorse|approve|ratify|agree|support|recei[v]e|consider|comment|adopt|"
    r"delegate|"
    r"confirm|recommend|set up|establish|authorise|accept|discuss|review|lend|provide|identify|"
    r"nominate|"
    r"champion|commit|instruct|request|appoint|welcome|assure|be assured|are assured|is assured|"
    r"acknowledge|seek|sign off|publish|decide|determine|resolve|scrutinise)(?:s|d|es|ed)?"
)
_ASKS = re.compile(rf"\b{_VERB}\b", re.I)
_BEGINS = re.compile(rf"(?:that\s+)?(?:to\s+)?{_VERB}\b", re.I)
_BODY = (
    r"(?:members|(?:the )?(?:[\w&-]+ ){0,6}(?:board|committee|council|HWB|H&WBB|panel|governors|"
    r"trustees)(?: \([A-Z&]+\))?)"
)
_BURIED = re.compile(
    rf"\b{_BODY} (?:is|are) (?:therefore )?(?:asked|requested|invited|recommended) to {_VERB}\b"
    r"|\bto ask for [\w ,-]{0,40}(?:support|endorsement|approval|agreement)\b"
    rf"|\basks {_BODY} to {_VERB}\b",
    re.I,
)
_MAY_ASK = re.compile(r"\b(?:asked|asks|ask|requested|invited|recommended)\b", re.I)
_ON_AGENDA = re.compile(
    r"To (?:approve|agree|confirm|note|endorse|receive|consider|ratify)\b.{10,300}$", re.S
)
_CLOSING = re.compile(
    r"(?:agree|note|approve|endorse|support|receive|consider|comment|ratify|delegate|adopt)\b(?! "
    r"that we\b)",
    re.I,
)
_DECIDES = re.compile(
    r"\b(?:approve|agree|endorse|ratify|adopt|delegate|authorise|set up|establish|decide|sign "
    r"off|appoint)s?\b",
    re.I,
)


def read_recommendations(
    papers: Sequence[Paper], front_end: int
) -> tuple[list[DraftRecommendation], list[DraftWarning]]:
    """What the board's own reports ask, each ask once; `front_end` is the agenda's last line."""
    found: list[DraftRecommendation] = []
    warnings: list[DraftWarning] = []
    for paper in papers:
        if paper.foreign:
            continue
        if paper.lines[0] <= front_end:
            found += _on_agenda(paper)
            continue
        asked, odd = _of_report(paper)
        found += asked
        warnings += odd
    return sorted(found, key=lambda r: r.lines), warnings


def closing_asks(blocks: Sequence[Block]) -> list[DraftRecommendation]:
    """The asks that close a paper without a heading: its last list, where every entry asks."""
    last: list[Block] = []
    for block in reversed(blocks):
        if block.kind != "list" or not _CLOSING.match(block.text):
            break
        last.insert(0, block)
    if len(last) < 2:
        return []
    clauses = tuple(trimmed_clause(b.text) for b in last)
    return [DraftRecommendation(None, clauses, (last[0].first, last[-1].last), "unheaded")]


def _on_agenda(paper: Paper) -> Iterator[DraftRecommendation]:
    """An ask printed under an item of the agenda itself."""
    for block in paper.blocks:
        if block.kind == "para" and _ON_AGENDA.match(block.text):
            yield DraftRecommendation(None, (block.text,), block.lines, "agenda")


def _of_report(paper: Paper) -> tuple[list[DraftRecommendation], list[DraftWarning]]:
    title = without_contacts(paper.title) if paper.title else None
    told = DraftRecommendation(title, (), paper.lines, "section", paper.item, paper.purpose)
    section: list[DraftRecommendation] = []
    summary: list[DraftRecommendation] = []
    warnings: list[DraftWarning] = []
    inside: list[Lines] = []
    for at, block in enumerate(paper.blocks):
        if block.kind == "row":
            asks = _in_row(block)
            if asks:
                summary.append(replace(told, clauses=asks, lines=block.lines, place="summary"))
            continue
        if len(block.text) >= 80 or not _HEAD.match(block.text):
            continue
        clauses, lines, leads = _asks_under(paper.blocks, at + 1)
        if any(_OTHER_BODY.search(t) for t in leads):
            continue
        inside.append((block.first, lines[1]))
        asking = tuple(c for c in clauses if leads or _ASKS.search(c))
        if asking and not (not leads and all(not _is_ask(c) for c in asking)):
            section.append(replace(told, clauses=asking, lines=lines))
        elif clauses:
            warnings.append(
                DraftWarning(block.first, "The section of recommendations asks for nothing.")
            )
    found = [_with_summary(s, summary) for s in section]
    found += [s for s in summary if not any(_same(s, other) for other in section)]
    buried = [b for b in _buried(paper, told, inside) if not _is_said(b, found)]
    if section:
        warnings += [
            DraftWarning(
                b.lines[0], "Asked in the text, and not among the report's recommendations."
            )
            for b in buried
        ]
        warnings += _purpose_clash(paper, section)
    return [*found, *buried], warnings


def _is_ask(clause: str) -> bool:
    return bool(
        _BEGINS.match(clause) or re.search(rf"\b{_BODY}\b.{{0,40}}\b{_VERB}\b", clause, re.I)
    )


def _asks_under(blocks: Sequence[Block], at: int) -> tuple[list[str], Lines, list[str]]:
    """The clauses under a heading, their lines, and what leads in to them."""
    clauses: list[str] = []
    leads: list[str] = []
    first = last = blocks[at].first if at < len(blocks) else blocks[-1].last
    for block in blocks[at : at + 24]:
        if block.kind in ("heading", "row") or (clauses and block.kind == "para"):
            break
        text = re.sub(r"^\d{1,2}(?:\.\d)?\.? (?=[A-Z])", "", block.text)
        lettered = bool(block.label and block.label.strip("().").isalpha())
        if (
            not clauses
            and not lettered
            and ((_LEAD.search(text) and len(text) < 160) or len(text) < 12)
        ):
            leads.append(text)
            continue
        below = clauses and clauses[-1].endswith(":") and not block.label
        below = below or (bool(clauses) and _is_continued(clauses[-1], block))
        if below:
            clauses[-1] = f"{clauses[-1]} {text}"
        else:
            clauses.append(text)
            first = block.first if len(clauses) == 1 else first
        last = block.last
    return [c for c in map(trimmed_clause, clauses) if len(c) > 8], (first, last), leads


def _is_continued(clause: str, block: Block) -> bool:
    """Whether an unlettered entry goes on with a list that a clause has opened."""
    return ":" in clause and not block.label and clause.endswith((";", "; and", ","))


def _in_row(block: Block) -> tuple[str, ...]:
    """The asks in the row "Summary of Recommendations" of a cover sheet."""
    if len(block.cells) < 2 or not _SUMMARY.match(block.cells[0]):
        return ()
    text = " ".join(c for c in block.cells[1:] if c)
    parts = re.split(r"\s*[•●▪]\s*|\s+(?=\(?[a-e]\)\s)", text)
    if len(parts) > 1:
        parts = parts[1:]
    return tuple(c for c in map(trimmed_clause, parts) if len(c) > 8 and _ASKS.search(c))


def _with_summary(
    section: DraftRecommendation, summary: Sequence[DraftRecommendation]
) -> DraftRecommendation:
    return replace(section, also_at=tuple(s.lines for s in summary if _same(s, section)))


def _same(one: DraftRecommendation, other: DraftRecommendation) -> bool:
    return all(any(_likeness(c, o) > 0.8 for o in other.clauses) for c in one.clauses)


def _likeness(one: str, other: str) -> float:
    a, b = words(one), words(other)
    return len(a & b) / max(1, min(len(a), len(b)))


def _buried(
    paper: Paper, told: DraftRecommendation, inside: Sequence[Lines]
) -> Iterator[DraftRecommendation]:
    for block in paper.blocks:
        if block.kind not in ("para", "list") or any(a <= block.first <= z for a, z in inside):
            continue
        if len(block.text) > 4000 or not _MAY_ASK.search(block.text):
            continue
        if not _BURIED.search(block.text):
            continue
        for start, end in block.sentences:
            match = _BURIED.search(block.text[start:end])
            if match and not _OTHER_BODY.search(block.text[start:end]):
                yield replace(
                    told,
                    clauses=(block.text[start:end],),
                    lines=block.cite(start, end),
                    place="text",
                )


def _is_said(buried: DraftRecommendation, found: Sequence[DraftRecommendation]) -> bool:
    """Whether the recommendations say the same: they hold most of its words, by their stems."""
    text = re.sub(rf"^.*?(?=\b{_VERB}\b)", "", buried.clauses[0], flags=re.I | re.S)
    asked = _stems(" ".join(c for r in found for c in r.clauses))
    own = _stems(text)
    return bool(own) and len(own & asked) >= 0.6 * len(own)


def _stems(text: str) -> set[str]:
    return {w[:5] for w in words(text) if len(w) > 3}


def _purpose_clash(paper: Paper, section: Sequence[DraftRecommendation]) -> Iterator[DraftWarning]:
    """A report for information that asks to decide, or one for decision that asks for none."""
    if paper.purpose is None or paper.purpose_line is None:
        return
    purpose = paper.purpose.lower()
    decides = any(_DECIDES.search(_first_words(c)) for r in section for c in r.clauses)
    for_decision = re.search(r"decision|approval|endorse|ratif", purpose)
    if decides and not for_decision and re.search(r"information|noting|assurance", purpose):
        yield DraftWarning(
            paper.purpose_line, f"Printed “{paper.purpose}”, but the board is asked to decide."
        )
    elif for_decision and not decides and re.fullmatch(r"(?:for )?(?:decision|approval)", purpose):
        yield DraftWarning(
            paper.purpose_line, f"Printed “{paper.purpose}”, but no decision is asked for."
        )


def _first_words(clause: str) -> str:
    return " ".join(clause.split()[:14])
