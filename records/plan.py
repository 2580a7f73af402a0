"""The plan of one root field: a plain value between the GraphQL document and the SQL statement.

A plan knows nothing of GraphQL or HTTP and holds no values of the request: where a value is needed it holds an
`Input`, which says where the value will be found when the plan runs. So one plan serves every request of the same
shape. Response names (GraphQL aliases) are part of it, because PostgreSQL writes the JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from expressions.nodes import Expression
from metadata.catalog import Catalog, Field, Object, Transition
from policies.access import Access

# Inputs


@dataclass(frozen=True)
class Parameter:
    """The value at `path` in the request's coerced variables."""

    path: tuple[str | int, ...]


@dataclass(frozen=True)
class Constant:
    """A value written in the document itself (or a default)."""

    value: object


@dataclass(frozen=True)
class ListInput:
    """A list written in the document whose items may be variables."""

    items: tuple["Input", ...]


Input = Parameter | Constant | ListInput
InputTree = Input | Mapping[str, "InputTree"] | None
"""A whole input value: an input, the parts of a composite (money), or null."""


# Conditions


@dataclass(frozen=True)
class Compare:
    """`column operator value` over a column of the record's own table.

    `operator` is one of `eq ne in notIn lt lte gt gte contains startsWith endsWith`. A null in the column counts as
    different from every value: `ne` and `notIn` keep it, all others drop it. `field` is None for a system column.
    """

    column: str
    operator: str
    value: Input
    field: Field | None = None


@dataclass(frozen=True)
class IsNull:
    """The column is null (or is not). `field` is None for a system column."""

    column: str
    null: bool
    field: Field | None = None


@dataclass(frozen=True)
class Related:
    """The to-one related record exists, may be seen by the caller, and meets `condition`."""

    relation: Field
    condition: "Condition"


@dataclass(frozen=True)
class RelatedIsNull:
    """There is no related record that the caller may see (or there is, where `null` is false)."""

    relation: Field
    null: bool


@dataclass(frozen=True)
class AllOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """Classical negation: true where `condition` is not true."""

    condition: "Condition"


@dataclass(frozen=True)
class Rule:
    """A JSONLogic rule over the record."""

    expression: Expression


Condition = Compare | IsNull | Related | RelatedIsNull | AllOf | AnyOf | Not | Rule


# What is selected of a record. Every item bears its response name.


@dataclass(frozen=True)
class TypeName:
    name: str
    type_name: str


@dataclass(frozen=True)
class SystemValue:
    """A column that every record has (`id`, `version`, `stage`, ...)."""

    name: str
    column: str


@dataclass(frozen=True)
class FieldValue:
    """A field's whole value in the shape its type gives it."""

    name: str
    field: Field


@dataclass(frozen=True)
class FieldParts:
    """Parts of a composite field: (response name, part); part `__typename` is the GraphQL type's name."""

    name: str
    field: Field
    type_name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RelationId:
    """The id a relation field holds."""

    name: str
    relation: Field


@dataclass(frozen=True)
class MemberValue:
    """The member whose id stands in the system column: (response name, member column) pairs."""

    name: str
    column: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class One:
    """The record a relation points to, or null where there is none that the caller may see."""

    name: str
    relation: Field
    selection: "Selection"


@dataclass(frozen=True)
class Many:
    """The records that point here through `connection.via`."""

    name: str
    connection: "Connection"


@dataclass(frozen=True)
class ClauseParts:
    """(response name, one of pointer satisfied sentence field operator actual needed redacted __typename)."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VerdictParts:
    """What is selected of a verdict: `open`, `__typename` by (response name, part), and the clauses.

    `order` has all response names as the response has them.
    """

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    clauses: tuple[ClauseParts, ...]


@dataclass(frozen=True)
class Transitions:
    """The edges out of the record's stage: (response name, to|allowed|permitted|label|__typename) and verdicts."""

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    verdicts: tuple[VerdictParts, ...]


@dataclass(frozen=True)
class StageHistory:
    """The record's moves, oldest first.

    `parts` are (response name, from|to|occurredAt|recordedAt|__typename), `members` the selections of who moved it.
    """

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    members: tuple[MemberValue, ...]


