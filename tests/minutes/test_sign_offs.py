"""Authority that was used, and is named only in the field of a form."""

import pytest

from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.minutes.register import DraftDelegation


def delegations(text: str) -> tuple[DraftDelegation, ...]:
    return read_minutes(Document.from_text("form.txt", text)).delegations


QUESTION = "Please indicate who is signing off the return (delegated authority is also accepted):"


@pytest.mark.parametrize(
    ("form", "who"),
    [
        (f"{QUESTION}\n\nAgreed (Yes/No)\tYes\nJob Title:\tDirector\nName:\tJo Able", "Jo Able"),
        (f"{QUESTION}\n\nJob Title:\tDirector of Care\nName:\t", "Director of Care"),
        ("Signed off under delegated authority by:\tBea Lindqvist", "Bea Lindqvist"),
        (f"{QUESTION}\n\nName: Jo Able\nPosition: Director of Care", "Jo Able"),
        (f"{QUESTION}\n\nSigned off by: Jo Able. Date: 3 May 2027", "Jo Able"),
    ],
)  # fmt: skip
def test_a_form_names_who_signed(form: str, who: str) -> None:
    assert [d.delegates for d in delegations(form + "\n")] == [(who,)]


@pytest.mark.parametrize(
    "text",
    [
        f"{QUESTION}\n\nRole:\tTitle\tFirst name:\tSurname:\nChair\tCllr\tAnn\tAble",
        "The plan was signed off under delegated authority.\n\nName:\tJo Able",
        "Who is completing the return?\n\nName:\tJo Able",
    ],
)
def test_a_table_of_contacts_and_a_sentence_name_nobody(text: str) -> None:
    assert delegations(text + "\n") == ()


def test_the_report_takes_the_names_of_the_forms_annexed_to_it() -> None:
    reports = "\n\n".join(
        f"# Agenda item {n}\n\n# The discharge return of area {n}\n\n"
        "Members are asked to note the return, which was submitted with delegated authority.\n\n"
        f"{QUESTION}\n\nName:\t{name}"
        for n, name in ((1, "Jo Able"), (2, "Bea Lindqvist"))
    )
    found = delegations(f"Public Document Pack\n\nAgenda item 9\n\n{reports}\n")
    assert [d.delegates for d in found] == [("Jo Able",)] * 2 + [("Bea Lindqvist",)] * 2
