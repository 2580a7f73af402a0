"""Catalogs of many tenants for measuring: 30 objects with 25 fields each, made through Changes."""

import json
from itertools import pairwise

from metadata.catalog import Catalog
from metadata.changes.base import Change, applied
from metadata.changes.fields import NewField
from metadata.changes.objects import AddObject
from metadata.changes.pipelines import AddPipeline, NewStage
from metadata.changes.roles import AddRole, NewGrant
from metadata.codec import catalog_from_json, catalog_to_json
from metadata.fields import Option
from metadata.initial import initial_catalog
from metadata.pipelines import Transition

OBJECTS = 30
FIELDS = 25
TYPES = ("text", "integer", "decimal", "money", "boolean", "date", "datetime", "choice", "email", "longText")


def tenant_catalog(number: int, objects: int = OBJECTS, fields: int = FIELDS) -> Catalog:
    """The catalog of one tenant as it comes from the database: read from JSON, no text shared with another's.

    Half of the fields have names that other tenants' fields have too. Labels are in two languages; each object but the
    first points to the one before it, and every fifth has a pipeline with a gate.
    """
    changes: list[Change] = []
    for position in range(objects):
        changes.append(_object(number, position, fields))
        if position % 5 == 0:
            changes.append(_pipeline(f"thing{position}"))
    changes.append(
        AddRole(
            "rep",
            {"en": "Sales representative", "zh-CN": "销售代表"},
            tuple(
                NewGrant(f"thing{position}", "read", rows="own" if position % 3 == 0 else "all")
                for position in range(objects)
            ),
        )
    )
    made = applied(initial_catalog(), changes)[-1]
    return catalog_from_json(json.loads(json.dumps(catalog_to_json(made))))


def _object(number: int, position: int, fields: int) -> AddObject:
    made = [NewField("name", "text", {"en": "Name", "zh-CN": "名称"}, required=True)]
    if position:
        made.append(
            NewField("parent", "relation", target=f"thing{position - 1}", reverse=f"children{position}")
        )
    while len(made) < fields:
        at = len(made)
        kind = TYPES[at % len(TYPES)]
        own = f"field{at}of{number}" if at % 2 else f"field{at}"
        options = tuple(Option(f"option{n}", {"en": f"Option {n}"}) for n in range(5))
        made.append(
            NewField(
                own,
                kind,
                {"en": f"Field {at} of {number}", "zh-CN": f"字段{at}"},
                options=options if kind == "choice" else (),
            )
        )
    name = f"thing{position}"
    return AddObject(name, f"{name}s", {"en": f"Thing {position}"}, {"en": "Things"}, "name", tuple(made))


def _pipeline(of: str) -> AddPipeline:
    stages = ("lead", "qualified", "proposal", "won", "lost")
    return AddPipeline(
        of,
        "sales",
        stages=tuple(
            NewStage(
                each,
                each if each in ("won", "lost") else "open",
                labels={"en": each.title()},
                gate={"filled": {"var": "name"}} if each == "proposal" else None,
            )
            for each in stages
        ),
        transitions=tuple(Transition(source, target) for source, target in pairwise(stages)),
    )
