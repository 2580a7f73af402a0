"""Variable values coerced as the specification says, without a walk over all that the types hold.

graphql-core looks at every field of an input object for each value; a `where` of a wide object has forty. Here each
input type is made ready once, and a value costs what it holds. What this cannot coerce is left to graphql-core, which
says what is wrong with it; a test holds the two against each other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import cast

from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    is_input_type,
    is_required_input_field,
    is_specified_scalar_type,
    type_from_ast,
)
from graphql.utilities import coerce_input_literal
from graphql.utilities.coerce_input_value import coerce_default_value

Coerce = Callable[[object], object]
"""From a JSON value to the value of an input type.

Raises:
    UnfitError: graphql-core is to be asked.
"""


class UnfitError(Exception):
    """The value does not fit, or graphql-core knows better."""


class Coercions:
    """The coercions of the input types of one GraphQL schema, each made when it is first needed."""

    def __init__(self, types: GraphQLSchema) -> None:
        self._types = types
        self._made: dict[str, Coerce] = {}

    def variables(self, definitions: Sequence[VariableDefinitionNode]) -> "Variables":
        """What reads the variables of an operation that is valid."""
        return Variables(tuple(self._variable(each) for each in definitions))

    def _variable(self, definition: VariableDefinitionNode) -> "Variable":
        name, type_ = definition.variable.name.value, type_from_ast(self._types, definition.type)
        if not is_input_type(type_):
            # A scalar of the specification that this GraphQL schema does not use: valid, and refused all the same.
            return Variable(name, _refuse, Undefined, True)
        default: object = Undefined
        if definition.default_value is not None:
            default = coerce_input_literal(definition.default_value, type_)
        required = isinstance(type_, GraphQLNonNull)
        return Variable(name, self.of(type_), default, required)

    def of(self, type_: GraphQLInputType) -> Coerce:
        """The coercion of a type."""
        name = str(type_)
        if name not in self._made:
            self._made[name] = self._make(type_)
        return self._made[name]

    def _make(self, type_: GraphQLInputType) -> Coerce:
        match type_:
            case GraphQLNonNull(of_type=inner):
                return _non_null(self.of(inner))
            case GraphQLList(of_type=item):
                return _list(self.of(item))
            case GraphQLInputObjectType():
                return _InputObject(self, type_).coerce
            case GraphQLScalarType(name="String" | "ID") if is_specified_scalar_type(type_):
                return _text(_leaf(type_.coerce_input_value))
            case leaf:
                return _leaf(cast(Coerce, leaf.coerce_input_value))


def _refuse(value: object) -> object:
    raise UnfitError


def _non_null(inner: Coerce) -> Coerce:
    def coerce(value: object) -> object:
        if value is None:
            raise UnfitError
        return inner(value)

    return coerce


def _list(item: Coerce) -> Coerce:
    def coerce(value: object) -> object:
        if value is None:
            return None
        return [item(each) for each in value] if isinstance(value, list) else [item(value)]

    return coerce


def _text(other: Coerce) -> Coerce:
    """Of a type whose values are texts: most are given as that, and nothing is to be done."""

    def coerce(value: object) -> object:
        return value if type(value) is str else other(value)

    return coerce


def _leaf(read: Callable[[object], object]) -> Coerce:
    def coerce(value: object) -> object:
        if value is None:
            return None
        try:
            found = read(value)
        except Exception as error:
            # Whatever a scalar raises is its refusal.
            raise UnfitError from error
        if found is Undefined:
            raise UnfitError
        return found

    return coerce


@dataclass
class _InputObject:
    """An input object type made ready: its fields by name, and those that must be looked at when they are absent."""

    coercions: Coercions
    type_: GraphQLInputObjectType

    @cached_property
    def fields(self) -> Mapping[str, tuple[int, str, Coerce]]:
        """Name to place in the type, name in the result, and coercion."""
        return {
            name: (place, field.out_name or name, self.coercions.of(field.type))
            for place, (name, field) in enumerate(self.type_.fields.items())
        }

    @cached_property
    def awaited(self) -> tuple[tuple[str, GraphQLInputField], ...]:
        """Fields that are required or have a default."""
        return tuple(
            (name, field)
            for name, field in self.type_.fields.items()
            if is_required_input_field(field) or coerce_default_value(field) is not Undefined
        )

    def coerce(self, value: object) -> object:
        """The values in the order of the type, as graphql-core gives them."""
        if value is None:
            return None
        if not isinstance(value, dict):
            raise UnfitError
        fields = self.fields
        found: list[tuple[int, str, object]] = []
        for name, given in value.items():
            entry = fields.get(name)
            if entry is None:
                raise UnfitError
            place, out_name, coerce = entry
            found.append((place, out_name, coerce(given)))
        for name, field in self.awaited:
            if name not in value:
                if is_required_input_field(field):
                    raise UnfitError
                place, out_name, _ = fields[name]
                found.append((place, out_name, coerce_default_value(field)))
        if len(found) > 1:
            found.sort(key=_place)
        if self.type_.is_one_of and (len(found) != 1 or found[0][2] is None):
            raise UnfitError
        return self.type_.out_type({out_name: each for _, out_name, each in found})


_place = itemgetter(0)


@dataclass(frozen=True)
class Variable:
    """A variable of an operation. `default` is Undefined where it has none."""

    name: str
    coerce: Coerce
    default: object
    required: bool


@dataclass(frozen=True)
class Variables:
    """Reads the variables of one operation."""

    definitions: tuple[Variable, ...]

    def read(self, given: Mapping[str, object]) -> dict[str, object]:
        """The coerced values by name; a variable that is absent and has no default is absent.

        Raises:
            UnfitError: graphql-core is to be asked.
        """
        found: dict[str, object] = {}
        for each in self.definitions:
            if each.name in given:
                found[each.name] = each.coerce(given[each.name])
            elif each.default is not Undefined:
                found[each.name] = each.default
            elif each.required:
                raise UnfitError
        return found
