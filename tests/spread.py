"""How the tests are spread where several processes run them (`-n 3 --dist loadfile`).

One process gets a file as a whole, and one all that need the engine with policies enforced, which is then started once. What
takes longest begins first, so that at the end nobody waits for it alone; after that what has most tests.
"""

from collections import Counter
from typing import Any

import pytest

POLICIES = "policies"
WITH_POLICIES = ("test_policies.py", "test_integrity_desk.py", "test_house_files.py")
LONGEST = ("test_run.py", "test_knowledge_index.py", "test_dossier_flow.py", POLICIES)


def part_of(nodeid: str) -> str:
    """What one process gets as a whole, of which this test is part: its file, or all tests under policies."""
    file, _, test = nodeid.partition("::")
    under_policies = "/integration/" in file and (POLICIES in test or file.endswith(WITH_POLICIES))
    return POLICIES if under_policies else file


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes longest."""
    parts = Counter(part_of(item.nodeid) for item in items)

    def place(item: pytest.Item) -> tuple[int, int, str]:
        part = part_of(item.nodeid)
        name = part.rpartition("/")[2]
        return LONGEST.index(name) if name in LONGEST else len(LONGEST), -parts[part], part

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand the parts out in the order in which they were put."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByPart(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return part_of(nodeid)

    config.option.loadscopereorder = False
    return ByPart(config, log)
