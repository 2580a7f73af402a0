"""The name of an object in rules along references, in paths and as a key, and how it follows when that is renamed."""

from core.errors import SluiceError, fault
from core.sentences import Sentence, joined
from expressions.nodes import Expression
from expressions.parse import parse_expression
from expressions.types import Reference
from metadata.catalog import Catalog, Object
from metadata.field_types.reference import OBJECT
from metadata.removed import with_removed_objects
from metadata.rule_keys import Meant, mixed, pointers, with_texts
from metadata.rules import PlacedRule, reads, rules_reading, with_names, with_rules_rewritten
from metadata.scope import ObjectScope, parts_by_object
from metadata.values import JsonValue


def with_object_renamed(catalog: Catalog, definition: Object, name: str) -> Catalog:
    """`catalog`, in which `definition` still has its old name, with every rule written for the new one.

    Raises:
        SluiceError: CATALOG_IN_USE where a rule compares of which object a record is with another choice that has
            the same key: the two would no longer be equal.
    """
    whole = with_removed_objects(catalog)
    if not any(definition.id in field.targets for each in whole.objects for field in each.fields):
        return catalog
    meant = is_object(definition)
    torn = [
        placed.place
        for placed in rules_reading(catalog, OBJECT)
        if mixed(_parts(catalog, placed.object, placed.rule), definition.name, meant)
    ]
    if torn:
        message = Sentence(
            "{} is compared with another choice that has this key, by {}.",
            "{} 与另一个具有此键的选项进行比较：{}。",
        ).of(definition.name, joined(torn, "; ", "；"))
        raise fault("CATALOG_IN_USE", message, "name")

    def rewrite(of: Object, rule: JsonValue) -> JsonValue:
        keyed = _keyed(whole, of, rule, definition, name) if reads(rule, OBJECT) else rule
        return with_names(whole, of, keyed, lambda each: name if each.id == definition.id else each.name)

    return with_rules_rewritten(catalog, rewrite)


def is_object(definition: Object) -> Meant:
    """Whether what a rule reads tells of which object a record is, and it may be this one."""

    def meant(_: Object, reference: Reference) -> bool:
        return reference.kept is not None and definition.id in reference.kept

    return meant


def compares_object(catalog: Catalog, placed: PlacedRule, definition: Object) -> bool:
    """Whether the rule asks of a reference if it names a record of this object."""
    if not reads(placed.rule, OBJECT):
        return False
    parts = _parts(catalog, placed.object, placed.rule)
    return any(pointers(parts, definition.name, is_object(definition)))


def _parts(catalog: Catalog, of: Object, rule: JsonValue) -> list[tuple[Object, Expression]]:
    return [*parts_by_object(catalog, of, parse_expression(rule, ObjectScope(catalog, of)))]


def _keyed(whole: Catalog, of: Object, rule: JsonValue, definition: Object, name: str) -> JsonValue:
    try:
        parts = _parts(whole, of, rule)
    except SluiceError:
        # A rule of what is removed may read what has gone since.
        return rule
    return with_texts(rule, dict.fromkeys(pointers(parts, definition.name, is_object(definition)), name))
