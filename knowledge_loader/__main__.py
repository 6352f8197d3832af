"""`python -m knowledge_loader sync SOURCE` and `... organisations FILE [FILE ...]`.

SOURCE: a folder of articles (*.toml), a folder of IPDC pages (page-*.json), or the address of the first page. Where they
go, the environment says: KNOWLEDGE_INDEX with KNOWLEDGE_BUCKET or OPENSEARCH_URL, TABLE, and AWS's own variables.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.organisation import Organisation
from chalicelib.domain.search_rules import WrongRule, read_rules
from chalicelib.errors import ContactPointError
from chalicelib.stores.knowledge_documents import prepare
from chalicelib.stores.knowledge_stems import stem
from chalicelib.stores.organisations import OrganisationStore
from knowledge_loader.feed import read_feed, read_pages
from knowledge_loader.folder import read_folder
from knowledge_loader.reading import NotReadable, Reading
from knowledge_loader.register import read_register
from knowledge_loader.target import knowledge_writer, organisation_store
from knowledge_loader.telling import Progress, table, wrong_rows

EVERYDAY_WORDS: Final = Path(__file__).with_name("everyday_words.txt")


class BrokeOff(Exception):
    """The table was written in part."""


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        return sync(given.source, given.everyday) if given.command == "sync" else organisations(given.files)
    except BrokeOff as error:
        _say(f"the load broke off: {error}. Call it again: that does it whole", sys.stderr)
        return 1
    except (NotReadable, WrongRule, ContactPointError, ClientError, BotoCoreError, OSError) as error:
        _say(f"nothing was changed: {error}", sys.stderr)
        return 1


def sync(source: str, everyday: Path) -> int:
    """Read a source, put a new index in place of the old one, and say what was taken and refused."""
    progress = Progress()
    writer = knowledge_writer()
    rules = read_rules(everyday.read_text(encoding="utf-8").splitlines(), stem)
    reading = _read(source, progress)
    progress.step("reading", reading.read, reading.read)
    if not reading.articles:
        raise NotReadable(f"{source}: no article could be taken\n{table(reading, 0)}")
    prepared = prepare(reading.articles, rules)
    progress.step("preparing", len(prepared.documents), len(prepared.documents))
    writer.replace(prepared, datetime.now(UTC))
    progress.step("indexing", len(prepared.documents), len(prepared.documents))
    _say(table(reading, len(prepared.documents)))
    return 0


def organisations(files: list[Path], store: Callable[[], OrganisationStore] = organisation_store) -> int:
    """Read registers and details and make the table hold their organisations. Where any row is wrong, all such rows are
    told and nothing is changed. Raises NotReadable, BrokeOff."""
    register = read_register(*files)
    if register.wrong:
        raise NotReadable(f"{len(register.wrong)} wrong rows\n\n{wrong_rows(register.wrong)}")
    if not register.organisations:
        raise NotReadable(f"{files[0]}: no organisation stands there")
    gone = _kept(store(), register.organisations)
    addresses = sum(bool(one.email) for one in register.organisations)
    _say(
        f"organisations: {len(register.organisations)} taken, {addresses} with an address, "
        f"{register.passed_over} passed over (no government), {gone} removed"
    )
    return 0


def _kept(store: OrganisationStore, found: Iterable[Organisation]) -> int:
    """How many went. Raises BrokeOff: the table is written in parts, and the next load does all of it again."""
    try:
        return store.keep(found)
    except (ContactPointError, ClientError, BotoCoreError) as error:
        raise BrokeOff(str(error)) from error


def _read(source: str, progress: Progress) -> Reading:
    def seen(count: int) -> None:
        progress.count("reading", count)

    if source.startswith(("http://", "https://")):
        return read_feed(source, seen)
    folder = Path(source)
    if not folder.is_dir():
        raise NotReadable(f"{source}: there is no such folder")
    return read_folder(folder) if any(folder.glob("*.toml")) else read_pages(folder, seen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge_loader", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    syncing = commands.add_parser("sync", help="put a new index of articles in place of the old one")
    syncing.add_argument("source", help="folder, or address of the first page")
    syncing.add_argument("--everyday", type=Path, default=EVERYDAY_WORDS, help="what people say => what sheets call it")
    registering = commands.add_parser("organisations", help="load the register of organisations")
    registering.add_argument("files", type=Path, nargs="+", metavar="FILE", help="registers, details, territories")
    return parser


def _say(text: str, out: TextIO | None = None) -> None:
    print(text, file=out or sys.stdout)  # a command line tool speaks


if __name__ == "__main__":
    sys.exit(main())
