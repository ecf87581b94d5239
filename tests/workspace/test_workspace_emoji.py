"""The page draws every emoji that the bot names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "bot" / "workspace" / "page"
NAME = re.compile(r"(?<![\w:]):([a-z][a-z0-9_+-]*):(?![\w:])")


def strings(path: Path) -> Iterator[str]:
    """All that a module says, f-strings with a letter for what is put in (the part of a key such
    as `paper:{id}:file` is no emoji); not its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            said |= {id(part) for part in node.values}
            parts = (p.value if isinstance(p, ast.Constant) else "x" for p in node.values)
            yield "".join(str(part) for part in parts)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def named() -> dict[str, str]:
    """Every emoji in the bot's source, with a module that names it."""
    modules = [
        path
        for folder in ("bot", "workflows")
        for path in (ROOT / folder).rglob("*.py")
        if not path.is_relative_to(ROOT / "bot" / "workspace")
    ]
    assert modules
    return {
        name: str(path.relative_to(ROOT))
        for path in modules
        for text in strings(path)
        for name in NAME.findall(text)
    }


def table() -> dict[str, str]:
    source = (PAGE / "emoji.js").read_text(encoding="utf-8")
    rows = source.split("`")[1]
    return dict(entry.strip().split(" ") for entry in re.split(r"[|\n]", rows) if entry.strip())


def test_every_emoji_of_the_bots_is_in_the_pages_table() -> None:
    found, known = named(), table()
    assert {"white_check_mark", "red_circle", "paperclip"} <= set(found)
    assert {name: where for name, where in found.items() if name not in known} == {}


def test_each_stands_for_a_character_and_none_for_words() -> None:
    known = table()
    assert len(known) > 200
    assert [name for name, drawn in known.items() if drawn.isascii()] == []
