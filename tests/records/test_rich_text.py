"""A search of rich text finds the words that people see, and nothing of its HTML."""

import pytest

from tests.client import Api
from tests.world import World, make_world

MINUTES = {
    "name": "minute",
    "plural": "minutes",
    "fields": [
        {"name": "notes", "type": "richText", "searchable": True},
        {"name": "plain", "type": "longText", "searchable": True},
    ],
}
NOTES = (
    "<h2>Meeting with Glo<b>bex</b></h2><p>first</p><p>second</p><ul><li>AT&amp;T</li><li>a&nbsp;b</li></ul>"
    '<p>1 &lt; 2 <a href="https://hidden.example/?q=&gt;secret" title="x &gt; veiled">offer</a></p>'
    "<p>客户<i>备注</i></p>"
)


@pytest.fixture(scope="module")
async def minutes(api: Api) -> World:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": MINUTES})
    await world.create(world.admin, "minute", notes=NOTES)
    return world


async def found(world: World, search: str) -> int:
    document = "query ($search: String) { minutes(search: $search) { totalCount } }"
    return (await world.api.data(world.admin, document, {"search": search}))["minutes"]["totalCount"]


@pytest.mark.parametrize(
    "search",
    ["globex", "meeting", "first second", "AT&T", "at t", "a b", "1 2", "offer", "客户备注", "户备", "Glo"],
)
async def test_words_between_the_tags_are_found(minutes, search):
    assert await found(minutes, search) == 1


@pytest.mark.parametrize(
    "search",
    [
        "h2",
        "li",
        "href",
        "https",
        "hidden",
        "secret",
        "veiled",
        "noopener",
        "amp",
        "nbsp",
        "lt",
        "bex",
        "firstsecond",
    ],
)
async def test_tags_attributes_and_entities_are_not(minutes, search):
    assert await found(minutes, search) == 0


async def test_tags_take_nothing_of_the_characters_that_are_searched(minutes):
    """Half of 50,000 are this field's: the last word would stand beyond them."""
    far = '<p><a href="https://a.example/0123456789">x</a></p>' * 1_000 + "<p>farthest</p>"
    record = await minutes.create(minutes.admin, "minute", notes=far)
    assert await found(minutes, "farthest") == 1
    document = "query ($id: ID!) { minute(id: $id) { notes } }"
    kept = (await minutes.api.data(minutes.admin, document, {"id": record}))["minute"]["notes"]
    assert kept.endswith("<p>farthest</p>")


async def test_filters_and_rules_see_the_html(minutes):
    document = "query ($where: MinuteWhere) { minutes(where: $where) { totalCount } }"
    for where in ({"notes": {"contains": "<b>bex</b>"}}, {"rule": {"in": ["<b>bex</b>", {"var": "notes"}]}}):
        data = await minutes.api.data(minutes.admin, document, {"where": where})
        assert data["minutes"]["totalCount"] == 1
