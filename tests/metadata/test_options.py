"""Changes of options: what they make of the field, what they refuse, and which records they say they concern."""

import pytest

from core.errors import ERROR_CODES
from metadata.changes.base import Change, Risk
from metadata.changes.fields import AddField, NewField
from metadata.changes.option_removal import RemoveOption
from metadata.changes.options import AddOption, MoveOption, SetOption
from metadata.codec import catalog_from_json, catalog_to_json
from metadata.fields import Field, Option
from metadata.holdings import Holding
from tests.metadata.world import after, refused

SIZE = AddField(
    "deal",
    NewField(
        "size",
        "choice",
        options=(Option("s"), Option("m"), Option("l")),
        default="m",
        required=True,
        id="fld_size",
    ),
)


def sector(*changes: Change) -> Field:
    return after(*changes).object_by_name["account"].field_by_name["sector"]


def keys(*changes: Change) -> list[str]:
    return [option.key for option in sector(*changes).options]


def test_an_option_stands_where_it_is_put():
    assert keys(AddOption("account", "sector", Option("energy"))) == ["tech", "retail", "energy"]
    assert keys(AddOption("account", "sector", Option("energy"), before="tech")) == [
        "energy",
        "tech",
        "retail",
    ]
    assert keys(MoveOption("account", "sector", "tech")) == ["retail", "tech"]
    assert keys(MoveOption("account", "sector", "retail", before="tech")) == ["retail", "tech"]
    assert keys(MoveOption("account", "sector", "retail")) == ["tech", "retail"]


def test_setting_an_option_leaves_what_is_left_out():
    colored = SetOption("account", "sector", "tech", color="#1A73e8")
    idle = SetOption("account", "sector", "tech", active=False)
    (tech, _) = sector(colored, idle).options
    assert (tech.color, tech.active, tech.labels) == ("#1A73e8", False, {"en": "Technology"})
    (tech, _) = sector(colored, idle, SetOption("account", "sector", "tech", color="")).options
    assert (tech.color, tech.active) == (None, False)
    assert sector(idle, SetOption("account", "sector", "tech", active=True)) == sector()
    assert colored.sentence() == "Option tech of account.sector: set its color to #1A73e8."
    assert colored.breaks(after()) == ()
    assert len(idle.breaks(after())) == 1
    assert idle.breaks(after(idle)) == ()


def test_a_catalog_with_options_reads_back():
    catalog = after(
        AddOption("account", "sector", Option("energy", {"zh-CN": "能源"}, "#00ff00", active=False))
    )
    assert catalog_from_json(catalog_to_json(catalog)) == catalog
    assert "active" not in str(catalog_to_json(after()))


REFUSED: list[tuple[Change, str, tuple[object, ...]]] = [
    (AddOption("account", "sector", Option("tech")), "CATALOG_NAME_TAKEN", ("option", "key")),
    (AddOption("account", "sector", Option("TECH"), before="tech"), "CATALOG_NAME_TAKEN", ("option", "key")),
    (AddOption("account", "sector", Option("能源")), "CATALOG_NAME_INVALID", ("option", "key")),
    (AddOption("account", "sector", Option("")), "CATALOG_NAME_INVALID", ("option", "key")),
    (AddOption("account", "sector", Option("a'; --")), "CATALOG_NAME_INVALID", ("option", "key")),
    (AddOption("account", "sector", Option("x" * 10_000)), "CATALOG_NAME_TOO_LONG", ("option", "key")),
    (AddOption("account", "sector", Option("null")), "CATALOG_NAME_RESERVED", ("option", "key")),
    (AddOption("account", "sector", Option("__x")), "CATALOG_NAME_INVALID", ("option", "key")),
    (
        AddOption("account", "sector", Option("x", {"en": "x" * 10_000})),
        "CATALOG_LIMIT",
        ("option", "labels", "en"),
    ),
    (
        AddOption("account", "sector", Option("x", {"english": "x"})),
        "CATALOG_INVALID",
        ("option", "labels", "english"),
    ),
    (
        AddOption("account", "sector", Option("x", {"en": "a\x00"})),
        "INVALID_VALUE",
        ("option", "labels", "en"),
    ),
    (AddOption("account", "sector", Option("x", color="red")), "CATALOG_INVALID", ("option", "color")),
    (AddOption("account", "sector", Option("x", color="#12345")), "CATALOG_INVALID", ("option", "color")),
    (AddOption("account", "sector", Option("x", color="#123456\n")), "CATALOG_INVALID", ("option", "color")),
    (AddOption("account", "sector", Option("x", color="#" * 10_000)), "CATALOG_INVALID", ("option", "color")),
    (AddOption("account", "sector", Option("x"), before="no"), "CATALOG_UNKNOWN", ("before",)),
    (AddOption("account", "name", Option("x")), "CATALOG_INVALID", ("field",)),
    (AddOption("account", "sectr", Option("x")), "CATALOG_UNKNOWN", ("field",)),
    (AddOption("acount", "sector", Option("x")), "CATALOG_UNKNOWN", ("object",)),
    (SetOption("account", "sector", "tec", active=False), "CATALOG_UNKNOWN", ("option",)),
    (SetOption("account", "sector", "tech", color="#12"), "CATALOG_INVALID", ("color",)),
    (MoveOption("account", "sector", "tech", before="tech"), "CATALOG_INVALID", ("before",)),
    (MoveOption("account", "sector", "tech", before="no"), "CATALOG_UNKNOWN", ("before",)),
    (MoveOption("account", "sector", "no"), "CATALOG_UNKNOWN", ("option",)),
    (RemoveOption("account", "sector", "no"), "CATALOG_UNKNOWN", ("option",)),
    (RemoveOption("account", "sector", "retail", "retail"), "CATALOG_INVALID", ("replacement",)),
    (RemoveOption("account", "sector", "retail", "no"), "CATALOG_UNKNOWN", ("replacement",)),
    (
        AddField("deal", NewField("x", "choice", options=(Option("a", active=False),))),
        "CATALOG_INVALID",
        ("field", "options"),
    ),
    (
        AddField(
            "deal", NewField("x", "choice", options=(Option("a", active=False), Option("b")), default="a")
        ),
        "CATALOG_INVALID",
        ("field", "default"),
    ),
]


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=lambda value: str(value)[:60])
def test_it_refuses(change, code, path):
    problems = refused(change)
    assert (code, ("changes", 0, change.kind, *path)) in {(each.code, each.path) for each in problems}
    assert all(each.code in ERROR_CODES and each.next_step() for each in problems)
    assert all(len(each.message) < 300 for each in problems)


