"""What a caller may name in a rule of its own: a scope that holds nothing it may not read.

A path to a hidden field is answered just as one that does not exist, in the error and in its suggestions alike.
"""

from dataclasses import dataclass, replace

from expressions.comparisons import variables
from expressions.nodes import Expression, listings_of
from expressions.types import RecordList, Reference, Scope
from metadata.actor import ACTOR_PATHS, is_actor
from metadata.catalog import Catalog, Object
from metadata.scope import Hop, ObjectScope, near, parts_by_object
from metadata.system_fields import PIPELINE, STAGE_FIELDS, SYSTEM_FIELDS
from policies.access import Access


def may_read(access: Access, catalog: Catalog, reference: Reference, of: Object) -> bool:
    """Whether every field on the way from a record of `of` to the reference may be read, and the field itself.

    What tells of which object a record is may be read by who may know of all the objects that it can be of.
    """
    if reference.actor:
        # It is of nobody's record.
        return True
    if not _may_reach(access, catalog, reference, of):
        return False
    return reference.kept is None or access.objects.keys() >= reference.kept.keys()


def _may_reach(access: Access, catalog: Catalog, reference: Reference, of: Object) -> bool:
    for step in reference.steps:
        rights = access.objects.get(of.id)
        if rights is None or step.field not in rights.read:
            return False
        of = catalog.object_by_id[step.object]
    rights = access.objects.get(of.id)
    return rights is not None and (
        reference.field in rights.read
        or reference.field in SYSTEM_FIELDS
        or reference.field in (*STAGE_FIELDS, PIPELINE)
        # Whoever sees a record sees what is done for it.
        or reference.task
    )


def may_list(access: Access, catalog: Catalog, records: RecordList, of: Object) -> bool:
    """Whether every field on the way from a record of `of` to a list may be read, and the list itself."""
    for step in records.steps:
        rights = access.objects.get(of.id)
        if rights is None or step.field not in rights.read:
            return False
        of = catalog.object_by_id[step.object]
    having = access.objects.get(of.id if records.forwards else records.object)
    known = access.objects.keys() >= {of.id, records.object}
    return known and having is not None and records.field in having.read


def may_read_all(access: Access, catalog: Catalog, expression: Expression, of: Object) -> bool:
    """Whether everything that an expression over records of `of` reads may be read, of the records of lists too."""
    return all(
        all(may_read(access, catalog, each, there) for each in variables(part))
        and all(may_list(access, catalog, each.records, there) for each in listings_of(part))
        for there, part in parts_by_object(catalog, of, expression)
    )


@dataclass(frozen=True)
class ReadableScope:
    """The scope of an object's rules as far as the access goes."""

    access: Access
    catalog: Catalog
    of: Object

    @property
    def has_before(self) -> bool:
        """A caller's own rule is asked of records that stand."""
        return False

    @property
    def has_actor(self) -> bool:
        """It is asked for the caller."""
        return True

    @property
    def whole(self) -> Scope:
        """The scope without regard to the access."""
        return ObjectScope(self.catalog, self.of, has_before=False)

    def resolve(self, path: str) -> Reference | None:
        """The column at `path`, or None where there is none that the caller may read."""
        found = self.whole.resolve(path)
        if found is not None and found.actor:
            return self._with_own_roles(found)
        if found is None or not _may_reach(self.access, self.catalog, found, self.of):
            return None
        return self._without_unseen(found)

    def _with_own_roles(self, found: Reference) -> Reference:
        """What is known of the caller; roles that it has not are as if there were none."""
        if found.options is None:
            return found
        own = {each.name: each.labels for each in self.catalog.roles if each.id in self.access.roles}
        return replace(found, options=own)

    def _without_unseen(self, found: Reference) -> Reference:
        """Of which object a record is, as far as the caller may know: one that it may not see is of none."""
        if found.kept is None or found.options is None:
            return found
        kept = {each: name for each, name in found.kept.items() if each in self.access.objects}
        return replace(found, kept=kept, options={each: found.options[each] for each in kept.values()})

    def near(self, path: str) -> tuple[str, ...]:
        """As of the whole scope, of what the caller may read: a step that it may not is as one that is not there."""
        if is_actor(self.of, path.split(".")):
            return ACTOR_PATHS
        found = near(self.catalog, self.of, path, self._may_go)
        return tuple(each for each in found if self.resolve(each) is not None)

    def _may_go(self, of: Object, hop: Hop) -> bool:
        rights = self.access.objects.get(of.id)
        return rights is not None and hop.field.id in rights.read and hop.object.id in self.access.objects

    def records(self, path: str) -> RecordList | None:
        """The list at `path`, or None where there is none that the caller may read."""
        found = self.whole.records(path)
        if found is None or not may_list(self.access, self.catalog, found, self.of):
            return None
        return found

    def lists(self) -> tuple[str, ...]:
        """The lists of the record itself that the caller may read."""
        return tuple(path for path in self.whole.lists() if self.records(path) is not None)

    def items(self, records: RecordList) -> "ReadableScope":
        """The scope of the records of a list, as far as the access goes."""
        return ReadableScope(self.access, self.catalog, self.catalog.object_by_id[records.object])
