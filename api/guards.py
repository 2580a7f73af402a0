"""Bounds of a document, judged before it is validated, so that no request costs more than it may.

The bounds are stated in docs/reference/limits.md. `read_document` is the way in for every document.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    parse,
    visit,
)

from api.request import check_text
from core.errors import fault

DOCUMENT_BYTES = 100_000
TOKENS = 5_000
DEPTH = 15
ROOT_FIELDS = 100
FIELDS = 5_000
"""Fields of one operation with every fragment spread out."""
ALIASES = 200
"""Aliased fields of one operation, fragments spread out: each asks for something once more."""
DIRECTIVES = 200
"""Directives of one operation, fragments spread out."""

INTROSPECTION_DEPTH = 30


def read_document(text: str) -> DocumentNode:
    """Parse `text` within the bounds.

    Raises:
        GraphQLSyntaxError: it is not GraphQL; `api.errors` renders it.
        SluiceError: QUERY_TOO_COMPLEX, or BAD_USER_INPUT for unsound text in a literal.
    """
    if len(text.encode("utf-8", "replace")) > DOCUMENT_BYTES:
        raise fault(
            "QUERY_TOO_COMPLEX",
            f"The document has more than {DOCUMENT_BYTES:,} bytes",
            hint="Send values as variables, and the work in several requests.",
        )
    try:
        document = parse(
            text, max_lexical_tokens=TOKENS, max_comments=TOKENS, allow_empty_selection_sets=False
        )
    except GraphQLSyntaxError as error:
        if "Parsing aborted" in error.message:
            raise fault(
                "QUERY_TOO_COMPLEX",
                f"The document has more than {TOKENS:,} tokens or comments",
                hint="Send values as variables, and the work in several requests.",
            ) from error
        raise
    if "\\u" in text:
        visit(document, _SoundText())
    check_document(document)
    return document


class _SoundText(Visitor):
    """Escapes are the only way for NUL into a document; a raw one was refused with the request."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        check_text(node.value)


def check_document(document: DocumentNode) -> None:
    """Judge depth, root fields, fields, aliases and directives of each operation, fragments spread out.

    A document whose fragments form a cycle passes: validation refuses it with a better message.

    Raises:
        SluiceError: QUERY_TOO_COMPLEX.
    """
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    measure = _Measure(fragments)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            measure.judge(definition)


@dataclass(frozen=True)
class _Size:
    """A selection: its levels, its fields, how many of these stand at its top, its aliases and directives."""

    depth: int = 0
    fields: int = 0
    top: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: "_Size") -> "_Size":
        """Both in one selection."""
        return _Size(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.top + other.top,
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


@dataclass
class _Measure:
    """Sizes of selections; each fragment is measured once, so a chain of doubling fragments costs nothing."""

    fragments: dict[str, FragmentDefinitionNode]
    known: dict[str, _Size] = field(default_factory=dict)

    def judge(self, operation: OperationDefinitionNode) -> None:
        data, introspection = self.roots(operation.selection_set)
        size = self.selection(data)
        _bound(size.top, ROOT_FIELDS, "root fields")
        _bound(size.fields, FIELDS, "fields")
        _bound(size.depth, DEPTH, "levels")
        self.judge_extras(size, _directives(operation))
        size = self.selection(introspection)
        self.judge_extras(size, 0)
        _bound(size.fields, FIELDS, "fields")
        _bound(size.depth, INTROSPECTION_DEPTH, "levels")

    @staticmethod
    def judge_extras(size: _Size, more_directives: int) -> None:
        _bound(size.aliases, ALIASES, "aliases")
        _bound(size.directives + more_directives, DIRECTIVES, "directives")

    def roots(
        self, selection: SelectionSetNode
    ) -> "tuple[list[FieldNode | FragmentSpreadNode | InlineFragmentNode], list[FieldNode]]":
        """The selections of data, and those that introspect: tools ask the latter deeply."""
        data: list[FieldNode | FragmentSpreadNode | InlineFragmentNode] = []
        introspection: list[FieldNode] = []
        for each in _selections(selection):
            if isinstance(each, FieldNode) and each.name.value in ("__schema", "__type"):
                introspection.append(each)
            else:
                data.append(each)
        return data, introspection

    def selection(
        self, nodes: "list[FieldNode] | list[FieldNode | FragmentSpreadNode | InlineFragmentNode]"
    ) -> _Size:
        size = _Size()
        for node in nodes:
            size = size.beside(self.node(node))
        return size

    def node(self, node: FieldNode | FragmentSpreadNode | InlineFragmentNode) -> _Size:
        match node:
            case FieldNode(selection_set=inner):
                size = self.selection(list(_selections(inner)))
                aliases = size.aliases + (node.alias is not None)
                return _Size(size.depth + 1, size.fields + 1, 1, aliases, size.directives + _directives(node))
            case InlineFragmentNode(selection_set=inner):
                size = self.selection(list(_selections(inner)))
                return replace(size, directives=size.directives + _directives(node))
            case FragmentSpreadNode(name=name):
                size = self.fragment(name.value)
                return replace(size, directives=size.directives + _directives(node))

    def fragment(self, name: str) -> _Size:
        if name in self.known:
            return self.known[name]
        self.known[name] = _Size()
        definition = self.fragments.get(name)
        if definition is not None:
            size = self.selection(list(_selections(definition.selection_set)))
            self.known[name] = replace(size, directives=size.directives + _directives(definition))
        return self.known[name]


def _selections(
    node: SelectionSetNode | None,
) -> Iterator[FieldNode | FragmentSpreadNode | InlineFragmentNode]:
    for each in node.selections if node is not None else ():
        if isinstance(each, FieldNode | FragmentSpreadNode | InlineFragmentNode):
            yield each


def _directives(
    node: "FieldNode | FragmentSpreadNode | InlineFragmentNode | FragmentDefinitionNode | OperationDefinitionNode",
) -> int:
    return len(node.directives or ())


def _bound(found: int, bound: int, what: str) -> None:
    if found > bound:
        raise fault("QUERY_TOO_COMPLEX", f"The operation has {found:,} {what}; {bound:,} are allowed")


def operation_of(document: DocumentNode, name: str | None, *, read_only: bool) -> OperationDefinitionNode:
    """The operation to run.

    Raises:
        SluiceError: BAD_REQUEST where the name fits none or is needed, METHOD_NOT_ALLOWED for a mutation
            by GET.
    """
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if not operations:
        raise fault("BAD_REQUEST", "The document has no operation")
    if name is None and len(operations) > 1:
        raise fault(
            "BAD_REQUEST",
            "The document has several operations and `operationName` names none",
            hint=f"Name one of: {_names(operations)}.",
        )
    for each in operations:
        if name is None or (each.name is not None and each.name.value == name):
            _check_kind(each, read_only)
            return each
    names = _names(operations)
    raise fault(
        "BAD_REQUEST",
        f"The document has no operation named {name!r}",
        hint=f"Name one of: {names}." if names else "Leave `operationName` out; the operation has no name.",
    )


def _names(operations: list[OperationDefinitionNode]) -> str:
    return ", ".join(each.name.value for each in operations if each.name is not None)


def _check_kind(operation: OperationDefinitionNode, read_only: bool) -> None:
    if read_only and operation.operation is OperationType.MUTATION:
        raise fault("METHOD_NOT_ALLOWED", "A mutation cannot be sent by GET", hint="Send it by POST.")
