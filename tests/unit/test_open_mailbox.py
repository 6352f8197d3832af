"""Receipt codes are opened by who has them; guessing takes longer and longer, tells nothing, and locks nobody out for good."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.integrity.change import Change
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.guesses import ADDRESS, FREE, LOCATOR, Kind, Tries, network_of, next_try, pause
from chalicelib.domain.integrity.mailbox import HELD, cookie_of, holder_of
from chalicelib.domain.integrity.phases import Phase
from chalicelib.domain.integrity.receipt_code import Code, new_code
from chalicelib.errors import NotLoggedIn, Rejected, TooMany
from chalicelib.services.integrity.open_mailbox import hold_mailbox, open_mailbox
from chalicelib.services.integrity.receipt_code import code_hash, locator_hash
from chalicelib.stores.integrity.guesses import Guesses
from tests.integrity_house import AT, SECRET, ConfidentialHouse

CODE = new_code(SECRET, "form")
NUMBER = "I26123456789"
HOME = "192.0.2.1"
kinds = st.sampled_from([ADDRESS, LOCATOR])


@pytest.fixture
def house() -> ConfidentialHouse:
    """A house with one dossier, whose code is CODE."""
    made = ConfidentialHouse()
    kept(made, locator=locator_hash(SECRET, CODE.locator), code=code_hash(CODE))
    return made


def kept(house: ConfidentialHouse, **other: object) -> Dossier:
    """The dossier with something else in its head."""
    file = house.registered(NUMBER) if not house.table.query(f"DOSSIER#{NUMBER}").items else house.dossiers.open(NUMBER)
    house.dossiers.keep(Change(replace(file.dossier, **other)))  # type: ignore[arg-type]
    return house.dossiers.head(NUMBER)


def tried(house: ConfidentialHouse, code: Code, seconds: float = 0, network: str = HOME) -> Dossier:
    """What somebody gets who types a code."""
    at = house.at(AT + timedelta(seconds=seconds))
    return open_mailbox(code, network, house.dossiers, Guesses(house.table), at)


def wrong(n: int, locator: str = CODE.locator) -> Code:
    """A code that is not the right one, but for its locator."""
    return Code(locator, new_code(SECRET, f"guess {n}").secret)


def refused(house: ConfidentialHouse, code: Code, seconds: float = 0, network: str = HOME) -> int:
    """Seconds that somebody has to wait; 0 where the code was tried, and wrong."""
    with pytest.raises((Rejected, TooMany)) as told:
        tried(house, code, seconds, network)
    return told.value.seconds if isinstance(told.value, TooMany) else 0


def test_the_code_opens_its_dossier(house: ConfidentialHouse) -> None:
    """Who has the code opens its dossier, as often as he likes."""
    assert [tried(house, CODE).id for _ in range(20)] == [NUMBER] * 20


@pytest.mark.parametrize("code", [wrong(1), wrong(1, new_code(SECRET, "other").locator), Code("x y z", "a b c d e")])
def test_wrong_codes_are_alike(house: ConfidentialHouse, code: Code) -> None:
    """A wrong secret, a locator that no dossier has and words that are in no code get one and the same answer."""
    with pytest.raises(Rejected) as told:
        tried(house, code)
    assert told.value.fields == {"code": "postvak.error_code"}


def test_the_same_work_for_nothing(house: ConfidentialHouse) -> None:
    """A locator that no dossier has costs as many reads as one that a dossier has."""
    reads: list[list[str]] = []
    table, get, query = house.table, house.table.get, house.table.query

    def counted_get(pk: str, sk: str) -> object:
        reads[-1].append("get")
        return get(pk, sk)

    def counted_query(pk: str, **told: object) -> object:
        reads[-1].append("query")
        return query(pk, **told)  # type: ignore[arg-type]

    table.get, table.query = counted_get, counted_query  # type: ignore[method-assign,assignment]
    for code in (wrong(1), wrong(1, new_code(SECRET, "other").locator)):
        reads.append([])
        refused(house, code, network=f"192.0.2.{len(reads) + 10}")
    assert reads[0] == reads[1] != []


def test_an_erased_dossier_opens_for_nobody(house: ConfidentialHouse) -> None:
    """The code of a dossier that was erased is wrong."""
    kept(house, phase=Phase.ERASED)
    assert refused(house, CODE) == 0


def test_a_thousand_guesses_in_an_hour(house: ConfidentialHouse) -> None:
    """Of 1,000 guesses from one place in an hour a dozen are tried; the reporter at home waits for a minute at most."""
    told = [refused(house, wrong(n), 3.6 * n, "198.51.100.7") for n in range(1000)]
    assert told.count(0) <= FREE + 10
    assert max(told) > 60
    wait = refused_or_open(house, 3600)
    assert wait <= LOCATOR.longest.total_seconds()
    assert tried(house, CODE, 3600 + wait).id == NUMBER


def test_a_thousand_guesses_from_everywhere(house: ConfidentialHouse) -> None:
    """Of 1,000 guesses at one locator from as many places in an hour no more are tried than one a minute."""
    told = [refused(house, wrong(n), 3.6 * n, f"198.51.{n % 250}.{n // 250}") for n in range(1000)]
    assert told.count(0) <= 60 + FREE + 10
    wait = refused_or_open(house, 3600)
    assert tried(house, CODE, 3600 + wait).id == NUMBER


def refused_or_open(house: ConfidentialHouse, seconds: float) -> int:
    """Seconds that the reporter has to wait."""
    try:
        tried(house, CODE, seconds)
    except TooMany as error:
        return error.seconds
    return 0


def test_one_place_does_not_keep_a_locator_waiting(house: ConfidentialHouse) -> None:
    """A place that has to wait itself is not counted for the locator: the reporter opens the mailbox meanwhile."""
    for second in range(600):
        refused(house, wrong(second), second, "198.51.100.7")
    assert refused(house, wrong(1), 600, "198.51.100.7") > 0
    assert tried(house, CODE, 600).id == NUMBER


def test_a_place_is_not_blamed_for_others(house: ConfidentialHouse) -> None:
    """Who is refused for what others did at the locator loses none of the own tries."""
    for n in range(10):
        refused(house, wrong(n), 60 * n, f"198.51.100.{n}")
    assert all(refused(house, CODE, 541 + n) > 0 for n in range(FREE + 5))
    assert tried(house, CODE, 700).id == NUMBER


def test_a_right_code_is_not_counted(house: ConfidentialHouse) -> None:
    """In a library with one address for everybody those who have their code wait for nobody who has too."""
    for _ in range(10):
        tried(house, CODE)
    assert all(refused(house, wrong(n)) == 0 for n in range(FREE))
    assert refused(house, wrong(9), 1) > 0


@given(kinds, st.lists(st.floats(0, 5000), min_size=1, max_size=60))
def test_never_locked_for_good(kind: Kind, gaps: list[float]) -> None:
    """However somebody tries, the pause is never longer than the longest, and after it one more try is made."""
    tries, at = None, AT
    for gap in gaps:
        at += timedelta(seconds=gap)
        if tries and tries.wait(at):
            at = tries.until
        assert tries is None or tries.wait(at) == 0
        tries = next_try(tries, kind, at)
        assert tries.until - at <= kind.longest


@given(kinds)
def test_guessing_slows_down(kind: Kind) -> None:
    """Each pause is at least as long as the one before, and whoever tries as fast as possible gets no further than one try
    each longest pause."""
    pauses = [pause(n, kind) for n in range(1, 40)]
    assert pauses == sorted(pauses)
    tries, at, made = None, AT, 0
    while at < AT + 50 * kind.longest:
        tries = next_try(tries, kind, at)
        at, made = max(tries.until, at), made + 1
    assert made <= 50 + FREE + 10


@given(st.integers(1, 500), kinds)
def test_what_is_long_ago_is_forgotten(times: int, kind: Kind) -> None:
    """Tries fade: after long enough a slip of the pen is free again."""
    before = Tries(times, AT, AT)
    later = next_try(before, kind, AT + 2 * kind.longest * times)
    assert later.count == 1


def test_networks() -> None:
    """A household's IPv6 addresses are one; an IPv4 address in IPv6 is itself; what is none stays what it is."""
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("") == ""


