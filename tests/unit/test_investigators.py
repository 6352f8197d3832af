"""Investigators: both factors or nothing, a code counts once, wrong ones wait, and each sees the own service's dossiers."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pyotp import TOTP

from chalicelib.domain.integrity.access import IDLE, Investigator, admit, leads, sees
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from chalicelib.domain.integrity.second_factor import FREE, LONGEST, STEP, wait_after
from chalicelib.errors import Busy, NotFound, NotLoggedIn, Rejected, TooMany
from chalicelib.services.integrity.list_dossiers import list_dossiers, who_looked
from chalicelib.services.integrity.log_in_investigator import HALF_WAY, half_way, log_in_investigator, who_is_half_way
from chalicelib.services.integrity.second_factor import begin_session, second_factor
from chalicelib.services.log_in import Provider, Secrets, begin_login
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.integrity.fake_kms import FakeKms
from chalicelib.stores.integrity.investigators import Investigators
from chalicelib.stores.logins import Logins
from chalicelib.stores.sessions import Sessions
from infra.integrity.people import seed_text
from tests.integrity_house import AT, SECRET, ConfidentialHouse

ILSE = Investigator("ilse", "Ilse Claes", "audit-vlaanderen", lead=True)
OMAR = Investigator("omar", "Omar Benali", "audit-vlaanderen")
NELE = Investigator("nele", "Nele Wouters", "vlaamse-ombudsdienst", lead=True)
SEEDS = {"ilse": b"i" * 20, "omar": b"o" * 20, "nele": b"n" * 20}
A_CODE = timedelta(seconds=STEP)


class Rooms:
    """Three investigators of two services, with a telephone each."""

    def __init__(self) -> None:
        self.table, self.kms = FakeTable(), FakeKms()
        self.people = Investigators(self.table, self.kms, FakeKms.WRAPPING)
        for one in (ILSE, OMAR, NELE):
            self.people.add(one, SEEDS[one.id])

    def factor(self, code: str, who: str = "ilse", at: datetime = AT) -> Investigator:
        return second_factor(who, code, self.people, at)


def code(who: str = "ilse", at: datetime = AT) -> str:
    """What somebody's telephone shows."""
    return TOTP(seed_text(SEEDS[who])).at(at)


def test_the_code_of_the_telephone() -> None:
    """The code that the telephone shows says who it is, also with a space in the middle."""
    assert Rooms().factor(code()) == ILSE
    assert Rooms().factor(f" {code()[:3]} {code()[3:]} ") == ILSE


@pytest.mark.parametrize("early", [-A_CODE, A_CODE])
def test_a_clock_that_differs(early: timedelta) -> None:
    """A telephone's clock may be half a minute early or late, and no more."""
    assert Rooms().factor(code(at=AT + early)) == ILSE
    with pytest.raises(Rejected):
        Rooms().factor(code(at=AT + 2 * early))


def test_a_code_counts_once() -> None:
    """Who looks over a shoulder has nothing of the code that was used, nor of one before it."""
    rooms = Rooms()
    rooms.factor(code())
    for used in (code(), code(at=AT - A_CODE)):
        with pytest.raises(Rejected):
            rooms.factor(used)
    assert rooms.factor(code(at=AT + A_CODE), at=AT + A_CODE) == ILSE


@pytest.mark.parametrize("wrong", ["", "000000", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "' or 1=1"])
def test_wrong_codes(wrong: str) -> None:
    """Anything but the code is refused, with one and the same answer."""
    with pytest.raises(Rejected) as told:
        Rooms().factor(wrong)
    assert told.value.fields == {"code": "onderzoek.error_code"}


def test_the_code_of_somebody_else() -> None:
    """A colleague's code, and that of somebody whom the house does not know, get the same answer."""
    for who, shown in (("ilse", code("omar")), ("stranger", code())):
        with pytest.raises(Rejected):
            Rooms().factor(shown, who)


def test_seeds_are_sealed() -> None:
    """No seed stands in the table, and one that is moved to another investigator opens nothing."""
    rooms = Rooms()
    assert all(seed not in str(rooms.table.items).encode() for seed in SEEDS.values())
    items = rooms.table.items
    items["INVESTIGATOR#omar", "#"] = {
        **items["INVESTIGATOR#omar", "#"],
        "seed": items["INVESTIGATOR#ilse", "#"]["seed"],
    }
    with pytest.raises(Busy):
        rooms.factor(code("ilse"), "omar")


def test_wrong_codes_wait() -> None:
    """After a few wrong codes the next one waits, the right one too; then it is taken, and the waits are forgotten."""
    rooms, at = Rooms(), AT
    for _ in range(FREE + 1):
        with pytest.raises(Rejected):
            rooms.factor("000000", at=at)
    with pytest.raises(TooMany) as told:
        rooms.factor(code(at=at), at=at)
    at += timedelta(seconds=told.value.seconds)
    assert rooms.factor(code(at=at), at=at) == ILSE
    at += A_CODE
    assert rooms.factor(code(at=at), at=at) == ILSE


