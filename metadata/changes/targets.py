"""The change of which objects a reference may point to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from sqlalchemy import ColumnElement, TableClause, false

from core.errors import Problem, fault
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    Risk,
    RowLimit,
    field_named,
    object_named,
    raise_problems,
    with_field,
)
from metadata.checks import field_problems
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.occupied import collisions_of
from metadata.tables import placed_columns
from metadata.uses import Use, refuse_in_use, target_uses


@dataclass(frozen=True)
class SetTargets(Change):
    """The objects that a reference may point to, all of them anew. Records keep what they point to.

    One is taken away only while no record points to any of its records, deleted ones included, and no rule goes there.
    """

    kind: ClassVar[str] = "setTargets"

    object: str
    field: str
    targets: tuple[str, ...]

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        if not old.targets:
            message = f"{self.object}.{self.field} is no reference."
            hint = "Only a reference points to records of several objects."
            raise fault("CATALOG_INVALID", message, "field", hint=hint)
        targets = (object_named(catalog, each, "targets", at).id for at, each in enumerate(self.targets))
        changed = replace(old, targets=tuple(targets))
        after = with_field(catalog, definition, changed)
        new = after.object_by_id[definition.id]
        # A name that is misspelt takes nothing away.
        raise_problems([*_wrong(after, new, changed)])
        refuse_in_use(
            Sentence("That {}.{} leads there is", "{}.{} 的指向").of(self.object, self.field),
            self.uses(catalog),
            "targets",
        )
        raise_problems([*_taken(after, new, changed)])
        return after

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        definition = object_named(before, self.object, "object")
        old = field_named(definition, self.field, "field")
        gone = frozenset(each.id for each in self._gone(before, old))
        return target_uses(before, definition, old, gone)

    def _gone(self, before: Catalog, old: Field) -> tuple[Object, ...]:
        """The objects that it may point to no more."""
        there = (before.object_by_id[each] for each in old.targets)
        return tuple(each for each in there if each.name not in self.targets)

    def _old(self, before: Catalog) -> Field:
        return before.object_by_name[self.object].field_by_name[self.field]

    def sentence(self) -> Sentence:
        return Sentence("Let the field {}.{} point to {}.", "字段 {}.{} 可以指向 {}。").of(
            self.object, self.field, ", ".join(self.targets)
        )

    def risk(self, before: Catalog) -> Risk:
        return Risk.SCANS if self._gone(before, self._old(before)) else Risk.SAFE

    def touches(self, before: Catalog) -> str | None:
        gone = self._gone(before, self._old(before))
        return before.object_by_name[self.object].id if gone else None

    def row_limits(self, before: Catalog) -> tuple[RowLimit, ...]:
        owner, old = before.object_by_name[self.object].id, self._old(before)
        return tuple(
            RowLimit(
                owner,
                0,
                f"Records of {self.object}, deleted ones counted, point to {each.name} by {self.field}.",
                "Let them point elsewhere, or empty the field, first.",
                ("targets",),
                where=partial(_pointing, old, each.id),
            )
            for each in self._gone(before, old)
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        old = self._old(before)
        found = []
        for each in self._gone(before, old):
            found.append(
                Sentence("Clients can no longer let {}.{} point to {}.", "客户端不能再让 {}.{} 指向 {}。").of(
                    self.object, self.field, each.name
                )
            )
            if old.reverse is not None:
                found.append(
                    Sentence(
                        "The list {}.{} leaves the GraphQL schema.", "列表 {}.{} 将从 GraphQL schema 中移除。"
                    ).of(each.name, old.reverse)
                )
        return tuple(found)


def _pointing(of: Field, target: str, base: Object, table: TableClause) -> ColumnElement[bool]:
    """A row of the base that names a record of the object with the id; none where the field is new."""
    placed = placed_columns(base, table, of.id)
    if placed is None or not placed[0].targets:
        return false()
    field, columns = placed
    found: ColumnElement[bool] = columns[object_column(field)] == target
    return found


def _wrong(after: Catalog, definition: Object, field: Field) -> Iterator[Problem]:
    """What is wrong with the targets, one of which the field may require."""
    for each in field_problems(after, definition, field):
        if each.path[:1] in (("targets",), ("required",)):
            yield replace(each, path=("targets", *each.path[1:]))


def _taken(after: Catalog, definition: Object, field: Field) -> Iterator[Problem]:
    """The names of lists that new targets have already, each at its target."""
    for each in collisions_of(after, definition, frozenset({field.id})):
        kind, there = each.claim.space
        at = (field.targets.index(there),) if kind == "field" and there in field.targets else ()
        yield replace(
            each.problem("targets", *at), hint="Give the list another name first, with `setReverse`."
        )
