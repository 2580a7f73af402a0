"""The changes of validations and conditional requirements: what they refuse, and how rules follow the fields."""

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog, Validation
from metadata.changes.base import Change, applied
from metadata.changes.constraints import SetRequired
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.stages import RenameStage
from metadata.changes.validations import AddValidation, RemoveValidation, SetRequiredWhen, SetValidation
from metadata.checks import check_catalog
from metadata.fields import Field
from tests.metadata.world import after, refused

RULE = {"filled": {"var": "title"}}
SAYS = {"en": "Name it."}
DEEP: object = {"var": "budget"}
for _ in range(70):
    DEEP = {"!": [DEEP]}
REFUSED: list[tuple[Change, str, tuple[object, ...]]] = [
    (AddValidation("dael", "named", RULE, SAYS), "CATALOG_UNKNOWN", ("object",)),
    (AddValidation("deal", "not a name", RULE, SAYS), "CATALOG_NAME_INVALID", ("name",)),
    (AddValidation("deal", "Dated", RULE, SAYS), "CATALOG_NAME_TAKEN", ("name",)),
    (AddValidation("deal", "named", None, SAYS), "CATALOG_INVALID", ("rule",)),
    (AddValidation("deal", "named", {"var": "tilte"}, SAYS), "RULE_UNKNOWN_PATH", ("rule", "var")),
    (AddValidation("deal", "named", {"var": "amount"}, SAYS), "RULE_TYPE", ("rule",)),
    (AddValidation("deal", "named", RULE, {}), "CATALOG_INVALID", ("messages",)),
    (AddValidation("deal", "named", RULE, {"en": " "}), "CATALOG_INVALID", ("messages", "en")),
    (AddValidation("deal", "named", RULE, {"en": "a" * 2_001}), "CATALOG_LIMIT", ("messages", "en")),
    (AddValidation("deal", "named", RULE, {"en": "a\0"}), "INVALID_VALUE", ("messages", "en")),
    (AddValidation("deal", "named", RULE, {"en": "a\ud800"}), "INVALID_VALUE", ("messages", "en")),
    (AddValidation("deal", "named", RULE, {"english": "a"}), "CATALOG_INVALID", ("messages", "english")),
    (AddValidation("deal", "named", RULE, SAYS, ("title", "tilte")), "CATALOG_UNKNOWN", ("fields", 1)),
    (AddValidation("deal", "named", RULE, SAYS, ("title", "title")), "CATALOG_NAME_TAKEN", ("fields", 1)),
    (AddValidation("deal", "named", DEEP, SAYS), "CATALOG_INVALID", ("rule",)),
    (SetValidation("deal", "budget", rule=RULE), "CATALOG_UNKNOWN", ("validation",)),
    (SetValidation("deal", "dated", rule={"var": 1}), "RULE_MALFORMED", ("rule", "var")),
    (SetValidation("deal", "dated", messages={}), "CATALOG_INVALID", ("messages",)),
    (SetValidation("deal", "dated", fields=("nothing",)), "CATALOG_UNKNOWN", ("fields", 0)),
    (RemoveValidation("deal", "budget"), "CATALOG_UNKNOWN", ("validation",)),
    (SetRequiredWhen("deal", "tilte", RULE), "CATALOG_UNKNOWN", ("field",)),
    (SetRequiredWhen("deal", "title", {"var": "tilte"}), "RULE_UNKNOWN_PATH", ("rule", "var")),
    (SetRequiredWhen("deal", "headed", RULE), "CATALOG_INVALID", ("rule",)),
    (SetRequiredWhen("quote", "number", {"filled": {"var": "createdBy"}}), "CATALOG_INVALID", ("rule",)),
    (SetRequiredWhen("account", "name", {"filled": {"var": "sector"}}), "CATALOG_INVALID", ("rule",)),
    (AddField("deal", NewField("x", "text", required_when={"var": 1})), "RULE_MALFORMED", ("field", "requiredWhen")),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=lambda value: str(value)[:60])
def test_it_refuses(change, code, path):
    problem = refused(change)[0]
    expected = ("changes", 0, change.kind, *path)
    assert (problem.code, problem.path[: len(expected)]) == (code, expected)
    assert problem.next_step()


def validation(catalog: Catalog) -> Validation:
    (found,) = catalog.object_by_name["deal"].validations
    return found


def title(catalog: Catalog) -> Field:
    return catalog.object_by_name["deal"].field_by_id["fld_title"]


def test_rules_follow_a_field_and_a_stage_that_are_renamed():
    rule = {"and": [{"filled": {"var": "budget"}}, {"==": [{"var": "stage"}, "won"]}]}
    before = after(SetRequiredWhen("deal", "title", rule), SetValidation("deal", "dated", rule=rule))
    renamed = after(
        RenameField("deal", "budget", "money"), RenameStage("deal", "won", "victory"), catalog=before
    )
    wanted = {"and": [{"filled": {"var": "money"}}, {"==": [{"var": "stage"}, "victory"]}]}
    assert title(renamed).required_when == wanted
    assert validation(renamed).rule == wanted
    assert check_catalog(renamed) == ()


def test_a_field_that_is_read_or_shown_at_stays():
    (problem,) = refused(
        SetValidation("deal", "dated", rule={"var": "budget"}), RemoveField("deal", "budget")
    )
    assert problem.message == "deal.budget is used by the validation dated of deal."
    catalog = after(
        SetValidation("deal", "dated", rule={"var": "budget"}, fields=("amount",)),
        SetRequiredWhen("deal", "title", {"filled": {"var": "amount"}}),
        RemoveField("deal", "headed"),
        RemoveField("deal", "heading"),
    )
    gate_aside = [each.message for each in refused(RemoveField("deal", "amount"), catalog=catalog)]
    assert "the condition to require a value of deal.title" in gate_aside[0]
    assert "the validation dated of deal" in gate_aside[0]


def test_a_rule_of_a_field_that_reads_itself_follows_it_and_goes_with_it():
    rule = {"!": [{"==": [{"var": "code"}, "x"]}]}
    catalog = after(AddField("deal", NewField("code", "text", required_when=rule)))
    renamed = after(RenameField("deal", "code", "key"), catalog=catalog)
    assert check_catalog(renamed) == ()
    assert check_catalog(after(RemoveField("deal", "key"), catalog=renamed)) == ()


def test_required_and_required_when_exclude_each_other():
    first = SetRequiredWhen("deal", "title", {"var": "budget"})
    (problem,) = refused(first, SetRequired("deal", "title", required=True))
    assert problem.path == ("changes", 1, "setRequired")
    assert "takes no condition" in problem.message


def test_a_formula_that_a_rule_reads_keeps_its_type():
    catalog = after(AddValidation("deal", "headed", {"var": "headed"}, SAYS))
    with pytest.raises(SluiceError):
        applied(catalog, [SetFormula("deal", "headed", {"var": "title"})])


def test_an_object_has_at_most_a_hundred_validations():
    many = [AddValidation("deal", f"rule{number}", RULE, SAYS) for number in range(99)]
    catalog = after(*many)
    (problem,) = refused(AddValidation("deal", "more", RULE, SAYS), catalog=catalog)
    assert problem.code == "CATALOG_LIMIT"
