"""A department that stays silent, in a deployment: reminded by mail, told to the agent, then at the head of a supervisor's
list."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain.case import Change, audited
from chalicelib.domain.case_states import Action
from tests.browser.case_pages import Visitors, asked, at_desk, unfold
from tests.browser.checks import check
from tests.citizen import cases
from tests.departments import file_of, link_of, organisation, refer
from tests.deployment import Deployment


def time_passes(site: Deployment, case: str, rung: int) -> None:
    """The clock of the first referral has run out, and so many bells were heard."""
    store, at = cases(site), datetime.now(UTC)
    file = store.open(case)
    (referral,) = file.referrals
    after, event = audited(file.case.after(Action.NOTE, at), at, "test", "noted")
    past = replace(referral, next_at=at - timedelta(hours=1), rung=rung, due_at=at - timedelta(days=20))
    store.keep(Change(after, (event,), referrals=(past,)))


def rings(site: Deployment) -> None:
    """What the scheduler does every quarter of an hour."""
    from infra.local.deploy import physical_ids

    event = json.dumps({"detail-type": "Scheduled Event", "source": "aws.events", "detail": {}, "resources": []})
    name = physical_ids(site.engine, "AWS::Lambda::Function")["Remind"]
    told = json.loads(event) | {"version": "0", "id": "1", "account": "", "time": "", "region": ""}
    answer = site.client("lambda").invoke(FunctionName=name, Payload=json.dumps(told).encode())
    assert "FunctionError" not in answer, answer["Payload"].read()


def test_silence(visitors: Visitors, site: Deployment) -> None:
    """The reminder bears the link of the first mail; the sign is on the case; the supervisor has it in a list of its own."""
    to = "zwijgt@diensten.1700.test"
    path = asked(site, "wacht.lang")
    case = path.rpartition("/")[2]
    refer(site, case, organisation(to))
    (first,) = site.mails(to)
    time_passes(site, case, rung=1)
    rings(site)
    second = site.mails(to, 2)[-1]
    assert second.subject.startswith("Herinnering:")
    assert link_of(second) == link_of(first)
    assert second.reply_to == first.reply_to
    time_passes(site, case, rung=2)
    rings(site)
    an = at_desk(visitors, site, path=path)
    assert "dienst antwoordt niet" in an.inner_text("main .tags")
    unfold(an)
    check(an)
    time_passes(site, case, rung=3)
    rings(site)
    assert file_of(site, case).case.due_at
    an.goto(site.url + "/desk")
    assert an.get_by_role("link", name="Dienst zwijgt").count() == 0
    sam = at_desk(visitors, site, "sam")
    sam.get_by_role("link", name="Dienst zwijgt").click()
    assert "voor een supervisor" in sam.inner_text(f"li[data-case='{case}']")
    assert sam.locator("nav.left a[aria-current]").inner_text() == "Dienst zwijgt"
    check(sam)
