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


MERGE_STEPS = (
    "target",
    "survivor",
    "lost",
    "chosen",
    "merged",
    "gone",
    "checked",
    "absorbed",
    "changed",
    "kept",
    "asked",
)


async def test_every_merge_of_such_records(api: Api, own_world: World) -> None:
    objects = [
        {
            "name": name,
            "plural": f"{name}s",
            "fields": [
                {"name": "note", "type": "text", "trackHistory": True},
                {"name": "file", "type": "file"},
            ],
        }
        for name in MERGE_STEPS
    ]
    pointing = [
        {"addField": {"object": name, "field": field}}
        for name in MERGE_STEPS
        for field in (
            {"name": "up", "type": "relation", "target": name, "reverse": "down"},
            {"name": "others", "type": "relations", "target": name, "reverse": "othersOf"},
        )
    ]
    await api.change(own_world.admin, *({"addObject": each} for each in objects), *pointing)
    for name in MERGE_STEPS:
        into, merged = [await own_world.create(own_world.admin, name) for _ in range(2)]
        await own_world.create(own_world.admin, name, upId=merged, others={"set": [merged]})
        await own_world.create(own_world.admin, name, upId=merged)
        document = f"""mutation ($into: ID!, $from: [ID!]!) {{
          done: merge{name[0].upper()}{name[1:]}s(into: $into, from: $from, input: {{ note: "n" }}) {{
            {name} {{ note down {{ totalCount }} othersOf {{ totalCount }} }} errors {{ code }} }} }}"""
        done = await api.data(own_world.admin, document, {"into": into, "from": [merged]})
        assert done["done"] == {
            name: {"note": "n", "down": {"totalCount": 2}, "othersOf": {"totalCount": 1}},
            "errors": [],
        }
