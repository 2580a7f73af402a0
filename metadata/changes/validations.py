"""Changes of what records must satisfy when they are written: validations, and when a value is required.

Records that exist stay as they are, and are judged when a write next changes what the rule reads. So no change is
refused for them; a dry run counts them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar

from sqlalchemy import ColumnElement, TableClause, and_, not_, or_

from core.errors import Problem, fault
from core.identifiers import new_id
from core.sentences import Sentence
from expressions.comparisons import asks_who_acts, variables
from expressions.parse import parse_rule
from metadata.catalog import Catalog, Object, Severity, Validation
from metadata.changes.base import Change, field_named, object_named, raise_problems, replaced, with_field
from metadata.changes.parts import field_ids, part_named
from metadata.checks import field_problems, object_problems, validation_problems
from metadata.field_types.all_types import type_of
from metadata.reports import RowReport, RowsOf
from metadata.scope import ObjectScope
from metadata.uses import Use
from metadata.values import JsonValue, Labels


@dataclass(frozen=True)
class AddValidation(Change):
    """A rule that records must satisfy when they are written; its fields by name."""

    kind: ClassVar[str] = "addValidation"

    object: str
    name: str
    rule: JsonValue
    messages: Labels
    fields: tuple[str, ...] = ()
    severity: Severity = "block"
    id: str = field(default_factory=lambda: new_id("val"))

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        if any(each.id == self.id for each in definition.validations):
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("This very validation is in the catalog already.", "该记录要求已在配置中。"),
                "name",
            )
        at = field_ids(definition, self.fields)
        made = Validation(self.id, self.name, self.rule, self.messages, at, self.severity)
        return _with_validations(catalog, definition, (*definition.validations, made), made)

    def sentence(self) -> Sentence:
        if self.severity == "warn":
            return Sentence(
                "Warn who writes records of {} that do not satisfy {}.",
                "写入的 {} 记录不满足 {} 时给出警告。",
            ).of(self.object, self.name)
        return Sentence(
            "Refuse writes of {0} that do not satisfy {1}.", "拒绝写入不满足 {1} 的 {0} 记录。"
        ).of(self.object, self.name)

    def report(self, before: Catalog, after: Catalog) -> RowReport | None:
        return _unsatisfied(after, self.object, self.name)


@dataclass(frozen=True)
class SetValidation(Change):
    """Other parts of a validation; what is left out stays as it is. The rule is never taken away: remove the whole."""

    kind: ClassVar[str] = "setValidation"

    object: str
    validation: str
    name: str | None = None
    rule: JsonValue = None
    messages: Labels | None = None
    fields: tuple[str, ...] | None = None
    severity: Severity | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = _named(definition, self.validation)
        new = replace(
            old,
            name=old.name if self.name is None else self.name,
            rule=old.rule if self.rule is None else self.rule,
            messages=old.messages if self.messages is None else self.messages,
            fields=old.fields if self.fields is None else field_ids(definition, self.fields),
            severity=old.severity if self.severity is None else self.severity,
        )
        changed = tuple(new if each is old else each for each in definition.validations)
        return _with_validations(catalog, definition, changed, new)

    def sentence(self) -> Sentence:
        if self.name is not None and self.name != self.validation:
            return Sentence(
                "Change the validation {0} of {1}, which is called {2} then.",
                "修改 {1} 的记录要求 {0}，并改名为 {2}。",
            ).of(self.validation, self.object, self.name)
        return Sentence("Change the validation {0} of {1}.", "修改 {1} 的记录要求 {0}。").of(
            self.validation, self.object
        )

    def report(self, before: Catalog, after: Catalog) -> RowReport | None:
        if self.rule is None:
            return None
        return _unsatisfied(after, self.object, self.validation if self.name is None else self.name)


@dataclass(frozen=True)
class RemoveValidation(Change):
    """The end of a validation."""

    kind: ClassVar[str] = "removeValidation"

    object: str
    validation: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = _named(definition, self.validation)
        left = tuple(each for each in definition.validations if each is not old)
        return replace(catalog, objects=replaced(catalog.objects, replace(definition, validations=left)))

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        _named(object_named(before, self.object, "object"), self.validation)
        return ()

    def sentence(self) -> Sentence:
        return Sentence("Remove the validation {0} of {1}.", "移除 {1} 的记录要求 {0}。").of(
            self.validation, self.object
        )


@dataclass(frozen=True)
class SetRequiredWhen(Change):
    """When a record must have a value; nothing where the rule is left out."""

    kind: ClassVar[str] = "setRequiredWhen"

    object: str
    field: str
    rule: JsonValue = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        changed = replace(field_named(definition, self.field, "field"), required_when=self.rule)
        after = with_field(catalog, definition, changed)
        found = field_problems(after, after.object_by_id[definition.id], changed)
        raise_problems([_at(problem, {"requiredWhen": "rule"}) for problem in found])
        return after

    def sentence(self) -> Sentence:
        if self.rule is None:
            return Sentence("Require no value of the field {}.{} any more.", "字段 {}.{} 不再要求必填。").of(
                self.object, self.field
            )
        return Sentence(
            "Require a value of the field {}.{} where a rule holds.", "满足规则时，字段 {}.{} 必填。"
        ).of(self.object, self.field)

    def report(self, before: Catalog, after: Catalog) -> RowReport | None:
        if self.rule is None:
            return None
        definition = after.object_by_name[self.object]
        return RowReport(definition.id, partial(_empty_where_required, after, definition, self.field))

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        old = before.object_by_name[self.object].field_by_name[self.field]
        if self.rule is None or self.rule == old.required_when:
            return ()
        return (
            Sentence(
                "Clients must give {}.{} where the rule holds.", "满足规则时，客户端必须提供 {}.{}。"
            ).of(self.object, self.field),
        )


def _at(problem: Problem, inputs: Mapping[str, str]) -> Problem:
    """A problem of a field where the change gives what it is about."""
    first, *rest = problem.path or ("",)
    return replace(problem, path=(inputs.get(str(first), "field"), *rest))


def _named(definition: Object, name: str) -> Validation:
    return part_named(definition, "validation", definition.validations, name, "validation")


def _with_validations(
    catalog: Catalog, definition: Object, validations: tuple[Validation, ...], newest: Validation
) -> Catalog:
    new = replace(definition, validations=validations)
    after = replace(catalog, objects=replaced(catalog.objects, new))
    whole = [each for each in object_problems(new) if each.path[0] == "validations"]
    raise_problems(
        [
            *validation_problems(after, new, newest),
            *(replace(each, path=("name",)) for each in whole),
        ]
    )
    return after


def _unsatisfied(after: Catalog, owner: str, name: str) -> RowReport:
    definition = after.object_by_name[owner]
    return RowReport(definition.id, partial(_breaking, after, definition, _named(definition, name).rule))


def _breaking(
    after: Catalog, definition: Object, rule: JsonValue, base: Catalog, table: TableClause
) -> ColumnElement[bool] | None:
    expression = parse_rule(rule, ObjectScope(after, definition))
    if asks_who_acts(expression) or any(each.before for each in variables(expression)):
        # It says what a write may do, and nothing of a record that stands.
        return None
    judged = RowsOf(after, definition, base, table).judged(expression)
    return None if judged is None else not_(judged)


def _empty_where_required(
    after: Catalog, definition: Object, name: str, base: Catalog, table: TableClause
) -> ColumnElement[bool] | None:
    required = definition.field_by_name[name]
    expression = parse_rule(required.required_when, ObjectScope(after, definition, has_before=False))
    if asks_who_acts(expression):
        # Nobody acts on a record that stands.
        return None
    judged = RowsOf(after, definition, base, table).judged(expression)
    then = base.object_by_id[definition.id].field_by_id.get(required.id)
    if judged is None or then is None:
        return None
    return and_(judged, or_(*(table.c[spec.name].is_(None) for spec in type_of(then).columns(then))))
