"""People for the tests of the whole."""

from collections.abc import Iterator

import pytest

from tests.citizen import Citizen
from tests.deployment import Deployment


@pytest.fixture
def citizen(deployment: Deployment) -> Iterator[Citizen]:
    """Somebody with a browser without script."""
    with Citizen(deployment) as it:
        yield it
