"""Links of e-mails: for whom they open, until when, and what ends them; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.tokens import LinkMaker, Tokens
from tests.support.council import Council
from workflows import (
    action_answers,
    action_link_answers,
    action_links,
    action_recording,
    link_answers,
    link_kinds,
    links,
)
from workflows.action_recording import Correction, NewAction
from workflows.action_steps import Step
from workflows.actions import Action, Status, Turn
from workflows.errors import DomainError, InvalidInput, NotAllowed
from workflows.people import Absence, Holding, Person

REAL = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MAKER = LinkMaker(Tokens("k" * 32), "https://actions.exampleshire.example", 60)


def sent(c: Council, action: Action, who: str = "femi", key: str = "day:1") -> str | None:
    """The token of the link in an e-mail to that person."""
    with c.store.begin() as tx:
        address = MAKER.address(
            tx,
            c.caller(tx, who),
            action_links.ANSWER_ACTION,
            tx.actions.get(action.id),
            key,
            c.now,
            REAL,
        )
    return address.rpartition("/a/")[2] if address else None


def digest(token: str | None) -> str:
    assert token is not None
    found = MAKER.tokens.hash_of(token)
    assert found is not None
    return found


def opens(c: Council, token: str | None, real: datetime = REAL) -> links.Opened[Action] | None:
    return c.look(link_kinds.find_open, digest(token), c.now, real)


def answer(c: Council, token: str | None, step: Step, form: str = "f1", **words: str) -> Action:
    """The action of the link, after that answer."""
    given, kind = link_answers.Given(step.value, words), action_link_answers
    with c.store.begin() as tx:
        link_answers.answer(tx, digest(token), given, form, kind.take, kind.repeats, c.now, REAL)
        link = tx.links.find(digest(token))
        assert link is not None
        return tx.actions.get(link.subject_id)


def test_it_opens_one_action_for_one_person(council: Council) -> None:
    action = council.record("Bring the figures", "Femi Adeleke", due="1 March 2027")
    opened = opens(council, sent(council, action))
    assert opened is not None
    assert (opened.thing.id, opened.caller.id) == (action.id, council.people["femi"].id)
    assert opened.caller.via == "e-mail link"
    assert action_links.steps_of(opened) == action_links.STEPS


def test_the_record_holds_no_token(council: Council) -> None:
    action = council.record("Bring the figures", "Femi Adeleke")
    token = sent(council, action)
    (kept,) = council.look(lambda tx: tx.links.of_subject("action", action.id))
    assert token is not None
    assert token not in repr(kept)
    assert kept.token_hash == digest(token)


def test_an_email_sent_twice_carries_the_same_link(council: Council) -> None:
    action = council.record("Bring the figures", "Femi Adeleke")
    assert sent(council, action) == sent(council, action)
    assert sent(council, action, key="day:2") != sent(council, action)
    assert len(council.look(lambda tx: tx.links.of_subject("action", action.id))) == 2


def test_only_who_owns_it_gets_a_link(council: Council) -> None:
    action = council.record("Bring the figures", "Femi Adeleke")
    assert sent(council, action, "tom") is None
    assert sent(council, action, "asha") is None, "an officer settles in Slack"


def test_it_ends_with_its_days_of_real_time(council: Council) -> None:
    token = sent(council, council.record("Bring the figures", "Femi Adeleke"))
    council.now += timedelta(days=400)
    assert opens(council, token), "a rehearsal's clock ends no link"
    assert opens(council, token, REAL + timedelta(days=60) - timedelta(seconds=1))
    assert opens(council, token, REAL + timedelta(days=60)) is None


def cancelled(c: Council, action: Action) -> None:
    c.do(action_recording.cancel, "asha", action.id, "no longer needed")


def reassigned(c: Council, action: Action) -> None:
    c.do(action_recording.reassign, "asha", action.id, ["Tom Hallam"], "")


def revoked(c: Council, action: Action) -> None:
    assert c.do(action_links.revoke_of_action, "asha", action.id, real=REAL) == 1


def revoked_for_person(c: Council, action: Action) -> None:
    femi = c.people["femi"].id
    assert c.do(links.revoke_of_person, "asha", c.board.id, femi, real=REAL) == 1


@pytest.mark.parametrize("end", [cancelled, reassigned, revoked, revoked_for_person])
def test_what_ends_it(council: Council, end: Any) -> None:
    action = council.record("Bring the figures", "Femi Adeleke")
    token = sent(council, action)
    end(council, action)
    assert opens(council, token) is None
    (kept,) = council.look(lambda tx: tx.links.of_subject("action", action.id))
    assert kept.revoked_at is not None
    with pytest.raises(link_answers.Dead):
        answer(council, token, Step.DONE)


def test_what_has_ended_does_not_come_back(council: Council) -> None:
    action = council.record("Bring the figures", "Femi Adeleke")
    token = sent(council, action)
    reassigned(council, action)
    council.do(action_recording.reassign, "asha", action.id, ["Femi Adeleke"], "")
    assert opens(council, token) is None
    assert sent(council, action) is None, "the same e-mail has no link any more"
    assert opens(council, sent(council, action, key="day:2"))


def test_a_person_who_has_left_opens_nothing(council: Council) -> None:
    token = sent(council, council.record("Bring the figures", "Femi Adeleke"))
    with council.store.begin() as tx:
        tx.people.save(replace(tx.people.get(council.people["femi"].id), active=False))
    assert opens(council, token) is None


def test_exempt_matter_is_for_its_owner_not_for_a_stand_in(council: Council) -> None:
    c = council
    action = c.record("Settle the rent", "Rosalind Peake")
    with c.store.begin() as tx:
        outsider = tx.people.add(
            Person(tx.new_id(), "T1", "Odd Outsider", None, "odd@exampleshire.example")
        )
        c.people["odd"] = outsider
        tx.people.add_absence(
            Absence(tx.new_id(), "T1", c.people["rosalind"].id, c.now.date(),
                    c.now.date() + timedelta(days=9), c.people["asha"].id, outsider.id)
        )  # fmt: skip
    stand_in, owner = sent(c, action, "odd"), sent(c, action, "rosalind")
    assert opens(c, stand_in)
    c.do(action_recording.edit, "asha", action.id, Correction(exempt="Para 3"), "")
    assert opens(c, stand_in) is None
    opened = opens(c, owner)
    assert opened is not None
    assert opened.thing.exempt == "Para 3"
    assert sent(c, action, "odd", key="day:2") is None


def test_a_post_s_new_holder_and_the_old_one(council: Council) -> None:
    c = council
    action = c.record("Bring the figures", "Director of Public Health")
    token = sent(c, action, "tom")
    assert opens(c, token)
    with c.store.begin() as tx:
        (post,) = [p for p in tx.people.posts(c.board.id) if p.holder_on(c.now.date())]
        handed = Holding(c.people["bea"].id, c.now.date())
        ended = tuple(replace(h, until=c.now.date() - timedelta(days=1)) for h in post.holdings)
        tx.people.save_post(replace(post, holdings=(*ended, handed)))
    assert opens(c, token) is None
    assert sent(c, action, "bea", key="day:2")


def test_only_officers_revoke(council: Council) -> None:
    action = council.record("Bring the figures", "Femi Adeleke")
    sent(council, action)
    with pytest.raises(NotAllowed):
        council.do(action_links.revoke_of_action, "tom", action.id, real=REAL)
    femi = council.people["femi"].id
    with pytest.raises(NotAllowed):
        council.do(links.revoke_of_person, "femi", council.board.id, femi, real=REAL)
    revoked(council, action)
    assert council.do(action_links.revoke_of_action, "asha", action.id, real=REAL) == 0
    deeds = [line.deed for line, _ in
             council.look(lambda tx: tx.ledger.of_subject("action", action.id))]  # fmt: skip
    assert deeds.count("e-mail links revoked") == 1


@pytest.mark.parametrize(
    ("step", "words", "status", "turn"),
    [
        (Step.DONE, {"text": "Sent on Monday"}, Status.PROPOSED_DONE, Turn.OFFICER),
        (Step.PROGRESS, {"text": "Half way"}, Status.IN_PROGRESS, Turn.OWNER),
        (Step.BLOCKED, {"text": "No reply"}, Status.BLOCKED, Turn.OFFICER),
        (Step.ASK_TIME, {"due": "1 April 2027", "reason": "Late"}, Status.OPEN, Turn.OFFICER),
        (Step.NOT_MINE, {"text": "Bea's, I think"}, Status.OPEN, Turn.OFFICER),
    ],
)
def test_answers_are_those_of_slack_in_the_person_s_name(
    council: Council, step: Step, words: dict[str, str], status: Status, turn: Turn
) -> None:
    action = council.record("Bring the figures", "Femi Adeleke", due="1 March 2027")
    token = sent(council, action)
    after = answer(council, token, step, **words)
    assert (after.status, after.turn) == (status, turn)
    line, values = council.look(lambda tx: tx.ledger.of_subject("action", action.id))[-1]
    assert line.actor == council.people["femi"].id
    assert line.on_behalf_of is None
    assert values["by"] == "e-mail link"
    (kept,) = council.look(lambda tx: tx.links.of_subject("action", action.id))
    assert kept.used_at == REAL


def test_a_form_counts_once(council: Council) -> None:
    action = council.record("Bring the figures", "Femi Adeleke")
    token = sent(council, action)
    answer(council, token, Step.PROGRESS, text="Half way")
    with pytest.raises(link_answers.Answered):
        answer(council, token, Step.PROGRESS, text="Half way")
    answer(council, token, Step.PROGRESS, form="f2", text="Nearly")
    assert [n.text for n in council.action(action.id).notes] == ["Half way", "Nearly"]


def test_the_same_words_once_more_are_the_same_answer(council: Council) -> None:
    action = council.record("Bring the figures", "Femi Adeleke")
    token = sent(council, action)
    for n, (step, words) in enumerate(
        [(Step.PROGRESS, "Half way"), (Step.BLOCKED, "No reply"), (Step.NOT_MINE, "Bea's")]
    ):
        answer(council, token, step, form=f"{n}", text=words)
        with pytest.raises(link_answers.Answered):
            answer(council, token, step, form=f"{n} again", text=f" {words} ")
    answer(council, token, Step.PROGRESS, form="later", text="Half way")
    assert len(council.action(action.id).notes) == 4


def test_what_was_refused_may_be_sent_again(council: Council) -> None:
    token = sent(council, council.record("Bring the figures", "Femi Adeleke", due="1 March 2027"))
    with pytest.raises(InvalidInput) as refused:
        answer(council, token, Step.ASK_TIME, due="whenever", reason="x")
    assert refused.value.field == "due"
    assert answer(council, token, Step.ASK_TIME, due="1 April 2027", reason="x").asked_slip


@pytest.mark.parametrize("step", [s for s in Step if s not in action_links.STEPS])
def test_a_link_settles_nothing(council: Council, step: Step) -> None:
    action = council.do(
        action_recording.record, "asha", council.board.id, NewAction("Do", ["Asha Verma"])
    )
    token = sent(council, action, "asha")
    with pytest.raises(DomainError):
        answer(council, token, step, text="x", reason="x", due="1 April 2027")
    assert council.action(action.id) == action


def test_what_is_reported_done_can_still_be_read(council: Council) -> None:
    action = council.record("Bring the figures", "Femi Adeleke")
    token = sent(council, action)
    answer(council, token, Step.DONE)
    opened = opens(council, token)
    assert opened is not None
    assert action_links.steps_of(opened) == ()
    council.do(action_answers.return_, "asha", action.id, "Not yet")
    again = opens(council, token)
    assert again is not None
    assert Step.DONE in action_links.steps_of(again)


def test_while_more_time_is_asked_for_it_is_not_offered_again(council: Council) -> None:
    token = sent(council, council.record("Bring the figures", "Femi Adeleke", due="1 March 2027"))
    answer(council, token, Step.ASK_TIME, due="1 April 2027", reason="Late")
    opened = opens(council, token)
    assert opened is not None
    assert Step.ASK_TIME not in action_links.steps_of(opened)
