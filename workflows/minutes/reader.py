from __future__ import annotations
from dataclasses import asdict
from typing import Any
from workflows.minutes.actions import read_actions
from workflows.minutes.blocks import blocks_of
from workflows.minutes.decisions import read_decisions
from workflows.minutes.document import Document
from workflows.minutes.layout import laid_out
from workflows.minutes.register import DraftRegister

def read_minutes(document: Document) -> DraftRegister:
    layout = laid_out(blocks_of(document))
    res, warn, used = read_decisions(layout.minutes) if layout.minutes else ([],[],set())
    acts = read_actions(layout, res, used, None, None)
    return DraftRegister(resolutions=tuple(res), actions=tuple(acts), warnings=tuple(warn))

def to_json(register: DraftRegister, file: str) -> dict[str, Any]:
    d = asdict(register)
    d["file"] = file
    for a in d["actions"]: a["due_date"] = str(a["due_date"]) if a["due_date"] else None
    return d
