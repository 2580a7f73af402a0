"""Where-used reports: what uses a part of the catalog, asked before it is removed."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.document_checks import SECONDS, Comparison, DocumentCheckInfo, checked_documents
from api.fixed.inputs import or_none
from api.types.scalars import Json
from core.errors import SluiceError
from core.sentences import Sentence, said_in
from metadata.changes.base import Change, pipeline_of, role_named
from metadata.changes.criteria import RemoveCriterion, RemoveGateExample
from metadata.changes.fields import RemoveField
from metadata.changes.objects import RemoveObject
from metadata.changes.option_removal import RemoveOption
from metadata.changes.pipeline_removal import RemovePipeline
from metadata.changes.reverse_lists import SetReverse
from metadata.changes.roles import RemoveRole
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stage_tasks import RemoveStageTask
from metadata.changes.transitions import RemoveTransition
from metadata.changes.unique_keys import RemoveUniqueKey
from metadata.changes.validations import RemoveValidation
from metadata.codec import camel
from metadata.initial import ADMIN_ROLE
from metadata.uses import Use
from metadata.without import (
    without_field,
    without_list,
    without_object,
    without_option,
    without_pipeline,
    without_stage,
)
from tenants import accounts, keys

Info = strawberry.Info[RequestContext, None]


@strawberry.enum(name="CatalogUseKind", description="What uses a part of the catalog.")
class UseKindName(Enum):
    """`metadata.uses.UseKind`."""

    gate = strawberry.enum_value("gate", description="A gate of a stage or of an edge.")
    criterion = strawberry.enum_value("criterion", description="A criterion, by its rule or its stages.")
    example = strawberry.enum_value("example", description="An example of a gate.")
    row_rule = strawberry.enum_value("rowRule", name="rowRule", description="The rule of a grant.")
    formula = strawberry.enum_value("formula", description="The formula of a field.")
    required_when = strawberry.enum_value(
        "requiredWhen", name="requiredWhen", description="When a field needs a value."
    )
    validation = strawberry.enum_value("validation", description="A validation, by its rule or its fields.")
    roll_up = strawberry.enum_value(
        "rollUp", name="rollUp", description="A roll-up, by its relation, field or rule."
    )
    display = strawberry.enum_value("display", description="The name of records to people.")
    relation = strawberry.enum_value("relation", description="A field that points to the records.")
    reverse = strawberry.enum_value("reverse", description="A list on the other side of a relation.")
    dependent_options = strawberry.enum_value(
        "dependentOptions",
        name="dependentOptions",
        description="Options that go with some of another field only.",
    )
    default = strawberry.enum_value("default", description="What new records get.")
    transition = strawberry.enum_value("transition", description="An edge of a pipeline.")
    unique_key = strawberry.enum_value(
        "uniqueKey", name="uniqueKey", description="A unique key, by its fields."
    )
    section = strawberry.enum_value("section", description="A section that shows a field.")
    grant = strawberry.enum_value("grant", description="A line of a role.")
    role = strawberry.enum_value("role", description="A role that inherits it.")
    member = strawberry.enum_value("member", description="Members who have a role.")
    api_key = strawberry.enum_value(
        "apiKey", name="apiKey", description="API keys that have a role of their own."
    )


@strawberry.type(name="CatalogUse")
class UseInfo:
    """One use of a part of the catalog."""

    kind: UseKindName
    place: str = strawberry.field(description="What uses it, in words, for the middle of a sentence.")
    sentence: str = strawberry.field(description="What it does with it.")
    path: Json = strawberry.field(description="Where in the catalog: names and positions.")
    blocks: bool = strawberry.field(
        description="It must be changed before the removal; else it goes, or changes, with it."
    )


async def _trusted_documents(
    root: strawberry.Parent["UsesInfo"], info: Info, seconds: float = SECONDS
) -> DocumentCheckInfo:
    """Looked at only where it is asked for."""
    return await checked_documents(info.context, root.compared, seconds)


@strawberry.type(name="CatalogUses")
class UsesInfo:
    """Everything that uses a part of the catalog."""

    blocked: bool = strawberry.field(
        description="The removal is refused with `CATALOG_IN_USE` as long as a use of these blocks."
    )
    uses: list[UseInfo]
    compared: strawberry.Private[Comparison]
    trusted_documents: DocumentCheckInfo = strawberry.field(
        resolver=_trusted_documents,
        description="Which trusted documents stop working once it is taken away. They are looked at for at most so "
        "many seconds, ten in a request.",
    )


@strawberry.input(name="FieldOfCatalog")
class FieldPart:
    """A field, by name."""

    object: str
    field: str


@strawberry.input(name="ListOfCatalog")
class ListPart:
    """The list on the other side of a relation, by the field behind it."""

    object: str
    field: str


@strawberry.input(name="OptionOfCatalog")
class OptionPart:
    """An option of a field."""

    object: str
    field: str
    option: str
    replacement: str | None = strawberry.field(
        default=UNSET, description="The option that records are to get: what goes with the one then stays."
    )


@strawberry.input(name="StageOfCatalog")
class StagePart:
    """A stage of the object's pipeline."""

    object: str
    stage: str


