"""A Catalog and an Access become what GraphQL shows: what the caller may not see is not there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import strawberry

from api.fixed.catalog_types import (
    ApiInfo,
    CatalogInfo,
    EffectName,
    FieldInfo,
    GrantInfo,
    NumberingInfo,
    ObjectInfo,
    OptionInfo,
    PersonalName,
    RemovedInfo,
    RemovedKindName,
    RestartName,
    RoleInfo,
    RollUpFunctionName,
    RollUpInfo,
    RowsName,
    SectionInfo,
    SeverityName,
    UniqueKeyInfo,
    ValidationInfo,
    WritabilityName,
)
from api.fixed.label_types import label_list
from api.fixed.mask_types import mask_info
from api.fixed.pipeline_types import (
    CriterionInfo,
    CriterionModeName,
    FurtherPipelineInfo,
    GateExampleInfo,
    MoveKindName,
    PipelineInfo,
    StageInfo,
    StageKindName,
    StageTaskInfo,
    TransitionInfo,
)
from api.fixed.working_calendar import calendar_info
from api.types.scalars import Json
from expressions.languages import label_in
from expressions.parse import parse_expression
from metadata.catalog import Catalog, Grant, Object, Role, UniqueKey, Validation
from metadata.changes.grace import moment_of
from metadata.field_types.all_types import FIELD_TYPES
from metadata.field_types.bounds import as_decimal
from metadata.fields import Field, Option, RollUp
from metadata.lists import rolled_over
from metadata.move_kinds import kind_of
from metadata.pipelines import Criterion, GateExample, Pipeline, Stage
from metadata.scope import ObjectScope
from metadata.unique_keys import message_of
from metadata.values import JsonValue
from policies.access import Access, ObjectAccess
from policies.readable import may_read_all

NO_ACCESS = ObjectAccess(read=frozenset(), create=frozenset(), update=frozenset(), rows={})


@dataclass(frozen=True)
class CatalogView:
    """Shows `catalog` to one caller.

    Attributes:
        everything: the caller may `configure` and sees it all.
        language: of the single labels.
    """

    catalog: Catalog
    access: Access
    everything: bool
    language: str

    def shown(self) -> CatalogInfo:
        """The whole of what the caller may see."""
        return CatalogInfo(
            shown=self.catalog,
            version=self.catalog.version,
            languages=list(self.catalog.languages),
            time_zone=self.catalog.time_zone,
            working_calendar=calendar_info(self.catalog.working_calendar),
            api=ApiInfo(
                trusted_documents_only=self.catalog.api.trusted_documents_only,
                introspection=self.catalog.api.introspection,
                suggestions=self.catalog.api.suggestions,
            ),
            objects=[self._object(each) for each in self.catalog.objects if self._sees(each.id)],
            roles=[self._role(each) for each in self.catalog.roles] if self.everything else [],
            removed=[*self._removed()] if self.everything else [],
        )

    def _removed(self) -> Iterator[RemovedInfo]:
        for gone in self.catalog.removed_objects:
            yield self._gone(RemovedKindName.object, gone.object.name, gone.object, gone.until)
        for definition in self.catalog.objects:
            for field in definition.removed_fields:
                yield self._gone(RemovedKindName.field, definition.name, field.field, field.until)
            for each in definition.removed_pipelines:
                yield self._gone(RemovedKindName.pipeline, definition.name, each.pipeline, each.until)

    def _gone(
        self, kind: RemovedKindName, of: str, definition: Object | Field | Pipeline, until: str
    ) -> RemovedInfo:
        return RemovedInfo(
            id=strawberry.ID(definition.id),
            kind=kind,
            object=of,
            name=definition.name,
            label=label_in(definition.labels, self.language, definition.name),
            until=moment_of(until),
        )

    def _sees(self, object_id: str) -> bool:
        return self.everything or object_id in self.access.objects

    def _object(self, shown: Object) -> ObjectInfo:
        access = self.access.objects.get(shown.id, NO_ACCESS)
        seen = [each for each in shown.fields if self._sees_field(each, access)]
        fields = [self._field(shown, each, access) for each in seen]
        display = shown.display if shown.display in {each.name for each in fields} else None
        return ObjectInfo(
            id=strawberry.ID(shown.id),
            name=shown.name,
            plural=shown.plural,
            type_name=shown.type_name,
            label=label_in(shown.labels, self.language, shown.name),
            labels=label_list(shown.labels),
            plural_label=label_in(shown.plural_labels, self.language, shown.plural),
            plural_labels=label_list(shown.plural_labels),
            display=display,
            fields=fields,
            pipeline=self._pipeline(shown, shown.pipeline) if shown.pipeline is not None else None,
            validations=[
                self._validation(each, {field.id: field.name for field in seen})
                for each in shown.validations
                if self._reads(shown, each.rule)
            ],
            unique_keys=[
                self._unique_key(shown, each)
                for each in shown.unique_keys
                if self.everything or access.read.issuperset(each.fields)
            ],
            sections=[*self._sections(shown, {field.id: field.name for field in seen})],
            actions=[action for action in access.rows if access.may(action)],
        )

    def _sees_field(self, field: Field, access: ObjectAccess) -> bool:
        if self.everything:
            return True
        granted = field.id in access.read | access.masked.keys() | access.create | access.update
        return granted and (not field.points_to or any(map(self._sees, field.points_to)))

    def _pointed(self, field: Field) -> list[str]:
        """Names of the objects that the field points to, as far as the caller may know them."""
        return [self.catalog.object_by_id[each].name for each in field.points_to if self._sees(each)]

    def _reads(self, of: Object, rule: JsonValue) -> bool:
        """Whether the caller may see a rule: all that it reads."""
        if rule is None or self.everything:
            return True
        # Not as a rule: a default gives any value.
        return may_read_all(
            self.access, self.catalog, parse_expression(rule, ObjectScope(self.catalog, of)), of
        )

    def _validation(self, validation: Validation, names: Mapping[str, str]) -> ValidationInfo:
        return ValidationInfo(
            id=strawberry.ID(validation.id),
            name=validation.name,
            rule=Json(validation.rule),
            message=label_in(validation.messages, self.language, validation.name),
            messages=label_list(validation.messages),
            fields=[names[each] for each in validation.fields if each in names],
            severity=SeverityName(validation.severity),
        )

    def _unique_key(self, of: Object, key: UniqueKey) -> UniqueKeyInfo:
        return UniqueKeyInfo(
            id=strawberry.ID(key.id),
            name=key.name,
            fields=[of.field_by_id[each].name for each in key.fields],
            ignore_case=key.ignore_case,
            message=message_of(of, key, self.language),
            messages=label_list(key.messages),
        )

    def _sections(self, of: Object, names: Mapping[str, str]) -> Iterator[SectionInfo]:
        """The sections with the fields that are in `names`; who may `configure` sees those without any too."""
        for each in of.sections:
            fields = [names[one] for one in each.fields if one in names]
            if fields or self.everything:
                yield SectionInfo(
                    id=strawberry.ID(each.id),
                    name=each.name,
                    label=label_in(each.labels, self.language, each.name),
                    labels=label_list(each.labels),
                    fields=fields,
                )

    def _field(self, of: Object, field: Field, access: ObjectAccess) -> FieldInfo:
        choice = None if field.depends_on is None else of.field_by_id[field.depends_on]
        on = choice.name if choice is not None and self._sees_field(choice, access) else None
        settings = FIELD_TYPES[field.type].settings
        return FieldInfo(
            id=strawberry.ID(field.id),
            name=field.name,
            type=field.type,
            label=label_in(field.labels, self.language, field.name),
            labels=label_list(field.labels),
            required=field.required,
            unique=field.unique,
            default=_json(field.default),
            options=[self._option(each, on is not None) for each in field.options],
            target=next(iter(self._pointed(field)), None) if not field.targets else None,
            targets=self._pointed(field) if field.targets else [],
            reverse=field.reverse,
            precision=field.precision if "precision" in settings else None,
            scale=field.scale if "scale" in settings else None,
            region=field.region,
            searchable=field.searchable,
            minimum=as_decimal(field.minimum),
            maximum=as_decimal(field.maximum),
            min_length=field.min_length,
            max_length=field.max_length,
            pattern=field.pattern,
            pattern_message=label_list(field.pattern_message),
            media_types=list(field.media_types),
            formula=self._gate(field.formula),
            depends_on=on,
            numbering=_numbering(field),
            roll_up=self._roll_up(of, field.roll_up),
            required_when=_json(field.required_when) if self._reads(of, field.required_when) else None,
            default_formula=_json(field.default_formula) if self._reads(of, field.default_formula) else None,
            writable=WritabilityName(field.writable),
            track_history=field.track_history,
            personal=None if field.personal is None else PersonalName(field.personal),
            deprecated=label_list(field.deprecated),
            can_read=field.id in access.read,
            mask=mask_info(access.masked.get(field.id)),
            can_create=field.id in access.create,
            can_update=field.id in access.update,
        )

    def _roll_up(self, of: Object, rolled: RollUp | None) -> RollUpInfo | None:
        if rolled is None or not self.everything:
            return None
        over = rolled_over(self.catalog, of, rolled)
        return RollUpInfo(
            relation=over.name,
            function=RollUpFunctionName(rolled.function),
            field=over.object.field_by_id[rolled.field].name if rolled.field is not None else None,
            where=_json(rolled.where),
        )

    def _option(self, option: Option, dependent: bool) -> OptionInfo:
        return OptionInfo(
            key=option.key,
            label=label_in(option.labels, self.language, option.key),
            labels=label_list(option.labels),
            color=option.color,
            active=option.active,
            only_with=list(option.only_with) if dependent else [],
        )

    def _pipeline(self, of: Object, pipeline: Pipeline) -> PipelineInfo:
        return PipelineInfo(
            id=strawberry.ID(pipeline.id),
            name=pipeline.name,
            label=label_in(pipeline.labels, self.language, pipeline.name),
            labels=label_list(pipeline.labels),
            stages=[self._stage(of, pipeline, each) for each in pipeline.stages],
            transitions=[
                TransitionInfo(
                    source=each.source,
                    target=each.target,
                    kind=MoveKindName(kind_of(pipeline, each)),
                    gate=self._gate(each.gate),
                )
                for each in pipeline.transitions
            ],
            criteria=[self._criterion(each) for each in pipeline.criteria] if self.everything else [],
            examples=[_example(each) for each in pipeline.examples] if self.everything else [],
            further=[
                FurtherPipelineInfo(
                    id=strawberry.ID(each.id),
                    name=each.name,
                    label=label_in(each.labels, self.language, each.name),
                    labels=label_list(each.labels),
                )
                for each in pipeline.further
            ],
            approval_hours=pipeline.approval_hours,
        )

    def _criterion(self, criterion: Criterion) -> CriterionInfo:
        return CriterionInfo(
            id=strawberry.ID(criterion.id),
            name=criterion.name,
            rule=Json(criterion.rule),
            leaving=criterion.leaving,
            entering=criterion.entering,
            pipeline=criterion.pipeline,
            message=label_in(criterion.messages, self.language, "") or None,
            messages=label_list(criterion.messages),
            mode=CriterionModeName(criterion.mode),
            enforced_from=criterion.enforced_from,
            grace_until=criterion.grace_until,
        )

    def _stage(self, of: Object, pipeline: Pipeline, stage: Stage) -> StageInfo:
        readable = self.access.objects.get(of.id, NO_ACCESS).read
        return StageInfo(
            id=strawberry.ID(stage.id),
            name=stage.name,
            kind=StageKindName(stage.kind),
            probability=stage.probability,
            label=label_in(stage.labels, self.language, stage.name),
            labels=label_list(stage.labels),
            objective=label_list(stage.objective),
            gate=self._gate(stage.gate),
            required=[of.field_by_id[each].name for each in stage.required if each in readable],
            pipeline=pipeline.named_of(stage),
            tasks=[
                StageTaskInfo(
                    id=strawberry.ID(each.id),
                    name=each.name,
                    label=label_in(each.labels, self.language, each.name),
                    labels=label_list(each.labels),
                    required=each.required,
                )
                for each in stage.tasks
            ],
        )

    def _gate(self, rule: JsonValue) -> Json | None:
        """A gate may name what the caller may not see; its verdict, redacted, tells enough."""
        return _json(rule) if self.everything else None

    def _role(self, role: Role) -> RoleInfo:
        return RoleInfo(
            id=strawberry.ID(role.id),
            name=role.name,
            label=label_in(role.labels, self.language, role.name),
            labels=label_list(role.labels),
            grants=[self.grant(each) for each in role.grants],
            inherits=[each.name for one in role.inherits for each in self.catalog.roles if each.id == one],
        )

    def grant(self, grant: Grant) -> GrantInfo:
        """One line of a role."""
        granted = self.catalog.object_by_id.get(grant.object)
        field = granted.field_by_id.get(grant.field) if granted is not None else None
        pipeline = None if granted is None else granted.pipeline
        stages = {} if pipeline is None else pipeline.stage_by_id
        return GrantInfo(
            object=granted.name if granted is not None else grant.object,
            action=grant.action,
            field=field.name if field is not None else grant.field,
            effect=EffectName(grant.effect),
            rows=RowsName(grant.rows),
            rule=_json(grant.rule),
            moves=None if grant.moves is None else [MoveKindName(each) for each in grant.moves],
            leaving=None if grant.leaving is None else stages[grant.leaving].name,
            entering=None if grant.entering is None else stages[grant.entering].name,
            mask=mask_info(grant.mask),
        )


def _example(example: GateExample) -> GateExampleInfo:
    return GateExampleInfo(
        id=strawberry.ID(example.id),
        name=example.name,
        leaving=example.leaving,
        entering=example.entering,
        record=Json(example.record),
        open=example.open,
        now=example.now,
    )


def _json(value: JsonValue) -> Json | None:
    return None if value is None else Json(value)


def _numbering(field: Field) -> NumberingInfo | None:
    shown = field.numbering
    if shown is None:
        return None
    return NumberingInfo(format=shown.format, restart=RestartName(shown.restart), start=shown.start)
