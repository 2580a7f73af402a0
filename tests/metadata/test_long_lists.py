"""What planning takes grows with the changes and with the catalog, and not with their product many times over."""

from metadata.changes.base import applied
from metadata.changes.fields import RenameField
from metadata.changes.objects import RemoveObject
from metadata.differences.between import changes_between
from metadata.initial import initial_catalog
from tests.growth import growth
from tests.metadata.long_lists import chain


def test_what_a_chain_of_objects_leads_back_to_is_found_from_its_end():
    """Each round fitted one removal, so 200 objects took a minute."""
    removed = [
        each.object
        for each in changes_between(chain(40), initial_catalog())
        if isinstance(each, RemoveObject)
    ]
    assert removed == [f"thing{number}" for number in reversed(range(40))]
    assert growth(lambda objects: changes_between(chain(objects), initial_catalog()), 40, 80) < 4


def test_a_rename_leaves_other_objects_the_same_values():
    """What is known of them, such as the words that they occupy, was found anew for each rename."""
    before = chain(3)
    after = applied(before, [RenameField("thing1", "field0", "other")])[-1]
    assert [one is other for one, other in zip(before.objects, after.objects, strict=True)] == [
        True,
        False,
        True,
    ]
    assert after.roles[0] is before.roles[0]
