"""What a field of a tenant's GraphQL type stands for: the type builder attaches one to each, the planner reads it.

Fields without a binding belong to the fixed part and are run by strawberry's resolvers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graphql import GraphQLArgument, GraphQLField, GraphQLInputField
from graphql.type import GraphQLOutputType

from metadata.catalog import Object
from metadata.fields import Field
from metadata.settings import Mask
from records.plans.groups import Bucket, Function
from records.plans.via import Via

KEY = "sluice"
"""Name of the entry in `extensions` of a GraphQL field."""


@dataclass(frozen=True)
class GetRoot:
    object: Object


@dataclass(frozen=True)
class ListRoot:
    object: Object


@dataclass(frozen=True)
class GroupsRoot:
    object: Object


@dataclass(frozen=True)
class NodeRoot:
    """One record of any object."""


@dataclass(frozen=True)
class NodesRoot:
    """Several records of any object."""


@dataclass(frozen=True)
class SearchRoot:
    """Records of all objects by their words."""


@dataclass(frozen=True)
class StuckRoot:
    """Records of an object that no way leads out of."""

    object: Object


@dataclass(frozen=True)
class FunnelRoot:
    object: Object


WriteKind = Literal[
    "create", "update", "upsert", "merge", "delete", "restore", "promote", "completeTask", "reopenTask"
]


@dataclass(frozen=True)
class WriteRoot:
    object: Object
    kind: WriteKind


BulkKind = Literal["create", "update", "upsert", "delete", "restore", "promote", "completeTask", "reopenTask"]


@dataclass(frozen=True)
class BulkRoot:
    """A write of many records."""

    object: Object
    kind: BulkKind


@dataclass(frozen=True)
class ChangedRoot:
    """The changes of an object's records, as they happen."""

    object: Object


@dataclass(frozen=True)
class SystemLeaf:
    column: str


@dataclass(frozen=True)
class FieldLeaf:
    field: Field


@dataclass(frozen=True)
class MaskedLeaf:
    """A field of which a text is shown."""

    field: Field
    mask: Mask


@dataclass(frozen=True)
class CompositeField:
    """A field whose value is an object (money)."""

    field: Field


@dataclass(frozen=True)
class RelationIdLeaf:
    relation: Field


@dataclass(frozen=True)
class OneField:
    relation: Field
    target: Object


@dataclass(frozen=True)
class OneOfField:
    """The record of one of the targets that a reference names."""

    reference: Field
    targets: tuple[Object, ...]


@dataclass(frozen=True)
class ManyField:
    """The records of `owner` that `via` leads to."""

    owner: Object
    via: Via


@dataclass(frozen=True)
class GroupsField:
    """Groups of the records of `owner` that `via` leads to."""

    owner: Object
    via: Via


@dataclass(frozen=True)
class MemberField:
    column: str


@dataclass(frozen=True)
class TransitionsField:
    pass


@dataclass(frozen=True)
class DueCriteriaField:
    pass


@dataclass(frozen=True)
class StageTasksField:
    pass


@dataclass(frozen=True)
class StageHistoryField:
    pass


@dataclass(frozen=True)
class FieldHistoryField:
    """The history of the fields of a record of `object` that the caller may read."""

    fields: tuple[Field, ...]


@dataclass(frozen=True)
class MergedFromField:
    pass


ReadRoot = GetRoot | NodeRoot | NodesRoot | ListRoot | GroupsRoot | SearchRoot | StuckRoot | FunnelRoot
RootBinding = ReadRoot | WriteRoot | BulkRoot | ChangedRoot
ItemBinding = (
    SystemLeaf
    | FieldLeaf
    | MaskedLeaf
    | CompositeField
    | RelationIdLeaf
    | OneField
    | OneOfField
    | ManyField
    | GroupsField
    | MemberField
    | TransitionsField
    | DueCriteriaField
    | StageTasksField
    | StageHistoryField
    | FieldHistoryField
    | MergedFromField
)