Item = (
    TypeName
    | SystemValue
    | FieldValue
    | FieldParts
    | RelationId
    | MemberValue
    | One
    | Many
    | Transitions
    | StageHistory
)


@dataclass(frozen=True)
class Selection:
    """What is read of a record of `object`."""

    object: Object
    items: tuple[Item, ...]


# Lists


@dataclass(frozen=True)
class Order:
    """One key of an order.

    Attributes:
        kind: how a cursor keeps the value: a `metadata.field_types.base.Scalar` value.
        nullable: whether the column can be null; a plain comparison, which an index serves, is enough where not.
    """

    column: str
    kind: str
    descending: bool = False
    nulls_first: bool = False
    nullable: bool = True


@dataclass(frozen=True)
class Page:
    """At most `size` rows; `backward` counts from the end; `cursor` is where to go on from."""

    size: Input
    backward: bool = False
    cursor: Input | None = None


@dataclass(frozen=True)
class Nodes:
    name: str
    selection: Selection


@dataclass(frozen=True)
class Edges:
    """Edges: `parts` are (response name, `cursor` or `__typename`), `nodes` the node selections of each edge."""

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    nodes: tuple[Nodes, ...]
    type_name: str


@dataclass(frozen=True)
class PageInfo:
    """(response name, one of hasNextPage hasPreviousPage startCursor endCursor __typename)."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TotalCount:
    name: str


ConnectionPart = Nodes | Edges | PageInfo | TotalCount | TypeName


@dataclass(frozen=True)
class Connection:
    """A page of records.

    Attributes:
        via: the relation field (of `object`) that must point to the parent record; None at the root.
        order: the keys asked for; the id is always the last one.
        parts: what of the connection is selected.
    """

    object: Object
    via: Field | None
    where: Condition | None
    order: tuple[Order, ...]
    page: Page
    parts: tuple[ConnectionPart, ...]


# Root fields


@dataclass(frozen=True)
class Get:
    """One record by id, or null."""

    id: Input
    selection: Selection


Read = Get | Connection


@dataclass(frozen=True)
class ReadPlan:
    """Root fields of a query, answered by one statement: (response name, what)."""

    catalog: Catalog
    namespace: str
    language: str
    access: Access
    roots: tuple[tuple[str, Read], ...]


@dataclass(frozen=True)
class Assignment:
    """A new value for a field, to be checked and spread over its columns by the field's type."""

    field: Field
    value: InputTree


@dataclass(frozen=True)
class Patch:
    """What a write sets: fields, and the owner where given."""

    assignments: tuple[Assignment, ...] = ()
    owner: Input | None = None


@dataclass(frozen=True)
class Create:
    patch: Patch
    occurred_at: Input | None = None


@dataclass(frozen=True)
class Update:
    id: Input
    patch: Patch
    expected_version: Input | None = None


@dataclass(frozen=True)
class Delete:
    id: Input
    expected_version: Input | None = None


@dataclass(frozen=True)
class Restore:
    id: Input


@dataclass(frozen=True)
class Promote:
    """Move to the stage `to`; `edges` are the pipeline's transitions that lead there."""

    id: Input
    to: str
    edges: tuple[Transition, ...]
    patch: Patch
    expected_version: Input | None = None
    occurred_at: Input | None = None


Operation = Create | Update | Delete | Restore | Promote


@dataclass(frozen=True)
class RecordPart:
    """The record after the write (null where it was refused)."""

    name: str
    selection: Selection


@dataclass(frozen=True)
class PromotedPart:
    name: str


@dataclass(frozen=True)
class ErrorsPart:
    """(response name, one of code message path hint __typename)."""

    name: str
    parts: tuple[tuple[str, str], ...]


PayloadPart = RecordPart | PromotedPart | ErrorsPart | VerdictParts | TypeName


@dataclass(frozen=True)
class WritePlan:
    """One root field of a mutation, done by one statement."""

    catalog: Catalog
    namespace: str
    language: str
    access: Access
    object: Object
    operation: Operation
    payload: tuple[PayloadPart, ...]
