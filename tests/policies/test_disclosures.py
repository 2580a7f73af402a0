"""Defaults that would store what a role may not read where it may: which are told, and which are not."""

import pytest

from metadata.changes.base import Change
from metadata.changes.constraints import SetDefault
from metadata.changes.fields import AddField, NewField
from metadata.changes.formulas import SetFormula
from metadata.changes.objects import AddObject
from metadata.changes.roles import AddRole, NewGrant, SetGrants
from metadata.changes.roll_ups import NewRollUp
from policies.warnings import warnings_between, warnings_of
from tests.metadata.world import after

HIDING = NewGrant("account", "read", "sector", effect="deny")
ALL_DEALS, ALL_ACCOUNTS = NewGrant("deal", "read"), NewGrant("account", "read")
COPY = AddField(
    "deal",
    NewField(
        "trade",
        "text",
        default_formula={"if": [{"==": [{"var": "account.sector"}, "tech"]}, "t", "r"]},
        id="fld_trade",
    ),
)
TICKET = AddObject(
    "ticket",
    "tickets",
    fields=(
        NewField("about", "reference", targets=("deal", "account"), id="fld_about"),
        NewField("sort", "text", default_formula={"cat": [{"var": "about.object"}]}, id="fld_sort"),
        NewField("heading", "text", default_formula={"cat": [{"var": "about.deal.title"}]}, id="fld_h"),
    ),
    id="obj_ticket",
)


def role(*grants: NewGrant, name: str = "clerk") -> Change:
    return AddRole(name, grants=grants, id=f"rol_{name}")


def told(*changes: Change) -> dict[str, list[str]]:
    """Field to the roles that would read in it what they may not read."""
    found = [each for each in warnings_of(after(*changes)) if each.code == "DEFAULT_DISCLOSES"]
    assert all(each.next_step() and each.path[-1] == "defaultFormula" for each in found)
    return {str(each.path[-2]): each.details["roles"] for each in found}


SALES = AddField(
    "account",
    NewField("won", "decimal", roll_up=NewRollUp("deals", "count", where={"var": "budget"}), id="fld_w"),
)
OF_WON = AddField("deal", NewField("seen", "decimal", default_formula={"var": "account.won"}, id="fld_seen"))

TOLD = {
    "a field that is denied": (COPY, role(ALL_DEALS, ALL_ACCOUNTS, HIDING)),
    "an object that may not be read": (COPY, role(ALL_DEALS)),
    "the way there is hidden": (
        COPY,
        role(ALL_DEALS, ALL_ACCOUNTS, NewGrant("deal", "read", "account", effect="deny")),
    ),
    "a grant that names the field": (COPY, role(NewGrant("deal", "read", "trade"), ALL_ACCOUNTS, HIDING)),
}
UNTOLD = {
    "all of it may be read": (COPY, role(ALL_DEALS, ALL_ACCOUNTS)),
    "the field may not be read": (
        COPY,
        role(ALL_DEALS, NewGrant("deal", "read", "trade", effect="deny"), ALL_ACCOUNTS, HIDING),
    ),
    "no record may be read": (COPY, role(NewGrant("deal", "create"), ALL_ACCOUNTS, HIDING)),
    "it is the administrator": (COPY,),
    "a default that reads nothing": (
        AddField("deal", NewField("kind", "text", default_formula={"cat": ["a"]})),
        role(ALL_DEALS),
    ),
    "a plain default": (SetDefault("deal", "budget", True), role(ALL_DEALS)),
    "a formula, which is hidden with what it is made of": (
        SetFormula("deal", "heading", {"cat": [{"var": "account.name"}]}),
        role(ALL_DEALS),
    ),
}


@pytest.mark.parametrize("changes", TOLD.values(), ids=TOLD)
def test_it_is_told_where(changes: tuple[Change, ...]) -> None:
    assert told(*changes) == {"trade": ["clerk"]}


@pytest.mark.parametrize("changes", UNTOLD.values(), ids=UNTOLD)
def test_it_is_not_told_where(changes: tuple[Change, ...]) -> None:
    assert told(*changes) == {}


def test_what_a_computed_value_is_made_of_counts() -> None:
    hiding = NewGrant("deal", "read", "budget", effect="deny")
    assert told(SALES, OF_WON, role(ALL_DEALS, ALL_ACCOUNTS)) == {}
    assert told(SALES, OF_WON, role(ALL_DEALS, ALL_ACCOUNTS, hiding)) == {"seen": ["clerk"]}
    # Who is given the computed value by name may read it, and so it tells nothing new.
    named = NewGrant("account", "read", "won")
    assert told(SALES, OF_WON, role(ALL_DEALS, ALL_ACCOUNTS, named, hiding)) == {}


def test_which_object_a_reference_is_of_is_told_to_who_may_read_all_of_them() -> None:
    tickets = NewGrant("ticket", "read")
    assert told(TICKET, role(tickets, ALL_DEALS, ALL_ACCOUNTS)) == {}
    assert told(TICKET, role(tickets, ALL_DEALS)) == {"sort": ["clerk"]}
    assert told(TICKET, role(tickets, ALL_ACCOUNTS)) == {"sort": ["clerk"], "heading": ["clerk"]}


def test_each_role_is_held_alone_and_all_are_named() -> None:
    reader = role(ALL_DEALS, ALL_ACCOUNTS, name="reader")
    clerk, temp = (role(ALL_DEALS, name=each) for each in ("clerk", "temp"))
    assert told(COPY, clerk, reader, temp) == {"trade": ["clerk", "temp"]}
    (warning,) = [each for each in warnings_of(after(COPY, clerk, temp)) if each.code == "DEFAULT_DISCLOSES"]
    assert warning.message == (
        "deal.trade may be read by the roles clerk, temp, and its default is made of what they may not read."
    )
    assert warning.path == ("objects", "deal", "fields", "trade", "defaultFormula")


def test_a_publish_of_grants_brings_it() -> None:
    base = after(COPY, role(ALL_DEALS, ALL_ACCOUNTS))
    narrowed = after(SetGrants("clerk", (ALL_DEALS, ALL_ACCOUNTS, HIDING)), catalog=base)
    assert [each.code for each in warnings_between(base, narrowed)] == ["DEFAULT_DISCLOSES"]
    assert warnings_between(narrowed, base) == ()