# Input fields


@dataclass(frozen=True)
class FilterColumn:
    """A filter over a column; the operators are its fields. `field` is None for a system column."""

    column: str
    field: Field | None = None


@dataclass(frozen=True)
class FilterComposite:
    """A filter over a composite: operators over its first column, and filters over parts (`FilterColumn`)."""

    field: Field


@dataclass(frozen=True)
class FilterPipeline:
    """A filter by the pipeline that records are in."""


@dataclass(frozen=True)
class FilterDue:
    """A filter by the criteria that records are to be put right for."""


@dataclass(frozen=True)
class FilterTasks:
    """A filter by what is done for records in their stage."""


@dataclass(frozen=True)
class FilterRelation:
    relation: Field
    target: Object


@dataclass(frozen=True)
class FilterOneOf:
    """A filter over the record that a reference names: for each object that it may be of, a `FilterRelation`."""

    reference: Field
    targets: tuple[Object, ...]


@dataclass(frozen=True)
class FilterMany:
    """A filter by how many of the records of `owner` that `via` leads to meet a condition; `name` is the list's."""

    name: str
    owner: Object
    via: Via


@dataclass(frozen=True)
class FilterLogic:
    operator: Literal["and", "or", "not"]


@dataclass(frozen=True)
class FilterRule:
    """JSONLogic over the object."""


@dataclass(frozen=True)
class OrderRelation:
    """An entry of an order: by a field of the record that the relation, or a reference to the object, points to."""

    relation: Field
    target: Object


@dataclass(frozen=True)
class OrderOneOf:
    """An entry of an order: the objects of a reference, for each an `OrderRelation`."""

    reference: Field


@dataclass(frozen=True)
class AssignField:
    field: Field


@dataclass(frozen=True)
class AssignLinks:
    """Which records a field links."""

    field: Field


@dataclass(frozen=True)
class AssignOwner:
    pass


InputBinding = (
    FilterColumn
    | FilterComposite
    | FilterRelation
    | FilterOneOf
    | FilterMany
    | FilterLogic
    | FilterRule
    | FilterDue
    | FilterTasks
    | FilterPipeline
    | OrderRelation
    | OrderOneOf
    | AssignField
    | AssignLinks
    | AssignOwner
)


@dataclass(frozen=True)
class OrderColumn:
    """The Python value of an entry of an order enum. Not a string, so that variables keep it as structure.

    Attributes:
        listed: as in `records.plans.selections.Order`.
    """

    column: str
    kind: str
    nullable: bool
    listed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Direction:
    """The Python value of a direction."""

    descending: bool
    nulls_first: bool


@dataclass(frozen=True)
class Bucketed:
    """The Python value of a bucket. Not a string, so that variables keep it as structure."""

    bucket: Bucket


@dataclass(frozen=True)
class AggregateFunction:
    """The Python value of an aggregate function."""

    function: Function


def root_binding(field: GraphQLField) -> RootBinding | None:
    """What a root field stands for; None where it belongs to the fixed part."""
    found = field.extensions.get(KEY)
    return found if isinstance(found, RootBinding) else None


def item_binding(field: GraphQLField) -> ItemBinding:
    """What a field of a record's type stands for."""
    found: ItemBinding = field.extensions[KEY]
    return found


def input_binding(field: GraphQLInputField) -> InputBinding:
    """What a field of a tenant's input type stands for."""
    found: InputBinding = field.extensions[KEY]
    return found


def bound_field(
    type_: GraphQLOutputType,
    binding: RootBinding | ItemBinding,
    about: str | None = None,
    arguments: Mapping[str, GraphQLArgument] | None = None,
    deprecated: str | None = None,
) -> GraphQLField:
    """A field that stands for something of the catalog."""
    return GraphQLField(
        type_,
        args=dict(arguments or {}),
        description=about,
        deprecation_reason=deprecated,
        extensions={KEY: binding},
    )
