"""What was found among resolutions: each hit with its source, and pages. Pure: data to blocks."""

from __future__ import annotations

import json

from bot.slack import ids
from bot.slack.views.blocks import Block, actions, button, context, cut, esc, section
from workflows.dates import day_words
from workflows.resolution_keys import clause_key
from workflows.resolution_standing import STANDING_WORDS
from workflows.resolutions import Standing
from workflows.search_words import words_in
from workflows.searching import KIND_WORDS, Found, Hit


def summary(found: Found, typed: str) -> str:
    """How much was found, in one line."""
    what = f" for “{cut(typed, 100)}”" if typed else ""
    if not found.total:
        return f"Nothing was found{what}."
    counted = "1 clause" if found.total == 1 else f"{found.total:,} clauses"
    if found.more:
        counted = f"More than {counted}"
    pages = f", page {found.page} of {found.pages:,}" if found.pages > 1 else ""
    return f"{counted} found{what}{pages}"


def listing(found: Found, typed: str) -> list[Block]:
    """The hits of a page, the closest and the latest first, each cited."""
    blocks = [section(f"*{esc(summary(found, typed))}*")]
    if not found.total:
        blocks.append(
            context(
                "Every word has to be there: try fewer, or the beginning of one with a star "
                "(`deleg*`). `/resolution help` has the filters."
            )
        )
    for hit in found.hits:
        blocks.append(section(_hit(hit, typed), _show(hit)))
    return [*blocks, *_pages(found, typed)]


def _show(hit: Hit) -> Block | None:
    if hit.resolution is None:
        return None
    packed = ids.pack(hit.resolution.id, hit.resolution.version)
    return button("Show", ids.RESOLUTION_STEP + "show", packed)


def _hit(hit: Hit, typed: str) -> str:
    lock = ":lock: " if _exempt(hit) else ""
    return f">{lock}{esc(cut(excerpt(hit.text, typed), 700))}\n_{esc(source(hit))}_"


def _exempt(hit: Hit) -> bool:
    subject = hit.resolution or hit.delegation
    return bool(subject and subject.exempt)


def source(hit: Hit) -> str:
    """Board, day, minute, clause, key, and the lines of the paper it was read from."""
    board = hit.board.short_name or hit.board.name
    parts = [board, day_words(hit.day)] if hit.day else [board]
    if hit.resolution is not None and hit.clause is not None:
        minute = hit.resolution.minute_ref
        parts.append(f"minute {minute}" if minute else "no minute number")
        if hit.clause.label:
            parts.append(f"clause {hit.clause.label}")
        if hit.resolution.item:
            parts.append(cut(hit.resolution.item, 80))
        parts.append(KIND_WORDS[hit.clause.kind.value])
        if hit.clause.standing is not Standing.IN_FORCE:
            parts.append(STANDING_WORDS[hit.clause.standing])
        parts.append(clause_key(hit.resolution, hit.clause))
    elif hit.delegation is not None:
        parts.append(f"delegation {hit.delegation.reference}")
    if hit.lines:
        first, last = hit.lines
        lines = f"line {first}" if first == last else f"lines {first}-{last}"
        parts.append(f"{cut(hit.file, 60)}, {lines}")
    return " · ".join(p for p in parts if p)


def excerpt(text: str, typed: str, most: int = 600) -> str:
    """The text; of a long one the part around the first of the words looked for."""
    if len(text) <= most:
        return text
    wanted = set(words_in(typed))
    place = 0
    for word in text.split():
        if wanted & set(words_in(word)):
            place = text.find(word)
            break
    start = max(0, min(place - most // 3, len(text) - most))
    part = text[start : start + most]
    return ("…" if start else "") + part + ("…" if start + most < len(text) else "")


def _pages(found: Found, typed: str) -> list[Block]:
    buttons = []
    for words, page in (("Earlier page", found.page - 1), ("More", found.page + 1)):
        if 1 <= page <= found.pages and page != found.page:
            value = json.dumps([typed, page])
            if len(value) <= 2000:
                buttons.append(button(words, f"{ids.FIND_STEP}page{page}", value))
    return [actions(buttons)] if buttons else []
