"""From a template and a catalog to the changes that install it, with ids of their own each time.

What a tenant has is never overwritten. Whatever stands in the way is told at once, before anything happens: names that
are taken, fields of a shared object that are something else, objects and stages that are not there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from core.errors import Problem, fault
from core.identifiers import new_id
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change, pipeline_of, raise_problems, stage_named
from metadata.changes.fields import AddField, NewField
from metadata.changes.objects import AddObject
from metadata.changes.pipelines import AddPipeline, SetGate
from metadata.changes.roles import AddRole
from metadata.changes.sections import SetSections
from metadata.field_types.all_types import input_name
from metadata.fields import Field
from metadata.templates.all_templates import TEMPLATES
from metadata.templates.base import WON, Choices, ComputedField, Template, TemplateObject
from metadata.templates.naming import Names, names_of
from metadata.templates.terms import all_of, clauses
from metadata.values import JsonValue


def template_named(name: str) -> Template:
    """The template of that name.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `name`.
    """
    found = TEMPLATES.get(name)
    if found is None:
        close = get_close_matches(name, TEMPLATES, n=1)
        hint = f"Did you mean {close[0]}?" if close else f"Templates: {', '.join(TEMPLATES)}."
        raise fault("CATALOG_UNKNOWN", f"There is no template {name[:60]!r}.", "name", hint=hint)
    return found


def installation(catalog: Catalog, template: Template, choices: Choices) -> tuple[Change, ...]:
    """The changes that give the catalog what it lacks of the template, in order.

    Fields that a shared or extended object lacks are added as ones that records may leave empty and that no search
    reads, so that no record is touched.

    Raises:
        SluiceError: everything in the way, under `objects`, `roles` and `gateAt`; CATALOG_INVALID where nothing is
            lacking.
    """
    names = names_of(catalog, template, choices)
    plan = _Plan(catalog, template, names)
    raise_problems([problem for each in template.objects for problem in plan.conflicts(each)])
    changes = (
        *(change for each in template.objects for change in plan.object_changes(each)),
        *(change for each in template.computed for change in plan.computed_changes(each)),
        *(change for each in template.objects for change in plan.pipeline_changes(each)),
        *(change for each in template.objects for change in plan.section_changes(each)),
        *plan.gate_changes(choices.gate_at),
        *plan.role_changes(),
    )
    if not changes:
        message = f"Everything that {template.name} brings is there already."
        raise fault("CATALOG_INVALID", message, "name", hint="There is nothing to install.")
    return changes


@dataclass(frozen=True)
class _Plan:
    catalog: Catalog
    template: Template
    names: Names

    def existing(self, wanted: TemplateObject) -> Object | None:
        return self.catalog.object_by_name.get(self.names.object(wanted.name))

    def conflicts(self, wanted: TemplateObject) -> Iterator[Problem]:
        """The fields of an object of the tenant that are something else than the template needs."""
        there = self.existing(wanted)
        if there is None:
            return
        for new in self.template.fields_of(wanted):
            old = there.field_by_name.get(new.name)
            if old is not None and not self.fits(old, new):
                message = (
                    f"{there.name}.{old.name} is {self.described(old)}, and {self.template.name} needs "
                    f"{self.needed(new)} there."
                )
                hint = (
                    f'Rename that field, or name another object: objects: [{{ object: "{wanted.name}", … }}].'
                )
                yield Problem(
                    "CATALOG_NAME_TAKEN", message, ("objects", wanted.name, "fields", new.name), hint
                )

    def fits(self, old: Field, new: NewField) -> bool:
        """Whether the tenant's field is what the template means."""
        if old.type != new.type or old.computed != (new.formula is not None or new.roll_up is not None):
            return False
        there = [self.catalog.object_by_id[each].name for each in old.points_to]
        return new.target is None or not there or there == [self.names.object(new.target)]

    def described(self, old: Field) -> str:
        computed = " that is computed" if old.computed else ""
        to = "".join(f" to {self.catalog.object_by_id[each].name}" for each in old.points_to)
        return f"a {old.type}{to}{computed}"

    def needed(self, new: NewField) -> str:
        """The template's field, in the same words."""
        computed = " that is computed" if new.formula is not None or new.roll_up is not None else ""
        to = "" if new.target is None else f" to {self.names.object(new.target)}"
        return f"a {new.type}{to}{computed}"

    def object_changes(self, wanted: TemplateObject) -> Iterator[Change]:
        there = self.existing(wanted)
        name = self.names.object(wanted.name)
        if there is None:
            yield AddObject(
                name,
                self.names.plural(wanted.name),
                wanted.labels,
                wanted.plural_labels,
                wanted.display,
                tuple(self.field(wanted, new) for new in wanted.fields),
            )
            return
        for new in wanted.fields:
            if new.name not in there.field_by_name:
                optional = replace(self.field(wanted, new), required=False, searchable=False)
                yield AddField(name, optional)

    def computed_changes(self, computed: ComputedField) -> Iterator[Change]:
        name, new = self.names.object(computed.object), computed.field
        there = self.catalog.object_by_name.get(name)
        if there is not None and new.name in there.field_by_name:
            return
        fresh = replace(new, id=new_id("fld"))
        if new.roll_up is not None:
            owner, relation = self.counted(computed.object, new.roll_up.relation)
            rolled = replace(new.roll_up, relation=self.list_name(owner, relation))
            if rolled.where is not None:
                rolled = replace(rolled, where=_with_won(rolled.where, self.won_stages(owner)))
            fresh = replace(fresh, roll_up=rolled)
        yield AddField(name, fresh)

    def pipeline_changes(self, wanted: TemplateObject) -> Iterator[Change]:
        made = wanted.pipeline
        if made is not None and self.existing(wanted) is None:
            stages = tuple(replace(each, id=new_id("stg")) for each in made.stages)
            name = self.names.object(wanted.name)
            yield AddPipeline(name, made.name, made.labels, stages, made.transitions)

    def section_changes(self, wanted: TemplateObject) -> Iterator[Change]:
        if wanted.sections and self.existing(wanted) is None:
            sections = tuple(replace(each, id=new_id("sec")) for each in wanted.sections)
            yield SetSections(self.names.object(wanted.name), sections)

    def counted(self, target: str, reverse: str) -> tuple[TemplateObject, NewField]:
        """The relation, and its object, whose list on the target the template calls so."""
        return next(
            (owner, new)
            for owner in self.template.objects
            for new in owner.fields
            if new.target == target and new.reverse == reverse
        )

    def list_name(self, owner: TemplateObject, relation: NewField) -> str:
        """What the list of a relation is called here."""
        there = self.existing(owner)
        old = None if there is None else there.field_by_name.get(relation.name)
        found = self.reverse(owner, relation) if old is None else old.reverse
        if found is None:
            message = f"{owner.name}.{relation.name} has no list on the other side, which {self.template.name} reads."
            raise fault("CATALOG_INVALID", message, "objects", hint="Name another object for it.")
        return found

    def won_stages(self, owner: TemplateObject) -> list[JsonValue]:
        """The names of the won stages of an object that the tenant has."""
        there = self.existing(owner)
        assert there is not None
        return [stage.name for stage in pipeline_of(there, "objects").stages if stage.kind == "won"]

    def field(self, owner: TemplateObject, new: NewField) -> NewField:
        """The field under an id of its own and the tenant's names."""
        fresh = replace(new, id=new_id("fld"))
        if new.target is None:
            return fresh
        return replace(fresh, target=self.names.object(new.target), reverse=self.reverse(owner, new))

    def reverse(self, owner: TemplateObject, new: NewField) -> str | None:
        """A name for the list on the target: the tenant's plural of the owner, or one that is free there."""
        if new.reverse is None or new.target is None:
            return new.reverse
        plural = self.names.plural(owner.name)
        name = plural if new.reverse == owner.plural else new.reverse
        target = self.catalog.object_by_name.get(self.names.object(new.target))
        if target is None or not _taken(self.catalog, target, name):
            return name
        return name + plural[:1].upper() + plural[1:]

    def gate_changes(self, stage: str | None) -> Iterator[Change]:
        """The gate that lets into the stage what meets the template's rule and that of the gate that is there."""
        if stage is None:
            return
        guarded = [each for each in self.template.objects if each.gate is not None]
        if not guarded:
            message = f"{self.template.name} has no gate for a stage of the tenant's."
            raise fault("CATALOG_INVALID", message, "gateAt", hint="Leave `gateAt` out.")
        for wanted in guarded:
            there = self.existing(wanted)
            assert there is not None
            found = stage_named(pipeline_of(there, "gateAt"), stage, "gateAt")
            rule = _both(found.gate, wanted.gate)
            if rule != found.gate:
                yield SetGate(there.name, stage=found.name, rule=rule)

    def role_changes(self) -> Iterator[Change]:
        for role in self.template.roles:
            grants = tuple(replace(grant, object=self.names.object(grant.object)) for grant in role.grants)
            yield AddRole(self.names.roles[role.name], role.labels, grants)


def _with_won(rule: JsonValue, won: list[JsonValue]) -> JsonValue:
    """The rule with the stages in the place of `WON`."""
    if rule == WON:
        return won
    if isinstance(rule, list):
        return [_with_won(item, won) for item in rule]
    return {key: _with_won(item, won) for key, item in rule.items()} if isinstance(rule, dict) else rule


def _taken(catalog: Catalog, target: Object, name: str) -> bool:
    """Whether a field or list of the target is called so, whatever the case."""
    words = {each.name.lower() for each in target.fields}
    words |= {input_name(each).lower() for each in target.fields}
    words |= {f"{each.name}groups".lower() for each in target.fields if each.links is not None}
    lists = (*catalog.reverse_relations.get(target.id, ()), *catalog.reverse_links.get(target.id, ()))
    for _, relation in lists:
        words |= {str(relation.reverse).lower(), f"{relation.reverse}groups".lower()}
    return name.lower() in words


def _both(first: JsonValue, second: JsonValue) -> JsonValue:
    """A rule that both rules together make; clauses of the second that the first has are not said again."""
    if first is None:
        return second
    parts = clauses(first)
    parts += [each for each in clauses(second) if each not in parts]
    return all_of(parts)
