"""Who was there: the classes, in the manners that minutes have, and what was declared."""

import pytest

from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.minutes.register import DraftAttendance, DraftRegister


def read(text: str) -> DraftRegister:
    return read_minutes(Document.from_text("paper.txt", text))


def there(text: str) -> DraftAttendance:
    return read(
        f"Minutes of the Example Board held on 3 March 2026\n\n{text}\n\n3. Roof\n\nIt leaks.\n"
    ).attendance


LISTS = {
    "commas, with offices in brackets": (
        "Present: Councillor Ann Able (Chair), Dr Bo Baker (Vice-Chair), C Cole and Dee Dorn",
        ("Councillor Ann Able", "Dr Bo Baker", "C Cole", "Dee Dorn"),
    ),
    "one on a line": (
        "Present: Ann Able, Director of Roofs\nBo Baker, Example Trust\nCy Cole, Example Council",
        ("Ann Able", "Bo Baker", "Cy Cole"),
    ),
    "a comma list that wraps": (
        "Present; Ann Able (AA), Bo Baker (BB), Cy Cole (CC), Dee\nDorn (DD), Ed Earle (EE), Fay "
        "Finch\n"
        "(FF), Gus Grant (GG)",
        ("Ann Able", "Bo Baker", "Cy Cole", "Dee Dorn", "Ed Earle", "Fay Finch", "Gus Grant"),
    ),
    "titles without commas": (
        "Present: Cllr Ann Able (Chair) Cllr Bo Baker Cllr Cy Cole (from minute 11/26) Cllr Dee "
        "Dorn",
        ("Cllr Ann Able", "Cllr Bo Baker", "Cllr Cy Cole", "Cllr Dee Dorn"),
    ),
    "surnames after one title": (
        "Present:\n\nCllrs Able (Chairman), Baker, Cole and Dorn.",
        ("Able", "Baker", "Cole", "Dorn"),
    ),
    "names with posts between semicolons": (
        "Members present: Ann Able, Director of Roofs; Bo Baker, Headteacher; Cy Cole, Clerk to "
        "the Trust",
        ("Ann Able", "Bo Baker", "Cy Cole"),
    ),
    "each alone in a paragraph": (
        "Present: Mrs Ann Able - Chair\n\nMr Bo Baker\n\nMs Cy Cole",
        ("Mrs Ann Able", "Mr Bo Baker", "Ms Cy Cole"),
    ),
    "initials behind the names": (
        "Governors present: Ann Able (Chair) AA, Bo Baker (Head) BB, Cy Cole CC",
        ("Ann Able", "Bo Baker", "Cy Cole"),
    ),
    "nicknames": ("Attending: ann, bob, cy", ("ann", "bob", "cy")),
    "a table": (
        "| First Name | Last Name | Company |\n|---|---|---|\n| Ann | Able | Example Ltd |\n"
        "| Bo | Baker | Roofs Inc. |".replace("| First", "Attendance\n\n| First", 1),
        ("Ann Able", "Bo Baker"),
    ),
    "boxes": (
        "Attendees:\n\n- [x] Ann Able, Example Ltd\n- [ ] Bo Baker, Roofs Inc.\n- [x] Cy Cole",
        ("Ann Able", "Cy Cole"),
    ),
}


@pytest.mark.parametrize("manner", LISTS)
def test_each_manner_of_list(manner: str) -> None:
    text, names = LISTS[manner]
    assert there(text).present == names


def test_classes_are_kept_apart() -> None:
    one = there(
        "Present: Ann Able (Chair), Bo Baker\nOfficers: Cy Cole (Clerk)\nGuests: Dee Dorn (for "
        "item 4), "
        "Ed Earle - Example Trust (items 5 and 6 only)\nApologies: Fay Finch\nAbsent: Gus Grant"
    )
    assert one.present == ("Ann Able", "Bo Baker")
    assert one.in_attendance == ("Cy Cole", "Dee Dorn", "Ed Earle")
    assert one.apologies == ("Fay Finch",)
    assert one.absent == ("Gus Grant",)
    assert [(p.name, p.item) for p in one.people if p.item] == [
        ("Dee Dorn", "4"),
        ("Ed Earle", "5 and 6"),
    ]
    assert [(p.name, p.role) for p in one.people][:3] == [
        ("Ann Able", "Chair"),
        ("Bo Baker", None),
        ("Cy Cole", "Clerk"),
    ]


