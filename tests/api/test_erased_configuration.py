"""Values of a person in what people have configured (decision 81): filters, examples of gates, drafts."""

from typing import Any

import pytest

from metadata.store import CatalogStore
from tests.api.people import People

VIEW = """mutation ($view: SavedViewInput!) {
  done: saveView(input: $view) { view { id } errors { code } } }"""
VIEWS = '{ done: savedViews(object: "person") { name filters revision } }'
DRAFT = """mutation ($id: ID, $changes: [CatalogChange!]!, $expectedRevision: Int) {
  done: saveCatalogDraft(id: $id, name: "Better", changes: $changes, expectedRevision: $expectedRevision) {
    draft { id revision changes } errors { code } } }"""
DRAFTS = "{ done: catalogDrafts { id revision changes } }"
EDGE = {"object": "person", "leaving": "new", "entering": "known"}
ALONG = {"person.email": "xaver@example.com", "person.fullName": "Xaver Zeisig"}


async def viewed(people: People, name: str, value: Any, field: str = "name", operator: str = "eq") -> None:
    condition = {"field": field, "operator": operator, "value": value}
    view = {"object": "person", "name": name, "shared": True, "filters": {"any": [condition]}}
    assert (await people.run(VIEW, view=view))["errors"] == []


async def values(people: People) -> dict[str, Any]:
    """What each view compares with, and its revision."""
    found = await people.run(VIEWS)
    return {each["name"]: (each["filters"]["any"][0]["value"], each["revision"]) for each in found}


async def test_a_filter_loses_what_is_the_persons_alone(people: People) -> None:
    id_ = await people.create("person", name="Xaver Zeisig", email="xaver@example.com", idNumber="ZX-9988")
    await people.create("person", name="Berta Vogel", email="berta@example.com", size=4711)
    await viewed(people, "part", "zeisig", operator="contains")
    await viewed(people, "several", ["Berta Vogel", "Xaver Zeisig"], operator="in")
    await viewed(people, "more", "Xaver Zeisig, Wien")
    await viewed(people, "of all", "@example.com", "email", "endsWith")
    await viewed(people, "short", "ave", operator="contains")
    await viewed(people, "another field", "Xaver Zeisig", "email")
    before = await values(people)
    tried = await people.erase(id_, dry=True)
    assert await values(people) == before
    done = await people.erase(id_)
    assert done == {"erased": True, "plan": tried["plan"], "errors": []}
    assert done["plan"][-1] == "3 saved views no longer filter by a value of the person."
    assert await values(people) == {
        **before,
        "part": ("erased", 2),
        "several": (["Berta Vogel", "erased"], 2),
        "more": ("erased", 2),
    }
    assert (await people.erase(id_))["plan"][-1] == "Nothing is left to erase."


async def test_a_value_that_somebody_else_has_stays_until_they_are_erased(people: People) -> None:
    ids = [await people.create("person", name="王小明", email=f"p{n}@example.com") for n in "ab"]
    await viewed(people, "both", "王小明")
    await people.erase(ids[0])
    assert await values(people) == {"both": ("王小明", 1)}
    await people.erase(ids[1])
    assert await values(people) == {"both": ("erased", 2)}


async def test_a_value_that_the_person_had_goes_too(people: People) -> None:
    id_ = await people.create("person", name="Xaver Zeisig", email="xaver@example.com")
    await people.update("person", id_, name="Xaver Specht")
    await viewed(people, "before", "Xaver Zeisig")
    await people.erase(id_)
    assert await values(people) == {"before": ("erased", 2)}


async def test_examples_lose_it_in_every_version_and_in_every_process(people: People) -> None:
    id_ = await people.create("person", name="Xaver Zeisig", email="xaver@example.com", idNumber="ZX-9988")
    said = {"name": "Xaver Zeisig", "email": "xaver@example.com", "size": 180}
    example = {"addGateExample": {**EDGE, "name": "one", "record": said, "open": True}}
    published = (await people.api.change(people.admin, example))["version"]
    # Of a field that was called otherwise, and of an object that is there no more.
    await people.api.change(
        people.admin,
        {"renameField": {"object": "person", "field": "name", "name": "fullName"}},
        {"addGateExample": {**EDGE, "object": "deal", "name": "two", "open": True, "record": ALONG}},
        {"removeObject": {"object": "deal"}},
    )
    namespace = await people.namespace()
    elsewhere = CatalogStore(people.api.engine.database)
    head = await elsewhere.head(namespace)
    for version in range(1, head.version + 1):
        await elsewhere.load(namespace, version)
    assert "Zeisig" in await people.everything()
    tried = await people.erase(id_, dry=True)
    assert (await elsewhere.head(namespace)).version == head.version
    done = await people.erase(id_)
    assert done["errors"] == []
    assert done["plan"] == tried["plan"]
    assert done["plan"][-1] == (
        "Examples of gates lose values of the person in 3 versions of the catalog, drafts and publishes."
    )
    text = await people.everything()
    assert [each for each in ("Zeisig", "xaver@", "ZX-9988") if each in text] == []
    now = await elsewhere.head(namespace)
    assert now.version == head.version + 1
    for version in (published, head.version, now.version):
        known = await elsewhere.load(namespace, version)
        assert "Zeisig" not in str(known)
        pipeline = known.object_by_name["person"].pipeline
        assert pipeline is not None
        (example,) = pipeline.examples
        assert isinstance(example.record, dict)
        assert sorted(example.record.values(), key=str) == [180, "erased", "erased"]
    # It goes on being published.
    await people.api.change(people.admin, {"restoreObject": {"object": "deal"}})
    latest = (await people.run("{ done: catalogVersions(first: 2) { note changes } }"))[1]
    assert latest["changes"] == []
    assert latest["note"].startswith("Examples of gates")


