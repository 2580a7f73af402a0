"""Moves of objects, their fields, and the options of these."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields as attributes
from dataclasses import replace

from metadata.catalog import Catalog, Object
from metadata.changes.base import Change
from metadata.changes.constraints import SetBounds, SetDefault, SetRequired, SetUnique
from metadata.changes.dependencies import OptionDependency, SetDependency
from metadata.changes.display import SetDisplay
from metadata.changes.erasures import EraseField
from metadata.changes.field_settings import (
    SetDeprecation,
    SetPersonal,
    SetSearchable,
    SetTrackHistory,
    SetWritable,
)
from metadata.changes.field_types import SetFieldType
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.labels import SetLabels
from metadata.changes.numbering import SetNumbering
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.option_removal import RemoveOption
from metadata.changes.options import AddOption, MoveOption, SetOption
from metadata.changes.pipeline_removal import RemovePipeline, RestorePipeline
from metadata.changes.restorations import RestoreField, RestoreObject
from metadata.changes.reverse_lists import SetReverse
from metadata.changes.roll_ups import NewRollUp, SetRollUp
from metadata.changes.targets import SetTargets
from metadata.changes.validations import SetRequiredWhen
from metadata.dependencies import limits, with_limits
from metadata.differences.moves import Move, field_change, order_move, successor
from metadata.differences.pipelines import pipeline_added, pipeline_moves
from metadata.differences.sections import section_moves
from metadata.differences.unique_keys import unique_key_added, unique_key_moves
from metadata.differences.validations import validation_added, validation_moves
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field, Option, RollUp
from metadata.lists import rolled_list
from metadata.values import Labels

Settings = Sequence[tuple[Callable[..., Change], Sequence[str]]]
"""Changes of a field, which take the names of object and field first, to the attributes that they take after these."""

_SETTINGS: Settings = (
    (SetSearchable, ("searchable",)),
    (SetRequired, ("required",)),
    (SetUnique, ("unique",)),
    (SetBounds, tuple(each.name for each in attributes(SetBounds)[2:])),
    (SetFormula, ("formula",)),
    (SetNumbering, ("numbering",)),
)
_LATER_SETTINGS: Settings = (
    (SetDefault, ("default", "default_formula")),
    (SetRequiredWhen, ("required_when",)),
    (SetTrackHistory, ("track_history",)),
    (SetPersonal, ("personal",)),
    (SetWritable, ("writable",)),
    (SetDeprecation, ("deprecated",)),
)
"""Those that a new field does not say, for what they read may be still to come."""


def object_removed(old: Object) -> Move:
    """The end of an object."""
    return lambda now: RemoveObject(now.object_by_id[old.id].name)


def object_restored(new: Object) -> Move:
    """A removed object with its records, under the name that it is to have."""
    return lambda _: RestoreObject(new.id, new.name, new.plural)


def unreadable_formulas(now: Object, wanted: Object) -> Iterator[Move]:
    """The end of removed formulas that cannot be restored as they are. They hold no values, and are made anew."""
    for each in now.removed_fields:
        if each.field.computed and each.field.id in wanted.field_by_id:
            yield _field_erased(now, each.field)


def _field_erased(of: Object, field: Field) -> Move:
    return lambda now: EraseField(now.object_by_id[of.id].name, field.id)


def object_moves(before: Catalog, after: Catalog, new: Object) -> Iterator[Move]:
    """A new object with what does not point to other new objects; the rest follows."""
    there = before.object_by_id.keys() & after.object_by_id.keys() | {new.id}
    # A formula may read the stage, and a roll-up other objects: the pipeline and these follow.
    first = [each for each in new.fields if not each.computed and there.issuperset(each.points_to)]

    def added(now: Catalog) -> Change:
        fields = tuple(_new_field(now, new, each) for each in first)
        return AddObject(new.name, new.plural, new.labels, new.plural_labels, new.display, fields, new.id)

    yield added
    for field in new.fields:
        if field not in first:
            yield _field_added(new, field)
        yield from _later_moves(new, Field(field.id, "", field.type), field)
    if new.pipeline is not None:
        yield from pipeline_added(new.id, new.pipeline)
    for each in new.validations:
        yield validation_added(new, each)
    for key in new.unique_keys:
        yield unique_key_added(new, key)
    yield from section_moves((), new)


def moves_within(old: Object, new: Object) -> Iterator[Move]:
    """What is other in an object that stays."""
    for gone in old.fields:
        if gone.id not in new.field_by_id:
            yield field_change(old, gone, RemoveField)
    if (old.name, old.plural) != (new.name, new.plural):
        yield lambda now: RenameObject(now.object_by_id[old.id].name, new.name, new.plural)
    removed = {each.field.id: each.field for each in old.removed_fields}
    for field in new.fields:
        known = old.field_by_id.get(field.id)
        if field.id in removed:
            yield _field_restored(new, field)
            back = replace(
                removed[field.id], name=field.name, reverse=field.reverse or removed[field.id].reverse
            )
            yield from _field_moves(new, back, field)
        elif known is None:
            yield _field_added(new, field)
            yield from _later_moves(new, Field(field.id, "", field.type), field)
        else:
            yield from _field_moves(new, known, field)
    if old.labels != new.labels:
        yield lambda now: SetLabels(now.object_by_id[old.id].name, new.labels)
    if old.plural_labels != new.plural_labels:
        yield lambda now: SetLabels(now.object_by_id[old.id].name, new.plural_labels, plural=True)
    if old.display != new.display:
        yield lambda now: _displayed(now, new)
    yield from validation_moves(old, new)
    yield from unique_key_moves(old, new)
    yield from section_moves(old.sections, new)
    yield from _pipelines(old, new)


def _displayed(now: Catalog, new: Object) -> Change | None:
    """Which field names the records; one that was renamed still does."""
    there = now.object_by_id[new.id]
    return None if there.display == new.display else SetDisplay(there.name, new.display)


def _pipelines(old: Object, new: Object) -> Iterator[Move]:
    """Which pipeline it has, and what is other in it."""
    if old.pipeline is not None and (new.pipeline is None or new.pipeline.id != old.pipeline.id):
        yield lambda now: RemovePipeline(now.object_by_id[old.id].name)
    if new.pipeline is None:
        return
    removed = {each.pipeline.id: each.pipeline for each in old.removed_pipelines}
    if new.pipeline.id in removed:
        yield _pipeline_restored(new.id, new.pipeline.id)
        yield from pipeline_moves(new.id, removed[new.pipeline.id], new.pipeline)
    elif old.pipeline is not None and old.pipeline.id == new.pipeline.id:
        yield from pipeline_moves(new.id, old.pipeline, new.pipeline)
    else:
        yield from pipeline_added(new.id, new.pipeline)


def _pipeline_restored(object_id: str, pipeline_id: str) -> Move:
    return lambda now: RestorePipeline(now.object_by_id[object_id].name, pipeline_id)


def _field_restored(of: Object, field: Field) -> Move:
    return lambda now: RestoreField(now.object_by_id[of.id].name, field.id, field.name, field.reverse)


def _field_added(of: Object, field: Field) -> Move:
    return lambda now: AddField(now.object_by_id[of.id].name, _new_field(now, of, field))


def _new_field(now: Catalog, of: Object, field: Field) -> NewField:
    """The definition of a field, its target by the name that it bears now."""
    names = [of.name if each == of.id else now.object_by_id[each].name for each in field.points_to]
    pointed = {"targets": tuple(names)} if field.targets else {"target": next(iter(names), None)}
    own = {each.name for each in attributes(NewField)}
    # What it depends on may be still to come; that is a move of its own.
    free = replace(
        with_limits(field, None, {}),
        required_when=None,
        default_formula=None,
        writable="always",
    )
    values = {each.name: getattr(free, each.name) for each in attributes(free) if each.name in own}
    return NewField(**{**values, **pointed, "roll_up": _new_roll_up(now, of, field.roll_up)})


def _new_roll_up(now: Catalog, of: Object, rolled: RollUp | None) -> NewRollUp | None:
    """A roll-up by the names that things bear now; KeyError where its list or its field is still to come."""
    if rolled is None:
        return None
    over = rolled_list(now, now.object_by_id[of.id], rolled)
    if over is None:
        raise KeyError("no list to roll up")
    name = over.object.field_by_id[rolled.field].name if rolled.field is not None else None
    return NewRollUp(over.name, rolled.function, name, rolled.where)


def _field_moves(of: Object, old: Field, new: Field) -> Iterator[Move]:
    if old.name != new.name:
        yield field_change(of, new, RenameField, new.name)
    if old.reverse != new.reverse:
        yield field_change(of, new, SetReverse, new.reverse)
    if old.targets and new.targets and old.targets != new.targets:
        yield _targets_change(of, new)
    if old.type != new.type or (old.precision, old.scale, old.region) != (
        new.precision,
        new.scale,
        new.region,
    ):
        yield _type_change(of, new)
    if old.labels != new.labels:
        yield _labels_change(of, new, new.labels)
    yield from _settings(of, old, new, _SETTINGS)
    if old.roll_up != new.roll_up:
        yield _roll_up_change(of, new)
    yield from _option_moves(of, old, new)
    yield from _later_moves(of, old, new)


def _settings(of: Object, old: Field, new: Field, known: Settings) -> Iterator[Move]:
    """What of the settings is other, or may be when the type is."""
    for kind, names in known:
        if old.type != new.type or _values(old, names) != _values(new, names):
            yield _setting(of, new, kind, names)


def _setting(of: Object, field: Field, kind: Callable[..., Change], names: Sequence[str]) -> Move:
    wanted = _values(field, names)

    def made(now: Catalog) -> Change | None:
        definition = now.object_by_id[of.id]
        current = definition.field_by_id[field.id]
        # It may have followed a rename, or become so with the type.
        same = _values(current, names) == wanted
        return None if same else kind(definition.name, current.name, *wanted)

    return made


def _values(field: Field, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(field, each) for each in names)


def _roll_up_change(of: Object, field: Field) -> Move:
    def made(now: Catalog) -> Change | None:
        definition = now.object_by_id[of.id]
        current = definition.field_by_id[field.id]
        rolled = _new_roll_up(now, definition, field.roll_up)
        # It may have followed a rename.
        same = current.roll_up == field.roll_up
        return None if same or rolled is None else SetRollUp(definition.name, current.name, rolled)

    return made


def _targets_change(of: Object, field: Field) -> Move:
    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        targets = tuple(now.object_by_id[each].name for each in field.targets)
        return SetTargets(definition.name, definition.field_by_id[field.id].name, targets)

    return made


def _type_change(of: Object, field: Field) -> Move:
    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        name = definition.field_by_id[field.id].name
        # What the type does not know is as in a field without settings, and not given.
        own = {each: getattr(field, each) for each in ("options", "precision", "scale", "region", "maximum")}
        known = FIELD_TYPES[field.type].settings
        given = {each: value for each, value in own.items() if each in known}
        return SetFieldType(definition.name, name, field.type, **given)

    return made


def _later_moves(of: Object, old: Field, new: Field) -> Iterator[Move]:
    """What a new field does not say either."""
    if (old.depends_on, limits(old)) != (new.depends_on, limits(new)):
        yield _dependency_change(of, new)
    yield from _settings(of, old, new, _LATER_SETTINGS)


def _dependency_change(of: Object, field: Field) -> Move:
    def made(now: Catalog) -> Change | None:
        definition = now.object_by_id[of.id]
        current = definition.field_by_id[field.id]
        on = None if field.depends_on is None else definition.field_by_id[field.depends_on].name
        if (current.depends_on, limits(current)) == (field.depends_on, limits(field)):
            return None
        options = tuple(OptionDependency(key, only) for key, only in limits(field).items())
        return SetDependency(definition.name, current.name, on, options)

    return made


def _labels_change(of: Object, field: Field, labels: Labels, option: str | None = None) -> Move:
    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        return SetLabels(definition.name, labels, definition.field_by_id[field.id].name, option)

    return made


def _option_moves(of: Object, old: Field, new: Field) -> Iterator[Move]:
    known = {option.key: option for option in old.options}
    wanted = [option.key for option in new.options]
    for option in new.options:
        before = known.get(option.key)
        if before is None:
            yield _option_added(of, new, option)
            continue
        if (before.color, before.active) != (option.color, option.active):
            yield field_change(of, new, SetOption, option.key, option.color or "", option.active)
        if before.labels != option.labels:
            yield _labels_change(of, new, option.labels, option.key)
    for key in known:
        if key not in wanted:
            yield field_change(of, new, RemoveOption, key)
    for _ in wanted:
        yield _option_order(of, new)


def _option_added(of: Object, field: Field, option: Option) -> Move:
    wanted = [each.key for each in field.options]

    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        current = definition.field_by_id[field.id]
        before = successor(option.key, wanted, [each.key for each in current.options])
        return AddOption(definition.name, current.name, replace(option, only_with=()), before)

    return made


def _option_order(of: Object, field: Field) -> Move:
    def made(now: Catalog) -> Change | None:
        definition = now.object_by_id[of.id]
        current = definition.field_by_id[field.id]
        return order_move(
            [each.key for each in current.options],
            [each.key for each in field.options],
            lambda key, before: MoveOption(definition.name, current.name, key, before),
        )

    return made
