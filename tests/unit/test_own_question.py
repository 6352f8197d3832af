"""An own question by secret link: who sees it, what is shown, saying more, a new link, erasing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from chalicelib.domain import ids, links
from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import first_break
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, Contact, Kind, Person
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import Template
from chalicelib.domain.own_view import copy_sent, said_in
from chalicelib.errors import Busy, LinkNotValid, Rejected, TooMany
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.erase_case import erase_case
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.open_question import open_question, trade_token
from chalicelib.services.register_contact import register_contact
from chalicelib.services.send_new_link import MOST_ASKED, MOST_SENT, send_new_link
from tests.form_house import AT, SECRET, House

AN = Agent("an", "An")


@pytest.fixture
def house() -> House:
    return House()


def answer(house: House, case: str) -> None:
    head = house.cases.head(case)
    answer_case(head, Draft(head.version, "Bij uw gemeente."), AN, house.cases, SECRET, house.desk.at)


def ask(house: House, case: str | None, email: str, drawn: str = "a") -> list[str]:
    """Ask for a new link; gives what is mailed to whom."""
    send_new_link(case, email, drawn, "192.0.2.9", house.cases, house.limits, house.desk)
    found = house.cases.open(case).notices if case and house.cases.find(case) else ()
    return [one.link for one in found if one.template is Template.NEW_LINK]


@given(some.text())
@example("26123456789.abc")
@example("")
@example("\ud800")
@example("x" * 5_000)
def test_wrong_tokens(token: str) -> None:
    """Nothing but its own token opens a question, and the refusal says nothing."""
    house = House()
    with pytest.raises(LinkNotValid) as refused:
        trade_token(token, house.cases, AT)
    assert str(refused.value) == ""


def test_link_ends(house: House) -> None:
    """A link opens its question until its time is over, and no other question."""
    one, two = house.send(), house.send(drawn="ee" * 16)
    holder = house.holder(one.link)
    assert open_question(holder, house.cases, AT).id == one.case
    with pytest.raises(LinkNotValid):
        trade_token(one.link.replace(one.case, two.case), house.cases, AT)
    for at in (AT + timedelta(days=181),):
        with pytest.raises(LinkNotValid):
            trade_token(one.link, house.cases, at)
        with pytest.raises(LinkNotValid):
            open_question(holder, house.cases, at)


def test_cookie(house: House) -> None:
    """What a browser holds is good for two hours, and only as we made it."""
    holder = house.holder(house.send().link)
    value = links.cookie_of(SECRET, holder, AT)
    assert links.holder_of_cookie(SECRET, value, AT + links.HELD - timedelta(seconds=1)) == holder
    assert links.holder_of_cookie(SECRET, value, AT + links.HELD) is None
    assert links.holder_of_cookie(b"other", value, AT) is None
    assert links.holder_of_cookie(SECRET, value.replace(holder.case, "26000000000"), AT) is None


@given(some.text())
@example("...")
@example("\ud800.a")
def test_forged_cookies(value: str) -> None:
    """No cookie that we did not make is a holder's."""
    assert links.holder_of_cookie(SECRET, value, AT) is None


def test_answer_is_shown_when_it_is_sent(house: House) -> None:
    """An answer that can still be taken back is not shown; afterwards it is, in order of time."""
    case = house.send().case
    answer(house, case)
    file = house.cases.open(case)
    assert copy_sent(file)
    assert [one.ours for one in said_in(file, AT)] == [False]
    assert [one.ours for one in said_in(file, AT + timedelta(seconds=11))] == [False, True]


def test_other_senders_are_not_shown(house: House) -> None:
    """What another address sent into the case is not shown to the holder of the link."""
    case = house.send().case
    stranger = Contact(
        ids.ulid(SECRET, AT, "m"), "m", Channel.MAIL, Kind.QUESTION, AT, Person(email="x@example.org"), "", "Geheim"
    )
    register_contact(replace(stranger, flags=frozenset({Flag.OTHER_SENDER})), house.cases, house.desk, case=case)
    assert "Geheim" not in str(said_in(house.cases.open(case), AT))


def test_not_satisfied(house: House) -> None:
    """Saying more on an answered question opens it again with a new clock, and the link stays good."""
    receipt = house.send()
    answer(house, receipt.case)
    assert house.cases.head(receipt.case).due_at is None
    house.add(receipt.case, "Dat helpt mij niet.")
    head = house.cases.head(receipt.case)
    assert (head.status, head.due_at is not None) == (Status.REOPENED, True)
    assert house.holder(receipt.link)


