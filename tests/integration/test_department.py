"""A department by mail and by link, through the doors and the deployed functions: real bytes in, real bytes out."""

from email.policy import SMTP
from typing import Any

import httpx

from chalicelib.domain.case_states import Status
from chalicelib.domain.referral import ReferralState, Step
from tests.citizen import Citizen, hidden
from tests.departments import file_of, link_of, organisation, refer, reply_raw
from tests.deployment import PATIENCE, Deployment, eventually
from tests.mail_house import mail


def referred(deployment: Deployment, name: str, **more: Any) -> str:
    """A question by form that was referred to a department of this name; gives the case."""
    with Citizen(deployment) as citizen:
        citizen.send(email=f"{name}@burger.test")
        number = citizen.case()
    refer(deployment, number, organisation(f"{name}@diensten.1700.test"), **more)
    return number


def steps(deployment: Deployment, case: str) -> list[Step]:
    return [one.step for one in file_of(deployment, case).entries]


def test_reply_by_mail(deployment: Deployment) -> None:
    """The bytes of a department's reply, from another address than it was sent to, with a file, reach the case as its word."""
    case = referred(deployment, "dept1")
    (letter,) = deployment.mails("dept1@diensten.1700.test")
    assert letter.reply_to[0].startswith(f"dienst+{case}-01-")
    raw = reply_raw(letter, "Ja, dat mag.", "Jan Claes <jan@elders.test>", "<dept1@elders.test>")
    for _ in range(2):
        deployment.post_mail(raw, "jan@elders.test", letter.reply_to[0])
    eventually(lambda: Step.SAY in steps(deployment, case))
    file = file_of(deployment, case)
    entry = file.entries[-1]
    assert (entry.text, entry.by) == ("Ja, dat mag.", "Jan Claes <jan@elders.test>")
    assert (file.referrals[0].state, file.case.status) == (ReferralState.ANSWERED, Status.REOPENED)
    assert len(file.contacts) == 1


def test_absence_and_unknown_mailbox(deployment: Deployment) -> None:
    """An automatic answer of a department's mailbox is no reply; a mail to a mailbox that is not there is a task at once."""
    case = referred(deployment, "dept2")
    (letter,) = deployment.mails("dept2@diensten.1700.test")
    raw = reply_raw(
        letter, "Ik ben afwezig.", "dept2@diensten.1700.test", "<dept2@x.test>", Auto_Submitted="auto-replied"
    )
    deployment.post_mail(raw, "dept2@diensten.1700.test", letter.reply_to[0])
    eventually(lambda: len(file_of(deployment, case).contacts) == 2)
    file = file_of(deployment, case)
    assert (file.referrals[0].state, file.case.status) == (ReferralState.SENT, Status.REFERRED)
    assert len(deployment.mails("dept2@diensten.1700.test")) == 1


def test_forged_address(deployment: Deployment) -> None:
    """A reply address with an invented code reaches no case: it is a question of its own."""
    case = referred(deployment, "dept3")
    (letter,) = deployment.mails("dept3@diensten.1700.test")
    local, _, domain = letter.reply_to[0].partition("@")
    forged = f"{local[:-4]}0000@{domain}"
    deployment.post_mail(
        mail("Dat mag.", From="x@elders.test", To=forged, Message_ID="<dept3@elders.test>").as_bytes(policy=SMTP),
        "x@elders.test",
        forged,
    )
    deployment.mails("x@elders.test")
    assert steps(deployment, case) == [Step.REFER]


def test_link_by_held_policies(guarded: Deployment) -> None:
    """With every function held to its own policies a department opens its link, answers the citizen, and sends a file."""
    case = referred(guarded, "dept4")
    (letter,) = guarded.mails("dept4@diensten.1700.test")
    with Citizen(guarded) as department:
        page = department.get(link_of(letter))
        assert steps(guarded, case) == [Step.REFER]
        answer = department.post("/doorverwijzing/openen", {"sleutel": hidden(page.text, "sleutel")})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/doorverwijzing?vraag={case}-01")
        key = hidden(department.get(answer.headers["Location"]).text, "key")
        assert department.get(f"/doorverwijzing/bestanden?vraag={case}-01&formulier={key}").status_code == 200
        offered = department.offer(key, "plan.pdf", 4).json()
        sent = httpx.post(offered["url"], data=offered["fields"], files={"file": ("x", b"plan")}, timeout=PATIENCE)
        assert sent.status_code == 204
        form = {
            "vraag": f"{case}-01",
            "key": key,
            "step": "answer_directly",
            "text": "Ja, dat mag.",
            "files": "0:plan.pdf",
        }
        for _ in range(2):
            assert department.post("/doorverwijzing/stap", form).status_code == 303
    assert steps(guarded, case) == [Step.REFER, Step.ANSWER_DIRECTLY]
    told = eventually(lambda: [one for one in guarded.mails("dept4@burger.test") if "Ja, dat mag." in one.text])
    assert "Agentschap Wegen antwoordt op uw vraag" in told[0].text


def test_another_site_cannot_act(deployment: Deployment) -> None:
    """A form that a page of another site sends is refused, also with a good cookie."""
    case = referred(deployment, "dept5")
    (letter,) = deployment.mails("dept5@diensten.1700.test")
    with Citizen(deployment) as department:
        department.post("/doorverwijzing/openen", {"sleutel": hidden(department.get(link_of(letter)).text, "sleutel")})
        key = hidden(department.get("/doorverwijzing").text, "key")
        form = {"key": key, "step": "answer", "text": "Ja."}
        refused = department.post("/doorverwijzing/stap", form, **{"Sec-Fetch-Site": "cross-site"})
        assert refused.status_code == 403
    assert steps(deployment, case) == [Step.REFER]
