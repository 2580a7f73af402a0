"""Every field type of the registry, tagged as personal, filled and erased: no table has the value any more.

Of texts neither has a saved view, an example of a gate, a draft or any version of the catalog. A new type fails here
until it says what stands for a value that is erased.
"""

from typing import Any

import pytest

from metadata.field_types.all_types import FIELD_TYPES
from tests.api.people import ERASE, People
from tests.client import Api
from tests.world import sign_up

OPTIONS = [{"key": "alpha"}, {"key": "gammaOfMeise"}]
UNTAGGED = {"relation", "relations", "reference", "member"}
"""They hold no value of a person, but ids."""
VALUES: dict[str, tuple[Any, dict[str, Any], tuple[str, ...]]] = {
    "text": ("Zeisig, Xaver", {"minLength": 8, "maxLength": 40}, ("Zeisig",)),
    "longText": ("Zeisig likes tea", {}, ("Zeisig",)),
    "richText": ("<p>Zeisig</p>", {}, ("Zeisig",)),
    "integer": (1987654321, {"minimum": 7}, ("1987654321",)),
    "decimal": ("98765.43", {}, ("98765.43",)),
    "percent": ("98.76", {"minimum": "1", "maximum": "99.5"}, ("98.76",)),
    "rating": (4, {"maximum": 5}, ()),
    "money": ({"amount": "876543.21", "currency": "CHF"}, {}, ("876543.21", "CHF")),
    "address": ({"country": "CH", "city": "Zeisighausen", "postalCode": "9988"}, {}, ("Zeisig", "CH,")),
    "boolean": (True, {}, ()),
    "date": ("1987-06-05", {}, ("1987-06-05",)),
    "datetime": ("1987-06-05T04:03:02.123456Z", {}, ("1987-06-05",)),
    "time": ("03:02:01", {}, ("03:02:01",)),
    "duration": ("PT98765S", {}, ("98765", "PT27H")),
    "choice": ("gammaOfMeise", {"options": OPTIONS}, ("gammaOfMeise",)),
    "multiChoice": (["gammaOfMeise"], {"options": OPTIONS}, ("gammaOfMeise",)),
    "email": ("zeisig@example.com", {}, ("zeisig",)),
    "phone": ("+8613912345678", {"region": "CN"}, ("13912345678",)),
    "url": ("https://zeisig.example/x", {}, ("zeisig",)),
    "json": ({"who": "Zeisig"}, {}, ("Zeisig",)),
    "file": (None, {"mediaTypes": ["text/*"]}, ("Zeisig",)),
    "autoNumber": (None, {"numbering": {"format": "ZEISIG-{0000}"}}, ("ZEISIG",)),
}
"""Of each type: a value, settings, and what of the value would be found in a row."""
VIEW = "mutation ($view: SavedViewInput!) { done: saveView(input: $view) { errors { code message } } }"
DRAFT = """mutation ($changes: [CatalogChange!]!) {
  done: saveCatalogDraft(name: "Better", changes: $changes) { errors { code message } } }"""
CONFIGURED = {"text": "", "longText": "", "email": "", "phone": "", "url": "", "address": ".city"}
"""The types whose values are known again in what is configured, with what follows the path in an example of a gate."""
UNIQUE = ("text", "email", "phone", "url")


def test_every_type_is_erased_or_cannot_be_tagged() -> None:
    assert set(VALUES) | UNTAGGED == set(FIELD_TYPES)


def fields_of(type_name: str) -> list[dict[str, Any]]:
    """One that can be empty and one that cannot, and where a type has room for it a unique one."""
    kind = FIELD_TYPES[type_name]
    common = {"type": type_name, "personal": "other", **VALUES[type_name][1]}
    if kind.given:
        common["trackHistory"] = True
    if kind.search_weight is not None:
        common["searchable"] = True
    fields = [{"name": "free", **common}]
    if kind.given:
        fields.append({"name": "bound", **common, "required": True})
    if type_name in UNIQUE:
        fields.append({"name": "single", **common, "required": True, "unique": True})
    return fields


def configured(type_name: str) -> Any:
    """The value, or the part of it, that an example gives."""
    value = VALUES[type_name][0]
    return value["city"] if type_name == "address" else value


