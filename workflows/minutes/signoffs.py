"""Who signed a return off under delegated authority, where only a field of the form says so.

A national return asks "who is signing off … (delegated authority is also accepted)" and leaves
rows for a name and a job title. Nothing was resolved there, but whoever stands in that row used
authority that somebody gave: the officer has to find the grant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workflows.minutes.blocks import Block
from workflows.minutes.register import DraftDelegation

_SIGNED = re.compile(
    r"\b(?:sign(?:ed|s|ing)?[ -]?off|approv(?:ed|ing|al)|authoris(?:ed|ing|ation)|submitted)\b",
    re.I,
)
_DELEGATED = re.compile(
    r"\bdelegated (?:authority|powers?|approval|sign[- ]?off)\b|\bunder delegation\b", re.I
)
_NAME = re.compile(
    r"(?:full |officer |officer's |signatory )?name\b[^:]{0,20}:?$|signed(?: off)? by:?$|"
    r"approved by:?$|authoris(?:ed|ing) (?:by|officer):?$",
    re.I,
)
_POST = re.compile(r"(?:job )?(?:title|post|position|role|designation)\b[^:]{0,20}:?$", re.I)
_FILLED = re.compile(
    r"\b(?P<field>Name|Job [Tt]itle|Post|Position|Role|Designation|Signed off by|Approved by)"
    r"\s*:\s*(?P<value>[A-Z][\w’'., -]{2,80}?)"
    r"(?=\s*(?:;|\.|\b(?:Name|Job [Tt]itle|Post|Position|Role|Date|Signature|E-?mail|Tel)\b|$))"
)
_ROWS = 6
"""How far below its question a form has the answer."""
_LONGEST = 600


def read_sign_offs(blocks: Sequence[Block]) -> Iterator[DraftDelegation]:
    """The fields of forms that name who signed off under delegated authority, one by one."""
    for at, block in enumerate(blocks):
        text = block.text
        if len(text) > _LONGEST or not (_DELEGATED.search(text) and _SIGNED.search(text)):
            continue
        answer = _answer(blocks, at)
        if answer is not None:
            who, last = answer
            yield DraftDelegation(_question(block), (block.first, last), (who,))


def named_by_forms(
    used: Sequence[DraftDelegation], forms: Sequence[DraftDelegation]
) -> list[DraftDelegation]:
    """What reports say was done under delegated authority, with those whom the forms that follow
    each report name."""
    ends = [d.lines[0] for d in used[1:]] + [1 << 30]
    return [replace(d, delegates=_named(d, forms, end)) for d, end in zip(used, ends, strict=False)]


def _named(report: DraftDelegation, forms: Sequence[DraftDelegation], end: int) -> tuple[str, ...]:
    below = (name for f in forms if report.lines[1] < f.lines[0] < end for name in f.delegates)
    return report.delegates or tuple(dict.fromkeys(below))


def _question(block: Block) -> str:
    filled = [c for c in block.cells if c]
    return filled[0] if filled else block.text


def _answer(blocks: Sequence[Block], at: int) -> tuple[str, int] | None:
    """The name in the form (else the post), and the line where it stands."""
    own = [c for c in blocks[at].cells if c]
    if len(own) == 2:  # the question and its answer in one row
        return own[1], blocks[at].last
    if not own and not blocks[at].text.rstrip().endswith((":", "?")):
        return None  # a sentence of a report: it asks nothing
    post: tuple[str, int] | None = None
    for block in blocks[at + 1 : at + 1 + _ROWS]:
        if block.kind == "heading" and block.level < 5:
            break
        for field, value in _fields(block):
            if _NAME.match(field):
                return value, block.last
            if _POST.match(field) and post is None:
                post = value, block.last
    return post


def _fields(block: Block) -> Iterator[tuple[str, str]]:
    filled = [c for c in block.cells if c]
    if len(filled) == 2:
        yield filled[0], filled[1]
    elif not filled:
        for match in _FILLED.finditer(block.text[:_LONGEST]):
            yield match["field"], match["value"].strip()
