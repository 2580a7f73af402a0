"""`file`: a file that was uploaded, in a column for its id and one for each thing that is told of it.

A writer gives the id alone. What else there is to tell is copied by the write's own statement from the row that the
upload made, and never changes, for a file never does; so lists, filters, orders and rules read the record alone. The
contents are elsewhere (decision 34).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Integer, Text, Uuid, case, cast, func, literal, literal_column
from sqlalchemy.sql.elements import ColumnElement

from core.errors import Problem, fault
from core.ids import read_uuid
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.field_types.base import (
    FIELD_TYPES,
    AggregateName,
    Check,
    ColumnSpec,
    Composite,
    Masks,
    Part,
    RulePart,
    Scalar,
)
from metadata.field_types.bounds import nearest_zero, number_check, number_problems
from metadata.field_types.media_types import media_type_problems, takes
from metadata.field_types.one_column import EQUALITY, ORDER, TEXT, setting_problems
from metadata.fields import Field
from metadata.pseudonyms import other_id, same_form
from metadata.text import about

LARGEST = 2**31 - 1
"""Bytes of a file, so that its size is an Int of GraphQL."""

_HINT = Sentence(
    'Upload the file first (`POST /files`), then write {id: "…"} with the id that it answers.',
    '请先上传文件（`POST /files`），再填写 {id: "…"}，其中的 id 为上传时返回的 id。',
)


class FileType:
    name = "file"
    title = (
        "A file that was uploaded: its name, media type, size and checksum, and the contents at `/files/<id>`"
    )
    scalar = Scalar.FILE
    operators: tuple[str, ...] = EQUALITY
    sortable = False
    groupable = False
    aggregates: tuple[AggregateName, ...] = ()
    totals = Scalar.DECIMAL
    search_weight: str | None = "B"
    settings = frozenset({"maximum", "media_types"})
    given = True
    masks: Masks = ()
    convertible = False
    composite: Composite | None = Composite(
        (
            Part("id", Scalar.ID, {"en": "Id", "zh-CN": "编号"}, "Its contents are at `/files/<id>`."),
            Part(
                "name",
                Scalar.STRING,
                {"en": "Name", "zh-CN": "名称"},
                "As its author called it, for people.",
                operators=TEXT,
                sortable=True,
                given=False,
            ),
            Part(
                "mediaType",
                Scalar.STRING,
                {"en": "Media type", "zh-CN": "媒体类型"},
                "For example `application/pdf`.",
                operators=TEXT,
                sortable=True,
                groupable=True,
                given=False,
            ),
            Part(
                "size",
                Scalar.INT,
                {"en": "Size", "zh-CN": "大小"},
                "In bytes.",
                operators=ORDER,
                sortable=True,
                given=False,
            ),
            Part(
                "sha256",
                Scalar.STRING,
                {"en": "Checksum", "zh-CN": "校验和"},
                "SHA-256 of the contents, hexadecimal.",
                operators=EQUALITY,
                given=False,
            ),
            Part(
                "uploadedAt",
                Scalar.DATETIME,
                {"en": "Uploaded at", "zh-CN": "上传时间"},
                operators=ORDER,
                sortable=True,
                given=False,
            ),
            Part(
                "uploadedBy",
                Scalar.ID,
                {"en": "Uploaded by", "zh-CN": "上传人"},
                "Id of the member.",
                operators=EQUALITY,
                given=False,
            ),
        ),
        "Operators compare the id; all parts that are named must fit.",
    )

    def columns(self, field: Field) -> tuple[ColumnSpec, ...]:
        def all_or_none(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
            own = [columns[name] for name in names]
            return func.num_nulls(*own).in_([literal_column("0"), literal_column(str(len(own)))])

        def taken(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
            return takes(field, columns[f"{field.name}__mediaType"])

        media_type: Check | None = taken if field.media_types else None
        size = f"{field.name}__size"
        specs = (
            ColumnSpec(field.name, Uuid(), "id", all_or_none),
            ColumnSpec(f"{field.name}__name", Text(), "name"),
            ColumnSpec(f"{field.name}__mediaType", Text(), "mediaType", media_type),
            ColumnSpec(size, Integer(), "size", number_check(field, size)),
            ColumnSpec(f"{field.name}__sha256", Text(), "sha256"),
            ColumnSpec(f"{field.name}__uploadedAt", DateTime(timezone=True), "uploadedAt"),
            ColumnSpec(f"{field.name}__uploadedBy", Uuid(), "uploadedBy"),
        )
        names = [spec.name for spec in specs]
        return specs

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        return (
            RulePart("", ValueType.ID, field.name),
            RulePart(".name", ValueType.TEXT, f"{field.name}__name"),
            RulePart(".mediaType", ValueType.TEXT, f"{field.name}__mediaType"),
            RulePart(".size", ValueType.NUMBER, f"{field.name}__size"),
            RulePart(".uploadedAt", ValueType.DATETIME, f"{field.name}__uploadedAt"),
            RulePart(".uploadedBy", ValueType.ID, f"{field.name}__uploadedBy"),
        )

    def problems(self, field: Field) -> tuple[Problem, ...]:
        return (
            setting_problems(self, field)
            or number_problems(field, Decimal(LARGEST), 0)
            or media_type_problems(field)
        )

    def read(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        pairs: list[ColumnElement[Any]] = []
        for spec in self.columns(field):
            pairs += (literal_column(f"'{spec.part}'"), columns[spec.name])
        return case((columns[field.name].is_not(None), func.json_build_object(*pairs)))

    def worded(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    def shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    def average_decimals(self, field: Field) -> int:
        return 0

    def searched(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """Its name."""
        return columns[f"{field.name}__name"]

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        return value

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        """A file that the sandbox does not have: of the same kind and size, under another name and checksum."""
        own = {spec.part: spec.name for spec in self.columns(field)}
        values = {name: columns[name] for name in own.values()}
        values |= {own[part]: other_id(columns[own[part]], secret) for part in ("id", "uploadedBy")}
        values |= {own[part]: same_form(columns[own[part]], secret) for part in ("name", "sha256")}
        return values

    def erased(self, field: Field, seed: ColumnElement[Any]) -> Mapping[str, ColumnElement[Any]] | None:
        """A file that there is not."""
        media_type = field.media_types[0] if field.media_types else "application/octet-stream"
        values: dict[str | None, ColumnElement[Any]] = {
            "id": cast(seed, Uuid()),
            "name": literal("erased", Text()),
            "mediaType": literal(media_type.replace("*", "unknown"), Text()),
            "size": literal(int(nearest_zero(field)), Integer()),
            "sha256": literal("0" * 64, Text()),
            "uploadedAt": literal(datetime(1900, 1, 1, tzinfo=UTC), DateTime(timezone=True)),
            "uploadedBy": literal(UUID(int=0), Uuid()),
        }
        return {spec.name: values[spec.part] for spec in self.columns(field)}

    def stored(self, field: Field, value: object) -> Mapping[str, object]:
        """The id. What else is told of the file, the statement finds out."""
        nothing: dict[str, object] = {spec.name: None for spec in self.columns(field)}
        if value is None:
            return nothing
        if not isinstance(value, Mapping) or set(value) != {"id"}:
            raise fault("INVALID_VALUE", _no_file(field), hint=_HINT)
        try:
            return nothing | {field.name: read_uuid(str(value["id"]))}
        except ValueError as error:
            raise fault("INVALID_VALUE", _no_file(field), "id", hint=_HINT) from error

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        """The id: names repeat, and tell of no file."""
        return str(values[field.name])

    def read_text(self, field: Field, text: str) -> object:
        """The id of a file that was uploaded before."""
        return {"id": text.strip()}


def _no_file(field: Field) -> Sentence:
    return about(field, "{} takes the id of a file.", "{}应为文件的 id。")


FIELD_TYPES.add("file", FileType())
