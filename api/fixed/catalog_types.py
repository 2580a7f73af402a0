"""The catalog as GraphQL shows it: plain values, already cut down to what the caller may see."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import partial

import strawberry

from api.context import RequestContext
from api.fixed.label_types import Label
from api.fixed.mask_types import MaskInfo
from api.fixed.pipeline_types import MoveKindName, PipelineInfo
from api.fixed.rule_reading import RuleReadingInfo, rule_reading
from api.fixed.working_calendar import WorkingCalendarInfo
from api.types.scalars import Json
from metadata.catalog import Catalog


@strawberry.enum(name="Effect", description="A deny overrides every allow of the same roles.")
class EffectName(Enum):
    """`metadata.catalog.Effect`."""

    allow = "allow"
    deny = "deny"


@strawberry.enum(name="RowScope", description="Which records a grant reaches, by their owner.")
class RowsName(Enum):
    """`metadata.catalog.RowScope`."""

    all = "all"
    own = strawberry.enum_value("own", name="own", description="The caller's own.")
    team = strawberry.enum_value(
        "team", name="team", description="The caller's own, and those of members of the caller's units."
    )
    subtree = strawberry.enum_value(
        "subtree", name="subtree", description="As `team`, and those of members of units below these."
    )


@strawberry.enum(name="NumberingRestart", description="When the counter of an autoNumber begins again.")
class RestartName(Enum):
    """`metadata.settings.Restart`."""

    never = "never"
    year = "year"
    month = "month"
    day = "day"


@strawberry.type(name="CatalogNumbering")
class NumberingInfo:
    """How the numbers of an autoNumber are made."""

    format: str
    restart: RestartName
    start: int = strawberry.field(description="The smallest number that the counter gives.")


@strawberry.enum(name="RollUpFunction", description="What a roll-up computes.")
class RollUpFunctionName(Enum):
    """`metadata.fields.RollUpFunction`."""

    count = "count"
    sum = "sum"
    min = "min"
    max = "max"
    avg = "avg"


@strawberry.enum(name="Severity", description="What becomes of a write that does not satisfy a validation.")
class SeverityName(Enum):
    """`metadata.catalog.Severity`."""

    block = "block"
    warn = "warn"


@strawberry.enum(name="Writability", description="When writers give a field its values.")
class WritabilityName(Enum):
    """`metadata.fields.Writability`."""

    always = "always"
    on_create = strawberry.enum_value("onCreate", name="onCreate", description="When the record is made.")
    never = strawberry.enum_value("never", description="It is read-only.")


@strawberry.enum(
    name="PersonalData",
    description="Why the values of a field are a person's data: they name one, reach one, need special care by law, or "
    "tell of one otherwise. A field of records is `subject`: what has it tells of the people that it points to.",
)
class PersonalName(Enum):
    """`metadata.fields.PersonalKind`."""

    identity = "identity"
    contact = "contact"
    sensitive = "sensitive"
    other = "other"
    subject = "subject"


@strawberry.type(name="CatalogOption")
class OptionInfo:
    """One choice of a field."""

    key: str
    label: str = strawberry.field(description="In the language of the request.")
    labels: list[Label]
    color: str | None = strawberry.field(description="`#rrggbb`.")
    active: bool = strawberry.field(description="Records can newly get it.")
    only_with: list[str] = strawberry.field(
        description="Where the field depends on another: the options of that one that it goes with; none is all."
    )


@strawberry.type(name="CatalogRollUp")
class RollUpInfo:
    """What a field computes over the records of a list that its own has."""

    relation: str = strawberry.field(description="Name of the list of related records.")
    function: RollUpFunctionName
    field: str | None = strawberry.field(description="Of the related records; none for a count.")
    where: Json | None = strawberry.field(description="JSONLogic that says which of them count.")


@strawberry.type(name="CatalogField")
class FieldInfo:
    """One field of an object."""

    id: strawberry.ID
    name: str
    type: str
    label: str = strawberry.field(description="In the language of the request.")
    labels: list[Label]
    required: bool
    unique: bool
    default: Json | None
    options: list[OptionInfo]
    target: str | None = strawberry.field(description="Of relations: the name of the object they point to.")
    targets: list[str] = strawberry.field(description="Of a reference: the objects it may point to.")
    reverse: str | None = strawberry.field(description="Of relations: the name of the list on the target.")
    precision: int | None
    scale: int | None
    region: str | None = strawberry.field(
        description="Of a phone: the country whose numbers need no country code."
    )
    searchable: bool
    minimum: Decimal | None = strawberry.field(description="Of a number or an amount: the smallest.")
    maximum: Decimal | None = strawberry.field(
        description="Of a number or an amount: the largest. Of a file: the most bytes."
    )
    min_length: int | None = strawberry.field(description="Of a text: characters it has at least.")
    max_length: int | None = strawberry.field(description="Of a text: characters it has at most.")
    pattern: str | None = strawberry.field(description="Of a text: what all of it must match, as RE2 has it.")
    pattern_message: list[Label] = strawberry.field(description="What to write where it does not match.")
    media_types: list[str] = strawberry.field(description="Of a file: those that are taken; all where empty.")
    formula: Json | None = strawberry.field(
        description="JSONLogic that gives the value. Shown to who may `configure`."
    )
    depends_on: str | None = strawberry.field(description="The field that the options depend on.")
    numbering: NumberingInfo | None = strawberry.field(description="Of an autoNumber.")
    roll_up: RollUpInfo | None = strawberry.field(
        description="What gives the value, of related records. Shown to who may `configure`."
    )
    required_when: Json | None = strawberry.field(
        description="JSONLogic; where it holds, a write must leave a value. Shown to who may read all that it reads."
    )
    default_formula: Json | None = strawberry.field(
        description="JSONLogic that gives the default. Shown to who may read all that it reads."
    )
    writable: WritabilityName = strawberry.field(
        description="When writers give its values, whatever they are granted."
    )
    track_history: bool = strawberry.field(description="Each change of its value is kept.")
    personal: PersonalName | None = strawberry.field(
        description="Its values are a person's data, which are exported and erased for them."
    )
    deprecated: list[Label] = strawberry.field(
        description="Why clients should no longer use it; empty where they may."
    )
    can_read: bool
    mask: MaskInfo | None = strawberry.field(
        description="What the caller, who may not read it, sees in the place of its values: a text."
    )
    can_create: bool
    can_update: bool


@strawberry.type(name="CatalogValidation")
class ValidationInfo:
    """A rule that records must satisfy when they are written."""

    id: strawberry.ID
    name: str
    rule: Json
    message: str = strawberry.field(description="In the language of the request.")
    messages: list[Label]
    fields: list[str] = strawberry.field(description="Names of the fields that the message is shown at.")
    severity: SeverityName


@strawberry.type(name="CatalogUniqueKey")
class UniqueKeyInfo:
    """Fields of which no two records that are not deleted share all values."""

    id: strawberry.ID
    name: str
    fields: list[str] = strawberry.field(description="Names of the fields.")
    ignore_case: bool = strawberry.field(description="Texts that differ in case only are the same.")
    message: str = strawberry.field(description="What a refusal says, in the language of the request.")
    messages: list[Label]


@strawberry.type(name="CatalogSection")
class SectionInfo:
    """Fields of an object that people are shown together."""

    id: strawberry.ID
    name: str
    label: str = strawberry.field(description="In the language of the request.")
    labels: list[Label]
    fields: list[str] = strawberry.field(
        description="Names of those that the caller may read or write, in order."
    )


@strawberry.type(name="CatalogObject")
class ObjectInfo:
    """A kind of record."""

    id: strawberry.ID
    name: str
    plural: str
    type_name: str
    label: str = strawberry.field(description="In the language of the request.")
    labels: list[Label]
    plural_label: str = strawberry.field(description="In the language of the request.")
    plural_labels: list[Label]
    display: str | None = strawberry.field(description="The field that names a record to people.")
    fields: list[FieldInfo]
    pipeline: PipelineInfo | None
    validations: list[ValidationInfo] = strawberry.field(
        description="Those that read what the caller may read."
    )
    unique_keys: list[UniqueKeyInfo] = strawberry.field(
        description="Those over fields that the caller may read."
    )
    sections: list[SectionInfo] = strawberry.field(
        description="How people are shown the fields, in order; fields that stand in none come after them. "
        "One without any that the caller may see is shown to who may `configure` only."
    )
    actions: list[str] = strawberry.field(description="What the caller may do with some of the records.")


@strawberry.type(name="CatalogGrant")
class GrantInfo:
    """One line of a role."""

    object: str = strawberry.field(description="Name of the object, or `*`.")
    action: str
    field: str = strawberry.field(description="Name of the field, or `*`.")
    effect: EffectName
    rows: RowsName
    rule: Json | None
    moves: list[MoveKindName] | None = strawberry.field(
        description="Kinds of moves to which a grant of `promote` is narrowed; null for all."
    )
    leaving: str | None = strawberry.field(description="Name of the stage that is left; null for all.")
    entering: str | None = strawberry.field(description="Name of the stage that is entered; null for all.")
    mask: MaskInfo | None = strawberry.field(
        description="Of `read` on one field: what is shown in the place of its values."
    )


@strawberry.type(name="CatalogRole")
class RoleInfo:
    """A named list of grants."""

    id: strawberry.ID
    name: str
    label: str = strawberry.field(description="In the language of the request.")
    labels: list[Label]
    grants: list[GrantInfo]
    inherits: list[str] = strawberry.field(description="Names of the roles whose grants it has too.")


@strawberry.type(name="CatalogApi")
class ApiInfo:
    """What callers may do with the API who may not `configure`."""

    trusted_documents_only: bool = strawberry.field(
        description="Documents that are not registered are refused."
    )
    introspection: bool = strawberry.field(description="`__schema` and `__type` are answered.")
    suggestions: bool = strawberry.field(description="Refusals suggest names.")


@strawberry.enum(name="RemovedKind", description="What kind of definition was removed.")
class RemovedKindName(Enum):
    """The kinds of what can be restored."""

    object = "object"
    field = "field"
    pipeline = "pipeline"


@strawberry.type(name="CatalogRemoved")
class RemovedInfo:
    """What was removed and can be restored with its records or values."""

    id: strawberry.ID
    kind: RemovedKindName
    object: str = strawberry.field(description="Name of the object: that it had, or that has had the rest.")
    name: str = strawberry.field(description="The name that it had.")
    label: str = strawberry.field(description="In the language of the request.")
    until: datetime = strawberry.field(description="When its grace period ends, after which it is erased.")


async def _reading(
    root: strawberry.Parent["CatalogInfo"],
    info: strawberry.Info[RequestContext, None],
    object: str,
    rule: Json,
) -> RuleReadingInfo | None:
    """Aside, since a rule may be as large as one that is published."""
    context = info.context
    caller = context.require_action("configure")
    reading = partial(rule_reading, root.shown, object, rule)
    return await context.engine.catalogs.aside.run(caller.namespace, reading)


@strawberry.type(
    name="Catalog", description="What the tenant has configured, as far as the caller may see it."
)
class CatalogInfo:
    """A version of the catalog."""

    shown: strawberry.Private[Catalog]
    version: int
    languages: list[str]
    time_zone: str = strawberry.field(
        description="IANA name of the zone whose days count in rules and groups."
    )
    working_calendar: WorkingCalendarInfo = strawberry.field(description="What rules count as working days.")
    objects: list[ObjectInfo]
    api: ApiInfo
    roles: list[RoleInfo] = strawberry.field(description="Empty for who may not `configure`.")
    removed: list[RemovedInfo] = strawberry.field(
        description="What can be restored. Empty for who may not `configure`."
    )
    reading: RuleReadingInfo | None = strawberry.field(
        resolver=_reading,
        description="What `rule` says where it is a gate of `object`, clause by clause, or what is wrong with it. "
        "Needs `configure`.",
    )


@strawberry.type(name="CatalogVersion")
class VersionInfo:
    """One line of the catalog's history."""

    version: int
    note: str
    created_at: datetime
    created_by: strawberry.ID | None
    changes: Json
