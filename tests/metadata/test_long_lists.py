"""What planning takes grows with the changes and with the catalog, and not with their product many times over."""

from collections.abc import Callable, Sequence

import pytest

from metadata.catalog import Catalog
from metadata.changes.base import Change, applied
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject, RemoveObject
from metadata.differences.between import changes_between
from metadata.initial import initial_catalog
from metadata.planned import plan, steps
from metadata.preparations import preparations
from tests.growth import growth
from tests.metadata.long_lists import FIELDS, chain, link

Planned = tuple[Catalog, Sequence[Change]]


def objects(number: int) -> Planned:
    """So many objects for a tenant that has none."""
    return initial_catalog(), [*map(link, range(number))]


def wide(number: int) -> Planned:
    """So many fields on one object."""
    fields = tuple(NewField(f"field{each}", "text", {"en": f"Field {each}"}) for each in range(number))
    return initial_catalog(), [AddObject("thing", "things", fields=fields)]


def fields(number: int) -> Planned:
    """So many fields, one after the other, on all objects of a tenant."""
    added = [AddField(f"thing{each % 40}", NewField(f"later{each}", "text")) for each in range(number)]
    return chain(40), added


def labels(number: int) -> Planned:
    """So many labels."""
    places = ((each % 40, each % FIELDS) for each in range(number))
    return chain(40), [
        SetLabels(f"thing{object_}", {"de": f"Feld {each}"}, field=f"field{field}")
        for each, (object_, field) in enumerate(places)
    ]


def removals(number: int) -> Planned:
    """So many fields of a tenant."""
    places = ((each % 40, each // 40) for each in range(number))
    return chain(40), [RemoveField(f"thing{object_}", f"field{field}") for object_, field in places]


@pytest.mark.parametrize(
    ("given", "small"), [(objects, 20), (wide, 60), (fields, 50), (labels, 300), (removals, 60)]
)
def test_twice_the_changes_take_twice_the_time(given: Callable[[int], Planned], small: int) -> None:
    """Planning, what would be prepared and the steps that are told: less than four times, which is quadratic."""

    def work(number: int) -> None:
        base, changes = given(number)
        planned = plan(base, changes)
        planned.work_out()
        preparations(planned, "t_long")
        steps(planned, [0] * len(changes), [None] * len(changes))

    assert growth(work, small, 2 * small) < 3.5


def test_what_a_chain_of_objects_leads_back_to_is_found_from_its_end() -> None:
    """Each round fitted one removal, so 200 objects took a minute."""
    removed = [
        each.object
        for each in changes_between(chain(40), initial_catalog())
        if isinstance(each, RemoveObject)
    ]
    assert removed == [f"thing{number}" for number in reversed(range(40))]
    assert growth(lambda number: changes_between(chain(number), initial_catalog()), 40, 80) < 4


def test_a_rename_leaves_other_objects_the_same_values() -> None:
    """What is known of them, such as the words that they occupy, was found anew for each rename."""
    before = chain(3)
    after = applied(before, [RenameField("thing1", "field0", "other")])[-1]
    assert [one is other for one, other in zip(before.objects, after.objects, strict=True)] == [
        True,
        False,
        True,
    ]
    assert after.roles[0] is before.roles[0]
