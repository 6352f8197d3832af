"""Unit tests open no socket: one that tries fails, and says where."""

from collections.abc import Iterator

import pytest
from pytest_socket import disable_socket, enable_socket


@pytest.fixture(autouse=True)
def _no_socket() -> Iterator[None]:
    """Sockets are off, but for the pairs with which event loops and browsers wake themselves."""
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()
