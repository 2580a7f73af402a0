"""Where real definitions and rows are, and the objects that columns of a table become.

The sets are not part of the repository; a test that needs one is skipped where it is not there.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from tests.world import labels

MOST_OPTIONS = 40
RESERVED = {"search"}
Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    """The rows of a file of the sets, headers as keys.

    Skips the test where the file is not there.
    """
    for parent in Path(__file__).parents:
        path = parent / "shared" / "data" / name
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as stream:
                return list(csv.DictReader(stream))
    pytest.skip(f"shared/data/{name} is in no folder above this one")


@dataclass(frozen=True)
class Column:
    """A column of a table as a field.

    Attributes:
        header: in the table.
        keys: value in the table to option key, of a choice.
    """

    header: str
    name: str
    type: str
    settings: dict[str, Any]
    keys: dict[str, str]

    def definition(self) -> dict[str, Any]:
        """The field as an input."""
        shown = self.header or "（无标题）"
        return {"name": self.name, "type": self.type, "labels": labels(shown, shown), **self.settings}

    def given(self, text: str) -> Any:
        """The text of a cell as an input."""
        if text == "":
            return None
        match self.type:
            case "choice":
                return self.keys[text]
            case "boolean":
                return text == "Yes"
            case "integer":
                return int(text)
            case _:
                return text

    def same(self, given: Any, answered: Any) -> bool:
        """Whether what was given is answered."""
        if self.type == "decimal" and given is not None:
            return Decimal(given) == Decimal(answered)
        return bool(given == answered)


def columns_of(rows: Sequence[Row]) -> list[Column]:
    """Each column of the table as the field that holds its values."""
    return [_column(index, header, [row[header] for row in rows]) for index, header in enumerate(rows[0], 1)]


def _column(index: int, header: str, cells: list[str]) -> Column:
    words = re.findall(r"[A-Za-z0-9]+", header)
    name = "".join([words[0].lower(), *(word[:1].upper() + word[1:] for word in words[1:])]) if words else ""
    if not header.isascii() or not name or name in RESERVED or name[0].isdigit():
        name = f"column{index}"
    values = {cell for cell in cells if cell}
    type_, settings = _type_of(values)
    keys: dict[str, str] = {}
    if type_ == "text" and 0 < len(values) <= MOST_OPTIONS and len(cells) > 3 * len(values):
        type_ = "choice"
        keys = {value: f"option{place}" for place, value in enumerate(sorted(values), 1)}
        settings = {"options": [{"key": key, "labels": labels(value, value)} for value, key in keys.items()]}
    return Column(header, name[:48], type_, settings, keys)


def _type_of(values: set[str]) -> tuple[str, dict[str, Any]]:
    if values and values <= {"Yes", "No"}:
        return "boolean", {}
    if values and all(re.fullmatch(r"-?\d{1,9}", value) for value in values):
        return "integer", {}
    if values and all(map(_is_number, values)):
        scale = max(len(value.partition(".")[2]) for value in values)
        return "decimal", {"precision": min(38, 18 + scale), "scale": scale}
    if values and all(re.fullmatch(r"\d{4}-\d\d-\d\d", value) for value in values):
        return "date", {}
    longest = max(map(len, values), default=0)
    return ("longText" if longest > 300 else "text"), {}


def _is_number(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"-?\d+(\.\d+)?", text)) and Decimal(text).is_finite()
    except InvalidOperation:
        return False


# The field definitions of WuKong CRM

WUKONG_OBJECTS = {
    "1": ("lead", "leads", "线索"),
    "2": ("customer", "customers", "客户"),
    "3": ("contact", "contacts", "联系人"),
    "4": ("product", "products", "产品"),
    "5": ("business", "businesses", "商机"),
    "6": ("contract", "contracts", "合同"),
    "8": ("receivablePlan", "receivablePlans", "回款计划"),
    "7": ("receivable", "receivables", "回款"),
    "17": ("visit", "visits", "回访"),
    "18": ("invoice", "invoices", "发票"),
}
"""Number of an object to its names, targets of relations first."""

_TYPES: dict[str, tuple[str, dict[str, Any]]] = {
    "1": ("text", {}),
    "2": ("longText", {}),
    "3": ("choice", {}),
    "4": ("date", {}),
    "5": ("integer", {}),
    "6": ("money", {}),
    "7": ("phone", {"region": "CN"}),
    "10": ("member", {}),
    "13": ("datetime", {}),
    "14": ("email", {}),
    "28": ("member", {}),
}
_TARGETS = {
    "15": "customer",
    "16": "business",
    "17": "contact",
    "19": "productCategory",
    "20": "contract",
    "21": "receivablePlan",
}


def wukong_objects(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The objects as inputs of `addObject`, before them the one that products refer to and the file lacks."""
    category = {
        "name": "productCategory",
        "plural": "productCategories",
        "labels": labels("Product category", "产品类型"),
        "display": "name",
        "fields": [{"name": "name", "type": "text", "required": True, "labels": labels("Name", "名称")}],
    }
    return [category, *(_wukong_object(rows, number) for number in WUKONG_OBJECTS)]


def _wukong_object(rows: Sequence[Row], number: str) -> dict[str, Any]:
    name, plural, zh = WUKONG_OBJECTS[number]
    fields = [_wukong_field(row, plural) for row in rows if row["label"] == number]
    return {"name": name, "plural": plural, "labels": labels(name, zh), "fields": fields}


def _wukong_field(row: Row, plural: str) -> dict[str, Any]:
    first, *rest = row["field_name"].removesuffix("_id").split("_")
    name = first + "".join(word.capitalize() for word in rest)
    given: dict[str, Any] = {
        "name": name,
        "labels": labels(name, row["name"]),
        "required": row["is_null"] == "1",
        "unique": row["is_unique"] == "1",
    }
    if row["type"] in _TARGETS:
        return {**given, "type": "relation", "target": _TARGETS[row["type"]], "reverse": plural}
    type_, settings = _TYPES[row["type"]]
    if type_ == "choice":
        words = row["options"].split(",")
        settings = {
            "options": [
                {"key": f"option{place}", "labels": [{"language": "zh-CN", "text": word}]}
                for place, word in enumerate(words, 1)
            ]
        }
    if type_ in ("text", "longText") and row["max_length"]:
        settings = {"maxLength": int(row["max_length"])}
    return {**given, "type": type_, **settings}