async def test_an_example_that_would_say_otherwise_than_the_gate_goes(people: People) -> None:
    id_ = await people.create("person", name="Zeisig", email="zeisig@example.com")
    rule = {"==": [{"var": "name"}, "Zeisig"]}
    example = {**EDGE, "record": {"name": "Zeisig"}, "open": True}
    await people.api.change(
        people.admin,
        {"setGate": {"object": "person", "stage": "known", "rule": rule}},
        {"addGateExample": {**example, "name": "open"}},
        {"addGateExample": {**example, "name": "closed", "record": {"name": "Specht"}, "open": False}},
    )
    assert (await people.erase(id_))["errors"] == []
    head = await people.api.engine.catalogs.head(await people.namespace())
    pipeline = head.object_by_name["person"].pipeline
    assert pipeline is not None
    assert [each.name for each in pipeline.examples] == ["closed"]
    # A rule is what the tenant has decided.
    assert pipeline.stage_by_name["known"].gate == rule
    await people.api.change(people.admin, {"removeField": {"object": "person", "field": "fee"}})


async def test_who_has_a_draft_before_them_does_not_save_it_again(people: People) -> None:
    id_ = await people.create("person", name="Zeisig", email="zeisig@example.com")
    changes = [{"addGateExample": {**EDGE, "name": "one", "record": {"name": "Zeisig"}, "open": True}}]
    made = (await people.run(DRAFT, changes=changes))["draft"]
    await people.erase(id_)
    (draft,) = await people.run(DRAFTS)
    assert draft["revision"] == made["revision"] + 1
    assert draft["changes"][0]["record"] == {"name": "erased"}
    again = await people.run(DRAFT, id=made["id"], changes=changes, expectedRevision=made["revision"])
    assert [each["code"] for each in again["errors"]] == ["DRAFT_CONFLICT"]


async def test_who_does_not_see_everybody_learns_nothing_of_them_by_what_becomes_of_a_view(
    people: People,
) -> None:
    """Whether a text goes tells whether others have it: an erasure, tried or not, takes the right to read them all."""
    grants = [{"object": "*", "action": action} for action in ("export", "erase")]
    grants += [{"object": each, "action": "read"} for each in ("deal", "letter")]
    own = {"object": "person", "action": "read", "rows": "own"}
    await people.api.change(people.admin, {"setGrants": {"role": "officer", "grants": [*grants, own]}})
    id_ = await people.create("person", name="Xaver Zeisig", email="xaver@example.com")
    for dry in (True, False):
        given = {"object": "person", "id": id_, "reason": "7", "dryRun": dry}
        erase = "mutation ($input: EraseSubjectInput!) { eraseSubject(input: $input) { plan } }"
        assert await people.api.codes(people.officer, erase, {"input": given}) == ["FORBIDDEN"]
    await people.api.change(
        people.admin, {"setGrants": {"role": "officer", "grants": [*grants, {**own, "rows": "all"}]}}
    )
    assert (await people.erase(id_))["erased"]


async def test_a_value_that_a_deleted_record_has_is_not_told_of(people: People) -> None:
    ids = [await people.create("person", name="Xaver Zeisig", email=f"p{n}@example.com") for n in "ab"]
    await people.run("mutation ($id: ID!) { done: deletePerson(id: $id) { errors { code } } }", id=ids[0])
    await viewed(people, "both", "Xaver Zeisig")
    await people.erase(ids[1])
    assert await values(people) == {"both": ("erased", 2)}


@pytest.mark.parametrize("name", ["text", "person", "name", "known", "objects"])
async def test_who_is_called_like_a_part_of_the_catalog_takes_nothing_of_it_along(
    people: People, name: str
) -> None:
    id_ = await people.create("person", name=name, email="zeisig@example.com")
    changes = {"addGateExample": {**EDGE, "name": name, "record": {"name": name}, "open": True}}
    await people.api.change(people.admin, changes)
    before = await people.api.engine.catalogs.head(await people.namespace())
    assert (await people.erase(id_))["errors"] == []
    after = await people.api.engine.catalogs.head(await people.namespace())
    one, other = before.object_by_name["person"].pipeline, after.object_by_name["person"].pipeline
    assert one is not None
    assert other is not None
    assert (one.stages, one.examples[0].name) == (other.stages, other.examples[0].name)
    assert (one.examples[0].record, other.examples[0].record) == ({"name": name}, {"name": "erased"})
    assert before.object_by_name["person"].fields == after.object_by_name["person"].fields
