"""Random merges and restorings compared with a model of them in Python: values, and all that points."""

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.api.merging import Firms

READ = """{
  firms(first: 100) { nodes { id name size code parentId
    tags(orderBy: [{ field: name }]) { nodes { id } } partners { nodes { id } } partnerOf { nodes { id } }
    people { nodes { id } } calls { nodes { id } } events { nodes { id } } branches { nodes { id } } } }
  people(first: 100) { nodes { id firmId earlierId } }
  calls(first: 100) { nodes { id subjectId } }
  events(first: 100) { nodes { id guests { nodes { id } } } }
}"""


@dataclass
class Model:
    """What there is, by id; a deleted firm keeps its values."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    pointers: dict[tuple[str, str], str | None] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    went: dict[str, str] = field(default_factory=dict)

    @property
    def alive(self) -> list[str]:
        return sorted(set(self.values) - self.deleted)

    def merge(self, into: str, merged: list[str], given: dict[str, Any]) -> None:
        concerned = {into, *merged}
        own = self.values[into]
        for name in ("name", "size", "code"):
            if name in given:
                own[name] = given[name]
            elif own[name] is None:
                own[name] = next((v for each in merged if (v := self.values[each][name]) is not None), None)
        parents = [self.pointers[("parent", each)] for each in merged]
        if (parent := self.pointers[("parent", into)]) is None or parent in merged:
            found = (each for each in parents if each is not None and each not in concerned)
            self.pointers[("parent", into)] = next(found, None)
        for (name, record), target in self.pointers.items():
            if target in merged and record not in concerned | self.deleted:
                self.pointers[(name, record)] = into
        self.went |= dict.fromkeys(merged, into)
        for name, pairs in self.links.items():
            self.links[name] = pairs | {
                (into if a in merged else a, into if b in merged else b)
                for a, b in pairs
                if not (a in concerned and b in concerned)
            }
        self.deleted |= set(merged)

    def restore(self, id_: str) -> None:
        self.deleted.discard(id_)
        target = self.pointers[("parent", id_)]
        while target in self.deleted:
            target = self.went[target]
        self.pointers[("parent", id_)] = target

    def listed(self, name: str, *, near: int, record: str) -> set[str]:
        """The other ends of the links of a live record to live records."""
        return {pair[1 - near] for pair in self.links[name] if pair[near] == record} - self.deleted

    def pointing(self, name: str, record: str) -> set[str]:
        return {each for (by, each), target in self.pointers.items() if (by, target) == (name, record)}


def ids(listed: Any) -> set[str]:
    return {each["id"] for each in listed["nodes"]}


async def made(firms: Firms, chance: random.Random) -> Model:
    model = Model(links={"tags": set(), "partners": set(), "guests": set()})
    tags = [await firms.create("tag", name=f"t{number}") for number in range(3)]
    for number in range(9):
        known = list(model.values)
        parent = chance.choice([None, *known])
        linked = chance.sample(tags, chance.randrange(3))
        partners = chance.sample(known, min(len(known), chance.randrange(3)))
        values = {
            "name": f"f{number}",
            "size": chance.choice([None, number]),
            "code": chance.choice([None, f"c{number}"]),
        }
        given = {**values, "parentId": parent, "tags": {"set": linked}, "partners": {"set": partners}}
        id_ = await firms.create("firm", **given)
        model.values[id_] = values
        model.pointers[("parent", id_)] = parent
        model.links["tags"] |= {(id_, each) for each in linked}
        model.links["partners"] |= {(id_, each) for each in partners}
    known = list(model.values)
    for number in range(8):
        firm, earlier = chance.choice(known), chance.choice([None, *known])
        person = await firms.create("person", name=f"p{number}", firmId=firm, earlierId=earlier)
        call = await firms.create("call", name=f"k{number}", subjectId=firm)
        guests = chance.sample(known, chance.randrange(4))
        event = await firms.create("event", name=f"e{number}", guests={"set": guests})
        model.pointers |= {("firm", person): firm, ("earlier", person): earlier, ("subject", call): firm}
        model.links["guests"] |= {(event, each) for each in guests}
    return model


async def compare(firms: Firms, model: Model) -> None:
    found = await firms.read(READ)
    assert ids(found["firms"]) == set(model.alive)
    for each in found["firms"]["nodes"]:
        id_ = each["id"]
        assert {name: each[name] for name in ("name", "size", "code")} == model.values[id_]
        assert each["parentId"] == model.pointers[("parent", id_)]
        assert ids(each["tags"]) == model.listed("tags", near=0, record=id_)
        assert ids(each["partners"]) == model.listed("partners", near=0, record=id_)
        assert ids(each["partnerOf"]) == model.listed("partners", near=1, record=id_)
        assert ids(each["events"]) == model.listed("guests", near=1, record=id_)
        assert ids(each["people"]) == model.pointing("firm", id_)
        assert ids(each["calls"]) == model.pointing("subject", id_)
        assert ids(each["branches"]) == model.pointing("parent", id_) - model.deleted
    for each in found["people"]["nodes"]:
        assert (each["firmId"], each["earlierId"]) == (
            model.pointers[("firm", each["id"])],
            model.pointers[("earlier", each["id"])],
        )
    for each in found["events"]["nodes"]:
        assert ids(each["guests"]) == model.listed("guests", near=0, record=each["id"])


@pytest.mark.parametrize("seed", range(6))
async def test_random_merges(firms: Firms, seed: int) -> None:
    chance = random.Random(seed)
    model = await made(firms, chance)
    await compare(firms, model)
    while len(model.alive) > 1:
        alive = model.alive
        into, *merged = chance.sample(alive, chance.randrange(2, min(len(alive), 4) + 1))
        given = chance.choice([{}, {"size": 77}, {"size": None}, {"code": None}])
        done = await firms.merged(into, *merged, input=given)
        answered = ids(done["firm"]["people"]) if "id" in str(done["firm"]["people"]) else None
        model.merge(into, merged, given)
        assert answered in (None, model.pointing("firm", into))
        await compare(firms, model)
        if model.deleted and chance.random() < 0.4:
            back = chance.choice(sorted(model.deleted))
            taken = model.values[back]["code"] is not None and any(
                model.values[each]["code"] == model.values[back]["code"] for each in model.alive
            )
            assert await firms.restore(back) == ([{"code": "UNIQUE", "path": ["id"]}] if taken else [])
            if not taken:
                model.restore(back)
            await compare(firms, model)
            if chance.random() < 0.5:
                return
