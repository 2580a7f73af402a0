"""The gates that the designer's rule builder is tried with are those of the templates."""

import json
from collections.abc import Iterator
from typing import Any

from metadata.templates.all_templates import TEMPLATES
from tests.console.building import FOLDER

FILE = FOLDER / "src" / "designer" / "testing" / "gates.json"


def gates() -> Iterator[dict[str, Any]]:
    """Every rule of a gate, with the template, object and stage or edge that it is of."""
    for template in TEMPLATES.values():
        for each in template.objects:
            if each.pipeline is None:
                continue
            for stage in each.pipeline.stages:
                if stage.gate is not None:
                    yield {"at": f"{template.name}/{each.name}/{stage.name}", "rule": stage.gate}
            for edge in each.pipeline.transitions:
                if edge.gate is not None:
                    at = f"{template.name}/{each.name}/{edge.source}-{edge.target}"
                    yield {"at": at, "rule": edge.gate}


def test_the_builder_is_tried_with_the_gates_of_all_templates():
    assert json.loads(FILE.read_text(encoding="utf-8")) == list(gates())
