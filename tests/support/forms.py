"""One paper in several forms: what stands in a plain text as Word, web page and PDF.

Of the text it understands headings (`# …`, `**…**`, underlined), bullets (`- …`), rows (tabs or
Markdown pipes) and paragraphs between blank lines.
"""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
import typst

from workflows.minutes.text import plain


@dataclass
class Part:
    """A heading, a paragraph, a list entry or a table of a text."""

    kind: str
    lines: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    level: int = 0


def parts_of(text: str) -> list[Part]:
    """The parts of a plain text in order."""
    parts: list[Part] = []
    gap = True
    for raw in text.split("\n"):
        line = plain(raw)
        if not line:
            gap = True
            continue
        if set(line) <= {"-", "="} and parts and parts[-1].kind == "para" and not gap:
            parts[-1].kind = "bold"  # a heading that is underlined
            continue
        cells = _cells(raw)
        stripped = raw.lstrip()
        if cells:
            if not (parts and parts[-1].kind == "table" and not gap):
                parts.append(Part("table"))
            parts[-1].rows.append([plain(c) for c in cells])
        elif stripped.startswith("#"):
            level = len(stripped) - len(stripped.lstrip("#"))
            parts.append(Part("heading", [line.lstrip("# ")], level=level))
        elif stripped.startswith("**") and stripped.rstrip().endswith("**") and len(line) < 160:
            parts.append(Part("bold", [line]))
        elif stripped.startswith("- "):
            parts.append(Part("bullet", [line.removeprefix("- ")]))
        elif parts and parts[-1].kind in ("para", "bullet") and not gap:
            parts[-1].lines.append(line)
        else:
            parts.append(Part("para", [line]))
        gap = False
    return parts


def _cells(raw: str) -> list[str]:
    if raw.strip().startswith("|") and raw.count("|") > 2:
        cells = raw.strip().strip("|").split("|")
        return [] if all(set(c) <= set("-: ") for c in cells) else cells
    return raw.split("\t") if "\t" in raw.strip() else []


def as_word(text: str) -> bytes:
    """The text as a Word document."""
    paper = docx.Document()
    for part in parts_of(text):
        words = "\n".join(part.lines)
        match part.kind:
            case "heading":
                paper.add_heading(words, min(part.level, 9))
            case "bold":
                paper.add_paragraph().add_run(words).bold = True
            case "bullet":
                paper.add_paragraph(words, style="List Bullet")
            case "para":
                paper.add_paragraph(words)
            case _:
                width = max(len(r) for r in part.rows)
                table = paper.add_table(rows=0, cols=width)
                for row in part.rows:
                    for cell, told in zip(table.add_row().cells, row, strict=False):
                        cell.text = told
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def as_html(text: str) -> bytes:
    """The text as a web page."""
    return f"<!doctype html><meta charset=utf-8><body>{''.join(_tags(text))}</body>".encode()


def _tags(text: str) -> Iterator[str]:
    for part in parts_of(text):
        words = "<br>".join(html.escape(line) for line in part.lines)
        match part.kind:
            case "heading":
                yield f"<h{min(part.level, 6)}>{words}</h{min(part.level, 6)}>"
            case "bold":
                yield f"<p><b>{words}</b></p>"
            case "bullet":
                yield f"<ul><li>{words}</ul>"
            case "para":
                yield f"<p>{words}"
            case _:
                yield "<table>"
                for row in part.rows:
                    yield "<tr>" + "".join(f"<td>{html.escape(c)}" for c in row)
                yield "</table>"


def as_pdf(text: str, columns: int = 1) -> bytes:
    """The text as a PDF of A4 pages with running heads and numbers."""
    setting = (
        '#set page(paper: "a4", margin: 2.2cm, header: [Exampleshire papers], '
        f"footer: context [Page #counter(page).display()], columns: {columns})\n"
        "#set text(size: 10pt)\n#set par(spacing: 1.3em)\n#set list(spacing: 0.8em)\n"
    )
    return bytes(typst.compile((setting + "".join(_typst(text))).encode()))


def _typst(text: str) -> Iterator[str]:
    for part in parts_of(text):
        words = " #linebreak() ".join(_string(line) for line in part.lines)
        match part.kind:
            case "heading":
                yield f"#heading(level: {min(part.level, 5)})[{words}]\n\n"
            case "bold":
                yield f"#strong[{words}]\n\n"
            case "bullet":
                yield f"- {words}\n"
            case "para":
                yield f"{words}\n\n"
            case _:
                width = max(len(r) for r in part.rows)
                rows = [[*row, *[""] * (width - len(row))] for row in part.rows]
                cells = ", ".join(f"[{_string(c)}]" for row in rows for c in row)
                yield f"\n#table(columns: {width}, {cells})\n\n"


def _string(words: str) -> str:
    """Words as Typst's string, so that nothing in them is markup."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}"'
