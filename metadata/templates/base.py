"""What a template is: objects, pipelines, gates and roles that a tenant takes over in one publish.

Each template is one entry in one file of this folder. It is a plain value; `metadata.templates.installing` makes
changes of it for the catalog at hand. What a template brings belongs to the tenant from then on, to change in any way:
nothing in a catalog says where it came from.
"""

from dataclasses import dataclass, field
from typing import Literal

from core.registry import Registry
from metadata.changes.fields import NewField
from metadata.changes.pipelines import NewStage
from metadata.changes.roles import AddRole
from metadata.changes.sections import NewSection
from metadata.pipelines import Transition
from metadata.values import JsonValue, Labels

Use = Literal["adds", "shares", "extends"]
"""What a template does with an object: it adds one of its own, whose name must be free; it shares one with other
templates and with the tenant, adding it, or the fields that it lacks; or it extends one that the tenant must have."""


WON = "@won"


@dataclass(frozen=True)
class NewPipeline:
    """A pipeline to be: `metadata.changes.pipelines.AddPipeline` without its object."""

    name: str
    labels: Labels
    stages: tuple[NewStage, ...]
    transitions: tuple[Transition, ...]


@dataclass(frozen=True)
class TemplateObject:
    """An object of a template, under the names that the tenant may change.

    Attributes:
        fields: relations among them name their target as the template does.
        sections: by which people are shown the fields of an object that the template adds, computed ones among them.
        gate: JSONLogic that an extended object must satisfy to enter the stage that the tenant names.
    """

    name: str
    plural: str
    labels: Labels
    plural_labels: Labels
    fields: tuple[NewField, ...]
    display: str | None = None
    use: Use = "adds"
    pipeline: NewPipeline | None = None
    sections: tuple[NewSection, ...] = ()
    gate: JsonValue = None


@dataclass(frozen=True)
class ComputedField:
    """A formula or a roll-up of an object, added when all objects of the template are there.

    In the rule of a roll-up `WON` stands for the won stages of the object that it reads, which the template extends.
    """

    object: str
    field: NewField


@dataclass(frozen=True)
class Template:
    """One template.

    Attributes:
        name: what it is installed by.
        description: what it is for, by language.
        objects: a relation's target stands before the object that has the relation.
        computed: each behind those that it reads.
        roles: their grants name objects as the template does.
    """

    name: str
    labels: Labels
    description: Labels
    objects: tuple[TemplateObject, ...]
    roles: tuple[AddRole, ...] = field(default=())
    computed: tuple[ComputedField, ...] = field(default=())

    def fields_of(self, wanted: TemplateObject) -> tuple[NewField, ...]:
        """Every field of the object, computed ones last."""
        return (*wanted.fields, *(each.field for each in self.computed if each.object == wanted.name))


@dataclass(frozen=True)
class ObjectName:
    """What the tenant calls, or is to call, an object of a template.

    Attributes:
        object: its name in the template.
        plural: needed where the object comes to be under another name.
    """

    object: str
    name: str
    plural: str | None = None


@dataclass(frozen=True)
class RoleName:
    """What the tenant is to call a role of a template, `role`."""

    role: str
    name: str


@dataclass(frozen=True)
class Choices:
    """What the tenant decides about an installation.

    Attributes:
        objects, roles: those that are called otherwise than in the template.
        gate_at: the stage of the extended object that its gate guards; no gate where it is None.
    """

    objects: tuple[ObjectName, ...] = ()
    roles: tuple[RoleName, ...] = ()
    gate_at: str | None = None


TEMPLATES: Registry[Template] = Registry("template")
