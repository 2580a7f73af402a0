"""What is read of a record and of a list of records.

Every item bears its response name (the GraphQL alias), because PostgreSQL writes the JSON.
"""

from dataclasses import dataclass

from metadata.catalog import Object
from metadata.fields import Field
from metadata.settings import Mask
from records.plans.conditions import Condition
from records.plans.groups import Groups
from records.plans.inputs import Input
from records.plans.search import Search
from records.plans.type_name import TypeName
from records.plans.via import Step, Via


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
class MaskedValue:
    """What a mask shows of a field's value: a text."""

    name: str
    field: Field
    mask: Mask


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
class OneOf:
    """The record that a reference names, of whichever object: a selection for each that the caller may read."""

    name: str
    reference: Field
    selections: tuple["Selection", ...]


@dataclass(frozen=True)
class Many:
    """The records of a list: those that `connection.via` leads to."""

    name: str
    connection: "Connection"


@dataclass(frozen=True)
class ClauseParts:
    """(response name, part): `records.told_clauses` has the parts, and `__typename`."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TreeParts:
    """What is selected of the nodes of the rules: (response name, part); `records.told_trees` has the parts."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FixParts:
    """What is selected of fixes: `__typename` by (response name, part), and of each the changes.

    Attributes:
        order: all response names as the response has them.
        changes: (response name, of each change (response name, one of field operator needed sentence __typename)).
    """

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class VerdictParts:
    """What is selected of a verdict: `open`, `__typename` by (response name, part), the clauses, fixes and nodes.

    `order` has all response names as the response has them.
    """

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    clauses: tuple[ClauseParts, ...]
    fixes: tuple[FixParts, ...] = ()
    trees: tuple[TreeParts, ...] = ()

    @property
    def lists(self) -> tuple[str, ...]:
        """The response names of the clauses, fixes and nodes."""
        return tuple(each.name for part in (self.clauses, self.fixes, self.trees) for each in part)


@dataclass(frozen=True)
class Transitions:
    """The edges out of the record's stage: (response name, to|kind|allowed|permitted|label|__typename) and verdicts."""

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    verdicts: tuple[VerdictParts, ...]


@dataclass(frozen=True)
class DueCriteria:
    """The criteria that the record is to be put right for: (response name, criterion|sentence|field|pointer|redacted|
    until|overdue|__typename)."""

    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StageTasks:
    """What is done for the record in its stage.

    `parts` are (response name, name|label|required|done|doneAt|note|__typename), `members` the selections of who did
    it.
    """

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    members: tuple[MemberValue, ...]


APPROVER = "approver"
"""Of a move, who approved that it is made although the gate was closed."""


@dataclass(frozen=True)
class StageHistory:
    """The record's moves, oldest first.

    `parts` are (response name, a part that `records.read` knows, or __typename), `members` the selections of who moved
    it, `tasks` those of what was done for it then.
    """

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    members: tuple[MemberValue, ...]
    tasks: "tuple[DoneTasks, ...]" = ()


@dataclass(frozen=True)
class MergedFrom:
    """The records that became one with it, in the order of time.

    `parts` are (response name, id|at|fields|__typename), `members` the selections of who merged them.
    """

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    members: tuple[MemberValue, ...]


@dataclass(frozen=True)
class DoneTasks:
    """What was done for the record in one of its stays, in the order of time.

    `parts` are (response name, task|label|doneAt|note|reopenedAt|__typename), `members` the selections of who did it
    and who took it back.
    """

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    members: tuple[MemberValue, ...]


@dataclass(frozen=True)
class FieldHistory:
    """A page of the changes of the record's fields whose history is kept, the newest first.

    Attributes:
        fields: whose changes are asked for.
        size: rows of the page, which is part of the plan.
        after: id of the change that the page begins after.
        parts: what is selected of the page.
    """

    name: str
    fields: tuple[Field, ...]
    size: int
    after: Input | None
    parts: tuple["HistoryPart", ...]


@dataclass(frozen=True)
class FieldChanges:
    """The changes: (response name, id|field|old|new|recordedAt|catalogVersion|__typename), and who made them."""

    name: str
    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    members: tuple[MemberValue, ...]


@dataclass(frozen=True)
class GroupsValue:
    """Groups of the records that `groups.via` leads to."""

    name: str
    groups: Groups


Item = (
    TypeName
    | SystemValue
    | FieldValue
    | MaskedValue
    | FieldParts
    | RelationId
    | MemberValue
    | One
    | OneOf
    | Many
    | GroupsValue
    | Transitions
    | DueCriteria
    | StageTasks
    | StageHistory
    | FieldHistory
    | MergedFrom
)


@dataclass(frozen=True)
class Selection:
    """What is read of a record of `object`."""

    object: Object
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Order:
    """One key of an order.

    Attributes:
        column: of the record, or of the related one that `steps` lead to.
        kind: how a cursor keeps the value: a `metadata.field_types.base.Scalar` value.
        nullable: whether the column can be null; a plain comparison, which an index serves, is enough where not.
        listed: the texts that the column can have, in their order, where that is not the one of texts: the options of
            a choice, the stages of a pipeline.
        steps: on the way to the column. Where a record on the way is none that the caller may see, the key is null.
    """

    column: str
    kind: str
    descending: bool = False
    nulls_first: bool = False
    nullable: bool = True
    steps: tuple[Step, ...] = ()
    listed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """At most `size` rows; `backward` counts from the end; `cursor` is where to go on from.

    The size is a value of the request, and yet part of the plan: PostgreSQL takes a limit that it does not know for a
    tenth of the rows, finds no plan that is good for all, and plans each execution anew.
    """

    size: int
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
HistoryPart = FieldChanges | PageInfo | TotalCount | TypeName


@dataclass(frozen=True)
class Connection:
    """A page of records.

    Attributes:
        via: how the parent record leads to them; None at the root.
        order: the keys asked for; the id is always the last one. Without any, matches of a search are ordered by
            their rank.
        parts: what of the connection is selected.
    """

    object: Object
    via: Via | None
    where: Condition | None
    order: tuple[Order, ...]
    page: Page
    parts: tuple[ConnectionPart, ...]
    search: Search | None = None
