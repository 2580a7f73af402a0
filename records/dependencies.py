"""What speaks against options that depend on another field: they go with some of its options only."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Text,
    and_,
    any_,
    cast,
    exists,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy import column as sqlalchemy_column

from core.errors import Problem
from core.sentences import Sentence
from core.sql import Row
from metadata.catalog import Object
from metadata.dependencies import limits
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.text import called
from records.build import Build
from records.checks import Check, gives
from records.constants import constant
from records.plans.writes import Patch

WHOLE = ""
"""The place of what concerns no field that the caller gives."""


def concerned(of: Object, patch: Patch, *, creating: bool = False) -> tuple[tuple[Field, Field], ...]:
    """The fields whose options depend on others, with these, where either value is given."""
    emptied = {each.field.id for each in patch.assignments if each.value is None}
    given = {each.field.id for each in patch.assignments}
    if creating:
        # What a formula gives goes with what else the record gets, or not.
        given |= {each.id for each in of.fields if each.default_formula is not None}
    return tuple(
        (each, of.field_by_id[each.depends_on])
        for each in of.fields
        if each.depends_on is not None
        and (each.id in given or each.depends_on in given)
        and each.id not in emptied
        and not (creating and each.id not in given and not each.has_default)
        and limits(each)
    )


def dependency_checks(
    build: Build, of: Object, patch: Patch, merged: FromClause, before: Row | None = None
) -> Iterator[Check]:
    """An option goes with that of the field it depends on, whichever of both is given.

    What a record has already may be given again, but not by who may not read it: that nothing is refused would tell.
    """
    given = {each.field.id for each in patch.assignments}
    access = build.access_to(of)
    readable = access.read
    by_place: dict[str, list[tuple[Field, Field]]] = {}
    for field, choice in concerned(of, patch, creating=before is None):
        if field.id in given or choice.id in given:
            place = (field if field.id in given else choice).name
        else:
            # Both are defaults.
            place = field.name if field.id in access.create else WHOLE
        by_place.setdefault(place, []).append((field, choice))
    for place, pairs in by_place.items():
        failed = or_(false(), *(_failed(field, choice, merged, before, readable) for field, choice in pairs))
        check = Check("OPTION_MISMATCH", f"input.{place}" if place != WHOLE else "input", failed)
        build.refusals[check.text] = (_problem(check, place, pairs, readable),)
        yield check


def _problem(check: Check, place: str, pairs: list[tuple[Field, Field]], readable: frozenset[str]) -> Problem:
    """What is said of it; nothing of fields that the caller may not read."""
    told = [
        (field, choice)
        for field, choice in pairs
        if {field.id, choice.id} <= readable | {each.id for each in (field, choice) if each.name == place}
    ]
    path = ("input", place) if place != WHOLE else ("input",)
    if not told:
        subject = Sentence("An option", "有一个选项")
        if place != WHOLE:
            subject = Sentence("The {}", "{}").of(called(_placed(pairs, place)))
        message = Sentence("{} does not go with what else the record has.", "{}与记录的其他内容不匹配。").of(
            subject
        )
        return Problem(check.code, message, path, Sentence("Give another option.", "请换一个选项。"))
    chosen = called(told[0][1])
    fields = Sentence(
        " and the ".join(field.name for field, _ in told),
        "、".join(called(field).chinese for field, _ in told),
    )
    message = Sentence("The {} of the record would not go with its {}.", "记录的{}将与其{}不匹配。").of(
        fields, chosen
    )
    hint = Sentence(
        "Give the {} an option that goes with the {}, or none.", "请为{}选择与{}匹配的选项，或留空。"
    ).of(fields, chosen)
    return Problem(check.code, message, path, hint)


def _placed(pairs: list[tuple[Field, Field]], place: str) -> Field:
    """The field at which it is said."""
    return next(each for pair in pairs for each in pair if each.name == place)


def _failed(
    field: Field, choice: Field, merged: FromClause, before: Row | None, readable: frozenset[str]
) -> ColumnElement[bool]:
    name, on = (type_of(each).columns(each)[0].name for each in (field, choice))
    column = merged.c[name]
    if isinstance(column.type, ARRAY):
        each = func.unnest(column).table_valued(sqlalchemy_column("key", Text())).render_derived(name="keys")
        failed: ColumnElement[bool] = exists(
            select(1).select_from(each).where(not_(_goes(field, each.c.key, merged.c[on])))
        )
    else:
        failed = and_(column.is_not(None), not_(_goes(field, column, merged.c[on])))
    if before is None:
        return failed
    failed = and_(or_(gives(merged, name), gives(merged, on)), failed)
    if not {field.id, choice.id} <= readable:
        return failed
    changed = or_(column.is_distinct_from(before.c[name]), merged.c[on].is_distinct_from(before.c[on]))
    return and_(changed, failed)


def _goes(field: Field, key: ColumnElement[Any], with_: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an option goes with another; never null."""
    only_with = limits(field)
    # Keys are words, without braces, commas and slashes.
    pairs = [f"{other}/{one}" for one, others in only_with.items() for other in others]
    free = [option.key for option in field.options if option.key not in only_with]
    paired = with_.concat(constant("/")).concat(key) == any_(_texts(pairs))
    goes = or_(key == any_(_texts(free)), paired) if free else paired
    return func.coalesce(goes, false())


def _texts(words: list[str]) -> ColumnElement[Any]:
    return cast(constant("{" + ",".join(words) + "}"), ARRAY(Text))