def test_apologies_and_absence_by_columns() -> None:
    one = there(
        "Attendance\n\nName\tRole\tPresent\tApologies\nAnn Able\tChair\t✓\t\nBo "
        "Baker\tMember\t\t✓\n"
        "\nRoll call\n\nName\tStatus\nCy Cole\tP\nDee Dorn\tA\nEd Earle\tAbsent"
    )
    assert one.present == ("Ann Able", "Cy Cole")
    assert one.apologies == ("Bo Baker", "Dee Dorn")
    assert one.absent == ("Ed Earle",)


def test_those_who_came_from_afar() -> None:
    one = there(
        "Present: Ann Able, Bo Baker (via Teams), Cy Cole (by telephone)\nIn attendance "
        "(remotely): Dee Dorn"
    )
    assert one.remotely == ("Bo Baker", "Cy Cole", "Dee Dorn")
    assert one.present == ("Ann Able", "Bo Baker", "Cy Cole")


@pytest.mark.parametrize(
    "sentence",
    [
        "Apologies were received from Ann Able (Example Trust) and Chief Superintendent Bo Baker.",
        "Apologies for absence had been received from Ann Able and Chief Superintendent Bo Baker.",
        "Apologies: Ann Able, Chief Superintendent Bo Baker",
        "Ann Able and Chief Superintendent Bo Baker sent their apologies.",
        "Apologies received and accepted: Ann Able and Chief Superintendent Bo Baker.",
    ],
)
def test_apologies_as_they_are_told(sentence: str) -> None:
    assert there(f"1. Apologies\n\n{sentence}").apologies == (
        "Ann Able",
        "Chief Superintendent Bo Baker",
    )


def test_what_follows_the_apologies_is_no_list_of_names() -> None:
    one = there(
        "WELCOME AND APOLOGIES\n\nCllr. A. Able took the Chair and welcomed everyone.\n\n"
        "Apologies received from Cllrs. Bo Baker, Cy Cole and Dee "
        "Dorn.\n\nPLANNING\n\nE/40480\nBarn\n"
        "Example Farm\nAgricultural Storage Building"
    )
    assert one.apologies == ("Bo Baker", "Cy Cole", "Dee Dorn")
    assert one.present == ()


@pytest.mark.parametrize(
    "words",
    [
        "Bo Baker attended on behalf of Ann Able.",
        "The Clerk said that Bo Baker would be substituting, with voting rights, for Ann Able.",
        "Bo Baker deputised for Ann Able.",
        "Ann Able was represented by Bo Baker.",
    ],
)
def test_substitutes_in_sentences(words: str) -> None:
    one = there(f"Present: Bo Baker, Cy Cole\n\n1. Apologies and substitutes\n\n{words}")
    assert [(s.absent, s.by, s.stated, s.also_present) for s in one.substitutes] == [
        ("Ann Able", "Bo Baker", True, True)
    ]


def test_substitutes_in_brackets_and_in_a_list() -> None:
    one = there(
        "Present: Bo Baker (substitute for Ann Able), Cy Cole\n\nApologies: Dee Dorn (deputy: Ed "
        "Earle)"
        "\n\n1. Substitutes\n\nGus Grant for Fay Finch"
    )
    assert [(s.absent, s.by) for s in one.substitutes] == [
        ("Ann Able", "Bo Baker"),
        ("Dee Dorn", "Ed Earle"),
        ("Fay Finch", "Gus Grant"),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "Councillor Ann Able declared an interest in item 5 – Carers, as her son is one.",
            [("Councillor Ann Able", "5")],
        ),
        (
            "Cllr Ann Able and Cllr Bo Baker declared a pecuniary interest in agenda item 7.",
            [("Cllr Ann Able", "7"), ("Cllr Bo Baker", "7")],
        ),
        ("Ann Able declared that she is a governor of Example School.", [("Ann Able", None)]),
        ("Ann Able – item 6, personal (member of the Example Trust)", [("Ann Able", "6")]),
        ("Ann Able\t9\tTrustee of the hall", [("Ann Able", "9")]),
        ("Members who wished to do so were invited to declare interests.", []),
    ],
)
def test_declarations(words: str, told: list[tuple[str, str | None]]) -> None:
    register = read(f"Minutes\n\n3 March 2026\n\n2. Declarations of interest\n\n{words}\n")
    assert [(d.member, d.item) for d in register.declarations] == told
