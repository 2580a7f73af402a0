"""A key in rules that is the name of something, such as a stage or a role, and how it follows when that is renamed."""

from collections.abc import Callable

from core.errors import SluiceError, fault
from core.sentences import Sentence, joined
from expressions.nodes import Expression
from expressions.parse import parse_expression
from metadata.catalog import Catalog, Object
from metadata.removed import with_removed_objects
from metadata.rule_keys import Meant, mixed, pointers, with_texts
from metadata.rules import reads, rules_reading, with_rules_rewritten
from metadata.scope import ObjectScope, parts_by_object
from metadata.values import JsonValue


def with_key_renamed(
    catalog: Catalog, what: str, part: str, old: str, new: str, meant: Callable[[Catalog], Meant]
) -> Catalog:
    """`catalog` with another key in every rule, where the key is that of what is meant.

    Args:
        what: it is called, and where it stands in the change that renames it.
        part: the last part of the paths by which rules read it.
        meant: makes, for the catalog whose rules are read, the test for what they read.

    Raises:
        SluiceError: CATALOG_IN_USE where a rule compares it with another choice that has the same key: the two would
            no longer be equal.
    """

    def read(whole: Catalog, of: Object, rule: JsonValue) -> list[tuple[Object, Expression]]:
        return [*parts_by_object(whole, of, parse_expression(rule, ObjectScope(whole, of)))]

    torn = [
        placed.place
        for placed in rules_reading(catalog, part)
        if mixed(read(catalog, placed.object, placed.rule), old, meant(catalog))
    ]
    if torn:
        message = Sentence(
            "The {} {} is compared with another choice that has this key, by {}.",
            "{}{} 与另一个具有此键的选项进行比较：{}。",
        ).of(
            Sentence(what, {"option": "选项 ", "stage": "阶段 "}.get(what, "")), old, joined(torn, "; ", "；")
        )
        hint = Sentence(
            "Change these rules first, in the same list of changes.",
            "请先修改这些规则，可在同一次发布中进行。",
        )
        raise fault("CATALOG_IN_USE", message, what, hint=hint)

    whole = with_removed_objects(catalog)

    def rewrite(of: Object, rule: JsonValue) -> JsonValue:
        if not reads(rule, part):
            return rule
        try:
            parts = read(whole, of, rule)
        except SluiceError:
            # A rule of what is removed may read what has gone since.
            return rule
        return with_texts(rule, dict.fromkeys(pointers(parts, old, meant(whole)), new))

    return with_rules_rewritten(catalog, rewrite)
