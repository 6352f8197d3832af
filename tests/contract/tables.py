"""Every implementation of the table: in memory, DynamoTable over moto in process, and over the local engine."""

import itertools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.table import Table
from infra.local.aws import client
from infra.local.engine import engine
from tests.available import need
from tests.bench.house import described_table

number = itertools.count()


@pytest.fixture(scope="session")
def engine_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A local engine with nothing in it."""
    need("engine")
    with engine(tmp_path_factory.mktemp("engine"), {}) as url:
        yield url


@pytest.fixture(params=["memory", "moto", "engine"])
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """An empty table."""
    if request.param == "memory":
        yield FakeTable()
    elif request.param == "moto":
        with mock_aws():
            yield _made(boto3.client("dynamodb", region_name="eu-central-1"))
    else:
        yield _made(client("dynamodb", request.getfixturevalue("engine_url")))


def _made(dynamo: Any) -> Table:
    name = f"contacts-{next(number)}"
    dynamo.create_table(TableName=name, **described_table())
    return DynamoTable(dynamo, name)
