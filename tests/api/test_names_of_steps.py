"""An object may be called as a step of a write's statement is."""

from typing import Any

from tests.client import Api
from tests.world import World

STEPS = ("guard", "target", "merged", "checked", "changed", "moved", "result", "told")


def object_of(name: str) -> list[dict[str, Any]]:
    return [
        {"addObject": {"name": name, "plural": f"{name}s", "fields": [{"name": "note", "type": "text"}]}},
        {
            "addPipeline": {
                "object": name,
                "name": "way",
                "stages": [{"name": "here"}, {"name": "there", "kind": "won"}],
                "transitions": [{"source": "here", "target": "there", "gate": {"filled": {"var": "note"}}}],
            }
        },
    ]


async def test_every_write_of_such_an_object(api: Api, own_world: World) -> None:
    await api.change(own_world.admin, *(change for name in STEPS for change in object_of(name)))
    for name in STEPS:
        record = await own_world.create(own_world.admin, name)
        type_name = name[0].upper() + name[1:]
        for call in (
            f'update{type_name}(id: $id, expectedVersion: 1, input: {{note: "a"}})',
            f"update{type_name}(id: $id, input: {{}})",
            f'promote{type_name}(id: $id, to: "there", input: {{note: "b"}})',
            f"delete{type_name}(id: $id)",
            f"restore{type_name}(id: $id)",
        ):
            document = f"mutation ($id: ID!) {{ done: {call} {{ {name} {{ note }} errors {{ code }} }} }}"
            done = await api.data(own_world.admin, document, {"id": record})
            assert done["done"]["errors"] == [], (name, call)
