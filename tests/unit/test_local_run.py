"""What the local run reads, decides and remembers, without anything running."""

import asyncio
import json
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope

from infra.local import knowledge
from infra.local.aws import CannotRun
from infra.local.edge import read_edge
from infra.local.local_pages import linked
from infra.local.mail_door import EICAR, GTUBE, Keeper, marks, verdicts
from infra.local.mail_events import event, fate_of
from infra.local.mailbox import reply_to
from infra.local.sent import Sent, SentMail
from infra.local.watch import Change, Tree

MAIL = SentMail(
    id="0102-abc",
    at="2026-11-24T08:25:07.000Z",
    sender="vraag@1700.test",
    to=("an@example.be",),
    reply_to=("vraag+t@1700.test",),
    subject="Uw vraag",
    text="Dag An\n\nWij zoeken het uit.",
    headers=(("References", "<own@1700.test>"),),
    tags=(("notice", "n1"),),
)
HEAD = b"From: An <an@example.be>\r\nSubject: x\r\n"


def test_routing_table() -> None:
    """The front door sends paths where edge.yaml sends them, below the stage, and by the methods it names."""
    edge = read_edge()
    rest, static = edge.behaviour("/mail"), edge.behaviour("/static/look.1.css")
    assert (rest.origin, rest.origin_path, "POST" in rest.methods) == ("rest", "/v1", True)
    assert (static.origin, static.origin_path, "POST" in static.methods) == ("static", "", False)
    headers = {one.name: one for one in edge.headers}
    assert headers["Content-Security-Policy"].override is False
    assert headers["Permissions-Policy"].override is True


@pytest.mark.parametrize(
    ("content", "name", "verdict"),
    [
        (HEAD + b"\r\nDag", "spam", "pass"),
        (HEAD + b"\r\n" + GTUBE, "spam", "fail"),
        (HEAD + b"\r\nX5O!P%@AP[4\\PZX54(P^)7CC)7}" + EICAR, "virus", "fail"),
        (HEAD + b"X-Local-Verdict: dmarc=fail, spf=softfail\r\n\r\nDag", "dmarc", "fail"),
        (HEAD + b"X-Local-Verdict: dmarc=fail, spf=softfail\r\n\r\nDag", "spf", "softfail"),
        (HEAD + b"\r\nX-Local-Verdict: dmarc=fail\r\n", "dmarc", "pass"),
    ],
)
def test_verdicts(content: bytes, name: str, verdict: str) -> None:
    """A mail passes, except where it holds a line to try scanners with or asks for a verdict in a header of its own."""
    assert verdicts(content)[name] == verdict


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("vraag@1700.test", True),
        ("vraag@elders.test", False),
        ("niet-antwoorden@1700.test", False),
        ("Niet-Antwoorden@1700.TEST", False),
    ],
)
def test_what_the_door_takes(address: str, taken: bool) -> None:
    """Mail to our domain is taken, but for the address that notices of the confidential house are answered to."""
    envelope = Envelope()
    said = asyncio.run(Keeper(None, "mail", "1700.test").handle_RCPT(None, None, envelope, address, []))  # type: ignore[arg-type]
    assert (said.startswith("250"), envelope.rcpt_tos) == (taken, [address] if taken else [])


def test_marks_come_first_and_name_the_domain_of_from() -> None:
    """The added headers end in a whole line, and DMARC is about the From header, not the envelope."""
    added = marks(HEAD + b"\r\nDag", "bounce@list.example", ["vraag@1700.test"], "pc", "127.0.0.1", "id1")
    assert added.endswith(b"dmarc=pass header.from=example.be;\r\n")
    assert added.startswith(b"Return-Path: <bounce@list.example>\r\n")


def test_events_have_the_shape_of_ses() -> None:
    """An event names the mail by SES's id, its tags, and who it concerns."""
    bounced = event("Bounce", MAIL, "2026-11-24T08:26:00.000Z")
    assert bounced["mail"]["messageId"] == "0102-abc"
    assert bounced["mail"]["tags"]["notice"] == ["n1"]
    assert bounced["bounce"]["bouncedRecipients"][0]["emailAddress"] == "an@example.be"
    assert {"name": "References", "value": "<own@1700.test>"} in bounced["mail"]["headers"]
    json.dumps(bounced)