def test_guessing_all_day() -> None:
    """Whoever has a password and guesses codes for a day gets to try a hundred of them; the next morning the code is good."""
    rooms, at, tried = Rooms(), AT, 0
    while at < AT + timedelta(days=1):
        try:
            rooms.factor("000000", at=at)
        except Rejected:
            tried += 1
        except TooMany as told:
            at += timedelta(seconds=told.seconds)
    assert tried <= 110
    at += LONGEST
    assert rooms.factor(code(at=at), at=at) == ILSE


@given(tries=some.integers(0, 10_000))
def test_a_wait_never_gets_shorter(tries: int) -> None:
    """More wrong codes never wait less, and nobody waits for good."""
    assert timedelta(0) <= wait_after(tries) <= wait_after(tries + 1) <= LONGEST


def test_removed_and_moved() -> None:
    """Who is removed has no second factor any more and the name stays for what was looked at; who moves keeps it."""
    rooms = Rooms()
    rooms.people.remove("ilse")
    with pytest.raises(Rejected):
        rooms.factor(code())
    assert rooms.people.find("ilse") is None
    assert rooms.people.of_service("audit-vlaanderen") == (OMAR,)
    assert rooms.people.name("ilse") == "Ilse Claes"
    assert not rooms.people.move(ILSE)
    moved = replace(OMAR, service="vlaamse-ombudsdienst")
    assert rooms.people.move(moved)
    assert rooms.people.of_service("audit-vlaanderen") == ()
    assert rooms.factor(code("omar"), "omar") == moved


def test_a_new_telephone() -> None:
    """With another second factor the old telephone is worth nothing."""
    rooms = Rooms()
    rooms.people.add(ILSE, b"x" * 20)
    with pytest.raises(Rejected):
        rooms.factor(code())
    assert rooms.factor(TOTP(seed_text(b"x" * 20)).at(AT)) == ILSE


# --- A password alone ---
PROVIDER = Provider("https://login.test/a", "https://login.test/pool", "investigators", "https://1700.test/back")
CLAIMS: dict[str, Any] = {"iss": PROVIDER.issuer, "aud": "investigators", "nonce": "nonce", "sub": "ilse"}


class Identity:
    """An identity provider that says who gave the password."""

    def id_token(self, code: str, verifier: str, back: str) -> str:
        from tests.unit.test_login import jwt

        if (code, verifier, back) != ("code", "verifier", PROVIDER.back):
            raise NotLoggedIn
        return jwt({**CLAIMS, "exp": AT.timestamp() + 300})


def _password(browser: str = "browser") -> str:
    logins = Logins(FakeTable())
    begin_login(Secrets("state", "verifier", "nonce"), "browser", "/onderzoek", PROVIDER, logins, AT)
    return log_in_investigator("state", "code", browser, PROVIDER, Identity(), logins, SECRET, AT)


def test_a_password_is_half_of_the_way() -> None:
    """A password gives a value that names who gave it, for ten minutes; it is no session, and no session is one of those."""
    half = _password()
    assert who_is_half_way(SECRET, half, AT) == ("ilse", "/onderzoek")
    assert who_is_half_way(SECRET, half, AT + HALF_WAY) is None
    assert Sessions(FakeTable(), IDLE).find(half, AT) is None
    with pytest.raises(NotLoggedIn):
        _password("another browser")


@given(value=some.text() | some.from_regex(r"[a-z]{1,9}\.[/a-z]{1,9}\.[0-9]{1,12}\.[0-9a-f]{32}", fullmatch=True))
def test_half_of_the_way_by_oneself(value: str) -> None:
    """Nothing that a browser makes up is half of the way in."""
    assert who_is_half_way(SECRET, value, AT) is None
    changed = half_way(SECRET, "ilse", "/onderzoek", AT).replace("ilse", "omar")
    assert who_is_half_way(SECRET, changed, AT) is None


def test_a_session_of_half_an_hour() -> None:
    """Who does nothing for half an hour is out, and no session is longer than a working day."""
    table = FakeTable()
    begin_session("token", "csrf", ILSE, Sessions(table, IDLE), AT)
    assert Sessions(table, IDLE).find("token", AT + IDLE - timedelta(seconds=1))
    begin_session("other", "csrf", ILSE, Sessions(table, IDLE), AT)
    assert Sessions(table, IDLE).find("other", AT + IDLE) is None


