"""`matters links`: seen without what would open them, and ended."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.tokens import LinkMaker, Tokens
from tests.support.command import Done, called
from tests.support.council import Council
from workflows.action_links import ANSWER_ACTION

SECRET = "Settle the rent"


def test_links_by_command(council: Council, store_url: str, tmp_path: Path) -> None:
    c, maker = council, LinkMaker(Tokens("k" * 32), "https://actions.exampleshire.example", 60)
    actions = {who: c.record(SECRET, c.people[who].name) for who in ("femi", "tom")}
    tokens = {}
    with c.store.begin() as tx:
        for who, action in actions.items():
            address = maker.address(
                tx, c.caller(tx, who), ANSWER_ACTION, action, "day:1", c.now, datetime.now(UTC)
            )
            tokens[who] = str(address).rpartition("/")[2]

    def run(*args: str) -> Done:
        return called(tmp_path, "links", *args, DATABASE_URL=store_url)

    rows = run("list", "--json").json
    assert {(r["person"], r["action"]) for r in rows} == {
        ("Femi Adeleke", actions["femi"].reference),
        ("Tom Hallam", actions["tom"].reference),
    }
    assert {r["used"] for r in rows} == {None}
    reference = actions["tom"].reference
    assert [r["person"] for r in run("list", "-a", reference, "--json").json] == ["Tom Hallam"]
    by_mail = run("list", "-p", "femi@exampleshire.example", "-b", "EB", "--json").json
    assert [r["person"] for r in by_mail] == ["Femi Adeleke"]
    shown = run("list")
    assert "Femi Adeleke" in shown.text
    for done in (shown, run("list", "--json")):
        assert done.code == 0
        said = done.text + done.err
        assert SECRET not in said
        assert not [t for t in tokens.values() if t in said]

    assert run("revoke").code == 2, "whose must be said"
    assert run("revoke", "-p", "Nobody").code == 1
    assert "1 link is revoked" in run("revoke", "--person", "Femi Adeleke").err
    assert [r["person"] for r in run("list", "--json").json] == ["Tom Hallam"]
    assert "1 link is revoked" in run("revoke", "--all").err
    assert "0 links are revoked" in run("revoke", "--all").err
    assert "No link is good" in run("list").err
    line, values = c.look(lambda tx: tx.ledger.of_subject("action", actions["tom"].id))[-1]
    assert (line.deed, line.actor) == ("e-mail links revoked", "command line")
    assert values["links"] == "1"
