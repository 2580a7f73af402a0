"""Changes that are put upon a catalog in which others have given other names: they follow."""

from dataclasses import replace

import pytest

from metadata.changes.base import Change
from metadata.changes.constraints import SetBounds, SetRequired
from metadata.changes.fields import AddField, NewField, RenameField
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject, RenameObject
from metadata.changes.pipelines import NewStage, SetGate
from metadata.changes.roles import AddRole, NewGrant, SetGrants
from metadata.changes.roll_ups import NewRollUp
from metadata.changes.stages import AddStage, MoveStage, RenameStage, SetStage
from metadata.changes.transitions import AddTransition
from metadata.changes.validations import AddValidation, SetValidation
from metadata.fields import Option
from metadata.merging.rebase import rebased
from metadata.merging.words import named
from metadata.pipelines import Transition
from tests.metadata.test_merging import CLOSED, merged
from tests.metadata.world import after


@pytest.mark.parametrize(
    ("theirs", "ours", "followed"),
    [
        (
            RenameField("deal", "amount", "value"),
            SetRequired("deal", "amount", True),
            SetRequired("deal", "value", True),
        ),
        (
            RenameObject("deal", "offer", "offers"),
            SetLabels("deal", {"en": "A"}),
            SetLabels("offer", {"en": "A"}),
        ),
        (
            RenameField("deal", "amount", "value"),
            SetGate("deal", stage="won", rule=CLOSED),
            SetGate("deal", stage="won", rule={"==": [{"var": "value"}, 7]}),
        ),
        (
            RenameField("account", "sector", "trade"),
            SetGate("deal", stage="won", rule={"==": [{"var": "account.parent.sector"}, "tech"]}),
            SetGate("deal", stage="won", rule={"==": [{"var": "account.parent.trade"}, "tech"]}),
        ),
        (
            RenameStage("deal", "won", "victory"),
            SetStage("deal", "won", objective={"en": "A"}),
            SetStage("deal", "victory", objective={"en": "A"}),
        ),
        (
            RenameStage("deal", "won", "victory"),
            MoveStage("deal", "lost", "won"),
            MoveStage("deal", "lost", "victory"),
        ),
        (
            RenameStage("deal", "won", "victory"),
            SetGate("deal", source="sql", target="won"),
            SetGate("deal", source="sql", target="victory"),
        ),
        (
            RenameStage("deal", "lead", "first"),
            SetGate("deal", stage="lost", rule={"==": [{"var": "stage"}, "lead"]}),
            SetGate("deal", stage="lost", rule={"==": [{"var": "stage"}, "first"]}),
        ),
        (
            RenameObject("account", "firm", "firms"),
            AddField("deal", NewField("x", "relation", target="account", id="fld_x")),
            AddField("deal", NewField("x", "relation", target="firm", id="fld_x")),
        ),
        (
            RenameObject("account", "firm", "firms"),
            AddField("deal", NewField("x", "reference", targets=("deal", "account"), id="fld_x")),
            AddField("deal", NewField("x", "reference", targets=("deal", "firm"), id="fld_x")),
        ),
        (
            RenameField("deal", "amount", "value"),
            AddValidation("deal", "big", CLOSED, {"en": "Seven."}, ("amount",), id="val_x"),
            AddValidation(
                "deal", "big", {"==": [{"var": "value"}, 7]}, {"en": "Seven."}, ("value",), id="val_x"
            ),
        ),
        (
            RenameField("deal", "amount", "value"),
            AddStage("deal", NewStage("last", gate=CLOSED, id="stg_x"), "won"),
            AddStage("deal", NewStage("last", gate={"==": [{"var": "value"}, 7]}, id="stg_x"), "won"),
        ),
        (
            RenameStage("deal", "won", "victory"),
            AddTransition("deal", Transition("won", "lost", {"==": [{"var": "stage"}, "won"]})),
            AddTransition("deal", Transition("victory", "lost", {"==": [{"var": "stage"}, "victory"]})),
        ),
        (
            RenameField("deal", "amount", "value"),
            SetGrants("rep", (NewGrant("deal", "update", "amount"), NewGrant("deal", "read", rule=CLOSED))),
            SetGrants(
                "rep",
                (
                    NewGrant("deal", "update", "value"),
                    NewGrant("deal", "read", rule={"==": [{"var": "value"}, 7]}),
                ),
            ),
        ),
        (
            RenameObject("deal", "offer", "offers"),
            AddRole("buyer", grants=(NewGrant("deal", "read"), NewGrant("*", "create")), id="rol_x"),
            AddRole("buyer", grants=(NewGrant("offer", "read"), NewGrant("*", "create")), id="rol_x"),
        ),
        (
            RenameField("deal", "amount", "value"),
            AddField("deal", NewField("x", "boolean", formula=CLOSED, id="fld_x")),
            AddField("deal", NewField("x", "boolean", formula={"==": [{"var": "value"}, 7]}, id="fld_x")),
        ),
        (
            RenameField("deal", "amount", "value"),
            AddField(
                "deal",
                NewField("x", "text", required_when={"and": [CLOSED, {"filled": {"var": "x"}}]}, id="fld_x"),
            ),
            AddField(
                "deal",
                NewField(
                    "x",
                    "text",
                    required_when={"and": [{"==": [{"var": "value"}, 7]}, {"filled": {"var": "x"}}]},
                    id="fld_x",
                ),
            ),
        ),
        (
            RenameField("deal", "amount", "value"),
            AddField(
                "account",
                NewField("x", "money", roll_up=NewRollUp("deals", "sum", "amount", CLOSED), id="fld_x"),
            ),
            AddField(
                "account",
                NewField(
                    "x",
                    "money",
                    roll_up=NewRollUp("deals", "sum", "value", {"==": [{"var": "value"}, 7]}),
                    id="fld_x",
                ),
            ),
        ),
        (
            RenameField("account", "sector", "trade"),
            AddField(
                "account",
                NewField(
                    "x",
                    "choice",
                    options=(Option("a", only_with=("tech",)),),
                    depends_on="sector",
                    id="fld_x",
                ),
            ),
            AddField(
                "account",
                NewField(
                    "x", "choice", options=(Option("a", only_with=("tech",)),), depends_on="trade", id="fld_x"
                ),
            ),
        ),
        (
            RenameField("account", "sector", "trade"),
            AddObject(
                "visit",
                "visits",
                fields=(
                    NewField("account", "relation", target="account", id="fld_x"),
                    NewField("y", "text", formula={"cat": [{"var": "account.sector"}]}, id="fld_y"),
                ),
                id="obj_x",
            ),
            AddObject(
                "visit",
                "visits",
                fields=(
                    NewField("account", "relation", target="account", id="fld_x"),
                    NewField("y", "text", formula={"cat": [{"var": "account.trade"}]}, id="fld_y"),
                ),
                id="obj_x",
            ),
        ),
    ],
)
def test_names_that_others_have_changed_are_followed(theirs: Change, ours: Change, followed: Change) -> None:
    assert merged([theirs], [ours]) == (followed,)
    assert merged([ours], [theirs]) == (theirs,)


