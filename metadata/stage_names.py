"""The name of a stage in rules, and how it follows when the stage is renamed."""

from core.errors import SluiceError, fault
from expressions.nodes import Expression
from expressions.parse import parse_expression
from expressions.types import Reference
from metadata.catalog import Catalog, Object
from metadata.parsed import end_of
from metadata.removed import with_removed_objects
from metadata.rule_keys import Meant, mixed, pointers, with_texts
from metadata.rules import reads, rules_reading, with_rules_rewritten
from metadata.scope import ObjectScope, parts_by_object
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
        if mixed(
            parts_by_object(catalog, placed.object, _read(catalog, placed.object, placed.rule)),
            old,
            is_stage_of(catalog, definition),
        )
    ]
    if torn:
        message = f"The stage {old} is compared with another choice that has this key, by {'; '.join(torn)}."
        raise fault("CATALOG_IN_USE", message, "stage")

    whole = with_removed_objects(catalog)

    def rewrite(of: Object, rule: JsonValue) -> JsonValue:
        if not reads(rule, STAGE):
            return rule
        try:
            expression = _read(whole, of, rule)
        except SluiceError:
            # A rule of what is removed may read what has gone since.
            return rule
        found = pointers(parts_by_object(whole, of, expression), old, is_stage_of(whole, definition))
        return with_texts(rule, dict.fromkeys(found, new))

    return with_rules_rewritten(catalog, rewrite)


def _read(catalog: Catalog, of: Object, rule: JsonValue) -> Expression:
    return parse_expression(rule, ObjectScope(catalog, of))


def is_stage_of(catalog: Catalog, owner: Object) -> Meant:
    """Whether what a rule reads is the stage of a record of `owner`."""

    def meant(of: Object, reference: Reference) -> bool:
        return reference.field == STAGE and end_of(catalog, of, reference).id == owner.id

    return meant