def test_there_is_always_an_active_option():
    idle = SetOption("account", "sector", "retail", active=False)
    (problem,) = refused(SetOption("account", "sector", "tech", active=False), catalog=after(idle))
    assert (problem.code, problem.path[3:]) == ("CATALOG_INVALID", ("active",))
    one = AddField("deal", NewField("x", "choice", options=(Option("a"), Option("b", active=False))))
    (problem,) = refused(RemoveOption("deal", "x", "a"), catalog=after(one))
    assert (problem.code, problem.path[3:]) == ("CATALOG_INVALID", ("option",))


def test_at_most_five_hundred_options():
    options = tuple(Option(f"o{number}") for number in range(500))
    full = after(AddField("deal", NewField("x", "choice", options=options)))
    (problem,) = refused(AddOption("deal", "x", Option("more")), catalog=full)
    assert (problem.code, problem.path[3:]) == ("CATALOG_LIMIT", ("option",))


def test_what_an_option_is_used_by_is_named():
    (problem,) = refused(RemoveOption("account", "sector", "tech", "retail"))
    assert (problem.code, problem.path[3:]) == ("CATALOG_IN_USE", ("option",))
    assert problem.message == "The option tech of account.sector is used by the gate of stage sql of deal."
    (problem,) = refused(RemoveOption("deal", "size", "m", "s"), catalog=after(SIZE))
    assert (problem.code, problem.message) == (
        "CATALOG_IN_USE",
        "The option m of deal.size is used by the default of deal.size.",
    )
    (problem,) = refused(SetOption("deal", "size", "m", active=False), catalog=after(SIZE))
    assert (problem.code, problem.path[3:]) == ("CATALOG_IN_USE", ("active",))


def test_an_inactive_option_can_take_the_place_of_a_removed_one():
    idle = SetOption("account", "sector", "retail", active=False)
    other = AddOption("account", "sector", Option("other"))
    assert keys(idle, other, RemoveOption("account", "sector", "other", "retail")) == ["tech", "retail"]


def test_which_records_a_removal_concerns():
    world = after(SIZE)
    emptied, replaced = RemoveOption("account", "sector", "retail"), RemoveOption("deal", "size", "l", "s")
    assert emptied.risk(world) is Risk.DESTROYS
    assert replaced.risk(world) is Risk.REWRITES
    held = Holding("obj_deal", "fld_size", frozenset({"l"}))
    assert replaced.holding(world) == held
    assert (replaced.row_limits(world), emptied.row_limits(world)) == ((), ())
    (limit,) = RemoveOption("deal", "size", "l").row_limits(world)
    assert (limit.most, limit.holding, limit.path) == (0, held, ("replacement",))
    assert emptied.breaks(world) == ("The value retail leaves the enum AccountSector of the GraphQL schema.",)


def test_records_are_traced_to_before_the_earlier_changes():
    world = after(SIZE)
    removal = RemoveOption("deal", "size", "l", "s")
    small = Holding("obj_deal", "fld_size", frozenset({"s"}))
    assert removal.holding_before(world, small).keys == {"s", "l"}
    gone = Holding("obj_deal", "fld_size", frozenset({"l"}))
    assert removal.holding_before(world, gone).keys == set()
    other = Holding("obj_account", "fld_sector", frozenset({"s"}))
    assert removal.holding_before(world, other) == other
    assert SIZE.holding_before(after(), Holding("obj_deal", "fld_size", frozenset({"m"}))) == Holding(
        "obj_deal"
    )
    assert SIZE.holding_before(after(), small) == small
