"""`python -m infra.packaging FOLDER`: everything that goes to AWS. With --code-only: the code anew in a filled folder."""

import argparse
import sys
from pathlib import Path

from infra.packaging.build import PackagingFailed, package, package_code
from infra.packaging.handout import write_handout
from infra.packaging.template import UnfinishedTemplate


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.packaging")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--code-only", action="store_true", help="leave template and layer as they are")
    parser.add_argument("--handout", action="store_true", help="add the edge template and how to deploy")
    given = parser.parse_args()
    try:
        package_code(given.folder) if given.code_only else package(given.folder)
        if given.handout:
            write_handout(given.folder)
    except (PackagingFailed, UnfinishedTemplate) as error:
        print(f"packaging failed: {error}", file=sys.stderr)  # noqa: T201  # a command line tool speaks to its caller
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
