"""The Catalog: a tenant's whole configuration as one immutable value.

A catalog is never edited: a Change makes the next one (`metadata.changes`). Every definition has a stable id,
so a rename is a rename. What is kept in the database and written to YAML is exactly what stands here, in
`metadata.fields` and in `metadata.pipelines` (`metadata.codec`). Names are GraphQL names; they are also the names of
tables and columns, so that a BI tool reads the same words. Labels carry any language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from expressions.working_calendar import OFFICE_WEEK, WorkingCalendar
from metadata.fields import Field
from metadata.pipelines import MoveKind, Pipeline
from metadata.settings import ApiPolicy, Mask
from metadata.values import JsonValue, Labels, no_labels

Effect = Literal["allow", "deny"]
Severity = Literal["block", "warn"]
RowScope = Literal["all", "own", "team", "subtree"]
"""Whose records a grant reaches: anybody's, one's own, also those of members of one's units, also of units below."""

ANY = "*"
"""In a grant: every object, every action, every field."""


@dataclass(frozen=True, slots=True)
class Validation:
    """A rule that a record must satisfy when it is written.

    Attributes:
        name: what changes and refusals call it.
        rule: JSONLogic over the record as it would be; it holds where the record is sound.
        messages: what to tell who writes a record that is not, by language.
        fields: ids of the fields that the message is shown at; none where it is about the whole record.
        severity: `block` refuses the write, `warn` lets it happen and tells.
    """

    id: str
    name: str
    rule: JsonValue
    messages: Labels
    fields: tuple[str, ...] = ()
    severity: Severity = "block"


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """Fields of which no two records that are not deleted share all values. A record without one of them shares none.

    Attributes:
        name: what changes and refusals call it.
        fields: ids of the fields, in the order in which they are indexed.
        ignore_case: texts that differ in case only are the same.
        messages: what to tell who writes a record that shares them, by language; where there are none it is made of the
            labels of the fields.
    """

    id: str
    name: str
    fields: tuple[str, ...]
    ignore_case: bool = False
    messages: Labels = field(default_factory=no_labels)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields of an object that people are shown together.

    Attributes:
        name: what documents call it.
        fields: ids of the fields, in order.
    """

    id: str
    name: str
    labels: Labels = field(default_factory=no_labels)
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of a role.

    Attributes:
        object: object id, or `*`.
        action: a name of `metadata.actions.ACTIONS`, or `*`.
        field: field id, or `*`; only the actions `read`, `create` and `update` look at it.
        effect: a deny overrides every allow of the same role set.
        rows: narrows it to records that the caller owns, that somebody in a unit of the caller owns, or in one
            below these.
        rule: JSONLogic over the object that narrows it to records that satisfy it.
        moves: kinds of moves (`metadata.move_kinds`) to which a grant of `promote` is narrowed; None for all.
        leaving, entering: ids of the stages from and to which it is narrowed; None for all.
        mask: of `read` on one field: what is shown in the place of its values; None for the values themselves.
    """

    object: str
    action: str
    field: str = "*"
    effect: Effect = "allow"
    rows: RowScope = "all"
    rule: JsonValue = None
    moves: tuple[MoveKind, ...] | None = None
    leaving: str | None = None
    entering: str | None = None
    mask: Mask | None = None

    @property
    def narrowed(self) -> bool:
        """Whether it is about some moves only."""
        return (self.moves, self.leaving, self.entering) != (None, None, None)


@dataclass(frozen=True, slots=True)
class RemovedGrant:
    """A grant, of the role with this id, that went with what it was on."""

    role: str
    grant: Grant


@dataclass(frozen=True, slots=True)
class RemovedField:
    """A field that is no longer one of its object and can come back with its values.

    Attributes:
        field: as it was.
        until: when its grace period ends, UTC, `2026-12-25T08:00:00Z`.
        grants: those on it.
        section: id of the one that it stood in.
    """

    field: Field
    until: str
    grants: tuple[RemovedGrant, ...] = ()
    section: str | None = None


@dataclass(frozen=True, slots=True)
class RemovedPipeline:
    """A pipeline that its object no longer has and that can come back with the stages of the records.

    Attributes:
        grants: those that name a stage of it.
    """

    pipeline: Pipeline
    until: str
    grants: tuple[RemovedGrant, ...] = ()


