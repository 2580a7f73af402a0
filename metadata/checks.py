"""The static checks of a catalog: everything that must hold before it is published.

Each function returns problems with paths relative to its definition, so that a change can show them in its
own input and `check_catalog` in the whole.
"""

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches

from core.clock import time_zones
from core.errors import PathPart, Problem
from core.sentences import Sentence
from metadata.catalog import Catalog, Object, Role, UniqueKey, Validation
from metadata.codec import encoded
from metadata.default_formulas import default_formula_problems
from metadata.dependencies import dependency_problems
from metadata.field_history import history_problems
from metadata.field_types.all_types import FIELD_TYPES
from metadata.field_types.base import FieldType
from metadata.fields import Field
from metadata.formulas import computed_problems
from metadata.grants import admin_problems, grant_problems
from metadata.inheritance import inheritance_problems
from metadata.masks import whole_beside_masked
from metadata.names import collisions, enum_value_problems, name_problems
from metadata.part_checks import count_problems, label_problems, repeated
from metadata.personal import personal_problems
from metadata.pipeline_checks import pipeline_problems
from metadata.reserved import PAYLOAD_FIELDS, RELATION_NAMES
from metadata.rules import rule_problems
from metadata.search import MOST_SEARCHABLE
from metadata.sections import section_problems
from metadata.text import called
from metadata.unique_keys import MOST_UNIQUE_KEYS, part_problems
from metadata.working_calendar import calendar_problems
from metadata.writability import writability_problems

MOST_OBJECTS = 300
MOST_FIELDS = 500
MOST_REMOVED_PIPELINES = 20
MOST_VALIDATIONS = 100
"""Of one object: each that a write concerns is part of its statement."""
MOST_ROLES = 200
MOST_GRANTS = 2_000
MOST_CATALOG_BYTES = 8_000_000

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_ID = re.compile(r"[a-z]{3}_[A-Za-z0-9_]{1,40}")


def check_catalog(catalog: Catalog) -> tuple[Problem, ...]:
    """Every problem of the catalog, with paths such as `("objects", "deal", "fields", "amount", "type")`."""
    return (
        *number_problems(catalog),
        *_id_problems(catalog),
        *_collision_problems(catalog),
        *(problem for each in catalog.objects for problem in _whole_object_problems(catalog, each)),
        *repeated([role.name for role in catalog.roles], "role", "roles"),
        *admin_problems(catalog),
        *(
            problem.within("roles", role.name)
            for role in catalog.roles
            for problem in role_problems(catalog, role)
        ),
        *time_zone_problems(catalog),
        *(each.within("workingCalendar") for each in calendar_problems(catalog.working_calendar)),
        *_size_problems(catalog),
    )


def number_problems(catalog: Catalog) -> tuple[Problem, ...]:
    """Where there are more objects or roles than fit. It costs next to nothing, so it is asked after each change of a
    list: what else is asked of a definition looks at all others."""
    return (
        *count_problems(len(catalog.objects), MOST_OBJECTS, "objects", "objects"),
        *count_problems(len(catalog.removed_objects), MOST_OBJECTS, "removed objects", "removedObjects"),
        *count_problems(len(catalog.roles), MOST_ROLES, "roles", "roles"),
    )


def time_zone_problems(catalog: Catalog) -> tuple[Problem, ...]:
    """What is wrong with the name of the time zone."""
    if catalog.time_zone in time_zones():
        return ()
    close = get_close_matches(catalog.time_zone[:60], sorted(time_zones()), n=3)
    hint = f"Did you mean {' or '.join(close)}?" if close else "Use a name such as Asia/Shanghai or UTC."
    message = Sentence("There is no time zone {!r}.", "没有时区 {!r}。").of(catalog.time_zone[:60])
    return (Problem("CATALOG_UNKNOWN", message, ("timeZone",), hint),)


