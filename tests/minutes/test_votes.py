"""Who moved, who seconded and how the votes fell: kept beside the clauses, not in them."""

from typing import Any

import pytest

from workflows.minutes import read_minutes, to_json
from workflows.minutes.document import Document


def resolutions(text: str) -> list[dict[str, Any]]:
    paper = f"EXAMPLE COUNCIL\n\nMinutes of the meeting held on 4 March 2026\n\n{text}\n"
    data = to_json(read_minutes(Document.from_text("p.txt", paper)), "p.txt")
    found: list[dict[str, Any]] = data["resolutions"]
    return found


@pytest.mark.parametrize(
    ("text", "mover", "seconder", "votes"),
    [
        ("RESOLVED that the hall be let. Proposed Cllr Able, seconded Cllr Baker, all in favour.",
         "Cllr Able", "Cllr Baker", "unanimous"),
        ("RESOLVED (7 votes for, 3 against, 1 abstention) that the hall be let.",
         None, None, {"for": 7, "against": 3, "abstained": 1}),
        ("RESOLVED (by 6 votes to 2):\n\n(1) That the hall be let;\n\n(2) That the fee be £5.",
         None, None, {"for": 6, "against": 2}),
        ("RESOLVED that the hall be let.\n\nProposed by: Ann Able. Seconded by: Bo Baker.",
         "Ann Able", "Bo Baker", None),
        ("It was proposed by Cllr Able, seconded by Cllr Baker and unanimously agreed to let.",
         "Cllr Able", "Cllr Baker", "unanimous"),
        ("Bo Baker moved to let it. Cy Carr seconded. Motion carried 2-1 with Dee Dunn opposed.",
         "Bo Baker", "Cy Carr", {"for": 2, "against": 1}),
        ("Consensus: let the hall.", None, None, None),
        ("The Committee agreed by consensus to let the hall.", None, None, "consensus"),
        ("It was agreed to charge £3 for adults.", None, None, None),
        ("RESOLVED that the hall be let.", None, None, None),
    ],
)  # fmt: skip
def test_votes(text: str, mover: str | None, seconder: str | None, votes: object) -> None:
    found = resolutions(text)
    assert [(r["mover"], r["seconder"], r["votes"]) for r in found] == [(mover, seconder, votes)]


def test_each_resolution_keeps_its_own_votes() -> None:
    found = resolutions(
        "It was proposed by Cllr Able, seconded by Cllr Baker, to sell it. The motion was lost.\n\n"
        "RESOLVED that the hall be let. Proposed Cllr Carr, seconded Cllr Dunn.\n\n"
        "RESOLVED that the roof be mended. All in favour."
    )
    assert [(r["mover"], r["votes"]) for r in found] == [("Cllr Carr", None), (None, "unanimous")]
    assert [c["text"] for r in found for c in r["clauses"]] == [
        "the hall be let.",
        "the roof be mended.",
    ]
