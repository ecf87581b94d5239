"""The numbers that Word counts by itself, which are not in the text, and the styles behind them.

ECMA-376 part 1, §17.9: a paragraph names a list (`numId`) and a level; lists that share an abstract
list count on together, unless one says where it starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.documents.characters import plain_characters
from bot.documents.pieces import letters, roman
from bot.documents.word_xml import Element, child, is_on, local, value

#: As deep as Word's lists go.
LEVELS = 9
_DEPTH = 20
_BULLET = "-"
_PLACE = re.compile(r"%([1-9])")
_HEADING = re.compile(r"heading ([1-9])$", re.I)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    properties: Element | None


class Styles:
    """The paragraph styles: which are headings, which are numbered."""

    def __init__(self, part: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        for element in part if part is not None else ():
            if local(element) != "style" or value(element, "type") not in ("paragraph", None):
                continue
            style_id = value(element, "styleId") or ""
            if is_default(element):
                self._default = style_id
            self._styles[style_id] = _Style(
                value(child(element, "name")) or "",
                value(child(element, "basedOn")),
                child(element, "pPr"),
            )

    def chain(self, style: str | None) -> Iterator[_Style]:
        """The style and those that it is based on."""
        at = style if style is not None else self._default
        for _ in range(_DEPTH):
            found = self._styles.get(at or "")
            if found is None:
                return
            yield found
            at = found.based_on

    def heading(self, properties: Element | None, style: str | None) -> int | None:
        """The level of a heading: by its style's name, or by the outline level it is given."""
        told = value(child(properties, "outlineLvl"))
        for one in self.chain(style):
            if found := _HEADING.match(one.name):
                return int(found[1])
            if one.name.lower() == "title":
                return 1
            told = told or value(child(one.properties, "outlineLvl"))
        return int(told) + 1 if told and told.isdigit() and int(told) < LEVELS else None

    def numbering(self, style: str | None) -> tuple[str | None, str | None]:
        """The list and the level that a style puts its paragraphs into."""
        for one in self.chain(style):
            number = child(one.properties, "numPr")
            if number is not None:
                return value(child(number, "numId")), value(child(number, "ilvl"))
        return None, None


def is_default(style: Element) -> bool:
    """Whether paragraphs that name no style have this one."""
    return value(style, "default") in ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    legal: bool


_NO_LEVEL = _Level(1, "none", "", False)


class Numbering:
    """The lists of a document, counted as its paragraphs are read from first to last."""

    def __init__(self, part: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        links: dict[str, str] = {}
        for element in part if part is not None else ():
            if local(element) == "abstractNum":
                self._take_abstract(element, links)
            elif local(element) == "num":
                self._take_list(element)
        self._style_links = links

    def _take_abstract(self, element: Element, links: dict[str, str]) -> None:
        abstract = value(element, "abstractNumId") or ""
        self._abstract[abstract] = dict(_levels(element))
        link = value(child(element, "styleLink"))
        if link:
            links[link] = abstract
        wanted = value(child(element, "numStyleLink"))
        if wanted:
            links[f"\x00{abstract}"] = wanted

    def _take_list(self, element: Element) -> None:
        number = value(element, "numId") or ""
        abstract = value(child(element, "abstractNumId")) or ""
        starts: dict[int, int] = {}
        for override in element:
            if local(override) != "lvlOverride":
                continue
            level = _small(value(override, "ilvl"), 0)
            start = value(child(override, "startOverride"))
            if start is not None:
                starts[level] = _small(start, 1)
            own = dict(_levels(override))
            if own:  # a list that has levels of its own counts by itself
                mine = f"{abstract}\x00{number}"
                self._abstract[mine] = {**self._abstract.get(abstract, {}), **own}
                abstract = mine
        self._lists[number] = (abstract, starts)

    def label(self, properties: Element | None, style: str | None, counts: bool) -> tuple[str, int]:
        """The label of a paragraph ("1.", "a)", "-" for a bullet, or nothing) and how deep it
        stands. A paragraph without words is not counted, as it shows no number that matters."""
        number, level = self._list_of(properties, style)
        if number is None or number == "0" or number not in self._lists:
            return "", 0
        depth = min(_small(level, 0), LEVELS - 1)
        abstract, starts = self._lists[number]
        levels = self._levels_of(abstract)
        this = levels.get(depth, _NO_LEVEL)
        if not counts:
            return "", depth
        told = self._count(abstract, number, depth, levels, starts)
        if this.form == "bullet":
            return _BULLET, depth
        text = _PLACE.sub(lambda m: _shown(told, levels, int(m[1]) - 1, this.legal), this.text)
        return plain_characters(text).strip(), depth

    def _list_of(
        self, properties: Element | None, style: str | None
    ) -> tuple[str | None, str | None]:
        of_style, its_level = self._styles.numbering(style)
        own = child(properties, "numPr")
        if own is None:
            return of_style, its_level
        return value(child(own, "numId")) or of_style, value(child(own, "ilvl")) or its_level

    def _levels_of(self, abstract: str) -> dict[int, _Level]:
        wanted = self._style_links.get(f"\x00{abstract}")
        target = self._style_links.get(wanted, abstract) if wanted else abstract
        return self._abstract.get(target, {})

    def _count(
        self,
        abstract: str,
        number: str,
        depth: int,
        levels: dict[int, _Level],
        starts: dict[int, int],
    ) -> list[int | None]:
        counts = self._counts.setdefault(abstract, [None] * LEVELS)
        first = (number, depth) not in self._begun
        self._begun.add((number, depth))
        before = counts[depth]
        if first and depth in starts:
            counts[depth] = starts[depth]
        elif before is None:
            counts[depth] = starts.get(depth, levels.get(depth, _NO_LEVEL).start)
        else:
            counts[depth] = before + 1
        counts[depth + 1 :] = [None] * (LEVELS - depth - 1)
        return counts


def _levels(element: Element) -> Iterator[tuple[int, _Level]]:
    for level in element:
        if local(level) == "lvl":
            yield (
                _small(value(level, "ilvl"), 0),
                _Level(
                    _small(value(child(level, "start")), 1),
                    value(child(level, "numFmt")) or "decimal",
                    value(child(level, "lvlText")) or "",
                    is_on(child(level, "isLgl")),
                ),
            )


def _shown(counts: list[int | None], levels: dict[int, _Level], at: int, legal: bool) -> str:
    level = levels.get(at, _NO_LEVEL)
    count = counts[at] if counts[at] is not None else level.start
    number = count if count is not None else 1
    match "decimal" if legal else level.form:
        case "lowerLetter":
            return letters(number)
        case "upperLetter":
            return letters(number).upper()
        case "lowerRoman":
            return roman(number)
        case "upperRoman":
            return roman(number).upper()
        case "decimalZero":
            return f"{number:02}"
        case "bullet" | "none":
            return ""
    return str(number)


def _small(told: str | None, otherwise: int) -> int:
    """A number as counts have it; what is none, or absurd, is the other."""
    return int(told) if told and told.isdigit() and len(told) < 6 else otherwise
