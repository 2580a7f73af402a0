"""Variable values coerced as the specification says, without a walk over all that the types hold.

graphql-core looks at every field of an input object for each value; a `where` of a wide object has forty. Here each
input type is made ready once, and a value costs what it holds. What this cannot coerce is left to graphql-core, which
says what is wrong with it; a test holds the two against each other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, cast

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
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

MOST_KNOWN = 8
"""Lists of names, each those of one value in their order, that an input object type remembers."""


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
                return _as_given(inner, _non_null(self.of(inner)))
            case GraphQLList(of_type=item):
                return _list(self.of(item))
            case GraphQLInputObjectType():
                return _InputObject(self, type_).coerce
            case leaf:
                return _as_given(leaf, _leaf(cast(Coerce, leaf.coerce_input_value)))


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


def _as_given(type_: GraphQLInputType, other: Coerce) -> Coerce:
    """Of a type whose values are texts or whole numbers: most are given as that, and nothing is to be done."""

    def text(value: object) -> object:
        return value if type(value) is str else other(value)

    def whole(value: object) -> object:
        fits = type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT
        return value if fits else other(value)

    if not isinstance(type_, GraphQLScalarType) or not is_specified_scalar_type(type_):
        return other
    return {"String": text, "ID": text, "Int": whole}.get(type_.name, other)


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


class _Taken(NamedTuple):
    """One part of the value of an input object.

    Attributes:
        place: of the field in the type.
        name, out_name: as it is given, and in the result.
    """

    place: int
    name: str
    out_name: str
    coerce: Coerce


@dataclass
class _InputObject:
    """An input object type made ready.

    Clients send the same names in the same order again and again: what is taken of them is looked up once.
    """

    coercions: Coercions
    type_: GraphQLInputObjectType
    _known: dict[tuple[str, ...], list[_Taken]] = field(default_factory=dict)

    @cached_property
    def fields(self) -> Mapping[str, _Taken]:
        """What is taken of each field."""
        return {
            name: _Taken(place, name, each.out_name or name, self.coercions.of(each.type))
            for place, (name, each) in enumerate(self.type_.fields.items())
        }

    @cached_property
    def awaited(self) -> Mapping[str, _Taken | None]:
        """Fields that are required or have a default: what is taken where they are absent, None if that is refused."""
        found: dict[str, _Taken | None] = {}
        for name, each in self.type_.fields.items():
            default = coerce_default_value(each)
            if is_required_input_field(each):
                found[name] = None
            elif default is not Undefined:
                found[name] = self.fields[name]._replace(coerce=_always(default))
        return found

    def coerce(self, value: object) -> object:
        """The values in the order of the type, as graphql-core gives them."""
        if value is None:
            return None
        if not isinstance(value, dict):
            raise UnfitError
        taken = self._known.get(tuple(value)) or self._take(value)
        found = {out_name: coerce(value.get(name)) for _, name, out_name, coerce in taken}
        if self.type_.is_one_of and (len(found) != 1 or None in found.values()):
            raise UnfitError
        return self.type_.out_type(found)

    def _take(self, value: Mapping[str, object]) -> list[_Taken]:
        """What is taken of a value with such names. It is kept for the next that has them in the same order."""
        taken = [self.fields.get(name) for name in value]
        taken += [each for name, each in self.awaited.items() if name not in value]
        found = [each for each in taken if each is not None]
        if len(found) != len(taken):
            raise UnfitError
        found.sort(key=_place)
        if len(self._known) == MOST_KNOWN:
            self._known.clear()
        self._known[tuple(value)] = found
        return found


_place = itemgetter(0)


def _always(default: object) -> Coerce:
    return lambda _: default


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
