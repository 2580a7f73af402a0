"""`RuleNode`: a condition of a rule as verdicts show it, those on records and those of simulations and of the past."""

from enum import Enum

import orjson
import strawberry

from api.fixed.catalog_types import SeverityName
from api.types.scalars import Json
from records.unkept import Rows


@strawberry.enum(name="RuleNodeKind", description="What a node of a rule asks for.")
class NodeKindName(Enum):
    """`expressions.rule_tree.NodeKind`, and what stands for a clause that is not told."""

    and_ = strawberry.enum_value("and", name="and", description="Every part must hold.")
    or_ = strawberry.enum_value("or", name="or", description="One part must hold.")
    not_ = strawberry.enum_value("not", name="not", description="Its part must not hold.")
    if_ = strawberry.enum_value(
        "if", name="if", description="Which part must hold is said by its conditions."
    )
    some = strawberry.enum_value("some", description="A record of a list meets its part.")
    all = strawberry.enum_value("all", description="A list has records, and each meets its part.")
    none = strawberry.enum_value("none", description="No record of a list meets its part.")
    comparison = strawberry.enum_value("comparison", description="Anything else that is asked.")
    redacted = strawberry.enum_value(
        "redacted", description="A clause that reads what the caller may not; its parts are not told."
    )


@strawberry.enum(name="RuleBranch", description="What a part of an `if` is of it.")
class BranchName(Enum):
    """`expressions.rule_tree.Branch`."""

    condition = "condition"
    then = strawberry.enum_value("then", description="What must hold where the condition before it does.")
    otherwise = strawberry.enum_value("otherwise", description="What must hold where no condition does.")


@strawberry.type(name="RuleNode")
class RuleNodeInfo:
    """One condition of a rule. A list of them is a tree for each rule: a node follows the one that it is a part of."""

    id: int = strawberry.field(description="Its number in the verdict; between two there may be others.")
    parent: int | None = strawberry.field(
        description="The `id` of the node that it is a part of; null where a rule begins."
    )
    depth: int = strawberry.field(description="How many nodes it is within.")
    kind: NodeKindName
    branch: BranchName | None = strawberry.field(description="Null for what is no part of an `if`.")
    pointer: str = strawberry.field(
        description="JSON pointer into the definition of the pipeline, or of the role where it is the rule of a grant."
    )
    satisfied: bool | None = strawberry.field(
        description="Null where it is unknown, as a value that it compares is empty, which does not satisfy it; where "
        "it is about each record of a list; and within a clause, where it reads objects of which the caller does not "
        "see every record."
    )
    sentence: str = strawberry.field(
        description="In the language of the request: what must be, or of one of several alternatives what would be."
    )
    field: str | None = strawberry.field(
        description="Path of the field that it is about, of a condition about the records of a list from these."
    )
    operator: str | None
    actual: Json | None = strawberry.field(description="What the record has.")
    needed: Json | None = strawberry.field(description="What it asks for.")
    matched: int | None = strawberry.field(
        description="How many records of the list that it is about meet it, or what it asks of each, of those that "
        "the caller sees; null where it is about no list."
    )
    records: int | None = strawberry.field(description="Of how many.")
    tally: str | None = strawberry.field(description="Both in words: 1 of 3.")
    severity: SeverityName = strawberry.field(description="Whether its rule refuses, or warns.")
    criterion: str | None = strawberry.field(description="Name of the criterion whose rule it is in.")
    redacted: bool = strawberry.field(description="It reads something that the caller may not.")


def whole(found: orjson.Fragment | None) -> int | None:
    """A whole number as it was written (`records.unkept.exactly`)."""
    return None if found is None else int(orjson.dumps(found))


def rule_nodes(found: Rows) -> list[RuleNodeInfo]:
    """Nodes, as PostgreSQL tells of them."""
    return [
        RuleNodeInfo(
            **{
                **each,
                **{name: whole(each[name]) for name in ("id", "parent", "depth", "matched", "records")},
                "kind": NodeKindName(each["kind"]),
                "branch": None if each["branch"] is None else BranchName(each["branch"]),
                "severity": SeverityName(each["severity"]),
            }
        )
        for each in found
    ]