def test_many_additions_keep_the_link(house: House) -> None:
    """However much is added, the link in the first mail stays good; sent twice it is added once; a day has a limit."""
    receipt = house.send()
    for n in range(15):
        for _ in range(2):
            house.add(receipt.case, f"Nog iets: {n}", drawn=f"{n:032x}")
    assert house.holder(receipt.link)
    assert len(house.cases.open(receipt.case).contacts) == 16
    with pytest.raises(TooMany):
        house.add(receipt.case, "Te veel")


@pytest.mark.parametrize("text", ["", "x" * 10_001])
def test_additions_refused(house: House, text: str) -> None:
    """Nothing, and too much, is refused in words."""
    with pytest.raises(Rejected):
        house.add(house.send().case, text)


def test_new_link(house: House) -> None:
    """Reference and address that belong together give a link by mail that opens the question; asked twice, once."""
    case = house.send().case
    (token,) = ask(house, case, " AN@example.be ")
    assert house.holder(token).case == case
    assert first_break(house.cases.open(case).audit) is None


@pytest.mark.parametrize("email", ["iemand@example.be", "", "an@example.com"])
def test_no_new_link(house: House, email: str) -> None:
    """Another address, an unknown number or an erased question give nothing, and the caller sees no difference."""
    case = house.send().case
    assert ask(house, case, email) == []
    assert ask(house, "26000000000", "an@example.be") == []
    assert ask(house, None, "an@example.be") == []


def test_new_links_have_a_limit(house: House) -> None:
    """A case gets so many new links a day, a network address asks so often, and the first link of a case is not lost."""
    receipt = house.send()
    for n in range(MOST_ASKED):
        sent = ask(house, receipt.case, "an@example.be", drawn=str(n))
    assert len(sent) == MOST_SENT
    assert house.holder(receipt.link)
    with pytest.raises(TooMany):
        ask(house, receipt.case, "an@example.be", drawn="more")


def test_erased(house: House) -> None:
    """Erased, nothing of a person is left in the table or the bucket; the audit trail holds, and no link opens anything."""
    files = house.upload("ab" * 16, "brief van An.pdf")
    receipt = house.send(files=files)
    holder = house.holder(receipt.link)
    answer(house, receipt.case)
    erase_case(receipt.case, house.shelves, "citizen", "asked", AT)
    erase_case(receipt.case, house.shelves, "citizen", "asked", AT)
    left = str([item for (pk, _), item in house.table.items.items() if receipt.case in pk])
    for told in ("An Peeters", "an@example.be", "rijbewijs", "gemeente", "brief van"):
        assert told not in left
    assert not house.files.objects
    assert not house.scans.places(files[0].key)
    events = [item for (pk, sk), item in house.table.items.items() if receipt.case in pk and sk.startswith("A#")]
    assert len(events) == 3
    for refused in (lambda: house.holder(receipt.link), lambda: open_question(holder, house.cases, AT)):
        with pytest.raises(LinkNotValid):
            refused()
    assert ask(house, receipt.case, "an@example.be") == []


def test_erasing_that_broke_off(house: House) -> None:
    """Erasing that the bucket broke off is ended by the same call again."""
    receipt = house.send(files=house.upload("ab" * 16, "brief.pdf"))
    delete, tries = house.files.delete, iter([Busy("files")])

    def breaks(key: str) -> None:
        for error in tries:
            raise error
        delete(key)

    house.files.delete = breaks
    with pytest.raises(Busy):
        erase_case(receipt.case, house.shelves, "citizen", "asked", AT)
    erase_case(receipt.case, house.shelves, "citizen", "asked", AT)
    assert house.cases.head(receipt.case).status is Status.ERASED
    assert not house.files.objects


@pytest.mark.parametrize("other", ["an@example.be", "an.peeters@example.be"])
def test_merged(house: House, other: str) -> None:
    """The link of a question that was merged leads to the one that stays where both have one address; else to what is left
    of it. Erasing the one that stays takes both."""
    gone, stays = house.send(), house.send(drawn="ee" * 16, facts={"email": other})
    heads = [house.cases.head(one.case) for one in (gone, stays)]
    merge_cases(Merge(*heads, same_person=True), AN, house.cases, house.desk.calendar, AT)
    seen = open_question(house.holder(gone.link), house.cases, AT)
    assert seen.id == (stays.case if other == "an@example.be" else gone.case)
    erase_case(stays.case, house.shelves, "citizen", "asked", AT)
    left = str([item for (pk, _), item in house.table.items.items() if pk.startswith("CASE#")])
    assert "example.be" not in left
    for link in (gone.link, stays.link):
        with pytest.raises(LinkNotValid):
            house.holder(link)
