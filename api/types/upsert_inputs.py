"""What is given to an upsert: the key, what the record gets, and what only a new one gets."""

from graphql import GraphQLArgument, GraphQLInt, GraphQLNonNull

from api.types.tenant_inputs import InputTypes, given_alone
from metadata.catalog import Object
from metadata.unique_keys import Key, keys_of
from policies.access import ObjectAccess


def keys_found_by(of: Object, access: ObjectAccess) -> tuple[Key, ...]:
    """The unique fields and keys that the caller may find a record by, or create one with.

    All their fields must be readable: that a record is found by a value tells that it has it.
    """
    return tuple(each for each in keys_of(of) if access.read & access.create >= set(each.fields))


def upsert_arguments(
    of: Object, access: ObjectAccess, inputs: InputTypes, keys: tuple[Key, ...]
) -> dict[str, GraphQLArgument]:
    """`by`, `input`, `onCreate` and `expectedVersion`."""
    named = frozenset(field for key in keys for field in key.fields)
    by = inputs.optional_input(of, "UpsertBy", named, owner=False)
    common = inputs.optional_input(of, "UpsertInput", access.create & access.update)
    new = inputs.optional_input(of, "UpsertOnCreate", access.create - given_alone(of))
    return {
        "by": GraphQLArgument(
            GraphQLNonNull(by),
            description="The values of one unique field, or of all fields of a unique key.",
        ),
        "input": GraphQLArgument(common, description="What the record gets, new or not."),
        "onCreate": GraphQLArgument(new, description="What it gets beside that where it is new."),
        "expectedVersion": GraphQLArgument(
            GraphQLInt, description="Refuse where the record has another version by now, or is not there."
        ),
    }