@pytest.mark.parametrize(
    ("to", "fate"),
    [("an@example.be", ("Delivery",)), ("bounce@x.be", ("Bounce",)), ("Complain@x.be", ("Delivery", "Complaint"))],
)
def test_fates(to: str, fate: tuple[str, ...]) -> None:
    """A mail is delivered, where its address does not ask for another fate."""
    assert fate_of(SentMail("1", "", "", (to,), (), "", "")) == fate


def test_sent_mails_are_found_again(tmp_path: Path) -> None:
    """A second start shows what the first one sent."""
    Sent(tmp_path / "sent.jsonl").add(MAIL)
    assert Sent(tmp_path / "sent.jsonl").all("AN@example.be") == [MAIL]
    assert Sent(tmp_path / "sent.jsonl").all("sam@example.be") == []


def test_a_reply_is_what_a_mail_program_sends() -> None:
    """It goes to the reply address, below the id that SES gave, with the mail quoted."""
    reply = reply_to(MAIL, "an@example.be", "Nog iets")
    assert reply["To"] == "vraag+t@1700.test"
    assert reply["In-Reply-To"] == "<0102-abc@eu-central-1.amazonses.com>"
    assert reply["References"] == "<own@1700.test> <0102-abc@eu-central-1.amazonses.com>"
    assert "> Wij zoeken het uit." in reply.get_content()


def test_links() -> None:
    """Addresses become links without the full stop behind them, and nothing else of a text becomes HTML."""
    assert linked("Zie <b>https://a.be/x?a=1&b=2</b>.") == (
        'Zie &lt;b&gt;<a href="https://a.be/x?a=1&amp;b=2">https://a.be/x?a=1&amp;b=2</a>&lt;/b&gt;.'
    )


def test_no_such_folder() -> None:
    """A wrong KNOWLEDGE= is told before anything starts."""
    with pytest.raises(CannotRun, match="KNOWLEDGE=nowhere: there is no such folder"):
        knowledge.existing("nowhere")
    assert knowledge.existing("https://ipdc.example/feed") == "https://ipdc.example/feed"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The smallest source tree that has everything that is watched."""
    texts = {
        "chalicelib/channels/portal.py": '@web.route(blueprint, "/")\ndef home():\n    return 1\n',
        "chalicelib/rooms.py": "GROUPS = {}\n",
        "chalicelib/pages/static/look.css": "a {}\n",
        "infra/resources.yaml": "Resources: {}\n",
        "infra/edge.yaml": "Resources: {}\n",
        "infra/local/run.py": "\n",
        "knowledge_loader/sample/a.toml": "\n",
        "requirements.txt": "\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text", "changes"),
    [
        ("chalicelib/channels/portal.py", '@web.route(blueprint, "/")\ndef home():\n    return 22\n', {Change.CODE}),
        ("chalicelib/channels/portal.py", '@web.route(blueprint, "/x")\ndef home():\n    return 1\n', {Change.STACK}),
        ("chalicelib/channels/portal.py", "@web.route(\ndef\n", {Change.STACK}),
        ("chalicelib/channels/chat.py", '@web.route(blueprint, "/chat")\ndef chat(): ...\n', {Change.STACK}),
        ("chalicelib/rooms.py", "GROUPS = {1: 2}\n", {Change.STACK}),
        ("chalicelib/pages/static/look.css", "a { color: red }\n", {Change.CODE}),
        ("chalicelib/pages/static/__pycache__/x.pyc", "x", set()),
        ("infra/resources.yaml", "Resources: {A: 1}\n", {Change.STACK}),
        ("infra/edge.yaml", "Resources: {A: 1}\n", {Change.EDGE}),
        ("infra/local/run.py", "1\n", {Change.LOCAL}),
        ("knowledge_loader/sample/b.toml", "1\n", {Change.KNOWLEDGE}),
        ("requirements.txt", "nh3\n", {Change.STACK}),
    ],
)
def test_what_a_change_costs(tree: Path, name: str, text: str, changes: set[Change]) -> None:
    """Code alone is swapped; what the stack knows of is deployed; nothing is done twice."""
    watched = Tree(tree)
    assert watched.changes() == frozenset()
    (tree / name).parent.mkdir(exist_ok=True)
    (tree / name).write_text(text)
    assert watched.changes() == frozenset(changes)
    assert watched.changes() == frozenset()
