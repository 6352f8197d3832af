"""Where the loader puts things: what the environment names, in the variables that the functions have too."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from chalicelib.errors import Misconfigured
from chalicelib.stores.clients import client
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.organisations import OrganisationStore

if TYPE_CHECKING:
    from chalicelib.stores.knowledge import KnowledgeWriter


LOADING: Final = 60  # seconds that one step of building may take: a busy node takes its time to make an index


def knowledge_writer(environment: Mapping[str, str] = os.environ) -> "KnowledgeWriter":
    """The writer of the index that KNOWLEDGE_INDEX names. Raises Misconfigured."""
    kind = environment.get("KNOWLEDGE_INDEX", "")
    needed = {"tantivy": "KNOWLEDGE_BUCKET", "opensearch": "OPENSEARCH_URL"}
    if kind not in needed:
        raise Misconfigured("KNOWLEDGE_INDEX: tantivy or opensearch was expected")
    if not (place := environment.get(needed[kind], "")):
        raise Misconfigured(f"{needed[kind]}: is not set")
    if kind == "opensearch":
        from chalicelib.stores.knowledge_opensearch import connect
        from chalicelib.stores.knowledge_opensearch_writer import OpenSearchWriter

        return OpenSearchWriter(connect(place, LOADING))
    from chalicelib.stores.knowledge_tantivy import TantivyWriter

    return TantivyWriter(client("s3"), place)


def organisation_store(environment: Mapping[str, str] = os.environ) -> OrganisationStore:
    """Raises Misconfigured."""
    if not (name := environment.get("TABLE", "")):
        raise Misconfigured("TABLE: is not set")
    return OrganisationStore(DynamoTable(client("dynamodb"), name))
