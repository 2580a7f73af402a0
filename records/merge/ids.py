"""The ids that a merge is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, bindparam, or_

from core.errors import Problem, SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from records.binding import Variables, resolve, uuid_of
from records.build import Build
from records.plans.inputs import Input
from records.plans.merging import MergePlan

MOST_MERGED = 100
"""Records that one write merges into another."""
INTO, FROM = "into", "from"
"""The arguments."""


@dataclass(frozen=True)
class MergedBinder:
    """The record that stays, and the others in their order."""

    into: Input
    merged: Input

    def values(self, variables: Variables) -> Mapping[str, object]:
        into = uuid_of(resolve(self.into, variables), (INTO,))
        given = resolve(self.merged, variables)
        # A list may be given as its only item.
        listed = given if isinstance(given, list) else [given]
        if not listed:
            message = Sentence("No records are given to merge", "没有选择要合并的记录")
            raise fault(
                "BAD_USER_INPUT",
                message,
                FROM,
                hint=Sentence("Give the ids of 1 to {} records.", "请选择 1 到 {} 条记录。").of(MOST_MERGED),
            )
        if len(listed) > MOST_MERGED:
            message = Sentence(
                "{:,} records were given; at most {} are merged at a time",
                "选择了 {:,} 条记录，一次最多合并 {} 条",
            ).of(len(listed), MOST_MERGED)
            raise fault(
                "TOO_MANY_RECORDS",
                message,
                FROM,
                hint=Sentence("Merge them in several writes.", "请分几次合并。"),
            )
        ids = [uuid_of(each, (FROM, place)) for place, each in enumerate(listed)]
        problems = [*_twice(ids), *_itself(ids, into)]
        if problems:
            raise SluiceError(problems)
        return {INTO: into, FROM: ids}


def _twice(ids: list[UUID]) -> list[Problem]:
    return [
        Problem(
            "BAD_USER_INPUT",
            Sentence("The id stands twice", "同一条记录出现了两次"),
            (FROM, place),
            Sentence("Give each id once.", "每条记录请只选择一次。"),
        )
        for place, each in enumerate(ids)
        if each in ids[:place]
    ]


def _itself(ids: list[UUID], into: UUID) -> list[Problem]:
    hint = Sentence(
        "Leave it out of `{}`: its values count first.", "请不要在 `{}` 中包含它：它的值本来就优先。"
    ).of(FROM)
    return [
        Problem(
            "BAD_USER_INPUT",
            Sentence("A record is not merged into itself", "记录不能合并到自身"),
            (FROM, place),
            hint,
        )
        for place, each in enumerate(ids)
        if each == into
    ]


@dataclass(frozen=True)
class MergedIds:
    """The ids as parameters: of the record that stays, and the array of the others."""

    into: ColumnElement[Any]
    merged: ColumnElement[Any]

    def are_merged(self, held: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether an id is that of a record that is merged into another."""
        return held == any_(self.merged)

    def concern(self, held: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether an id is that of any record of the merge."""
        return or_(held == self.into, self.are_merged(held))


def merged_ids(build: Build, plan: MergePlan) -> MergedIds:
    """The ids, bound once for the statement."""
    into = plan.into.id
    if not isinstance(into, Input):
        raise TypeError("the record that stays is named by its id")
    build.binders.append(MergedBinder(into, plan.merged))
    return MergedIds(
        bindparam(INTO, type_=Uuid(), required=True), bindparam(FROM, type_=ARRAY(Uuid()), required=True)
    )


def names(field: Field, of: Object) -> bool:
    """Whether the field may name a record of the object."""
    return of.id == field.target or of.id in field.targets


def first_column(field: Field) -> str:
    """Name of the column that is empty where the field has no value."""
    return type_of(field).columns(field)[0].name
