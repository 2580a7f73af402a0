"""What is given to an upsert: the key, what the record gets, and what only a new one gets."""

from collections.abc import Mapping

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
)

from api.types.lean_types import LeanInputType
from api.types.scalars import RowValues
from api.types.tenant_inputs import InputTypes, given_alone
from api.types.type_names import NamedTypes
from metadata.catalog import Object
from metadata.unique_keys import Key, keys_of
from policies.access import ObjectAccess

BY = "The values of one unique field, or of all fields of a unique key."
INPUT = "What the record gets, new or not."
ON_CREATE = "What it gets beside that where it is new."
EXPECTED = "Refuse where the record has another version by now, or is not there."


def keys_found_by(of: Object, access: ObjectAccess) -> tuple[Key, ...]:
    """The unique fields and keys that the caller may find a record by, or create one with.

    All their fields must be readable: that a record is found by a value tells that it has it.
    """
    return tuple(each for each in keys_of(of) if access.read & access.create >= set(each.fields))


def upsert_arguments(
    of: Object, access: ObjectAccess, inputs: InputTypes, keys: tuple[Key, ...]
) -> dict[str, GraphQLArgument]:
    """`by`, `input`, `onCreate` and `expectedVersion`."""
    by, new = _by(of, inputs, keys), _on_create(of, access, inputs)
    common = inputs.optional_input(of, "UpsertInput", access.create & access.update)
    return {
        "by": GraphQLArgument(GraphQLNonNull(by), description=BY),
        "input": GraphQLArgument(common, description=INPUT),
        "onCreate": GraphQLArgument(new, description=ON_CREATE),
        "expectedVersion": GraphQLArgument(GraphQLInt, description=EXPECTED),
    }


def upsert_rows(of: Object, names: NamedTypes, inputs: InputTypes, keys: tuple[Key, ...]) -> GraphQLArgument:
    """`inputs` of an upsert of many: of each the same, without files and links."""
    access = names.access.objects[of.id]
    both = (access.create & access.update) - given_alone(of)

    def fields() -> dict[str, GraphQLInputField]:
        common = inputs.optional_input(of, "UpsertRowInput", both)
        return {
            "by": GraphQLInputField(GraphQLNonNull(_by(of, inputs, keys)), description=BY),
            "input": GraphQLInputField(common, description=INPUT),
            "onCreate": GraphQLInputField(_on_create(of, access, inputs), description=ON_CREATE),
            "expectedVersion": GraphQLInputField(GraphQLInt, description=EXPECTED),
        }

    row = names.once(f"{of.type_name}UpsertRow", lambda name: LeanInputType(name, fields, out_type=flat_row))
    about = "Of each record its key, and what it gets. All are found by the same key."
    return GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(row))), description=about)


def flat_row(row: Mapping[str, object]) -> RowValues:
    """The input of one record of many, the parts of it side by side: `by.code`, `input.name`, `expectedVersion`."""
    found = RowValues()
    for name, inner in row.items():
        if isinstance(inner, Mapping) and "." not in name:
            found.update({f"{name}.{each}": value for each, value in inner.items()})
        elif inner is not None or "." in name:
            found[name] = inner
    return found


def _by(of: Object, inputs: InputTypes, keys: tuple[Key, ...]) -> GraphQLInputObjectType:
    named = frozenset(field for key in keys for field in key.fields)
    return inputs.optional_input(of, "UpsertBy", named, owner=False)


def _on_create(of: Object, access: ObjectAccess, inputs: InputTypes) -> GraphQLInputObjectType:
    return inputs.optional_input(of, "UpsertOnCreate", access.create - given_alone(of))