def test_names_that_have_changed_places_are_followed() -> None:
    swap = [
        RenameField("deal", "title", "x"),
        RenameField("deal", "heading", "title"),
        RenameField("deal", "x", "heading"),
    ]
    ours = [
        SetBounds("deal", "title", max_length=9),
        SetGate("deal", stage="won", rule={"filled": {"var": "title"}}),
    ]
    assert merged(swap, ours) == (
        SetBounds("deal", "heading", max_length=9),
        SetGate("deal", stage="won", rule={"filled": {"var": "heading"}}),
    )


def test_a_validation_that_others_have_renamed_is_followed() -> None:
    big = AddValidation("deal", "big", CLOSED, {"en": "Seven."}, id="val_x")
    theirs = [SetValidation("deal", "big", name="seven")]
    base, head = after(big), after(big, *theirs)
    ours = SetValidation("deal", "big", severity="warn")
    assert rebased(base, head, [ours]).changes == (replace(ours, validation="seven"),)
    again = [SetValidation("deal", "big", name="other")]
    places = [named(each.place, (base, head)) for each in rebased(base, head, again).collisions]
    assert places == ["the name of validation big of object deal"]


def test_a_name_of_ones_own_is_followed_too() -> None:
    ours = [RenameField("deal", "amount", "sum"), SetLabels("deal", {"en": "Sum"}, field="sum")]
    assert merged([RenameObject("deal", "offer", "offers")], ours) == (
        RenameField("offer", "amount", "sum"),
        SetLabels("offer", {"en": "Sum"}, field="sum"),
    )
