"""The name of a stage in rules, and how it follows when the stage is renamed.

A name of a stage is a text like any other until it meets the stage of a record: `{"==": [{"var": "account.stage"},
"won"]}`. So rules are read as typed expressions, and the literals found in them are changed where they stand.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.errors import SluiceError, fault
from expressions.faults import child
from expressions.nodes import ArrayLiteral, Call, Expression, Literal, Variable, calls_of, parts_of
from expressions.parse import parse_expression
from expressions.types import Reference, ValueType
from metadata.catalog import Catalog, Object, Stage
from metadata.removed import with_removed_objects
from metadata.rules import reads, rules_reading, with_rules_rewritten
from metadata.scope import ObjectScope
from metadata.system_fields import STAGE
from metadata.values import JsonValue


def with_stage_renamed(catalog: Catalog, definition: Object, old: str, new: str) -> Catalog:
    """`catalog`, in which a stage of `definition` still has its old name, with every rule written for the new one.

    Raises:
        SluiceError: CATALOG_IN_USE where a rule compares the stage with another choice that has the same key: the
            two would no longer be equal.
    """
    torn = [
        placed.place
        for placed in rules_reading(catalog, STAGE)
        if _Named(catalog, placed.object, definition, old).mixed(_read(catalog, placed.object, placed.rule))
    ]
    if torn:
        message = f"The stage {old} is compared with another choice that has this key, by {'; '.join(torn)}."
        raise fault("CATALOG_IN_USE", message, "stage")

    whole = with_removed_objects(catalog)

    def rewrite(of: Object, rule: JsonValue) -> JsonValue:
        if not reads(rule, STAGE):
            return rule
        try:
            pointers = [*_Named(whole, of, definition, old).pointers(_read(whole, of, rule))]
        except SluiceError:
            # A rule of what is removed may read what has gone since.
            return rule
        return _with_texts(rule, dict.fromkeys(pointers, new))

    return with_rules_rewritten(catalog, rewrite)


def with_stages_named(
    catalog: Catalog, of: Object, rule: JsonValue, name_of: Callable[[Stage], str]
) -> JsonValue:
    """`rule`, over the records of `of` in `catalog`, with other names of the stages that it compares with."""
    if not reads(rule, STAGE):
        return rule
    expression = _read(catalog, of, rule)
    names = {
        pointer: name_of(stage)
        for owner in catalog.objects
        for stage in (owner.pipeline.stages if owner.pipeline is not None else ())
        for pointer in _Named(catalog, of, owner, stage.name).pointers(expression)
    }
    return _with_texts(rule, names)


def _read(catalog: Catalog, of: Object, rule: JsonValue) -> Expression:
    return parse_expression(rule, ObjectScope(catalog, of))


@dataclass(frozen=True)
class _Named:
    """Where expressions over the records of `of` mean the stage `name` of `owner`."""

    catalog: Catalog
    of: Object
    owner: Object
    name: str

    def pointers(self, expression: Expression) -> Iterator[str]:
        """The JSON pointers of the literals that name it."""
        for call in calls_of(expression):
            values = _values(call)
            if any(self._is_stage(each) for value in values for each in _sources(value)):
                yield from (
                    value.pointer
                    for value in values
                    if isinstance(value, Literal)
                    and value.type is ValueType.CHOICE
                    and value.value == self.name
                )

    def mixed(self, expression: Expression) -> bool:
        """Whether it meets another choice that has the same key."""
        for call in calls_of(expression):
            sources = [each for value in _values(call) for each in _sources(value)]
            stages = [self._is_stage(each) for each in sources]
            if any(stages) and any(
                self.name in (each.options or ())
                for each, is_stage in zip(sources, stages, strict=True)
                if not is_stage
            ):
                return True
        return False

    def _is_stage(self, reference: Reference) -> bool:
        there = self.of
        for step in reference.steps:
            there = self.catalog.target_of(there.field_by_id[step])
        return reference.field == STAGE and there.id == self.owner.id


def _values(call: Call) -> list[Expression]:
    """The operands, those in lists among them."""
    found: list[Expression] = []
    for operand in call.operands:
        found += operand.items if isinstance(operand, ArrayLiteral) else (operand,)
    return found


def _sources(value: Expression) -> Iterator[Reference]:
    """The choices that the value of a choice can come from."""
    if value.type is not ValueType.CHOICE:
        return
    if isinstance(value, Variable):
        yield value.reference
    for part in parts_of(value):
        yield from _sources(part)


def _with_texts(rule: JsonValue, texts: Mapping[str, str], pointer: str = "") -> JsonValue:
    """`rule` with each text at its pointer."""
    if pointer in texts:
        return texts[pointer]
    if isinstance(rule, list):
        return [_with_texts(item, texts, child(pointer, index)) for index, item in enumerate(rule)]
    if isinstance(rule, dict):
        return {key: _with_texts(item, texts, child(pointer, key)) for key, item in rule.items()}
    return rule