def object_problems(definition: Object) -> tuple[Problem, ...]:
    """What is wrong with an object, its fields and pipeline aside."""
    found = [
        *name_problems(definition.name, "camel", "name"),
        *name_problems(definition.plural, "camel", "plural"),
        *label_problems(definition.labels, "labels"),
        *label_problems(definition.plural_labels, "pluralLabels"),
        *count_problems(len(definition.fields), MOST_FIELDS, "fields", "fields"),
        *count_problems(len(definition.removed_fields), MOST_FIELDS, "removed fields", "removedFields"),
        *count_problems(
            len(definition.removed_pipelines), MOST_REMOVED_PIPELINES, "removed pipelines", "removedPipelines"
        ),
        *count_problems(
            sum(field.searchable for field in definition.fields),
            MOST_SEARCHABLE,
            "searchable fields",
            "fields",
        ),
        *count_problems(len(definition.validations), MOST_VALIDATIONS, "validations", "validations"),
        *repeated([each.name for each in definition.validations], "validation", "validations"),
        *count_problems(len(definition.unique_keys), MOST_UNIQUE_KEYS, "unique keys", "uniqueKeys"),
        *repeated([each.name for each in definition.unique_keys], "unique key", "uniqueKeys"),
    ]
    return (*found, *_naming_problems(definition), *_display_problems(definition))


def _naming_problems(definition: Object) -> Iterator[Problem]:
    """Where the names of an object stand in the way of the answers of the API."""
    if definition.name in PAYLOAD_FIELDS:
        message = Sentence(
            "The name is reserved: the answer to a write has `{}` beside the record.",
            "名称已被系统保留：写入的应答中已有 `{}`。",
        ).of(definition.name)
        yield Problem("CATALOG_NAME_RESERVED", message, ("name",))
    if definition.name.lower() == definition.plural.lower():
        message = Sentence(
            "The plural must differ from the name: one is the record, the other the list.",
            "复数名称必须与名称不同：一个指记录，一个指列表。",
        )
        hint = Sentence("Use `{}List`.", "请使用 `{}List`。").of(definition.name)
        yield Problem("CATALOG_INVALID", message, ("plural",), hint)


def _display_problems(definition: Object) -> Iterator[Problem]:
    """What is wrong with the field by which records are named."""
    if definition.display is None:
        return
    field = definition.field_by_name.get(definition.display)
    if field is None:
        message = Sentence("{} has no field {!r} to display.", "{}没有可作为记录名称的字段 {!r}。").of(
            called(definition), definition.display[:60]
        )
        hint = Sentence("Name one of the object's fields.", "请使用该对象的字段之一。")
        yield Problem("CATALOG_UNKNOWN", message, ("display",), hint)
    elif field.links is not None:
        message = Sentence("{} has many records, which name none.", "{} 关联多条记录，不能作为记录名称。").of(
            definition.display
        )
        hint = Sentence("Name a field that has a value.", "请使用有值的字段。")
        yield Problem("CATALOG_INVALID", message, ("display",), hint)


def field_problems(catalog: Catalog, definition: Object, field: Field) -> tuple[Problem, ...]:
    """What is wrong with a field of `definition`, collisions of its name aside."""
    found = [*name_problems(field.name, "camel", "name"), *label_problems(field.labels, "labels")]
    kind = FIELD_TYPES.get(field.type)
    if kind is None:
        message = Sentence("There is no field type {!r}.", "没有字段类型 {!r}。").of(field.type[:60])
        hint = Sentence("Use one of {}.", "请使用其中之一：{}。").of(", ".join(FIELD_TYPES))
        return (*found, Problem("CATALOG_TYPE_UNKNOWN", message, ("type",), hint))
    found += kind.problems(field)
    found += label_problems(field.deprecated, "deprecated")
    found += label_problems(field.pattern_message, "patternMessage")
    found += _option_problems(field)
    if field.reverse is not None:
        found += name_problems(field.reverse, "camel", "reverse")
    if field.names_record and field.name.lower() in RELATION_NAMES:
        message = Sentence(
            "The name is reserved: {} stands beside relations in orders and groups.",
            "名称已被系统保留：{} 用于排序和分组中的关联。",
        ).of(field.name)
        found.append(Problem("CATALOG_NAME_RESERVED", message, ("name",)))
    found += _target_problems(catalog, definition, field)
    found += writability_problems(kind, field)
    found += history_problems(definition, kind, field)
    found += personal_problems(kind, field)
    found += _required_problems(kind, field)
    found += rule_problems(catalog, definition, field.required_when, "requiredWhen")
    return tuple(found) or (
        *computed_problems(catalog, definition, field),
        *default_formula_problems(catalog, definition, field),
        *dependency_problems(definition, field),
    )


