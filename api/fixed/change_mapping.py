"""The inputs of `changeCatalog` become Changes of the metadata room. The shapes agree, and so do paths."""

import dataclasses
from collections.abc import Sequence
from functools import partial
from typing import cast

from api.context import RequestContext
from api.fixed.change_inputs import (
    AddObjectInput,
    AddRoleInput,
    CatalogChange,
    GrantInput,
    RemoveRoleInput,
    RenameObjectInput,
    RenameRoleInput,
    SetApiPolicyInput,
    SetDisplayInput,
    SetGrantsInput,
    SetInheritsInput,
    SetLabelsInput,
    SetRoleLabelsInput,
    SetTimeZoneInput,
    input_of,
)
from api.fixed.constraint_inputs import ConstraintInput
from api.fixed.constraint_mapping import constraint_change
from api.fixed.criterion_inputs import CriterionInput, criterion_change
from api.fixed.field_inputs import FieldChangeInput
from api.fixed.field_mapping import field_change, new_field
from api.fixed.inputs import json_of, or_none
from api.fixed.label_types import LabelInput, labels_of
from api.fixed.mask_types import mask_of
from api.fixed.pipeline_inputs import PipelineChangeInput
from api.fixed.pipeline_mapping import pipeline_change
from api.fixed.removal_inputs import RemovalInput, removal
from api.fixed.section_inputs import SetSectionsInput, sections_change
from api.fixed.stage_task_inputs import StageTaskInput, stage_task_change
from api.fixed.unique_key_inputs import UniqueKeyInput, unique_key_change
from api.fixed.working_calendar import SetWorkingCalendarInput, calendar_change
from core.errors import PathPart, Problem, SluiceError
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Change
from metadata.changes.display import SetDisplay
from metadata.changes.kept import change_from_json
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject, RenameObject
from metadata.changes.roles import (
    AddRole,
    NewGrant,
    RemoveRole,
    RenameRole,
    SetGrants,
    SetInherits,
    SetRoleLabels,
)
from metadata.changes.time_zone import SetTimeZone

AnyInput = (
    AddObjectInput
    | RenameObjectInput
    | AddRoleInput
    | RenameRoleInput
    | SetGrantsInput
    | SetInheritsInput
    | RemoveRoleInput
    | SetLabelsInput
    | SetRoleLabelsInput
    | SetDisplayInput
    | SetSectionsInput
    | SetApiPolicyInput
    | SetTimeZoneInput
    | SetWorkingCalendarInput
    | RemovalInput
    | ConstraintInput
    | UniqueKeyInput
    | CriterionInput
    | StageTaskInput
    | FieldChangeInput
    | PipelineChangeInput
)


async def changes_aside(context: RequestContext, inputs: Sequence[CatalogChange]) -> tuple[Change, ...]:
    """`changes_of`, while others are answered."""
    namespace = context.require_caller().namespace
    return await context.engine.catalogs.aside.run(namespace, partial(changes_of, inputs), len(inputs))


def changes_of(inputs: Sequence[CatalogChange]) -> tuple[Change, ...]:
    """The changes, in order.

    Raises:
        SluiceError: every list of labels that names a language twice, under `("changes", position, kind)`.
    """
    mapping = _Mapping([])
    changes = tuple(_change(mapping, each, ("changes", index)) for index, each in enumerate(inputs))
    if mapping.problems:
        raise SluiceError(mapping.problems)
    return changes


def _change(mapping: "_Mapping", given: CatalogChange, at: tuple[PathPart, ...]) -> Change:
    name, value = input_of(given)
    if name == "json":
        return change_from_json(value, *at, "json")
    return mapping.change(cast(AnyInput, value), at)


@dataclasses.dataclass
class _Mapping:
    """Collects what is wrong on the way; every method takes the path of its input."""

    problems: list[Problem]

    def change(self, given: AnyInput, at: tuple[PathPart, ...]) -> Change:
        if isinstance(given, FieldChangeInput):
            return field_change(given, self.problems, at)
        if isinstance(given, PipelineChangeInput):
            return pipeline_change(given, self.problems, at)
        if isinstance(given, ConstraintInput):
            return constraint_change(given, self.problems, at)
        if isinstance(given, CriterionInput):
            return criterion_change(given, self.problems, at)
        if isinstance(given, StageTaskInput):
            return stage_task_change(given, self.problems, at)
        if isinstance(given, UniqueKeyInput):
            return unique_key_change(given, self.problems, at)
        match given:
            case AddObjectInput():
                return self.add_object(given, (*at, AddObject.kind))
            case RenameObjectInput():
                return RenameObject(given.object, given.name, or_none(given.plural))
            case AddRoleInput():
                labels = self.labels(given.labels, (*at, AddRole.kind, "labels"))
                return AddRole(given.name, labels, self.grants(given.grants), tuple(given.inherits))
            case RenameRoleInput():
                return RenameRole(given.role, given.name)
            case SetGrantsInput():
                return SetGrants(given.role, self.grants(given.grants))
            case SetInheritsInput():
                return SetInherits(given.role, tuple(given.inherits))
            case RemoveRoleInput():
                return RemoveRole(given.role)
            case SetLabelsInput():
                labels = self.labels(given.labels, (*at, SetLabels.kind, "labels"))
                return SetLabels(
                    given.object,
                    field=or_none(given.field),
                    option=or_none(given.option),
                    stage=or_none(given.stage),
                    pipeline=or_none(given.pipeline),
                    plural=or_none(given.plural) or False,
                    labels=labels,
                )
            case SetRoleLabelsInput():
                labels = self.labels(given.labels, (*at, SetRoleLabels.kind, "labels"))
                return SetRoleLabels(given.role, labels)
            case SetDisplayInput():
                return SetDisplay(given.object, or_none(given.field))
            case SetSectionsInput():
                return sections_change(given, self.problems, at)
            case SetApiPolicyInput():
                return SetApiPolicy(
                    or_none(given.trusted_documents_only),
                    or_none(given.introspection),
                    or_none(given.suggestions),
                )
            case SetTimeZoneInput():
                return SetTimeZone(given.time_zone)
            case SetWorkingCalendarInput():
                return calendar_change(given)
            case _:
                return removal(given)

    def add_object(self, given: AddObjectInput, at: tuple[PathPart, ...]) -> AddObject:
        return AddObject(
            name=given.name,
            plural=given.plural,
            labels=self.labels(given.labels, (*at, "labels")),
            plural_labels=self.labels(given.plural_labels, (*at, "pluralLabels")),
            display=or_none(given.display),
            fields=tuple(
                new_field(each, self.problems, (*at, "fields", index))
                for index, each in enumerate(given.fields)
            ),
        )

    def grants(self, given: Sequence[GrantInput]) -> tuple[NewGrant, ...]:
        return tuple(
            NewGrant(
                object=each.object,
                action=each.action,
                field=each.field,
                effect=each.effect.value,
                rows=each.rows.value,
                rule=json_of(each.rule),
                moves=None if not isinstance(each.moves, list) else tuple(kind.value for kind in each.moves),
                leaving=or_none(each.leaving),
                entering=or_none(each.entering),
                mask=mask_of(each.mask),
            )
            for each in given
        )

    def labels(self, given: Sequence[LabelInput], at: tuple[PathPart, ...]) -> dict[str, str]:
        return labels_of(given, self.problems, *at)
