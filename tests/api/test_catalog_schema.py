"""What an editor is told by the JSON Schema of a file is what `apply` says: it marks nothing that is applied."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from core.errors import SluiceError
from metadata.document.form import document_of
from metadata.document.json_schema import FILE_KINDS, json_schema_text
from metadata.document.reading import changes_to
from tests.metadata.test_document import JUNK
from tests.metadata.world import after

SCHEMAS = {kind: jsonschema.Draft202012Validator(json.loads(json_schema_text(kind))) for kind in FILE_KINDS}


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all that is within a value."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*path, key)
        yield from places(value[key], (*path, key))


def files_of(document: Any) -> Iterator[tuple[str, Any]]:
    """What stands in the files of a document, each with its kind."""
    for each in document["objects"]:
        if not isinstance(each, dict):
            continue
        yield "object", {key: part for key, part in each.items() if key != "pipeline"}
        if isinstance(each.get("pipeline"), dict):
            yield "pipeline", {"object": each.get("name"), **each["pipeline"]}
    for each in document["roles"]:
        yield "role", each


def spoiled(document: Any, chance: random.Random) -> Any:
    """The document with something else in one place of an object or a role."""
    found = copy.deepcopy(document)
    part = found[chance.choice(["objects", "roles"])]
    *way, key = chance.choice([path for path in places(part) if len(path) > 1])
    for step in way:
        part = part[step]
    kind = chance.random()
    if kind < 0.2 and isinstance(part, dict):
        part["strange"] = 1
    elif kind < 0.4:
        del part[key]
    else:
        # An id that is null is one that is left out.
        part[key] = copy.deepcopy(chance.choice([each for each in JUNK if each is not None]))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_what_the_schema_refuses_is_refused(seed: int) -> None:
    head, chance = after(), random.Random(seed)
    document, marked = document_of(head), 0
    for _ in range(40):
        given = spoiled(document, chance)
        faults = [each for kind, value in files_of(given) for each in SCHEMAS[kind].iter_errors(value)]
        if faults:
            marked += 1
            with pytest.raises(SluiceError):
                changes_to(given, head)
    assert marked > 10
