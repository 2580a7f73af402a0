"""What `explainAccess` answers."""

from enum import Enum

import strawberry

from api.fixed.catalog_types import GrantInfo
from api.fixed.rule_nodes import RuleNodeInfo
from api.types.scalars import Json


@strawberry.enum(name="AccessReason", description="Why something may be done, or may not.")
class ReasonName(Enum):
    """`policies.explaining.Reason`."""

    granted = strawberry.enum_value("granted", description="It may be done.")
    not_granted = strawberry.enum_value("notGranted", name="notGranted", description="No grant gives it.")
    denied = strawberry.enum_value("denied", description="A deny overrides the allows.")
    no_pipeline = strawberry.enum_value(
        "noPipeline", name="noPipeline", description="Records of the object move along no pipeline."
    )
    not_on_all_records = strawberry.enum_value(
        "notOnAllRecords",
        name="notOnAllRecords",
        description="The field is granted on some of the records that the action reaches, and so on none.",
    )
    hidden_target = strawberry.enum_value(
        "hiddenTarget", name="hiddenTarget", description="The field names records that may not be read."
    )
    hidden_parts = strawberry.enum_value(
        "hiddenParts", name="hiddenParts", description="The field is computed of what may not be read."
    )
    masked = strawberry.enum_value(
        "masked", description="A masked text of the field is shown, not its value."
    )
    never_written = strawberry.enum_value(
        "neverWritten", name="neverWritten", description="Nobody gives the field a value."
    )
    written_once = strawberry.enum_value(
        "writtenOnce", name="writtenOnce", description="The field is given when the record is made."
    )
    no_such_move = strawberry.enum_value(
        "noSuchMove", name="noSuchMove", description="No transition leads from the stage of the record there."
    )
    not_reached = strawberry.enum_value(
        "notReached", name="notReached", description="The row rules of the grants do not reach the record."
    )
    taken_away = strawberry.enum_value(
        "takenAway", name="takenAway", description="A deny of some records takes the record away."
    )
    no_record = strawberry.enum_value(
        "noRecord", name="noRecord", description="There is no such record that whoever asks may read."
    )
    deleted = strawberry.enum_value("deleted", description="The record is deleted.")
    not_deleted = strawberry.enum_value(
        "notDeleted", name="notDeleted", description="There is nothing to restore."
    )
    inactive = strawberry.enum_value("inactive", description="The member is deactivated.")
    ended = strawberry.enum_value("ended", description="The membership has ended.")
    key_ended = strawberry.enum_value(
        "keyEnded", name="keyEnded", description="The key is revoked or has expired."
    )


@strawberry.type(name="ExplainedGrant")
class ExplainedGrantInfo:
    """A grant that speaks of what is asked, be it an allow or a deny."""

    action: str = strawberry.field(description="That it speaks of: what is asked, or what that needs.")
    role: str = strawberry.field(description="Name of the role that has the grant.")
    chains: list[list[str]] = strawberry.field(
        description="The ways by which the role is had: each from one that is held, by those that inherit, to it."
    )
    grant: GrantInfo
    sentence: str = strawberry.field(description="What it says, in the language of the request.")
    holds: bool | None = strawberry.field(
        description="Whether the record is among those that it is limited to; null where no record is asked about."
    )
    tree: list[RuleNodeInfo] = strawberry.field(
        description="Its rule as a tree, judged of the record with the one who is asked about as the actor; empty "
        "where it has no rule, and where no record is asked about."
    )


@strawberry.type(name="MissingGrants")
class MissingInfo:
    """Grants that would be enough, and take nothing from anybody who has the role."""

    role: str
    sentence: str
    change: Json = strawberry.field(description="An item of `changes` of `changeCatalog` that gives them.")


@strawberry.type(name="AccessExplanation")
class ExplanationInfo:
    """Whether something may be done, and why."""

    allowed: bool = strawberry.field(
        description="What the rights say; a gate or a rule of the object may still refuse."
    )
    reason: ReasonName
    sentence: str = strawberry.field(description="In the language of the request.")
    grants: list[ExplainedGrantInfo] = strawberry.field(
        description="Every grant that speaks of it, the allows first; and where something that it needs is refused, "
        "those that speak of that."
    )
    missing: MissingInfo | None = strawberry.field(
        description="Null where a grant is not what is missing, or one would take something away."
    )