@dataclass(frozen=True)
class Object:
    """A kind of record: one table of the tenant's namespace.

    Attributes:
        name: singular, lower camel case (`deal`); GraphQL's type is its upper camel case (`Deal`).
        plural: name of the list (`deals`).
        display: name of the field that names a record to people.
        pipeline: its stages, of all its pipelines.
        validations: what its records must satisfy when they are written.
        unique_keys: what tells its records apart, beside its unique fields.
        sections: how people are shown its fields, in order; a field stands in one at most.
        removed_fields, removed_pipelines: what can be restored, in the order in which it was removed.
    """

    id: str
    name: str
    plural: str
    labels: Labels = field(default_factory=no_labels)
    plural_labels: Labels = field(default_factory=no_labels)
    display: str | None = None
    fields: tuple[Field, ...] = ()
    pipeline: Pipeline | None = None
    validations: tuple[Validation, ...] = ()
    unique_keys: tuple[UniqueKey, ...] = ()
    sections: tuple[Section, ...] = ()
    removed_fields: tuple[RemovedField, ...] = ()
    removed_pipelines: tuple[RemovedPipeline, ...] = ()

    @property
    def type_name(self) -> str:
        """`deal` -> `Deal`."""
        return self.name[:1].upper() + self.name[1:]

    @cached_property
    def field_by_name(self) -> Mapping[str, Field]:
        return MappingProxyType({each.name: each for each in self.fields})

    @cached_property
    def field_by_id(self) -> Mapping[str, Field]:
        return MappingProxyType({each.id: each for each in self.fields})

    @cached_property
    def points_to(self) -> frozenset[str]:
        """Ids of the objects whose records its fields name."""
        return frozenset(pointed for each in self.fields for pointed in each.points_to)

    @cached_property
    def fields_with_rules(self) -> tuple[Field, ...]:
        """Those that read other fields: a removal or a rename, which asks all objects, looks at no others."""
        return tuple(each for each in self.fields if each.has_rule)


@dataclass(frozen=True)
class RemovedObject:
    """An object that is no longer in the catalog and can come back with its records; the rest as of `RemovedField`."""

    object: Object
    until: str
    grants: tuple[RemovedGrant, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A named list of grants. A role without a grant for a thing denies it.

    Attributes:
        inherits: ids of the roles whose grants it has too, and those that they inherit.
    """

    id: str
    name: str
    labels: Labels = field(default_factory=no_labels)
    grants: tuple[Grant, ...] = ()
    inherits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """Everything a tenant has configured, as of `version` (0 is the empty catalog).

    Attributes:
        time_zone: IANA name of the zone whose days count in rules, formulas, groups and auto-numbers.
        working_calendar: the days and hours that are worked, in rules and formulas.
    """

    version: int = 0
    objects: tuple[Object, ...] = ()
    roles: tuple[Role, ...] = ()
    languages: tuple[str, ...] = field(default=("en",))
    api: ApiPolicy = field(default=ApiPolicy())
    time_zone: str = "UTC"
    working_calendar: WorkingCalendar = field(default=OFFICE_WEEK)
    removed_objects: tuple[RemovedObject, ...] = ()

    @cached_property
    def object_by_id(self) -> Mapping[str, Object]:
        return MappingProxyType({each.id: each for each in self.objects})

    @cached_property
    def object_by_name(self) -> Mapping[str, Object]:
        return MappingProxyType({each.name: each for each in self.objects})

    @cached_property
    def role_by_name(self) -> Mapping[str, Role]:
        return MappingProxyType({each.name: each for each in self.roles})

    @cached_property
    def reverse_relations(self) -> Mapping[str, tuple[tuple[Object, Field], ...]]:
        """Target object id -> the (object, relation field) pairs that point to it and bear a reverse name."""
        return self._reverse(lambda each: () if each.target is None else (each.target,))

    @cached_property
    def reverse_links(self) -> Mapping[str, tuple[tuple[Object, Field], ...]]:
        """Object id -> the (object, field) pairs that link its records and bear a reverse name."""
        return self._reverse(lambda each: () if each.links is None else (each.links,))

    @cached_property
    def reverse_references(self) -> Mapping[str, tuple[tuple[Object, Field], ...]]:
        """Object id -> the (object, reference) pairs that may point to its records and bear a reverse name."""
        return self._reverse(lambda each: each.targets)

    def _reverse(
        self, pointed: Callable[[Field], tuple[str, ...]]
    ) -> Mapping[str, tuple[tuple[Object, Field], ...]]:
        found: dict[str, list[tuple[Object, Field]]] = {}
        for owner in self.objects:
            for each in owner.fields:
                for target in pointed(each) if each.reverse is not None else ():
                    found.setdefault(target, []).append((owner, each))
        return MappingProxyType({target: tuple(pairs) for target, pairs in found.items()})

    def target_of(self, relation: Field) -> Object:
        """The object that the relation field `relation` points to."""
        if relation.target is None:
            raise ValueError(f"{relation.name} is not a relation")
        return self.object_by_id[relation.target]

    def linked_by(self, field: Field) -> Object:
        """The object whose records the `relations` field `field` links."""
        if field.links is None:
            raise ValueError(f"{field.name} links nothing")
        return self.object_by_id[field.links]
