"""The XML of a Word document: its parts, read without danger, and its elements by plain name."""

from __future__ import annotations

import zipfile
from typing import Any, TypeAlias

from lxml import etree

#: lxml ships no types.
Element: TypeAlias = Any
#: Styles and list numbers, unpacked; they hold a few hundred kilobytes at most.
MAX_SIDE_PART = 8 * 1024 * 1024


def optional(archive: zipfile.ZipFile, part: str) -> Element | None:
    """A part that not every document has."""
    return parsed(archive, part) if part in archive.namelist() else None


def parsed(archive: zipfile.ZipFile, part: str) -> Element:
    """A part beside the text, as a tree; `ValueError` if it cannot be an honest one."""
    info = archive.getinfo(part)
    if info.file_size > MAX_SIDE_PART:
        raise ValueError(f"{part} is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(_without_dtd(archive.read(info)), parser)


def _without_dtd(xml: bytes) -> bytes:
    """Office Open XML forbids document type declarations (ECMA-376 part 2, §8): with one, entities
    could be made to swell."""
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml:
        raise ValueError("a document type declaration")
    return xml


def local(element: Element) -> str:
    """An element's name without its namespace: strict and transitional files differ in that."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute of WordprocessingML by its plain name."""
    if element is None:
        return None
    for key, told in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(told)
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and so on down the path."""
    for name in path:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


def is_on(element: Element | None) -> bool:
    """Whether a switch stands and is not off."""
    return element is not None and value(element) not in ("0", "false", "off")