def _target_problems(catalog: Catalog, definition: Object, field: Field) -> Iterator[Problem]:
    """What is wrong with the objects that a field points to."""
    if not catalog.object_by_id.keys() >= set(field.points_to):
        path = ("targets",) if field.targets else ("target",)
        message = Sentence("The target is no object of the catalog.", "所指向的对象不在配置中。")
        hint = Sentence("Name an object that is there, or add it first.", "请选择已有的对象，或先添加它。")
        yield Problem("CATALOG_UNKNOWN", message, path, hint)
    if field.required and set(field.points_to) == {definition.id}:
        message = Sentence(
            "A required relation to the same object leaves no way to make the first record.",
            "指向同一对象的必填关联会导致无法新建第一条记录。",
        )
        hint = Sentence("Make it not required.", "请取消必填。")
        yield Problem("CATALOG_INVALID", message, ("required",), hint)


def _required_problems(kind: FieldType, field: Field) -> Iterator[Problem]:
    """What is wrong with asking for a value on a condition, the rule of it aside."""
    if field.required_when is None:
        return
    if field.required:
        message = Sentence(
            "A required field has a value in any case; it takes no condition.",
            "必填字段总是有值，不需要必填条件。",
        )
        hint = Sentence("Say one of the two.", "请只保留其中一项。")
        yield Problem("CATALOG_INVALID", message, ("requiredWhen",), hint)
    if not (kind.given and kind.columns(field)):
        message = Sentence("A {} field cannot be required.", "{} 类型的字段不能设为必填。").of(field.type)
        hint = Sentence("Leave it out.", "请不要填写。")
        yield Problem("CATALOG_INVALID", message, ("requiredWhen",), hint)


def validation_problems(catalog: Catalog, definition: Object, validation: Validation) -> tuple[Problem, ...]:
    """What is wrong with a validation of `definition`."""
    found = [
        *name_problems(validation.name, "word", "name"),
        *label_problems(validation.messages, "messages"),
        *rule_problems(catalog, definition, validation.rule, "rule", has_before=True),
    ]
    if validation.rule is None:
        found.append(
            Problem(
                "CATALOG_INVALID",
                Sentence("A validation needs a rule.", "记录要求需要一条规则。"),
                ("rule",),
                Sentence("Write what holds of a sound record.", "请填写有效记录应满足的条件。"),
            )
        )
    if not validation.messages:
        message = Sentence(
            "A validation needs a message for who writes a record that does not satisfy it.",
            "记录要求需要填写不满足时的提示。",
        )
        found.append(
            Problem(
                "CATALOG_INVALID",
                message,
                ("messages",),
                Sentence("Write one, in any language.", "请用任一语言填写。"),
            )
        )
    for index, each in enumerate(validation.fields):
        if each not in definition.field_by_id:
            message = Sentence("{} has no such field.", "{}没有这个字段。").of(called(definition))
            hint = Sentence(
                "Name a field of {}, or none for the whole record.", "请选择 {} 的字段；不选表示整条记录。"
            ).of(definition.name)
            found.append(Problem("CATALOG_UNKNOWN", message, ("fields", index), hint))
    found += repeated(validation.fields, "field", "fields")
    return tuple(found)


def unique_key_problems(definition: Object, key: UniqueKey) -> tuple[Problem, ...]:
    """What is wrong with a unique key of `definition`."""
    return (
        *name_problems(key.name, "word", "name"),
        *label_problems(key.messages, "messages"),
        *part_problems(definition, key),
        *repeated(key.fields, "field", "fields"),
    )


