"""Selections of a document with fragments spread out and equal response names merged, as the specification says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_directive_values


@dataclass(frozen=True)
class Document:
    """What reading a selection needs to know of its operation.

    Attributes:
        values: the coerced variables; those that decide the shape as values, all others as parameters.
    """

    types: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    values: VariableValues


@dataclass(frozen=True)
class Selected:
    """One field of the response: all nodes that select it under this response name."""

    name: str
    nodes: tuple[FieldNode, ...]

    @property
    def field(self) -> str:
        """Name of the field in its type."""
        return self.nodes[0].name.value


def selected_fields(
    document: Document, of: GraphQLObjectType, sets: Sequence[SelectionSetNode | None]
) -> tuple[Selected, ...]:
    """The fields of the response, in order."""
    found: dict[str, list[FieldNode]] = {}
    visited: set[str] = set()
    for each in sets:
        if each is not None:
            _collect(document, of, each, found, visited)
    return tuple(Selected(name, tuple(nodes)) for name, nodes in found.items())


def inner_fields(document: Document, of: GraphQLObjectType, selected: Selected) -> tuple[Selected, ...]:
    """The fields selected of the value of `selected`, which is of the type `of`."""
    return selected_fields(document, of, [node.selection_set for node in selected.nodes])


def has_directives(selection: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> bool:
    """Whether any directive stands at the top of a selection, fragments spread out."""
    pending, visited = [selection], set[str]()
    while pending:
        for node in pending.pop().selections:
            if node.directives:
                return True
            match node:
                case InlineFragmentNode(selection_set=inner):
                    pending.append(inner)
                case FragmentSpreadNode(name=name) if name.value not in visited:
                    visited.add(name.value)
                    pending.append(fragments[name.value].selection_set)
    return False


def _collect(
    document: Document,
    of: GraphQLObjectType,
    selection: SelectionSetNode,
    found: dict[str, list[FieldNode]],
    visited: set[str],
) -> None:
    for node in selection.selections:
        if not _included(document, node):
            continue
        match node:
            case FieldNode():
                found.setdefault((node.alias or node.name).value, []).append(node)
            case InlineFragmentNode(type_condition=condition, selection_set=inner):
                if condition is None or _applies(document, of, condition.name.value):
                    _collect(document, of, inner, found, visited)
            case FragmentSpreadNode(name=name):
                fragment = document.fragments[name.value]
                if name.value not in visited and _applies(document, of, fragment.type_condition.name.value):
                    visited.add(name.value)
                    _collect(document, of, fragment.selection_set, found, visited)


def _included(document: Document, node: SelectionNode) -> bool:
    if not node.directives:
        return True
    skip = get_directive_values(GraphQLSkipDirective, node, document.values)
    if skip and skip["if"]:
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, document.values)
    return include is None or bool(include["if"])


def _applies(document: Document, of: GraphQLObjectType, condition: str) -> bool:
    if condition == of.name:
        return True
    type_ = document.types.get_type(condition)
    return is_abstract_type(type_) and document.types.is_sub_type(type_, of)