# --- Who sees what ---
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("who", [ILSE, OMAR, NELE, replace(NELE, service="")])
@pytest.mark.parametrize("excluded", [(), ("ilse",), ("omar", "nele")])
@pytest.mark.parametrize("service", ["audit-vlaanderen", "vlaamse-ombudsdienst", ""])
def test_who_sees_a_dossier(phase: Phase, who: Investigator, excluded: tuple[str, ...], service: str) -> None:
    """In whichever phase: whoever is of its service and whom it does not concern, and nobody else learns that it exists."""
    head = ConfidentialHouse().registered().dossier
    head = replace(head, phase=phase, service=service, excluded=excluded)
    may = service != "" and who.service == service and who.id not in excluded and phase is not Phase.ERASED
    assert sees(who, head) == may
    assert leads(who, head) == (may and who.lead)
    assert leads(who, replace(head, lead=who.id)) == may
    if may:
        admit(who, head)
    else:
        with pytest.raises(NotFound):
            admit(who, head)


def test_the_list() -> None:
    """A list has the dossiers of one's own service, what is late first; one that concerns oneself is not there."""
    house = ConfidentialHouse()
    numbers = [f"I2612345678{place}" for place in range(3)]
    for place, number in enumerate(numbers):
        house.accepted(number, AT - timedelta(days=10 * place))
    rows = list_dossiers(OMAR, house.dossiers, AT + timedelta(days=15))
    assert [row.dossier.id for row in rows] == numbers[::-1]
    assert [row.late for row in rows] == [True, False, False]
    assert all(
        before.first.due_at <= after.first.due_at for before, after in pairwise(rows) if before.first and after.first
    )
    head = house.dossiers.head(numbers[0])
    house.dossiers.keep(_change(replace(head, excluded=("omar",))))
    assert numbers[0] not in {row.dossier.id for row in list_dossiers(OMAR, house.dossiers, AT)}
    assert numbers[0] in {row.dossier.id for row in list_dossiers(ILSE, house.dossiers, AT)}
    assert list_dossiers(NELE, house.dossiers, AT) == ()


def test_the_list_of_what_one_leads_and_of_what_ended() -> None:
    """Those that one leads, and those that ended, are lists of their own."""
    house = ConfidentialHouse()
    number = house.accepted().dossier.id
    assert [row.dossier.id for row in list_dossiers(ILSE, house.dossiers, AT, mine=True)] == [number]
    assert list_dossiers(OMAR, house.dossiers, AT, mine=True) == ()
    house.did(number, Act.WITHDRAW, Actor.REPORTER)
    house.did(number, Act.CLOSE, Actor.MACHINE)
    assert list_dossiers(ILSE, house.dossiers, AT) == ()
    assert [row.dossier.id for row in list_dossiers(ILSE, house.dossiers, AT, ended=True)] == [number]


def test_who_looked() -> None:
    """A lead reads who looked at what in the dossiers of the own service, by name, also of who left; and of no other."""
    from chalicelib.services.integrity.open_dossier import open_dossier

    house, rooms = ConfidentialHouse(), Rooms()
    number = house.accepted().dossier.id
    open_dossier(number, OMAR, house.dossiers, house.at())
    open_dossier(number, ILSE, house.dossiers, house.at(AT + timedelta(minutes=1)))
    rooms.people.remove("omar")
    looked = who_looked(ILSE, house.dossiers, rooms.people)
    assert [(one.dossier, one.name) for one in looked] == [(number, "Ilse Claes"), (number, "Omar Benali")]
    assert who_looked(NELE, house.dossiers, rooms.people) == ()


def test_tasks() -> None:
    """One reads the tasks of the own service that are not done, what is due first first, and that is kept as a look; where a
    dossier concerns oneself, or has no task, nothing is read and nothing kept."""
    from chalicelib.services.integrity.list_tasks import list_tasks

    house = ConfidentialHouse()
    one, other, none = (house.accepted(f"I2612345678{place}", AT).dossier.id for place in range(3))
    due = AT + timedelta(days=3)
    house.did(one, Act.NOTE, text="later", what=What.TASK, key="1", about="omar")
    house.did(one, Act.NOTE, text="over 3 dagen", what=What.TASK, key="2", due_at=due)
    house.did(one, Act.NOTE, text="gedaan", what=What.TASK, key="3", done=True)
    house.did(other, Act.NOTE, text="niet voor Omar", what=What.TASK, key="4")
    head = house.dossiers.head(other)
    house.dossiers.keep(_change(replace(head, excluded=("omar",))))
    found = list_tasks(OMAR, house.dossiers, house.at())
    assert [(todo.dossier, todo.task.text) for todo in found] == [(one, "over 3 dagen"), (one, "later")]
    assert list_tasks(NELE, house.dossiers, house.at()) == ()
    looks = {number: house.dossiers.open(number).entries for number in (one, other, none)}
    assert {number: [e.by for e in seen if e.what is What.ACCESS] for number, seen in looks.items()} == {
        one: ["omar"],
        other: [],
        none: [],
    }


def _change(dossier: Any) -> Any:
    from chalicelib.domain.integrity.change import Change

    return Change(dossier)
