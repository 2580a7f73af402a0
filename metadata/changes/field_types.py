"""The change of a field's type: its values become values of the new type, or are refused before anything happens."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from alembic.ddl.base import AddColumn
from sqlalchemy import ClauseElement
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import Problem, SluiceError, fault
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    Risk,
    Stamp,
    ValueLimit,
    field_named,
    object_named,
    raise_problems,
    with_field,
)
from metadata.changes.swapped_columns import columns_beside, field_swapped
from metadata.checks import field_problems, unique_key_problems
from metadata.codec import camel
from metadata.conversions import Conversion, Convert, converted, converter
from metadata.dependencies import dependency_problems
from metadata.field_types.all_types import FIELD_TYPES, type_of
from metadata.field_types.base import Scalar
from metadata.field_types.currencies import CURRENCIES
from metadata.field_types.one_column import SETTINGS
from metadata.fields import Field, Option
from metadata.reading import dependents
from metadata.rules import broken_rules
from metadata.text import listed
from metadata.unique_keys import keys_over
from metadata.values import JsonValue, Number

HELD = (
    "unique",
    "default",
    "default_formula",
    "searchable",
    "minimum",
    "maximum",
    "min_length",
    "max_length",
    "pattern",
    "media_types",
)
"""What is set on a field beside its type, and lost with a type that does not know it."""

_MONEY = Scalar.MONEY
_PLAIN = Field(id="", name="", type="")


@dataclass(frozen=True)
class SetFieldType(Change):
    """Another type for a field; its values are converted by way of their texts.

    Refused where the value of a record cannot be converted, deleted ones counted, with how many and the ids of some;
    with `emptyUnfit` these records lose the value instead. What is set on the field stays as far as the new type knows
    it.
    """

    kind: ClassVar[str] = "setFieldType"

    object: str
    field: str
    type: str
    options: tuple[Option, ...] = ()
    precision: int | None = None
    scale: int | None = None
    region: str | None = None
    maximum: Number | None = None
    currency: str | None = None
    empty_unfit: bool = False

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        raise_problems([*self._problems(old)])
        new = self._changed(old, catalog.time_zone)
        after = with_field(catalog, definition, new)
        found = field_problems(after, after.object_by_id[definition.id], new)
        raise_problems([self._placed(problem) for problem in found])
        rules = tuple(each.place for each in broken_rules(after, old.name))
        broken = rules or (
            *_broken_roll_ups(after, definition, new),
            *_broken_keys(after, definition, new),
            *_broken_options(after, definition, new),
        )
        if broken:
            message = f"As a {self.type} field {self.object}.{self.field} does not fit {'; '.join(broken)}."
            raise fault("CATALOG_IN_USE", message, "type", hint="Change these first.")
        return after

    def _problems(self, old: Field) -> Iterator[Problem]:
        if self.type not in FIELD_TYPES:
            known = ", ".join(FIELD_TYPES)
            message = f"There is no field type {self.type[:60]!r}."
            yield Problem("CATALOG_TYPE_UNKNOWN", message, ("type",), f"Use one of {known}.")
            return
        new = FIELD_TYPES[self.type]
        if not (new.given and new.convertible and type_of(old).convertible and not old.computed):
            message = f"Values of {self.object}.{self.field}, of type {old.type}, do not become {self.type}."
            hint = "Add another field, and write its values from those of this one."
            yield Problem("CATALOG_INVALID", message, ("type",), hint)
        if self.empty_unfit and old.required:
            message = "The field is required: no record can lose its value."
            hint = "Make it optional first with `setRequired`."
            yield Problem("CATALOG_INVALID", message, ("emptyUnfit",), hint)
        if self.currency is not None and self.currency not in CURRENCIES:
            message = "This is no currency code of ISO 4217."
            yield Problem("INVALID_VALUE", message, ("currency",), "Write for example CNY, EUR or USD.")
        elif self.currency is not None and (new.scalar is not _MONEY or type_of(old).scalar is _MONEY):
            message = (
                f"Values of {self.object}.{self.field}, of type {old.type}, get no currency as {self.type}."
            )
            yield Problem("CATALOG_INVALID", message, ("currency",), "Leave it out.")

    def _changed(self, old: Field, zone: str) -> Field:
        kind = FIELD_TYPES[self.type]
        known = kind.settings if kind.search_weight is None else kind.settings | {"searchable"}
        whatever = (
            "labels",
            "required",
            "required_when",
            "deprecated",
            "writable",
            "track_history",
            "personal",
        )
        bare = Field(old.id, old.name, self.type, **{name: getattr(old, name) for name in whatever})
        kept = {name: getattr(old, name) for name in SETTINGS if name in known and name != "default"}
        given = {
            name: value
            for name in ("options", "precision", "scale", "region", "maximum")
            if (value := getattr(self, name)) not in (None, ())
        }
        new = replace(bare, **{**kept, **given})
        return replace(new, default=self._default(old, new, zone))

    def _default(self, old: Field, new: Field, zone: str) -> JsonValue:
        """The default as the new type takes it.

        Raises:
            SluiceError: where it cannot be converted.
        """
        if old.default is None or "default" not in type_of(new).settings:
            return None
        try:
            value = converted(old, new, type_of(old).stored(old, old.default), zone, self.currency)
        except SluiceError as error:
            message = f"The default of {self.object}.{self.field} cannot be converted: {error}"
            hint = "Set another, or none, with `setDefault` first."
            raise fault("CATALOG_INVALID", message, "type", hint=hint) from error
        kept: JsonValue = json.loads(json.dumps(value, default=str))
        return kept

    def _placed(self, problem: Problem) -> Problem:
        """A problem of a setting that the field has and the change does not give, told of the type."""
        if problem.path[0] in ("type", "options", "precision", "scale", "region", "maximum"):
            return problem
        message = f"The {problem.path[0]} of {self.object}.{self.field} does not fit: {problem.message}"
        return replace(problem, message=message, path=("type",))

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        """New columns under other names."""
        definition, new = self._concerned(after)
        beside = columns_beside(new).values()
        return tuple(AddColumn(definition.name, each, schema=namespace) for each in beside)

    def conversion(self, before: Catalog, after: Catalog) -> Conversion:
        definition, old = self._concerned(before)
        _, new = self._concerned(after)
        zone = before.time_zone
        convert = converter(old, new, zone, self.currency)
        return Conversion(definition, old, columns_beside(new), convert, zone, self.empty_unfit)

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        """The new columns in the place of the old ones."""
        return field_swapped(before, after, *self._concerned(after), namespace)

    def _concerned(self, catalog: Catalog) -> tuple[Object, Field]:
        definition = catalog.object_by_name[self.object]
        return definition, definition.field_by_name[self.field]

    def sentence(self) -> str:
        lost = "; what cannot be is emptied" if self.empty_unfit else ""
        return f"Convert the field {self.object}.{self.field} to {self.type}{lost}."

    def risk(self, before: Catalog) -> Risk:
        return Risk.DESTROYS if self.empty_unfit else Risk.REWRITES

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id

    def row_limits(self, before: Catalog) -> tuple[ValueLimit, ...]:
        if self.empty_unfit:
            return ()
        definition, old = self._concerned(before)
        zone = before.time_zone
        convert = converter(old, self._changed(old, zone), zone, self.currency)
        message = f"Values of {self.object}.{self.field}, deleted records counted, cannot become {self.type}."
        hint = "Change these values first, or let them be emptied with `emptyUnfit`."
        fits = partial(_converts, convert, old.required)
        return (ValueLimit(definition.id, old.id, old.type, fits, message, hint, ("type",)),)

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        _, old = self._concerned(before)
        new = self._changed(old, before.time_zone)
        found = [f"Clients that use {self.object}.{self.field} must take {self.type} for {old.type}."]
        lost = [camel(name) for name in HELD if _is_set(old, name) and not _is_set(new, name)]
        if lost:
            found.append(f"{self.object}.{self.field} loses what a {self.type} has not: {listed(lost)}.")
        return tuple(found)


def _broken_roll_ups(catalog: Catalog, definition: Object, changed: Field) -> tuple[str, ...]:
    return tuple(
        f"the roll-up {owner.name}.{reader.name}"
        for owner, reader in dependents(catalog, definition.id, {changed.id})
        if reader.roll_up is not None and field_problems(catalog, owner, reader)
    )


def _broken_keys(catalog: Catalog, definition: Object, changed: Field) -> tuple[str, ...]:
    after = catalog.object_by_id[definition.id]
    return tuple(
        f"the unique key {each.name} of {definition.name}"
        for each in keys_over(after, changed)
        if unique_key_problems(after, each)
    )


def _broken_options(catalog: Catalog, definition: Object, changed: Field) -> tuple[str, ...]:
    after = catalog.object_by_id[definition.id]
    return tuple(
        f"the options of {definition.name}.{each.name}"
        for each in after.fields
        if each.depends_on == changed.id and dependency_problems(after, each)
    )


def _is_set(field: Field, setting: str) -> bool:
    return bool(getattr(field, setting) != getattr(_PLAIN, setting))


def _converts(convert: Convert, required: bool, value: Sequence[object]) -> bool:
    try:
        made = convert(value)
    except SluiceError:
        return False
    return not required or None not in made.values()
