"""What is known of the words of a catalog, having come along from others, is what it says of itself."""

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import applied
from metadata.initial import initial_catalog
from metadata.names import Claim, claims
from metadata.occupied import Occupied
from tests.metadata.random_author import Author


def known(occupied: Occupied, catalog: Catalog, *before: Catalog) -> set[Claim]:
    """What is known of the words of the catalog, and of what others before it occupied."""
    keys = {claim.key for each in (catalog, *before) for of in each.objects for claim in claims(of)}
    return {claim for key in keys for claim in occupied.of(key)}


@pytest.mark.parametrize("seed", range(20))
def test_words_go_along_with_changes(seed: int):
    author, catalog, occupied = Author(seed), initial_catalog(), Occupied()
    changed = 0
    for _ in range(150):
        try:
            after = applied(catalog, [author.change(catalog)])[-1]
        except SluiceError:
            continue
        occupied.follow(after)
        assert known(occupied, after, catalog) == {claim for of in after.objects for claim in claims(of)}
        catalog, changed = after, changed + 1
    assert changed > 20
    # And back, from what has nothing in common with it.
    occupied.follow(Catalog())
    assert known(occupied, Catalog(), catalog) == set()