def role_problems(catalog: Catalog, role: Role) -> tuple[Problem, ...]:
    """What is wrong with a role."""
    return (
        *name_problems(role.name, "word", "name"),
        *label_problems(role.labels, "labels"),
        *count_problems(len(role.grants), MOST_GRANTS, "grants", "grants"),
        *(
            problem.within("grants", index)
            for index, grant in enumerate(role.grants)
            for problem in grant_problems(catalog, grant)
        ),
        *whole_beside_masked(role.grants),
        *inheritance_problems(catalog, role),
    )


def _whole_object_problems(catalog: Catalog, definition: Object) -> Iterator[Problem]:
    base = ("objects", definition.name)
    for problem in object_problems(definition):
        yield problem.within(*base)
    for field in definition.fields:
        for problem in field_problems(catalog, definition, field):
            yield problem.within(*base, "fields", field.name)
    for each in definition.validations:
        for problem in validation_problems(catalog, definition, each):
            yield problem.within(*base, "validations", each.name)
    for key in definition.unique_keys:
        for problem in unique_key_problems(definition, key):
            yield problem.within(*base, "uniqueKeys", key.name)
    for problem in section_problems(definition):
        yield problem.within(*base)
    if definition.pipeline is not None:
        for problem in pipeline_problems(catalog, definition, definition.pipeline):
            yield problem.within(*base, "pipeline")


def _id_problems(catalog: Catalog) -> Iterator[Problem]:
    """Ids come with changes that were kept as JSON, which anybody can have written."""
    seen: set[str] = set()
    for id_, path in _ids(catalog):
        if not _ID.fullmatch(id_):
            hint = "Write it as fld_ and letters, or leave it out."
            yield Problem("CATALOG_INVALID", f"{id_[:60]!r} is no id.", (*path, "id"), hint)
        if id_ in seen:
            message = f"The id {id_[:60]} stands twice."
            yield Problem("CATALOG_NAME_TAKEN", message, (*path, "id"), "Leave it out: a new one is made.")
        seen.add(id_)


def _ids(catalog: Catalog) -> Iterator[tuple[str, tuple[PathPart, ...]]]:
    for definition in catalog.objects:
        base = ("objects", definition.name)
        yield definition.id, base
        for field in definition.fields:
            yield field.id, (*base, "fields", field.name)
        for key in definition.unique_keys:
            yield key.id, (*base, "uniqueKeys", key.name)
        for section in definition.sections:
            yield section.id, (*base, "sections", section.name)
        if definition.pipeline is not None:
            yield definition.pipeline.id, (*base, "pipeline")
    for role in catalog.roles:
        yield role.id, ("roles", role.name)


def _collision_problems(catalog: Catalog) -> Iterator[Problem]:
    places: dict[str, tuple[PathPart, ...]] = {}
    for definition in catalog.objects:
        places[definition.id] = ("objects", definition.name)
        for field in definition.fields:
            places[field.id] = ("objects", definition.name, "fields", field.name)
    for each in collisions(catalog):
        yield each.problem(*places[each.claim.owner], each.claim.part)


def _option_problems(field: Field) -> Iterator[Problem]:
    for index, option in enumerate(field.options):
        yield from enum_value_problems(option.key, "options", index, "key")
        yield from label_problems(option.labels, "options", index, "labels")
        if option.color is not None and not _COLOR.fullmatch(option.color):
            message = Sentence("{!r} is no color.", "{!r} 不是颜色。").of(option.color[:60])
            yield Problem(
                "CATALOG_INVALID",
                message,
                ("options", index, "color"),
                Sentence("Write it as #1a73e8.", "请按 #1a73e8 的格式填写。"),
            )
    yield from repeated([option.key for option in field.options], "option", "options", part="key")


def _size_problems(catalog: Catalog) -> Iterator[Problem]:
    size = len(json.dumps(encoded(catalog), ensure_ascii=False).encode())
    if size > MOST_CATALOG_BYTES:
        message = f"The catalog has {size:,} bytes; at most {MOST_CATALOG_BYTES:,} fit."
        yield Problem("CATALOG_LIMIT", message, ())
