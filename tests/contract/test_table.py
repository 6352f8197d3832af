"""What every table promises, in memory, over moto and over the local engine."""

from collections.abc import Iterator

import pytest

from chalicelib.stores.table import ABSENT, Below, ConditionFailed, Delete, Put, Table, Update
from tests.contract.tables import engine_url, table

__all__ = ["engine_url", "table"]


def put(pk: str, sk: str, **more: object) -> Put:
    return Put({"pk": pk, "sk": sk, **more})


def test_values_come_back(table: Table) -> None:
    """Every kind of value comes back as it was kept."""
    item = {
        "pk": "a",
        "sk": "#",
        "text": "é",
        "n": 3,
        "part": 0.5,
        "yes": True,
        "none": None,
        "raw": b"\x00",
        "l": ["x"],
    }
    table.write(Put({**item, "map": {"in": "side"}}))
    assert table.get("a", "#") == {**item, "map": {"in": "side"}}
    assert table.get("a", "other") is None


def test_partition_in_order(table: Table) -> None:
    """A query gives a partition in the order of its sort key, all of it or what begins, lies between, or fits a page."""
    table.put_all([put("p", f"k{n:03}").item for n in (3, 1, 2, 10)] + [put("p", "other").item, put("q", "k001").item])
    assert [one["sk"] for one in table.query("p").items] == ["k001", "k002", "k003", "k010", "other"]
    assert [one["sk"] for one in table.query("p", begins="k").items] == ["k001", "k002", "k003", "k010"]
    assert [one["sk"] for one in table.query("p", between=("k002", "k003")).items] == ["k002", "k003"]
    assert [one["sk"] for one in table.query("p", newest_first=True, limit=2).items] == ["other", "k010"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_make_the_whole(table: Table, newest_first: bool) -> None:
    """Pages one after the other are the whole, each item once."""
    table.put_all([put("p", f"k{n:03}", gsi1pk="W", gsi1sk=f"{n % 3}").item for n in range(7)])

    def pages() -> Iterator[str]:
        start = None
        while True:
            rows = table.query("W", index="work", newest_first=newest_first, limit=3, start=start)
            yield from (item["sk"] for item in rows.items)
            if rows.next is None:
                return
            start = rows.next

    assert sorted(pages()) == [f"k{n:03}" for n in range(7)]


def test_index_holds_what_has_its_keys(table: Table) -> None:
    """An item stands in an index while it has the index's keys."""
    table.write(put("a", "#", gsi2pk="OUT", gsi2sk="1"))
    assert [one["pk"] for one in table.query("OUT", index="lookup").items] == ["a"]
    table.update(Update("a", "#", drop=("gsi2pk", "gsi2sk")))
    assert table.query("OUT", index="lookup").items == []


def test_all_or_nothing(table: Table) -> None:
    """When one condition of several writes fails, none is done, and it says which."""
    table.write(put("a", "#", version=1))
    writes = [put("b", "#"), Put({"pk": "a", "sk": "#", "version": 2}, {"version": 7}), put("c", "#")]
    with pytest.raises(ConditionFailed) as failed:
        table.write(*writes)
    assert failed.value.at == (1,)
    assert table.get("b", "#") is None
    assert table.get("a", "#") == {"pk": "a", "sk": "#", "version": 1}


def test_put_once(table: Table) -> None:
    """What must be absent is put once."""
    table.write(Put({"pk": "a", "sk": "#", "by": "first"}, {"pk": ABSENT}))
    with pytest.raises(ConditionFailed):
        table.write(Put({"pk": "a", "sk": "#", "by": "second"}, {"pk": ABSENT}))
    assert (table.get("a", "#") or {})["by"] == "first"


def test_update_makes_adds_and_drops(table: Table) -> None:
    """An update makes the item where there is none, adds, sets and drops, and gives it as it is then."""
    assert table.update(Update("a", "#", change={"x": 1, "y": 1}, add={"n": 2}))["n"] == 2
    after = table.update(Update("a", "#", change={"x": 5}, add={"n": 3}, drop=("y",)))
    assert after == {"pk": "a", "sk": "#", "x": 5, "n": 5}


@pytest.mark.parametrize(
    ("must", "holds"),
    [
        ({"state": "new"}, True),
        ({"state": "old"}, False),
        ({"state": ("old", "new")}, True),
        ({"state": ABSENT}, False),
        ({"other": ABSENT}, True),
        ({"n": Below(4)}, True),
        ({"n": Below(3)}, False),
        ({"other": Below(1)}, True),
        ({"other": "x"}, False),
        ({"state": "new", "n": 3}, True),
        ({"state": "new", "n": 4}, False),
    ],
)
def test_conditions(table: Table, must: dict[str, object], holds: bool) -> None:
    """A write is done exactly where what must hold does."""
    table.write(put("a", "#", state="new", n=3))
    try:
        table.update(Update("a", "#", change={"done": True}, must=must))
        done = True
    except ConditionFailed:
        done = False
    assert done is holds


def test_delete_with_condition(table: Table) -> None:
    """A delete is refused where its condition fails; of what is not there it is harmless."""
    table.write(put("a", "#", state="new"))
    with pytest.raises(ConditionFailed):
        table.write(Delete("a", "#", {"state": "old"}))
    table.write(Delete("a", "#", {"state": "new"}))
    table.write(Delete("a", "#"))
    assert table.get("a", "#") is None


def test_many_at_once(table: Table) -> None:
    """More items than one call takes are all kept."""
    table.put_all([put("p", f"{n:03}").item for n in range(60)])
    assert len(table.query("p").items) == 60
