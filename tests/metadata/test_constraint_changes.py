"""The changes of constraints: what they refuse, and what they do to records and clients."""

import pytest

from metadata.changes.base import Change, Risk, RowLimit, ValueLimit
from metadata.changes.constraints import SetBounds, SetDefault, SetRequired, SetUnique
from metadata.changes.fields import AddField, NewField
from metadata.changes.objects import AddObject
from tests.metadata.world import after, refused

LONG = {"en": "a" * 10_000}
REFUSED: list[tuple[Change, str, tuple[object, ...]]] = [
    (SetRequired("deal", "tilte", required=True), "CATALOG_UNKNOWN", ("field",)),
    (SetUnique("dael", "title", unique=True), "CATALOG_UNKNOWN", ("object",)),
    (SetRequired("account", "parent", required=True), "CATALOG_INVALID", ("required",)),
    (SetUnique("deal", "budget", unique=True), "CATALOG_INVALID", ("unique",)),
    (SetDefault("deal", "account", "x"), "CATALOG_INVALID", ("default",)),
    (SetDefault("deal", "budget", "yes"), "INVALID_VALUE", ("default",)),
    (SetDefault("deal", "amount", {"amount": "1.001", "currency": "EUR"}), "INVALID_VALUE", ("default", "amount")),
    (SetDefault("deal", "title", "\ud800"), "INVALID_VALUE", ("default",)),
    (SetBounds("deal", "amount", minimum=5, maximum=4), "CATALOG_INVALID", ("maximum",)),
    (SetBounds("deal", "title", minimum=5), "CATALOG_INVALID", ("minimum",)),
    (SetBounds("deal", "title", max_length=1_001), "CATALOG_INVALID", ("maxLength",)),
    (SetBounds("deal", "title", pattern="(a+)+$" * 1_667), "CATALOG_LIMIT", ("pattern",)),
    (SetBounds("deal", "title", pattern="a", pattern_message={"x": "a"}), "CATALOG_INVALID", ("patternMessage",)),
    (SetBounds("deal", "title", pattern="a", pattern_message={"en": " "}), "CATALOG_INVALID", ("patternMessage", "en")),
    (SetBounds("deal", "title", pattern="a", pattern_message=LONG), "CATALOG_LIMIT", ("patternMessage", "en")),
    (AddField("deal", NewField("n", "integer", minimum=2, default=1)), "OUT_OF_RANGE", ("field", "default")),
    (AddObject("x", "xs", fields=(NewField("n", "text", pattern="("),)), "CATALOG_INVALID", ("fields", 0, "pattern")),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=lambda value: str(value)[:60])
def test_it_refuses(change, code, path):
    (problem,) = refused(change)
    expected = ("changes", 0, change.kind, *path)
    assert (problem.code, problem.path[: len(expected)]) == (code, expected)
    assert problem.next_step()


def test_bounds_that_the_default_does_not_fit_are_refused_where_they_stand():
    first = AddField("deal", NewField("score", "integer", default=3))
    (problem,) = refused(first, SetBounds("deal", "score", minimum=5))
    assert problem.path == ("changes", 1, "setBounds")
    assert problem.message == "The default of deal.score does not fit: score takes at least 5."
    assert after(first, SetDefault("deal", "score", 5), SetBounds("deal", "score", minimum=5))


def test_a_unique_field_with_too_long_a_default_is_refused():
    first = AddField("deal", NewField("code", "text", default="线" * 900))
    (problem,) = refused(first, SetUnique("deal", "code", unique=True))
    assert (problem.code, problem.path) == ("OUT_OF_RANGE", ("changes", 1, "setUnique"))


def test_what_each_change_does_to_records_and_clients():
    world = after()
    required = SetRequired("deal", "title", required=True)
    assert (required.risk(world), required.touches(world)) == (Risk.SCANS, "obj_deal")
    assert required.breaks(world) == (
        "Clients can no longer empty deal.title.",
        "Clients that create a record of deal must give title.",
    )
    assert SetRequired("deal", "budget", required=True).breaks(world) == (
        "Clients can no longer empty deal.budget.",
    )
    optional = SetRequired("account", "name", required=False)
    assert (optional.risk(world), optional.touches(world)) == (Risk.SAFE, None)
    assert optional.breaks(world) == ("Clients that read account.name must expect null.",)
    with_default = after(SetDefault("account", "name", "?"))
    assert SetDefault("account", "name").breaks(with_default) == (
        "Clients that create a record of account must give name.",
    )
    assert SetDefault("account", "name").breaks(world) == ()


def test_only_what_can_be_wrong_is_scanned():
    world = after(SetBounds("deal", "title", max_length=80, pattern="[A-Z].*"))
    kinds = [
        (SetBounds("deal", "title", max_length=80, pattern="[A-Z].*"), []),
        (SetBounds("deal", "title", max_length=70, pattern="[A-Z].*"), [RowLimit]),
        (SetBounds("deal", "title", max_length=80, pattern="[a-z].*"), [ValueLimit]),
        (SetBounds("deal", "title", max_length=80), []),
        (SetBounds("deal", "amount"), []),
        (SetBounds("deal", "amount", minimum=0), [RowLimit]),
    ]
    for change, expected in kinds:
        assert [type(limit) for limit in change.row_limits(world)] == expected, change
        assert change.risk(world) is (Risk.SCANS if expected else Risk.SAFE)
    assert SetUnique("account", "name", unique=True).row_limits(world) == ()


def test_sentences():
    assert SetBounds("deal", "amount", minimum=0, maximum="9.5").sentence() == (
        "Bound the field deal.amount: minimum 0, maximum 9.5."
    )
    assert SetBounds("deal", "amount").sentence() == "Take the bounds of the field deal.amount away."
    assert SetUnique("deal", "title", unique=False).sentence() == "Let records of deal share a title."
    assert SetDefault("deal", "title").sentence() == "Remove the default of the field deal.title."
