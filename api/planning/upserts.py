"""Root fields of a mutation that create or update as plans."""

from graphql import GraphQLField

from api.planning.planning import Arguments, Planning, given
from api.planning.selections import Selected
from api.planning.writes import patch_of, pipeline_of, plan_of
from api.types.bindings import WriteRoot
from core.errors import fault
from metadata.catalog import Object
from metadata.field_types.all_types import input_name
from metadata.text import listed
from metadata.unique_keys import keys_of
from records.plans.writes import ByKey, Create, Patch, Update, UpsertPlan

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
            raise fault("BAD_USER_INPUT", "A record is found by a value, and null is none", BY, name)
    found = next((key for key in keys_of(of) if set(key.fields) == given.keys()), None)
    if found is None:
        names = listed([input_name(each.field) for each in patch.assignments]) or "Nothing"
        hint = "Give one unique field, or all fields of one unique key."
        raise fault("BAD_USER_INPUT", f"{names}: this is no unique key of {of.name}", BY, hint=hint)
    return ByKey(found.unique, tuple(given[each] for each in found.fields))
