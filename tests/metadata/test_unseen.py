"""What a document would remove that was added after the version it is made from."""

from collections.abc import Iterator

import pytest

from metadata.catalog import Catalog
from metadata.document.form import document_of
from metadata.document.identities import PREFIXES, word_of
from metadata.document.unseen import definitions, unseen_removals
from tests.metadata.test_document import random_catalog


def ids(value: object) -> Iterator[str]:
    """Every id that stands in a document."""
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from ids(each)
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        yield value["id"]


@pytest.mark.parametrize("seed", range(30))
def test_every_definition_is_one_that_can_be_seen(seed: int) -> None:
    """A kind of definition that is new is found by itself: it has an id."""
    catalog = random_catalog(seed)
    found = [each.identity for each in definitions(catalog)]
    assert len({*found}) == len(found)
    assert {*ids(document_of(catalog))} <= {each[-1] for each in found}


@pytest.mark.parametrize("seed", range(10))
def test_what_was_seen_and_what_stays_may_go(seed: int) -> None:
    catalog, nothing = random_catalog(seed), Catalog()
    assert unseen_removals(catalog, catalog, nothing) == ()
    assert unseen_removals(nothing, catalog, catalog) == ()
    told = unseen_removals(nothing, catalog, nothing)
    # The whole is named, and its parts are not.
    assert len(told) == len(catalog.objects) + len(catalog.roles)
    assert {each.path[0] for each in told} <= {"objects", "roles"}


@pytest.mark.parametrize("kind", PREFIXES, ids=lambda kind: kind.__name__)
def test_every_kind_of_definition_has_a_word(kind: type) -> None:
    """The files of an object with several pipelines could not be planned."""
    assert word_of(kind)
