"""Changes to JSON and back: what is kept of a change is the change."""

import json
from typing import get_type_hints

import pytest

from core.errors import SluiceError
from metadata.changes.base import Change, applied
from metadata.changes.constraints import SetBounds
from metadata.changes.fields import AddField, NewField
from metadata.changes.kept import CHANGE_KINDS, change_from_json, change_to_json
from metadata.changes.objects import AddObject
from metadata.changes.pipelines import NewStage
from metadata.changes.roles import AddRole, NewGrant, SetGrants
from metadata.changes.roll_ups import NewRollUp, SetRollUp
from metadata.changes.stages import AddStage
from metadata.changes.validations import SetValidation
from metadata.changes.working_calendar import SetWorkingCalendar
from metadata.checks import check_catalog
from metadata.codec import _worded
from metadata.settings import Numbering
from tests.metadata.test_changes import GOLDEN
from tests.metadata.world import WORLD, after

TESTED: tuple[Change, ...] = (*WORLD, *(change for change, *_ in GOLDEN))


@pytest.mark.parametrize("change", TESTED, ids=lambda change: change.kind)
def test_there_and_back(change: Change) -> None:
    text = json.dumps(change_to_json(change))
    assert change_from_json(json.loads(text)) == change


def test_ids_are_kept() -> None:
    change = AddField("deal", NewField("x", "text"))
    back = change_from_json(change_to_json(change))
    assert isinstance(back, AddField)
    assert back.field.id == change.field.id
    assert applied(after(), [change]) == applied(after(), [back])


def test_every_kind_is_known_without_the_api() -> None:
    assert {each.kind for each in Change.__subclasses__()} == set(CHANGE_KINDS)


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        (None, "CATALOG_INVALID", ()),
        ([], "CATALOG_INVALID", ()),
        ({"object": "deal"}, "CATALOG_INVALID", ()),
        ({"kind": ["addField"]}, "CATALOG_INVALID", ()),
        ({"kind": "addFild"}, "CATALOG_UNKNOWN", ("kind",)),
        ({"kind": "addField", "object": "deal"}, "CATALOG_INVALID", ()),
        ({"kind": "addField", "object": 1, "field": {}}, "CATALOG_INVALID", ("object",)),
        ({"kind": "removeRole", "role": "rep", "force": True}, "CATALOG_INVALID", ("force",)),
        ({"kind": "removeRole", "role": "a\x00"}, "INVALID_VALUE", ("role",)),
        ({"kind": "removeRole", "role": "\ud800"}, "INVALID_VALUE", ("role",)),
        (
            {"kind": "setBounds", "object": "deal", "field": "amount", "minimum": {"a": 1}},
            "CATALOG_INVALID",
            ("minimum",),
        ),
        (
            {"kind": "setBounds", "object": "deal", "field": "amount", "minimum": True},
            "CATALOG_INVALID",
            ("minimum",),
        ),
    ],
)
def test_what_is_no_change(value: object, code: str, path: tuple[str, ...]) -> None:
    with pytest.raises(SluiceError) as caught:
        change_from_json(value, "changes", 3)
    assert [(each.code, each.path) for each in caught.value.problems] == [(code, ("changes", 3, *path))]


def test_a_value_that_is_nested_without_end() -> None:
    deep: object = 1
    for _ in range(90):
        deep = [deep]
    with pytest.raises(SluiceError):
        change_from_json({"kind": "setDefault", "object": "deal", "field": "budget", "default": deep})


@pytest.mark.parametrize("bound", ["abc", "1e99999", "NaN"])
def test_a_bound_that_is_no_number(bound: str) -> None:
    change = change_from_json({"kind": "setBounds", "object": "deal", "field": "amount", "minimum": bound})
    assert isinstance(change, SetBounds)
    with pytest.raises(SluiceError):
        applied(after(), [change])


@pytest.mark.parametrize(
    "change",
    [
        AddRole("clerk", id="rol_rep"),
        AddRole("clerk", id="obj_deal"),
        AddRole("clerk", id='rol_"; DROP TABLE x'),
        AddRole("clerk", id="rol_" + "a" * 60),
        AddObject("thing", "things", fields=(NewField("a", "text", id="fld_a"), NewField("b", "text", id="fld_a"))),
        AddField("deal", NewField("x", "text", id="fld_name")),
    ],
    ids=["taken", "of another kind", "no id", "too long", "twice", "of another object"],
)  # fmt: skip
def test_ids_that_cannot_be(change: Change) -> None:
    problems = check_catalog(after(change))
    assert {each.path[-1] for each in problems} == {"id"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (
            AddField("deal", NewField("no", "autoNumber", numbering=Numbering("{0000}", "weekly"))),
            ("field", "numbering", "restart"),
        ),
        (AddStage("deal", NewStage("last", kind="closed")), ("stage", "kind")),
        (SetGrants("rep", (NewGrant("deal", "read", effect="maybe"),)), ("grants", 0, "effect")),
        (SetValidation("deal", "x", severity="shout"), ("severity",)),
        (SetRollUp("deal", "x", NewRollUp("deals", "median")), ("rollUp", "function")),
        (SetWorkingCalendar(("monday", "someday")), ("weekdays", 1)),
    ],
)
def test_words_that_only_code_can_say_are_refused_too(change: Change, path: tuple[str, ...]) -> None:
    """Else they would be published, and the catalog could not be read back."""
    with pytest.raises(SluiceError) as caught:
        applied(after(), [change])
    found = caught.value.problems[0]
    assert (found.code, found.path) == ("CATALOG_INVALID", ("changes", 0, change.kind, *path))
    assert found.hint is not None


def test_every_kind_of_change_is_looked_through_for_words() -> None:
    """No annotation is of a shape that the search for words does not know."""
    for kind in CHANGE_KINDS.values():
        written = str(get_type_hints(kind))
        assert ("Literal" in written) == any(words for _, _, words in _worded(kind)), kind
