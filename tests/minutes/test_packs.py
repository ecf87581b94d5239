"""The real papers, where they are at hand: the reader's score."""

import contextlib
import importlib.util
import io
import json
import shlex
import sys
from pathlib import Path

import pytest

from bot.documents.reading import read_document
from workflows.minutes import read_minutes

SHARED = Path(__file__).resolve().parents[3] / "shared"
PACKS = sorted(SHARED.glob("packs/*.txt"))

pytestmark = pytest.mark.skipif(
    not PACKS, reason=f"the packs are not here ({SHARED}): their score was not checked"
)

READER = (
    "import json, sys, pathlib; from bot.documents.reading import read_document; "
    "from workflows.minutes import read_minutes, to_json; p = pathlib.Path(sys.argv[1]); "
    "print(json.dumps(to_json(read_minutes(read_document(p.name, p.read_bytes())), str(p))))"
)


def score(*gold: str) -> dict[str, float]:
    """The totals that the scorer gives, run in this process with this interpreter."""
    spec = importlib.util.spec_from_file_location("score_minutes", SHARED / "score_minutes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    command = f"{sys.executable} -c {shlex.quote(READER)} {{}}"
    argv = ["score_minutes.py", "--json", "--run", command]
    for one in gold:
        argv += ["--gold", one]
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.setattr(sys, "argv", argv)
        patch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
        module.main()
    total: dict[str, float] = json.loads(out.getvalue())["total"]
    return total


KINDS = ("clauses_f1", "actions_f1", "owners", "due_f1", "delegations_f1", "delegates_f1")


@pytest.mark.timeout(600)
def test_the_packs_are_read_well() -> None:
    total = score(f"{SHARED}/gold:{SHARED}/packs")
    assert {kind: total[kind] for kind in KINDS if total[kind] < 0.95} == {}
    assert total["meeting_date"] == total["next_meeting"] == 1


@pytest.mark.timeout(600)
def test_minutes_of_other_bodies_are_read_well() -> None:
    total = score(f"{SHARED}/minutes:{SHARED}/minutes")
    assert {kind: total[kind] for kind in KINDS if total[kind] < 0.95} == {}
    assert total["next_meeting"] == 1


@pytest.mark.timeout(60)
@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.name[:3])
def test_every_pack_gives_something(pack: Path) -> None:
    found = read_minutes(read_document(pack.name, pack.read_bytes()))
    assert found.items or found.recommendations
