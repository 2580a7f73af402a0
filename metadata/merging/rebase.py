"""Changes that were made for one catalog, put upon another that others have published since: a three-way comparison.

What each side touches is a set of places (`metadata.merging.places`). Where the two sets meet, the sides collide.
Where they do not, the changes are made on the head, with the names that things bear there, and must touch there what
they have touched on their base and nothing else. What does not hold to that collides too: a change that sets a whole
list anew would take back what the other side has put into it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change, applied
from metadata.merging.follow import followed
from metadata.merging.gone import gone
from metadata.merging.places import ORDER, Leaf, Place, Touched, Tree, places_of, touched
from metadata.occupied import following


@dataclass(frozen=True)
class Collision:
    """A place that both sides touch, or that one side names and the other has removed.

    Attributes:
        place: what the changes touch.
        theirs: what has been touched since; one of the two is within the other.
        change: position of the first change that touches it.
        named: the change only names it.
    """

    place: Place
    theirs: Place
    change: int
    named: bool = False


@dataclass(frozen=True)
class Rebased:
    """The outcome: the changes as they are to be made on the head, or what collides."""

    changes: tuple[Change, ...]
    collisions: tuple[Collision, ...] = ()


def rebased(base: Catalog, head: Catalog, changes: Sequence[Change]) -> Rebased:
    """The changes, made for `base`, as they are to be made on `head`.

    Raises:
        SluiceError: what is wrong with a change, on the base or on the head, under `("changes", index, kind)`.
    """
    steps = (base, *applied(base, changes))
    before, there = places_of(base), places_of(head)
    ours, theirs = touched(before, places_of(steps[-1])), touched(before, there)
    met = [*_meetings(ours, theirs)]
    if met:
        return Rebased((), _collisions(steps, met))
    with following():
        made = _made_on(head, steps, changes)
    if isinstance(made, Rebased):
        return made
    outcome = touched(there, places_of(made[-1][1]))
    wanted = {place: tree for place, tree in ours.items() if place not in theirs}
    if outcome == wanted:
        return Rebased(tuple(change for change, _ in made))
    strange = [
        place for place in outcome.keys() | wanted.keys() if outcome.get(place, ()) != wanted.get(place, ())
    ]
    # What is not as it was on the base was touched by others, else the two would be the same.
    found = [(place, _nearest(place, theirs)) for place in sorted(strange)]
    return Rebased((), _collisions(steps, found))


def _made_on(
    head: Catalog, steps: Sequence[Catalog], changes: Sequence[Change]
) -> list[tuple[Change, Catalog]] | Rebased:
    """Each change as it is made on the head, and the catalog after it.

    What one names that others have removed collides, where it cannot do without.
    """
    current = head
    made: list[tuple[Change, Catalog]] = []
    for index, change in enumerate(changes):
        there = followed(change, steps[index], steps[index + 1], current)
        try:
            (current,) = applied(current, [there])
        except SluiceError as error:
            missed = gone(change, steps[index], steps[index + 1], current)
            if missed:
                return Rebased((), tuple(Collision(each, each, index, named=True) for each in missed))
            # It was the first of a list of one: `("changes", 0, kind, …)`.
            found = [replace(each, path=("changes", index, *each.path[2:])) for each in error.problems]
            raise SluiceError(found) from error
        made.append((there, current))
    return made


def _meetings(ours: Touched, theirs: Touched) -> Iterator[tuple[Place, Place]]:
    """Places that both sides touch, or one of them within what the other touches."""
    inner = {place[:length]: place for place in theirs for length in range(1, len(place))}
    for place, tree in ours.items():
        outer = next((place[:length] for length in range(1, len(place)) if place[:length] in theirs), None)
        if place in theirs:
            if not _same(tree, theirs[place]):
                yield place, place
        elif outer is not None:
            yield place, outer
        elif place in inner:
            yield place, inner[place]


def _same(one: Tree | None, other: Tree | None) -> bool:
    """Whether both sides have set an attribute to the same value; an order has none."""
    return isinstance(one, Leaf) and one == other and one.value != ORDER


def _nearest(place: Place, theirs: Touched) -> Place:
    """The place of the other side that shares most with this one."""

    def shared(other: Place) -> int:
        return next(
            (at for at, (one, two) in enumerate(zip(place, other, strict=False)) if one != two), len(other)
        )

    return max(theirs, key=shared, default=place)


def _collisions(steps: Sequence[Catalog], met: Sequence[tuple[Place, Place]]) -> tuple[Collision, ...]:
    """The collisions, each with the change that is to blame: only looked for where there is one."""
    trees = [places_of(catalog) for catalog in steps]
    touches = [touched(one, other) for one, other in pairwise(trees)]
    return tuple(Collision(place, theirs, _first(place, touches)) for place, theirs in met)


def _first(place: Place, touches: Sequence[Touched]) -> int:
    for index, each in enumerate(touches):
        if any(other[: len(place)] == place or place[: len(other)] == other for other in each):
            return index
    return 0
