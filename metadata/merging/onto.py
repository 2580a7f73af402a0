"""Changes made for an older version, put upon the head; a conflict tells who published what, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select

from core.database import Database
from core.errors import Problem, SluiceError
from core.sentences import NO_WORDS, Sentence
from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.merging.places import Place, Touched, Tree, places_of, touched
from metadata.merging.rebase import Collision, rebased
from metadata.merging.words import named, verb
from metadata.store import CatalogStore
from tenants.namespace import namespace_tables

MOST_VERSIONS = 50
"""How many versions are looked at, from the newest on, for those that collide."""
MOST_COLLISIONS = 50
"""How many are told."""


@dataclass(frozen=True)
class _Published:
    """A version since the base, and what it touched."""

    version: int
    by: UUID | None
    name: str | None
    at: datetime
    touched: Touched

    def sentence(self) -> Sentence:
        moment = self.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
        who = self.name or Sentence("Somebody", "有人")
        return Sentence("{0} published version {1} at {2}", "{0}于 {2} 发布了版本 {1}").of(
            who, self.version, moment
        )


async def changes_onto(
    database: Database,
    store: CatalogStore,
    namespace: str,
    base_version: int,
    head: Catalog,
    changes: Sequence[Change],
) -> tuple[Change, ...]:
    """The changes, made for the version `base_version`, as they are to be made on `head`.

    Raises:
        SluiceError: CATALOG_CONFLICT for each place that others have changed since; what is wrong with a change;
            CATALOG_UNKNOWN where there is no such version.
    """
    base = await store.load(namespace, base_version)
    outcome = await store.aside.run(namespace, partial(rebased, base, head, changes))
    if not outcome.collisions:
        return outcome.changes
    told = outcome.collisions[:MOST_COLLISIONS]
    versions = await _versions(database, store, namespace, base, head, {each.theirs for each in told})
    raise SluiceError([_problem(each, base, head, changes, versions) for each in told])


def _problem(
    collision: Collision,
    base: Catalog,
    head: Catalog,
    changes: Sequence[Change],
    versions: Sequence[_Published],
) -> Problem:
    thing = named(collision.theirs, (base, head))
    by = next((each for each in versions if _meets(collision.theirs, each.touched)), None)
    then = by.touched if by is not None else touched(places_of(base), places_of(head))
    there = not collision.named and then.get(collision.theirs, ()) is not None
    what = verb(collision.theirs, there, _has(base, collision.theirs))
    who = Sentence("Since version {} others have published", "自版本 {} 以来其他人已发布").of(base.version)
    if by is not None:
        who = by.sentence()
    mine, too = named(collision.place, (base, head)), NO_WORDS
    if collision.named:
        too = Sentence("; your changes name it", "；你的修改用到了它")
    elif collision.place != collision.theirs and not mine.startswith("the new "):
        too = Sentence("; your changes touch {}", "；你的修改涉及{}").of(mine)
    message = Sentence("{}, which {} {}{}.", "{}，其中{}了{}{}。").of(who, what, thing, too)
    details: dict[str, object] = {"version": head.version, "place": [*collision.theirs]}
    if by is not None:
        details |= {
            "changedIn": by.version,
            "changedBy": None if by.by is None else str(by.by),
            "changedAt": by.at.isoformat(),
        }
    path = ("changes", collision.change, changes[collision.change].kind)
    hint = Sentence(
        "Look at version {}, and repeat what of your changes you still want.",
        "请查看版本 {}，再重新进行仍然需要的修改。",
    ).of(head.version)
    return Problem("CATALOG_CONFLICT", message, path, hint, details)


def _has(catalog: Catalog, place: Place) -> bool:
    tree: Tree | None = places_of(catalog)
    for part in place:
        tree = tree.get(part) if isinstance(tree, Mapping) else None
    return tree is not None


def _meets(place: Place, others: Touched) -> bool:
    return any(place[: len(other)] == other or other[: len(place)] == place for other in others)


async def _versions(
    database: Database,
    store: CatalogStore,
    namespace: str,
    base: Catalog,
    head: Catalog,
    places: set[Place],
) -> list[_Published]:
    """The versions that touched the places, the newest first, each only as far as a place is left."""
    tables = namespace_tables(namespace)
    table, member = tables.catalog_version, tables.member
    wanted = (
        select(table.c.version, table.c.created_by, member.c.name, table.c.created_at)
        .outerjoin(member, member.c.id == table.c.created_by)
        .where(table.c.version > base.version, table.c.version <= head.version)
        .order_by(table.c.version.desc())
        .limit(MOST_VERSIONS)
    )
    found: list[_Published] = []
    left, after = set(places), places_of(head)
    for row in await database.rows(wanted, affinity=namespace):
        if not left:
            break
        before = places_of(await store.load(namespace, row[0] - 1))
        found.append(_Published(row[0], row[1], row[2], row[3], touched(before, after)))
        left = {place for place in left if not _meets(place, found[-1].touched)}
        after = before
    return found