def pipeline(type_name: str) -> list[dict[str, Any]]:
    """A gate for the records of a type, an example of it, and the same example once more, which is removed again."""
    of = f"probe{type_name[0].upper()}{type_name[1:]}"
    path = f"free{CONFIGURED[type_name]}"
    edge = {"object": of, "leaving": "new", "entering": "known"}
    example = {**edge, "record": {path: configured(type_name)}, "open": True}
    return [
        {
            "addPipeline": {
                "object": of,
                "name": f"{of}Way",
                "stages": [{"name": "new"}, {"name": "known"}],
                "transitions": [{"source": "new", "target": "known"}],
            }
        },
        {"setGate": {"object": of, "stage": "known", "rule": {"filled": {"var": path}}}},
        {"addGateExample": {**example, "name": "kept"}},
        {"addGateExample": {**example, "name": "removed"}},
        {"removeGateExample": {"object": of, "example": "removed"}},
    ]


@pytest.fixture(scope="module")
async def people(api: Api) -> People:
    """A tenant with an object of each type."""
    admin, _ = await sign_up(api, "erasure")
    objects = [
        {"name": f"probe{name[0].upper()}{name[1:]}", "plural": f"{name}Probes", "fields": fields_of(name)}
        for name in VALUES
    ]
    await api.change(admin, *({"addObject": each} for each in objects))
    return People(api, admin, admin, admin, admin)


@pytest.mark.parametrize("type_name", [*VALUES])
async def test_no_table_has_the_value_afterwards(people: People, type_name: str) -> None:
    name = f"probe{type_name[0].upper()}{type_name[1:]}"
    value, _, traces = VALUES[type_name]
    made = []
    for turn in range(2):
        given = {}
        for field in fields_of(type_name):
            if type_name == "file":
                given[field["name"]] = {"id": await people.api.upload(people.admin, "Zeisig.txt", b"Zeisig")}
            elif FIELD_TYPES[type_name].given:
                given[field["name"]] = value
        if "single" in given and turn:
            given["single"] = {
                "text": "Zeisig, Yvonne",
                "email": "zeisig2@example.com",
                "phone": "+8613912345679",
                "url": "https://zeisig.example/y",
            }[type_name]
        made.append(await people.create(name, key=f"{name}{turn}", **given))
    catalogs = type_name in CONFIGURED
    if catalogs:
        await configure(people, name, type_name)
    text = await people.everything(catalogs=catalogs)
    assert all(trace in text for trace in traces if trace != "PT27H")
    for id_ in made:
        done = await people.api.data(
            people.admin, ERASE, {"input": {"object": name, "id": id_, "reason": "request 17"}}
        )
        assert done["done"]["errors"] == []
        assert done["done"]["erased"]
    text = await people.everything(catalogs=catalogs)
    assert [trace for trace in traces if trace in text] == []
    rows = f'SELECT count("free{await suffix(people, type_name)}") FROM {await people.namespace()}."{name}"'
    if FIELD_TYPES[type_name].given:
        (found,) = await people.api.engine.database.fetch(rows, [], affinity="")
        assert found[0] == 0


async def configure(people: People, of: str, type_name: str) -> None:
    """Examples of a gate that have the value, a draft with another one, and a view that filters by it."""
    await people.api.change(people.admin, *pipeline(type_name))
    condition = {"field": "free", "operator": "eq", "value": VALUES[type_name][0]}
    view = {"object": of, "name": "Mine", "filters": {"all": [condition, {"any": [condition]}]}}
    record = {f"free{CONFIGURED[type_name]}": configured(type_name)}
    changes = [{"setGateExample": {"object": of, "example": "kept", "record": record}}]
    for document, variables in ((VIEW, {"view": view}), (DRAFT, {"changes": changes})):
        assert (await people.run(document, **variables))["errors"] == []


async def suffix(people: People, type_name: str) -> str:
    """What the name of the first column has beside that of the field."""
    return "__country" if type_name == "address" else ""


@pytest.mark.parametrize("type_name", sorted(UNTAGGED))
async def test_what_holds_an_id_is_no_value_of_a_person(people: People, type_name: str) -> None:
    settings = {
        "relation": {"target": "probeText", "reverse": "one"},
        "relations": {"target": "probeText", "reverse": "two"},
        "reference": {"targets": ["probeText"], "reverse": "three"},
        "member": {},
    }[type_name]
    field = {"name": "extra", "type": type_name, "personal": "identity", **settings}
    found = await people.api.try_change(people.admin, {"addField": {"object": "probeDate", "field": field}})
    assert [error["code"] for error in found["errors"]] == ["CATALOG_INVALID"]
