"""What the builders of a caller's GraphQL types share: the catalog as far as the access goes, and the types by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from graphql import (
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLNamedType,
)

from expressions.languages import label_in
from metadata.catalog import Catalog, Object
from metadata.field_types.bound_words import bounds_in_words
from metadata.fields import Field, Option
from metadata.lists import related_lists
from metadata.masks import in_words
from metadata.pipelines import FurtherPipeline, Pipeline, Stage
from metadata.search import readable_tags
from metadata.settings import Mask
from metadata.values import Labels
from policies.access import Access, ObjectAccess
from records.plans.via import Via, way_through

Made = TypeVar("Made", bound=GraphQLNamedType)

INACTIVE: Labels = {
    "en": "Inactive: records that have it keep it, and no record newly gets it.",
    "zh-CN": "已停用：已有此选项的记录保留不变，其他记录不能再选用。",
}
"""Why an option should no longer be given."""


@dataclass(frozen=True)
class RecordList:
    """A list of records that each record of an object has.

    Attributes:
        object: whose records are listed.
        via: how a record leads to them.
        field: the field behind it, on whichever side.
        labelled: what has its label.
    """

    name: str
    object: Object
    via: Via
    field: Field
    labelled: Object | Field


class NamedTypes:
    """The types of one catalog under one access; each is made once."""

    def __init__(self, catalog: Catalog, access: Access, language: str) -> None:
        self.catalog = catalog
        self.access = access
        self.language = language
        self.objects = [each for each in catalog.objects if each.id in access.objects]
        self.made: dict[str, GraphQLNamedType] = {}

    def once(self, name: str, make: Callable[[str], Made]) -> Made:
        """The type of that name, made at the first call."""
        if name not in self.made:
            self.made[name] = make(name)
        return cast(Made, self.made[name])

    def readable(self, of: Object) -> list[Field]:
        """The fields with a value of their own that may be read; lists of records are none."""
        access: ObjectAccess = self.access.objects[of.id]
        return [field for field in of.fields if field.id in access.read and field.links is None]

    def masked(self, of: Object) -> list[tuple[Field, Mask]]:
        """The fields that may not be read and of which a text is shown."""
        masks = self.access.objects[of.id].masked
        return [(field, masks[field.id]) for field in of.fields if field.id in masks]

    def targets(self, reference: Field) -> tuple[Object, ...]:
        """The objects that a reference may point to, as far as they may be read."""
        readable = (each for each in reference.targets if each in self.access.objects)
        return tuple(self.catalog.object_by_id[each] for each in readable)

    def lists(self, of: Object) -> list[RecordList]:
        """The lists of records that a record has and that may be read: what it links, what points to it or links it."""
        found: list[RecordList] = []
        for each in related_lists(self.catalog, of):
            access = self.access.objects.get(each.owner.id)
            if access is not None and each.field.id in access.read:
                labelled = each.field if each.forwards else each.object
                found.append(RecordList(each.name, each.object, way_through(each), each.field, labelled))
        return found

    def search_tags(self, of: Object) -> str:
        """The tags of the searchable fields that may be read; empty where the caller has nothing to search."""
        return readable_tags(of, self.access.objects[of.id].read)

    def deprecation(self, field: Field) -> str | None:
        """Why the field should no longer be used, None where it may."""
        return label_in(field.deprecated, self.language, "") or None

    def _inactivity(self, option: Option) -> str | None:
        """That records can no longer get the option, None where they can."""
        return None if option.active else label_in(INACTIVE, self.language, INACTIVE["en"])

    def about(self, what: Object | Field) -> str:
        """The label, as a description."""
        return label_in(what.labels, self.language, what.name)

    def about_mask(self, field: Field, mask: Mask) -> str:
        """The label and what is shown of a value, as a description."""
        told = in_words(mask)
        return f"{self.about(field)}\n\n{label_in(told, self.language, told['en'])}"

    def about_input(self, field: Field) -> str:
        """The label and the bounds, as a description of a value to give."""
        return "\n\n".join(
            part for part in (self.about(field), bounds_in_words(field, self.language)) if part
        )

    def choice(self, of: Object, field: Field) -> GraphQLEnumType:
        """`DealSource`: the options of a choice."""
        return self.once(
            f"{of.type_name}{field.name[0].upper()}{field.name[1:]}",
            lambda name: GraphQLEnumType(
                name,
                {
                    option.key: GraphQLEnumValue(
                        option.key,
                        description=label_in(option.labels, self.language, option.key),
                        deprecation_reason=self._inactivity(option),
                    )
                    for option in field.options
                },
                description=self.about(field),
            ),
        )

    def pipeline(self, of: Object) -> GraphQLEnumType:
        """`DealPipeline`: the pipelines of an object that has several."""
        return self._labelled(f"{of.type_name}Pipeline", of.pipeline.parts if of.pipeline is not None else ())

    def stage(self, of: Object) -> GraphQLEnumType:
        """`DealStage`: the stages of the pipeline."""
        return self._labelled(f"{of.type_name}Stage", of.pipeline.stages if of.pipeline is not None else ())

    def _labelled(self, name: str, items: Sequence[Stage | Pipeline | FurtherPipeline]) -> GraphQLEnumType:
        """The enum of the names of these, described by their labels."""
        return self.once(
            name,
            lambda name: GraphQLEnumType(
                name,
                {
                    each.name: GraphQLEnumValue(
                        each.name, description=label_in(each.labels, self.language, each.name)
                    )
                    for each in items
                },
            ),
        )