@strawberry.input(name="TransitionOfCatalog")
class TransitionPart:
    """An edge of the object's pipeline."""

    object: str
    source: str
    target: str


@strawberry.input(name="CriterionOfCatalog")
class CriterionPart:
    """A criterion of the object's pipeline."""

    object: str
    criterion: str


@strawberry.input(name="GateExampleOfCatalog")
class GateExamplePart:
    """An example of the gates of the object's pipeline."""

    object: str
    example: str


@strawberry.input(name="StageTaskOfCatalog")
class StageTaskPart:
    """A task of a stage of the object's pipeline."""

    object: str
    task: str


@strawberry.input(name="UniqueKeyOfCatalog")
class UniqueKeyPart:
    """A unique key of an object."""

    object: str
    unique_key: str


@strawberry.input(name="ValidationOfCatalog")
class ValidationPart:
    """A validation of an object."""

    object: str
    validation: str


@strawberry.input(
    name="CatalogPart", one_of=True, description="What may be removed from the catalog: exactly one of these."
)
class Part:
    """A part of the catalog, by name."""

    object: str | None = UNSET
    field: FieldPart | None = UNSET
    list: ListPart | None = UNSET
    option: OptionPart | None = UNSET
    pipeline: str | None = strawberry.field(default=UNSET, description="Name of its object.")
    stage: StagePart | None = UNSET
    transition: TransitionPart | None = UNSET
    criterion: CriterionPart | None = UNSET
    gate_example: GateExamplePart | None = UNSET
    stage_task: StageTaskPart | None = UNSET
    unique_key: UniqueKeyPart | None = UNSET
    validation: ValidationPart | None = UNSET
    role: str | None = UNSET

    def removal(self) -> Change:
        """The change that removes it."""
        if isinstance(self.object, str):
            return RemoveObject(self.object)
        if isinstance(self.pipeline, str):
            return RemovePipeline(self.pipeline)
        if isinstance(self.role, str):
            return RemoveRole(self.role)
        match (
            self.field
            or self.list
            or self.option
            or self.stage
            or self.transition
            or self.criterion
            or self.gate_example
            or self.stage_task
            or self.unique_key
            or self.validation
        ):
            case FieldPart() as given:
                return RemoveField(given.object, given.field)
            case ListPart() as given:
                return SetReverse(given.object, given.field)
            case OptionPart() as given:
                return RemoveOption(given.object, given.field, given.option, or_none(given.replacement))
            case StagePart() as given:
                return RemoveStage(given.object, given.stage)
            case TransitionPart() as given:
                return RemoveTransition(given.object, given.source, given.target)
            case CriterionPart() as given:
                return RemoveCriterion(given.object, given.criterion)
            case GateExamplePart() as given:
                return RemoveGateExample(given.object, given.example)
            case StageTaskPart() as given:
                return RemoveStageTask(given.object, given.task)
            case UniqueKeyPart() as given:
                return RemoveUniqueKey(given.object, given.unique_key)
            case ValidationPart() as given:
                return RemoveValidation(given.object, given.validation)
        raise TypeError("an input with @oneOf has nothing")

    @property
    def name(self) -> str:
        """Which of them it is."""
        return next(
            camel(name) for name, value in vars(self).items() if value is not UNSET and value is not None
        )