def test_tries_at_the_same_moment(house: ConfidentialHouse) -> None:
    """Tries that meet are counted one after another: none is made for free."""
    guesses, number = Guesses(house.table), count()
    update = house.table.update

    def met(change: object) -> object:
        if next(number) == 0:
            guesses.claim(ADDRESS, "who", AT)  # another one is quicker
        return update(change)  # type: ignore[arg-type]

    house.table.update = met  # type: ignore[method-assign,assignment]
    assert guesses.claim(ADDRESS, "who", AT).after.count == 2


def test_a_forgiven_try_keeps_what_came_after(house: ConfidentialHouse) -> None:
    """Forgiving a right code does not forgive a wrong one that was tried meanwhile."""
    guesses = Guesses(house.table)
    right = guesses.claim(ADDRESS, "who", AT)
    guesses.claim(ADDRESS, "who", AT + timedelta(seconds=1))
    guesses.forgive(right, AT + timedelta(seconds=2))
    assert guesses.claim(ADDRESS, "who", AT + timedelta(seconds=3)).after.count == 3


def test_a_cookie_lasts_half_an_hour(house: ConfidentialHouse) -> None:
    """What opens the mailbox without the code ends after half an hour, with another code, and with erasing."""
    head = house.dossiers.head(NUMBER)
    cookie = cookie_of(SECRET, holder_of(SECRET, head), AT)
    assert hold_mailbox(cookie, house.dossiers, house.at())[1].id == NUMBER
    with pytest.raises(NotLoggedIn):
        hold_mailbox(cookie, house.dossiers, house.at(AT + HELD))
    for change in ({"code": code_hash(wrong(1))}, {"code": head.code, "phase": Phase.ERASED}):
        kept(house, **change)
        with pytest.raises(NotLoggedIn):
            hold_mailbox(cookie, house.dossiers, house.at())


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_no_cookie_is_made_up(value: str) -> None:
    """What we did not sign opens nothing."""
    with pytest.raises(NotLoggedIn):
        hold_mailbox(value, ConfidentialHouse().dossiers, ConfidentialHouse.at())


def test_nobody_is_named_by_a_counter(house: ConfidentialHouse) -> None:
    """Counters hold no address and no word of a code."""
    refused(house, wrong(1))
    kept_text = str(vars(house.table))
    assert HOME not in kept_text
    assert not any(word in kept_text for word in CODE.words if len(word) > 4)
