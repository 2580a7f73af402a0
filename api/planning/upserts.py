"""Root fields of a mutation that create or update as plans."""

from typing import cast

from graphql import GraphQLField, GraphQLInputObjectType, get_named_type

from api.planning.bulk import bulk_payload_of, rows_of
from api.planning.planning import Arguments, Planning, given
from api.planning.selections import Selected
from api.planning.writes import patch_of, pipeline_of, plan_of
from api.types.bindings import AssignField, AssignOwner, BulkRoot, WriteRoot, input_binding
from api.types.upsert_inputs import flat_row, keys_found_by
from core.errors import fault
from metadata.catalog import Object
from metadata.field_types.all_types import input_name
from metadata.text import listed
from metadata.unique_keys import keys_of
from records.plans.bulk import BulkMode, BulkPlan, BulkUpsertPlan
from records.plans.inputs import OfRow
from records.plans.writes import Assignment, ByKey, Create, Patch, Update, UpsertPlan, WritePlan
from records.rows import EXPECTED_VERSION, NULL_KEY

BY, INPUT, ON_CREATE = "by", "input", "onCreate"


def upsert_root(
    planning: Planning, selected: Selected, field: GraphQLField, binding: WriteRoot
) -> UpsertPlan:
    """The plan of an upsert: of a key, a creation and an update.

    Raises:
        SluiceError: BAD_USER_INPUT where no key is named, or a field is given twice.
    """
    of, arguments = binding.object, planning.arguments(selected, field)
    patches = {name: _patch(planning, field, arguments, name) for name in (BY, INPUT, ON_CREATE)}
    places = _places(patches)
    key = _key_of(of, patches[BY])
    common, new = patches[INPUT], patches[ON_CREATE]
    whole = Patch(
        (*key.assignments, *common.assignments, *new.assignments), new.owner or common.owner, common.links
    )
    creation = Create(whole, None, pipeline_of(planning, of, arguments))
    change = Update(key, common, given(arguments, "expectedVersion"))
    write = plan_of(planning, selected, field, binding, creation)
    return UpsertPlan(key, creation, change, write, places)


def bulk_upsert_root(
    planning: Planning, selected: Selected, field: GraphQLField, binding: BulkRoot
) -> BulkUpsertPlan:
    """The plan of an upsert of many: names are those of all inputs together, and all are found by one key.

    Raises:
        SluiceError: BAD_USER_INPUT where the inputs name no key, or two parts of them give one field.
    """
    of, arguments = binding.object, planning.arguments(selected, field)
    rows, names = rows_of(planning, arguments, flat_row)
    row_type = cast(GraphQLInputObjectType, get_named_type(field.args["inputs"].type))
    patches = {part: _patch_of_rows(row_type, part, names) for part in (BY, INPUT, ON_CREATE)}
    # Without inputs nothing is found by any key, so it does not matter by which.
    nothing = not names and not patches[BY].assignments
    key = _any_key_of(of, binding, planning) if nothing else _key_of(of, patches[BY])
    places, common, new = _places(patches), patches[INPUT], patches[ON_CREATE]
    whole = Patch((*key.assignments, *common.assignments, *new.assignments), common.owner or new.owner)
    creation = Create(whole, None, pipeline_of(planning, of, arguments), rows)
    write = WritePlan(
        planning.catalog,
        planning.namespace,
        planning.language,
        planning.access,
        of,
        creation,
        (),
        given(arguments, "idempotencyKey"),
    )
    bulk = BulkPlan(write, cast(BulkMode, arguments["mode"]), bulk_payload_of(planning, selected, field, of))
    versions = EXPECTED_VERSION in names
    return BulkUpsertPlan(key, creation, Update(key, common), rows, versions, places, bulk)


def _patch_of_rows(row_type: GraphQLInputObjectType, part: str, names: frozenset[str]) -> Patch:
    """What a part of the inputs gives; each value is that of a row."""
    fields = cast(GraphQLInputObjectType, get_named_type(row_type.fields[part].type)).fields
    assignments: list[Assignment] = []
    owner: OfRow | None = None
    for name in (each for each in fields if f"{part}.{each}" in names):
        of_row = OfRow(f"{part}.{name}")
        match input_binding(fields[name]):
            case AssignField(target):
                assignments.append(Assignment(target, of_row))
            case AssignOwner():
                owner = of_row
            case other:
                raise TypeError(f"{other} is nothing that a row gives")
    return Patch(tuple(assignments), owner)


def _any_key_of(of: Object, binding: BulkRoot, planning: Planning) -> ByKey:
    key = keys_found_by(of, planning.access.objects[binding.object.id])[0]
    fields = (of.field_by_id[each] for each in key.fields)
    return ByKey(key.unique, tuple(Assignment(each, OfRow(f"{BY}.{input_name(each)}")) for each in fields))


def _patch(planning: Planning, field: GraphQLField, arguments: Arguments, argument: str) -> Patch:
    return patch_of(planning, field, arguments.get(argument), argument)


def _places(patches: dict[str, Patch]) -> dict[str, str]:
    """Name of each field that another argument than `input` gives, to that.

    Raises:
        SluiceError: BAD_USER_INPUT where two give it.
    """
    places: dict[str, str] = {}
    for argument, patch in patches.items():
        names = [input_name(each.field) for each in patch.assignments]
        for name in [*names, *(["ownerId"] if patch.owner is not None else [])]:
            if name in places:
                message = f"`{places[name]}` gives {name} as well"
                raise fault("BAD_USER_INPUT", message, argument, name, hint="Give it in one of them.")
            places[name] = argument
    return {name: argument for name, argument in places.items() if argument != INPUT}


def _key_of(of: Object, patch: Patch) -> ByKey:
    """The key whose fields are given.

    Raises:
        SluiceError: BAD_USER_INPUT where they are no key, or one is null: a record without it is like no other.
    """
    given = {each.field.id: each for each in patch.assignments}
    for each in patch.assignments:
        if each.value is None:
            name = input_name(each.field)
            raise fault("BAD_USER_INPUT", NULL_KEY, BY, name)
    found = next((key for key in keys_of(of) if set(key.fields) == given.keys()), None)
    if found is None:
        names = listed([input_name(each.field) for each in patch.assignments]) or "Nothing"
        hint = "Give one unique field, or all fields of one unique key."
        raise fault("BAD_USER_INPUT", f"{names}: this is no unique key of {of.name}", BY, hint=hint)
    return ByKey(found.unique, tuple(given[each] for each in found.fields))
