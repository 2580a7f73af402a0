"""Why roles may do something, or may not.

Whether they may is read from their Access, the one that requests go by. The grants that speak of it
(`policies.speaking`) and the reason are told beside that; neither decides anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from metadata.catalog import ANY, Catalog, Grant, Object, Role
from metadata.field_types.all_types import is_given
from metadata.fields import Field
from metadata.initial import ADMIN_ROLE
from metadata.writability import given_once, never_given
from policies.access import Access, ObjectAccess, RowRule
from policies.decide import decide, tells_of_hidden
from policies.speaking import Question, Speaking, speaking

ALONG_A_PIPELINE = frozenset({"promote", "override", "backdate"})
"""The actions that an object without a pipeline has no use for."""


class Reason(Enum):
    """Why one action may be done, or may not."""

    GRANTED = "granted"
    NOT_GRANTED = "notGranted"
    DENIED = "denied"
    NO_PIPELINE = "noPipeline"
    NOT_ON_ALL_RECORDS = "notOnAllRecords"
    HIDDEN_TARGET = "hiddenTarget"
    HIDDEN_PARTS = "hiddenParts"
    MASKED = "masked"
    NEVER_WRITTEN = "neverWritten"
    WRITTEN_ONCE = "writtenOnce"
    NO_SUCH_MOVE = "noSuchMove"
    NOT_REACHED = "notReached"
    TAKEN_AWAY = "takenAway"
    NO_RECORD = "noRecord"
    DELETED = "deleted"
    NOT_DELETED = "notDeleted"
    INACTIVE = "inactive"
    ENDED = "ended"
    KEY_ENDED = "keyEnded"


@dataclass(frozen=True)
class Step:
    """One action that has to be allowed, and what speaks of it.

    Attributes:
        question: about the action itself, or about one that it needs.
        of_record: whether its row rule must reach the record in question.
        rows: the records that it reaches.
    """

    question: Question
    reason: Reason
    grants: tuple[Speaking, ...]
    rows: RowRule
    of_record: bool = True

    @property
    def allowed(self) -> bool:
        return self.reason is Reason.GRANTED


def steps_of(catalog: Catalog, held: Sequence[str], access: Access, question: Question) -> tuple[Step, ...]:
    """What has to be allowed for the question to be answered with yes, what it needs first; all of it must be.

    Args:
        access: what `decide` says of the roles that are `held`.
    """
    return tuple(
        _step(catalog, held, access, needed, of_record=question.action != "create" or needed is question)
        for needed in _needed(question)
    )


def _needed(question: Question) -> Iterator[Question]:
    """A request for an object needs that it may be read, and an override one for a promotion."""
    if question.object is not None:
        if question.action != "read":
            yield replace(question, action="read", field=None, edge=None)
        if question.action == "override":
            yield replace(question, action="promote", field=None)
    yield question


def _step(
    catalog: Catalog, held: Sequence[str], access: Access, question: Question, *, of_record: bool
) -> Step:
    grants = speaking(catalog, held, question)
    rows = _rows(access, question)
    return Step(question, _reason(catalog, access, question, grants, rows), grants, rows, of_record)


def _rows(access: Access, question: Question) -> RowRule:
    """The records that the action reaches, of the object or by the edge."""
    of = question.object
    rights = None if of is None else access.objects.get(of.id)
    if of is None or rights is None:
        return RowRule(everything=question.action in access.tenant_actions)
    if question.action != "promote" or question.edge is None or of.pipeline is None:
        return rights.rows.get(question.action, RowRule())
    stages = of.pipeline.stage_by_name
    return rights.move(stages[question.edge.source].id, stages[question.edge.target].id)


def _reason(
    catalog: Catalog, access: Access, question: Question, grants: Sequence[Speaking], rows: RowRule
) -> Reason:
    of = question.object
    if of is not None and question.action in ALONG_A_PIPELINE and of.pipeline is None:
        return Reason.NO_PIPELINE
    if rows.nothing:
        return _refusing(access, of, grants)
    if (
        of is None
        or question.field is None
        or question.field.id in _fields(access.objects[of.id], question.action)
    ):
        return Reason.GRANTED
    return _reason_of_field(catalog, access, of, question.field, question.action, grants)


def _refusing(access: Access, of: Object | None, grants: Sequence[Speaking]) -> Reason:
    """Why nothing is granted, by the grants that speak."""
    effects = {each.grant.effect for each in grants}
    if effects == {"allow"} and of is not None and of.id not in access.objects:
        # It is granted, on what may not be read: that is what is refused.
        return Reason.GRANTED
    return Reason.DENIED if effects == {"allow", "deny"} else Reason.NOT_GRANTED


def _fields(rights: ObjectAccess, action: str) -> frozenset[str]:
    """The fields on which rights allow an action."""
    return {"read": rights.read, "create": rights.create, "update": rights.update}.get(action, frozenset())


def _reason_of_field(
    catalog: Catalog, access: Access, of: Object, field: Field, action: str, grants: Sequence[Speaking]
) -> Reason:
    """Why a field is not given although its records are reached."""
    if action != "read" and (not is_given(field) or field.id in never_given(of)):
        return Reason.NEVER_WRITTEN
    if action == "update" and field.id in given_once(of):
        return Reason.WRITTEN_ONCE
    effects = {each.grant.effect for each in grants if not (each.grant.effect == "deny" and each.limited)}
    if "allow" not in effects:
        return Reason.NOT_GRANTED
    if "deny" in effects:
        return Reason.DENIED
    if action == "read" and field.id in access.objects[of.id].masked:
        return Reason.MASKED
    if field.points_to and access.objects.keys().isdisjoint(field.points_to):
        return Reason.HIDDEN_TARGET
    if field.computed and tells_of_hidden(catalog, of, field, access.objects):
        return Reason.HIDDEN_PARTS
    return Reason.NOT_ON_ALL_RECORDS


# What is missing


@dataclass(frozen=True)
class Missing:
    """Grants that a role lacks.

    Attributes:
        role: one of those that are held.
        grants: what it has to have beside its own.
    """

    role: Role
    grants: tuple[Grant, ...]


def missing(
    catalog: Catalog, namespace: str, held: Sequence[str], access: Access, steps: Sequence[Step]
) -> Missing | None:
    """The grants of which one role that is held would be enough, and take nothing from anybody who has it.

    None where a grant is not what is missing, or no role can be given one. That it is enough is found out by `decide`.
    """
    role = next((each for each in catalog.roles if each.id in held and each.id != ADMIN_ROLE), None)
    if role is None:
        return None
    wanted, after, then = steps[-1].question, catalog, access
    given: tuple[Grant, ...] = ()
    for _ in range(_ROUNDS):
        refused = [each for each in steps if not each.allowed]
        if not refused:
            return Missing(role, given) if given and _has_all(then, access) else None
        if any(each.reason not in _LACKING for each in refused):
            return None
        for each in refused:
            # Rules are JSON, and so are grants not hashed.
            lacks = [one for one in _granting(after, held, each) if one not in (*role.grants, *given)]
            given = (*given, *lacks)
        after = _with_grants(catalog, role, given)
        then = decide(after, namespace, held)
        steps = steps_of(after, held, then, wanted)
    return None


_LACKING = (Reason.NOT_GRANTED, Reason.HIDDEN_TARGET, Reason.NOT_ON_ALL_RECORDS)
"""What a grant can put right."""
_ROUNDS = 4
"""How often more is added: to read the object, to do it at all, to do it with the field, to read what that names."""


def _granting(catalog: Catalog, held: Sequence[str], step: Step) -> Iterator[Grant]:
    """What would grant a step, on the records that are reached already where some are."""
    of, field, action = step.question.object, step.question.field, step.question.action
    if of is None:
        yield Grant(ANY, action)
        return
    if step.reason is Reason.HIDDEN_TARGET and field is not None:
        yield from (Grant(each, "read") for each in field.points_to)
        return
    named = ANY if field is None else field.id
    stages = {} if of.pipeline is None else of.pipeline.stage_by_name
    edge = step.question.edge if action == "promote" else None
    whole = Grant(
        of.id,
        action,
        named,
        leaving=None if edge is None else stages[edge.source].id,
        entering=None if edge is None else stages[edge.target].id,
    )
    if step.rows.nothing:
        yield whole
        return
    # On more records than are reached now, the fields that others have would be granted on some of them only.
    asked = replace(step.question, field=None)
    allows = [each.grant for each in speaking(catalog, held, asked) if each.grant.effect == "allow"]
    yield from (replace(whole, rows=each.rows, rule=each.rule) for each in allows)


def _with_grants(catalog: Catalog, role: Role, grants: tuple[Grant, ...]) -> Catalog:
    changed = replace(role, grants=(*role.grants, *grants))
    return replace(catalog, roles=tuple(changed if each.id == role.id else each for each in catalog.roles))


def _has_all(after: Access, before: Access) -> bool:
    """Whether nothing was lost: a field is lost where it is not granted on all records that are reached by now."""
    return all(
        (now := after.objects.get(of)) is not None
        and now.read >= rights.read
        and now.read | now.masked.keys() >= rights.masked.keys()
        and now.create >= rights.create
        and now.update >= rights.update
        for of, rights in before.objects.items()
    )
