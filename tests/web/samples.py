"""One sample of each kind of link that has a page: what it is about, whose it is, and an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.support.council import Council
from workflows import action_recording
from workflows.action_links import ANSWER_ACTION


@dataclass(frozen=True)
class Sample:
    """`make` puts a subject into the record and gives its id; `who` may answer for it, by `step`
    with `fields`; after `end` nobody may."""

    make: Callable[[Council], str]
    who: str
    step: str
    fields: Mapping[str, str]
    end: Callable[[Council, str], object]


def _action(c: Council) -> str:
    return c.record("Bring the referral figures", "Femi Adeleke", due="1 March 2027").id


def _cancel_action(c: Council, action_id: str) -> object:
    return c.do(action_recording.cancel, "asha", action_id, "no longer needed")


SAMPLES: Mapping[tuple[str, str], Sample] = {
    ANSWER_ACTION.key: Sample(_action, "femi", "progress", {"text": "Half way"}, _cancel_action),
}
