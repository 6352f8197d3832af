"""Registers of organisations: what is read from which files, and what is wrong with them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.article import Level
from chalicelib.errors import Busy
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.organisations import OrganisationStore
from chalicelib.stores.values import Item
from knowledge_loader.__main__ import BrokeOff, main, organisations
from knowledge_loader.reading import NotReadable
from knowledge_loader.register import read_register

LOADER = Path(__file__).parents[2] / "knowledge_loader"
REAL = LOADER.parent.parent / "shared/data/organisations"


def written(folder: Path, name: str, *lines: str) -> Path:
    """A file with these lines."""
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("head", ["code;name;level", "ovo,name,level", "\ufeffCode;Name;Level"])
def test_forms_of_a_register(tmp_path: Path, head: str) -> None:
    """Rows of code, name and level are read in both forms, with a level's code or its name; who is no government's is
    passed over and counted."""
    mark = ";" if ";" in head else ","
    rows = [
        ("OVO1", "Gent", "Lokaal"),
        ("OVO2", "Vlabel", "Vlaamse overheid"),
        ("OVO3", "Bedrijf", "derden"),
        ("", "", ""),
    ]
    register = read_register(written(tmp_path, "r.csv", head, *(mark.join(row) for row in rows)))
    assert [(one.code, one.level) for one in register.organisations] == [("OVO1", Level.LOKAAL), ("OVO2", Level.VLAAMS)]
    assert (register.wrong, register.passed_over) == ((), 1)


DETAILS = "code;also;subjects;municipality;email;phone;due_days;closing_days;parent;successor;ended"


def test_details(tmp_path: Path) -> None:
    """A second file tells more about the organisations of the first, in whichever order the files are named."""
    register = written(tmp_path, "r.csv", "code;name;level", "OVO1;Gent;Lokaal", "OVO2;Gouw;Provinciaal")
    row = "OVO1;Stad Gent|Gentinfo;BouwenWonen|Milieu en Energie;Gent;gent@voorbeeld.be;09 210 10 10;7;" + (
        "2026-07-11|2026-12-24/2027-01-03;OVO2;OVO2;2030-01-01"
    )
    details = written(tmp_path, "d.csv", DETAILS, row)
    first, second = read_register(details, register).organisations
    assert (first.name, first.also, first.subjects) == (
        "Gent",
        ("Stad Gent", "Gentinfo"),
        ("BouwenWonen", "MilieuEnergie"),
    )
    assert (first.municipality, first.email, first.phone) == ("44021", "gent@voorbeeld.be", "09 210 10 10")
    assert (first.due_days, first.closing_days) == (7, ("2026-07-11", "2026-12-24/2027-01-03"))
    assert (first.parent, first.successor, first.ended) == ("OVO2", "OVO2", "2030-01-01")
    assert (second.email, second.due_days, second.municipality) == ("", 5, "")


def test_municipality_of_local_governments(tmp_path: Path) -> None:
    """A local government named after a municipality is in it; a list of territories adds those that we do not know."""
    names = ("Gent", "OCMW van Aalst", "Stad Brugge", "Luik", "Politiezone Gent")
    rows = [f"OVO{n};{name};Lokaal" for n, name in enumerate(names, 1)]
    register = written(tmp_path, "r.csv", "code;name;level", *rows, "OVO9;Gent;Vlaams")
    nis = written(tmp_path, "nis.csv", "nis,nl,fr,parent,endDate", "62063,Luik,Liège,62000,9999-12-31")
    found = [one.municipality for one in read_register(register, nis).organisations]
    assert found == ["44021", "41002", "31005", "62063", "", ""]


WRONG_ROWS = [
    ("r", "!;Gent;Lokaal", "code '!'"),
    ("r", "OVO3;;Lokaal", "name ''"),
    ("r", "OVO3;Gent;Stad", "level 'Stad'"),
    ("r", "OVO1;Weer;Lokaal", "stands there twice"),
    ("r", "OVO3;te kort", "2 columns"),
    ("d", "OVO9;;;;;;;;;;", "no register names it"),
    ("d", "OVO1;;Koken;;;;;;;;", "subjects 'Koken'"),
    ("d", "OVO1;;;Atlantis;;;;;;;", "NIS code"),
    ("d", "OVO1;;;;geen adres;;;;;;", "name@example.be"),
    ("d", "OVO1;;;;;bel mij;;;;;", "telephone"),
    ("d", "OVO1;;;;;;0;;;;", "working days"),
    ("d", "OVO1;;;;;;;2026-02-30;;;", "a day as"),
    ("d", "OVO1;;;;;;;2026-12-24/2026-12-01;;;", "spans as"),
    ("d", "OVO1;;;;;;;2026-01-01/2026-12-31;;;", "a working day"),
    ("d", "OVO1;;;;;;;2026-01-01/9999-12-31;;;", "spans as"),
    ("d", "OVO1;;;;;;;2026-01-01/2026-02-15|2026-02-16/2026-03-31;;;", "a working day"),
    ("d", "OVO1;;;;;;;;OVO9;;", "parent OVO9"),
    ("d", "OVO1;;;;;;;;OVO1;;", "leads back to OVO1"),
    ("d", "OVO1;;;;;;;;;OVO9;", "successor OVO9"),
    ("d", "OVO1;;;;;;;;;;gisteren", "a day as"),
]


@pytest.mark.parametrize(("file", "row", "said"), WRONG_ROWS)
def test_wrong_row(tmp_path: Path, file: str, row: str, said: str) -> None:
    """A row that is wrong is told with its file, its number and what was expected, and nothing is taken."""
    lines = {"r": ["code;name;level", "OVO1;Gent;Lokaal", "OVO2;Aalst;Lokaal"], "d": [DETAILS]}
    lines[file].append(row)
    register = read_register(*(written(tmp_path, f"{name}.csv", *text) for name, text in lines.items()))
    (wrong,) = register.wrong
    assert (wrong.file, wrong.number) == (f"{file}.csv", len(lines[file]))
    assert said in "; ".join(wrong.reasons)
    assert register.organisations == ()


def test_all_that_is_wrong_with_a_row(tmp_path: Path) -> None:
    """Several mistakes in one row are told together; parents in a circle are told where they were said."""
    register = written(tmp_path, "r.csv", "code;name;level", "OVO1;Een;Lokaal", "OVO2;Twee;Lokaal", "!;;Stad")
    details = written(tmp_path, "d.csv", "code;parent;due_days", "OVO1;OVO2;x", "OVO2;OVO1;1")
    told = {(one.file, one.number): len(one.reasons) for one in read_register(register, details).wrong}
    assert told == {("r.csv", 4): 3, ("d.csv", 2): 2, ("d.csv", 3): 1}


@pytest.mark.parametrize(
    "content", [b"", b"a;b\n", b"\xff\xfe", b"code;name\n1;2\n", b"code;due_days\nOVO1;1\n", b"code;code;name;level\n"]
)
def test_no_register(tmp_path: Path, content: bytes) -> None:
    """What is no register is told as such, and details without a register too."""
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(NotReadable):
        read_register(tmp_path / "x.csv")


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=5))
def test_any_rows(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """Whatever stands in a file: it is read or it is told what is wrong, and never both."""
    lines = [";".join(cell.replace(";", "").replace("\ud800", "") for cell in row) for row in rows]
    path = tmp_path_factory.mktemp("register") / "r.csv"
    path.write_text("\n".join(["code;name;level", *lines]), encoding="utf-8", errors="replace", newline="")
    try:
        register = read_register(path)
    except NotReadable:
        return
    assert not (register.organisations and register.wrong)


def test_300_wrong_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a register with 300 wrong rows all 300 are told in one table, and what the table held before stays."""
    store = OrganisationStore(FakeTable())
    good = written(tmp_path, "good.csv", "code;name;level", "OVO1;Gent;Lokaal")
    assert organisations([good], lambda: store) == 0
    assert capsys.readouterr().out.startswith("organisations: 1 taken")
    rows = [f"OVO{n};Naam;{'Vlaams' if n % 2 else 'Stad'}" for n in range(600)]
    bad = written(tmp_path, "bad.csv", "code;name;level", *rows)
    assert main(["organisations", str(bad)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "nothing was changed: 300 wrong rows"
    assert len([line for line in said if line.startswith("bad.csv")]) == 300
    with pytest.raises(NotReadable):
        organisations([bad], lambda: store)
    assert [one.code for one in store.find("")] == ["OVO1"]


class BusyOnce(FakeTable):
    """A table that is busy when the organisations themselves are to be written, once."""

    calm = False

    def put_all(self, items: Sequence[Item]) -> None:
        if not self.calm and any(item["sk"] == "ORG" for item in items):
            self.calm = True
            raise Busy("some were not written")
        super().put_all(items)


def test_load_that_breaks_off(tmp_path: Path) -> None:
    """A load that the table breaks off is not said to have changed nothing; called again it does all of it."""
    table = BusyOnce()
    good = written(tmp_path, "good.csv", "code;name;level", "OVO1;Gent;Lokaal")
    with pytest.raises(BrokeOff):
        organisations([good], lambda: OrganisationStore(table))
    assert organisations([good], lambda: OrganisationStore(table)) == 0
    assert [one.code for one in OrganisationStore(table).find("gent")] == ["OVO1"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real list of organisations is not on this machine")
def test_real_register() -> None:
    """The list of 1,450 organisations is taken whole but for the one of no government, and nearly all municipalities are
    known by name; our own details fit it."""
    register = read_register(REAL / "ovo.csv", REAL / "nis.csv")
    assert (len(register.organisations), register.passed_over, register.wrong) == (1449, 1, ())
    assert sum(bool(one.municipality) for one in register.organisations) > 560
    assert read_register(REAL / "ovo.csv", LOADER / "register-details.csv").wrong == ()