async def catalog_uses(info: Info, of: Part) -> UsesInfo:
    """What uses a part of the catalog in force."""
    context = info.context
    context.require_action("configure")
    catalog, _ = context.require_catalog()
    removal = of.removal()
    try:
        found = [*removal.uses(catalog)]
        if isinstance(removal, RemoveRole):
            found += await _holders(context, role_named(catalog, removal.role, "role").id)
    except SluiceError as error:
        raise SluiceError([each.within("of", of.name) for each in error.problems]) from error
    return UsesInfo(
        blocked=any(each.blocks for each in found),
        uses=use_infos(found, context.own_language),
        compared=_compared(context, removal),
    )


def _compared(context: RequestContext, removal: Change) -> Comparison:
    """The catalog in force, and the one without what is removed, whatever still uses it."""
    catalog, _ = context.require_catalog()
    match removal:
        case RemoveRole(role=role):
            left = tuple(each for each in catalog.roles if each.name != role)
            return Comparison(catalog, replace(catalog, roles=left))
        case RemoveObject(object=name):
            without = without_object(catalog, catalog.object_by_name[name])
        case RemoveField(object=name, field=field):
            definition = catalog.object_by_name[name]
            without = without_field(catalog, definition, definition.field_by_name[field])
        case SetReverse(object=name, field=field):
            definition = catalog.object_by_name[name]
            without = without_list(catalog, definition, definition.field_by_name[field])
        case RemoveOption(object=name, field=field, option=option):
            definition = catalog.object_by_name[name]
            without = without_option(catalog, definition, definition.field_by_name[field], option)
        case RemovePipeline(object=name):
            without = without_pipeline(catalog, catalog.object_by_name[name])
        case RemoveStage(object=name, stage=stage):
            definition = catalog.object_by_name[name]
            without = without_stage(catalog, definition, pipeline_of(definition), stage)
        case _:
            # An edge, a criterion, an example, a unique key or a validation is nothing that a document names.
            without = catalog
    # What still uses it could not be read under the new catalog, so the rights are those of the old one.
    whole = context.engine.accesses.access(catalog, context.require_caller().namespace, [ADMIN_ROLE])
    return Comparison(catalog, without, whole)


def use_infos(uses: Sequence[Use], language: str) -> list[UseInfo]:
    """Uses as data, for who reads `language`."""
    return [
        UseInfo(
            kind=UseKindName(each.kind),
            place=said_in(each.place, language),
            sentence=said_in(each.sentence, language),
            path=Json([*each.path]),
            blocks=each.blocks,
        )
        for each in uses
    ]


_LOSES = Sentence("{} what it allows", "将失去它给予的权限")


async def _holders(context: RequestContext, role: str) -> list[Use]:
    """Who has the role: how many, for who they are is for those to see who may `administer`."""
    caller, database = context.require_caller(), context.engine.database
    members = sum(role in each.roles for each in await accounts.members(database, caller.namespace))
    held = sum(
        each.revoked_at is None and role in (each.roles or ())
        for each in await keys.list_keys(database, caller.tenant_id)
    )
    found = []
    if members:
        words, verb = ("member", "loses") if members == 1 else ("members", "lose")
        place = Sentence("{:,} {}", "{:,} 名成员").of(members, words)
        found.append(Use("member", place, _LOSES.of(verb), ("members",), False))
    if held:
        words, verb = ("API key", "loses") if held == 1 else ("API keys", "lose")
        place = Sentence("{:,} {}", "{:,} 个 API 密钥").of(held, words)
        found.append(Use("apiKey", place, _LOSES.of(verb), ("apiKeys",), False))
    return found
