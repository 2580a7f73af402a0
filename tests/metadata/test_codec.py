"""Catalogs to JSON and back."""

import json

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.fields import AddField, NewField
from metadata.codec import catalog_from_json, catalog_to_json, decoded, encoded
from metadata.fields import Field
from metadata.initial import initial_catalog
from tests.metadata.world import PIPELINE, after


@pytest.mark.parametrize("catalog", [Catalog(), initial_catalog(), after()], ids=["none", "first", "world"])
def test_there_and_back(catalog):
    text = json.dumps(catalog_to_json(catalog))
    assert catalog_from_json(json.loads(text)) == catalog


def test_the_same_catalog_is_the_same_text():
    assert json.dumps(catalog_to_json(after())) == json.dumps(catalog_to_json(after()))


def test_defaults_are_left_out():
    assert encoded(Field("fld_a", "a", "text")) == {"id": "fld_a", "name": "a", "type": "text"}


@pytest.mark.parametrize("default", [0, False, "", [], {"a": [1, None]}, 1.5, "x"])
def test_a_default_stays_as_it_is(default):
    field = Field("fld_a", "a", "text", default=default)
    back = decoded(Field, json.loads(json.dumps(encoded(field))))
    assert (back.default, type(back.default)) == (default, type(default))


def test_changes_go_the_same_way():
    for change in (PIPELINE, AddField("deal", NewField("x", "text", {"en": "X"}))):
        assert decoded(type(change), json.loads(json.dumps(encoded(change)))) == change


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ([], ()),
        ({"objcts": []}, ("objcts",)),
        ({"objects": {}}, ("objects",)),
        ({"objects": [{"id": "a", "name": "b"}]}, ("objects", 0)),
        ({"objects": [{"id": 1, "name": "b", "plural": "c"}]}, ("objects", 0, "id")),
        ({"version": True}, ("version",)),
        ({"version": 1.0}, ("version",)),
        ({"languages": [1]}, ("languages", 0)),
        ({"roles": [{"id": "a", "name": "b", "labels": {"en": 1}}]}, ("roles", 0, "labels")),
        (
            {"roles": [{"id": "a", "name": "b", "grants": [{"object": "*", "action": "*", "rows": "x"}]}]},
            ("roles", 0, "grants", 0, "rows"),
        ),
    ],
)
def test_what_is_no_catalog(value, path):
    with pytest.raises(SluiceError) as caught:
        catalog_from_json(value)
    assert [(each.code, each.path) for each in caught.value.problems] == [("CATALOG_INVALID", path)]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "Here belongs an object, not a list."),
        ({"objects": {}}, "Here belongs a list, not an object."),
        ({"version": None}, "Here belongs a whole number, not null."),
        ({"version": True}, "Here belongs a whole number, not true or false."),
        ({"timeZone": 1.5}, "Here belongs text, not a number."),
        ({"roles": [{"id": "a", "name": "b", "grants": "x"}]}, "Here belongs a list, not 'x'."),
        (
            {
                "roles": [
                    {"id": "a", "name": "b", "grants": [{"object": "*", "action": "*", "effect": "may"}]}
                ]
            },
            "Here belongs one of allow, deny, not 'may'.",
        ),
    ],
)
def test_what_is_wrong_is_told_in_words_of_json(value, message):
    with pytest.raises(SluiceError) as caught:
        catalog_from_json(value)
    (problem,) = caught.value.problems
    assert problem.message == message
    assert problem.hint == f"Write {message.removeprefix('Here belongs ').rpartition(', not ')[0]}."
