"""Templates: what there is to install, in the caller's language, and the installation, which is one publish."""

from enum import Enum
from functools import partial

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.inputs import or_none
from api.fixed.pipeline_types import StageKindName
from api.fixed.publishing import ChangeCatalogPayload, Terms, published, refused_publish
from core.errors import SluiceError
from core.sentences import Sentence, said_in
from expressions.languages import label_in
from metadata.catalog import Catalog, Object
from metadata.changes.fields import NewField
from metadata.changes.pipelines import NewStage
from metadata.changes.roles import AddRole
from metadata.templates.all_templates import TEMPLATES
from metadata.templates.base import Choices, ObjectName, RoleName, Template, TemplateObject
from metadata.templates.installing import installation, template_named

Info = strawberry.Info[RequestContext, None]


@strawberry.enum(name="CatalogTemplateUse", description="What a template does with an object.")
class UseName(Enum):
    """`metadata.templates.base.Use`."""

    adds = strawberry.enum_value("adds", description="It adds one of its own; the name must be free.")
    shares = strawberry.enum_value(
        "shares",
        description="It takes the one that is there and adds the fields it lacks, or adds the object.",
    )
    extends = strawberry.enum_value("extends", description="It adds fields to one that must be there.")


@strawberry.type(name="CatalogTemplateField")
class TemplateFieldInfo:
    """A field that a template brings."""

    name: str
    type: str
    label: str = strawberry.field(description="In the language of the request.")
    present: bool = strawberry.field(description="The tenant's object has a field of this name.")


@strawberry.type(name="CatalogTemplateStage")
class TemplateStageInfo:
    """A stage that a template brings."""

    name: str
    kind: StageKindName
    label: str = strawberry.field(description="In the language of the request.")
    objective: str = strawberry.field(description="What the stage is for, in the language of the request.")
    gated: bool = strawberry.field(description="A rule must be met to enter it.")


@strawberry.type(name="CatalogTemplateObject")
class TemplateObjectInfo:
    """An object that a template adds, shares or extends."""

    name: str
    plural: str
    label: str = strawberry.field(description="In the language of the request.")
    use: UseName
    present: bool = strawberry.field(description="The tenant has an object of this name.")
    fields: list[TemplateFieldInfo]
    stages: list[TemplateStageInfo]


@strawberry.type(name="CatalogTemplateRole")
class TemplateRoleInfo:
    """A role that a template brings."""

    name: str
    label: str = strawberry.field(description="In the language of the request.")
    present: bool = strawberry.field(description="The tenant has a role of this name.")


@strawberry.type(name="CatalogTemplate")
class TemplateInfo:
    """Objects, pipelines, gates and roles to be taken over in one publish."""

    name: str = strawberry.field(description="For `installTemplate`.")
    label: str = strawberry.field(description="In the language of the request.")
    description: str = strawberry.field(description="In the language of the request.")
    objects: list[TemplateObjectInfo]
    roles: list[TemplateRoleInfo]


@strawberry.input(name="TemplateObjectNameInput")
class ObjectNameInput:
    """What an object of a template is called in this tenant, or is to be called."""

    object: str = strawberry.field(description="Its name in the template.")
    name: str
    plural: str | None = strawberry.field(
        default=UNSET, description="Name of the list; needed where the object comes to be under another name."
    )


@strawberry.input(name="TemplateRoleNameInput")
class RoleNameInput:
    """What a role of a template is to be called in this tenant."""

    role: str = strawberry.field(description="Its name in the template.")
    name: str


async def catalog_templates(info: Info) -> list[TemplateInfo]:
    """Every template, and what of it the tenant has."""
    info.context.require_action("configure")
    catalog, _ = info.context.require_catalog()
    return [_template(each, catalog, info.context.language) for each in TEMPLATES.values()]


async def install_template(
    info: Info,
    name: str,
    objects: list[ObjectNameInput] | None = UNSET,
    roles: list[RoleNameInput] | None = UNSET,
    gate_at: str | None = UNSET,
    expected_version: int | None = UNSET,
    dry_run: bool | None = UNSET,
    note: str | None = UNSET,
    acknowledge: list[str] | None = UNSET,
    background: bool | None = UNSET,
) -> ChangeCatalogPayload:
    """Publish what the tenant lacks of a template as one version."""
    context = info.context
    caller = context.require_action("configure")
    try:
        template = template_named(name)
        choices = Choices(
            tuple(
                ObjectName(each.object, each.name, or_none(each.plural)) for each in or_none(objects) or ()
            ),
            tuple(RoleName(each.role, each.name) for each in or_none(roles) or ()),
            or_none(gate_at),
        )
        catalogs = context.engine.catalogs
        catalog = await catalogs.head(caller.namespace)
        wanted = or_none(expected_version)
        terms = Terms(
            catalog.version if wanted is None else wanted,
            dry_run is True,
            or_none(note) or _note(template, context.language),
            or_none(acknowledge),
            background=or_none(background),
        )
        work = partial(installation, catalog, template, choices)
        return await published(context, await catalogs.aside.run(caller.namespace, work), terms)
    except SluiceError as error:
        return refused_publish(error)


def _note(template: Template, language: str) -> str:
    """What the version is called where nobody says."""
    label = label_in(template.labels, language, template.name)
    return said_in(Sentence("Template: {}", "模板：{}").of(label), language)


def _template(template: Template, catalog: Catalog, language: str) -> TemplateInfo:
    return TemplateInfo(
        name=template.name,
        label=label_in(template.labels, language, template.name),
        description=label_in(template.description, language, ""),
        objects=[
            _object(template, each, catalog.object_by_name.get(each.name), language)
            for each in template.objects
        ],
        roles=[_role(each, catalog, language) for each in template.roles],
    )


def _object(
    template: Template, wanted: TemplateObject, there: Object | None, language: str
) -> TemplateObjectInfo:
    stages = wanted.pipeline.stages if wanted.pipeline is not None else ()
    return TemplateObjectInfo(
        name=wanted.name,
        plural=wanted.plural,
        label=label_in(wanted.labels, language, wanted.name),
        use=UseName(wanted.use),
        present=there is not None,
        fields=[_field(each, there, language) for each in template.fields_of(wanted)],
        stages=[_stage(each, language) for each in stages],
    )


def _field(new: NewField, there: Object | None, language: str) -> TemplateFieldInfo:
    return TemplateFieldInfo(
        name=new.name,
        type=new.type,
        label=label_in(new.labels, language, new.name),
        present=there is not None and new.name in there.field_by_name,
    )


def _stage(stage: NewStage, language: str) -> TemplateStageInfo:
    return TemplateStageInfo(
        name=stage.name,
        kind=StageKindName(stage.kind),
        label=label_in(stage.labels, language, stage.name),
        objective=label_in(stage.objective, language, ""),
        gated=stage.gate is not None,
    )


def _role(role: AddRole, catalog: Catalog, language: str) -> TemplateRoleInfo:
    return TemplateRoleInfo(
        name=role.name,
        label=label_in(role.labels, language, role.name),
        present=role.name in catalog.role_by_name,
    )
