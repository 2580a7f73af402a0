"""The names of stages and pipelines in rules, and how they follow when these are renamed."""

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
from metadata.system_fields import PIPELINE, STAGE
from metadata.values import JsonValue


def with_stage_renamed(catalog: Catalog, definition: Object, old: str, new: str) -> Catalog:
    """`catalog`, in which a stage of `definition` still has its old name, with every rule written for the new one.

    Raises:
        SluiceError: CATALOG_IN_USE where a rule compares the stage with another choice that has the same key: the
            two would no longer be equal.
    """
    return _with_renamed(catalog, definition, STAGE, old, new)


def with_pipeline_renamed(catalog: Catalog, definition: Object, old: str, new: str) -> Catalog:
    """The same of one of the pipelines of `definition`.

    Raises:
        SluiceError: CATALOG_IN_USE.
    """
    return _with_renamed(catalog, definition, PIPELINE, old, new)


def _with_renamed(catalog: Catalog, definition: Object, field: str, old: str, new: str) -> Catalog:
    """With what a system field, the stage or the pipeline, can be called otherwise in every rule."""
    torn = [
        placed.place
        for placed in rules_reading(catalog, field)
        if mixed(
            parts_by_object(catalog, placed.object, _read(catalog, placed.object, placed.rule)),
            old,
            is_of(catalog, definition, field),
        )
    ]
    if torn:
        message = (
            f"The {field} {old} is compared with another choice that has this key, by {'; '.join(torn)}."
        )
        raise fault("CATALOG_IN_USE", message, field)

    whole = with_removed_objects(catalog)

    def rewrite(of: Object, rule: JsonValue) -> JsonValue:
        if not reads(rule, field):
            return rule
        try:
            expression = _read(whole, of, rule)
        except SluiceError:
            # A rule of what is removed may read what has gone since.
            return rule
        found = pointers(parts_by_object(whole, of, expression), old, is_of(whole, definition, field))
        return with_texts(rule, dict.fromkeys(found, new))

    return with_rules_rewritten(catalog, rewrite)


def _read(catalog: Catalog, of: Object, rule: JsonValue) -> Expression:
    return parse_expression(rule, ObjectScope(catalog, of))


def is_of(catalog: Catalog, owner: Object, field: str) -> Meant:
    """Whether what a rule reads is a system field of a record of `owner`: its stage, or its pipeline."""

    def meant(of: Object, reference: Reference) -> bool:
        return reference.field == field and end_of(catalog, of, reference).id == owner.id

    return meant
