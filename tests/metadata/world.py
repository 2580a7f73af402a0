"""The catalog that the tests of this room start from, made of changes with fixed ids."""

from collections.abc import Sequence
from functools import cache

from core.errors import Problem, SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change, applied
from metadata.changes.fields import NewField
from metadata.changes.objects import AddObject
from metadata.changes.pipelines import AddPipeline, NewStage
from metadata.changes.roles import AddRole, NewGrant
from metadata.changes.roll_ups import NewRollUp
from metadata.changes.validations import AddValidation
from metadata.fields import Option
from metadata.initial import initial_catalog
from metadata.pipelines import Transition
from metadata.settings import Numbering

NAMESPACE = "t_world"

ACCOUNT = AddObject(
    "account",
    "accounts",
    {"en": "Account", "zh-CN": "客户"},
    {"en": "Accounts"},
    "name",
    (
        NewField("name", "text", {"en": "Name", "zh-CN": "名称"}, required=True, unique=True, id="fld_name"),
        NewField(
            "sector",
            "choice",
            {"en": "Sector", "zh-CN": "行业"},
            options=(Option("tech", {"en": "Technology"}), Option("retail")),
            id="fld_sector",
        ),
        NewField("parent", "relation", target="account", reverse="children", id="fld_parent"),
        NewField("branches", "decimal", roll_up=NewRollUp("children", "count"), id="fld_branches"),
    ),
    "obj_account",
)
DEAL = AddObject(
    "deal",
    "deals",
    fields=(
        NewField("title", "text", id="fld_title"),
        NewField("amount", "money", {"en": "Amount", "zh-CN": "金额"}, id="fld_amount"),
        NewField(
            "account", "relation", {"en": "Account"}, target="account", reverse="deals", id="fld_account"
        ),
        NewField("budget", "boolean", default=False, id="fld_budget"),
        NewField("heading", "text", formula={"substr": [{"var": "title"}, 0, 9]}, id="fld_heading"),
        NewField("headed", "boolean", formula={"filled": {"var": "heading"}}, id="fld_headed"),
    ),
    id="obj_deal",
)
QUOTE = AddObject(
    "quote",
    "quotes",
    fields=(
        NewField("number", "autoNumber", numbering=Numbering("Q{00}"), id="fld_number"),
        NewField("province", "choice", options=(Option("gd"), Option("zj"), Option("fj")), id="fld_province"),
        NewField(
            "city",
            "choice",
            options=(Option("sz", only_with=("gd",)), Option("hz", only_with=("zj", "gd")), Option("other")),
            depends_on="province",
            id="fld_city",
        ),
        NewField("scan", "file", maximum=9, media_types=("image/*",), id="fld_scan"),
    ),
    id="obj_quote",
)
PIPELINE = AddPipeline(
    "deal",
    "sales",
    stages=(
        NewStage("lead", labels={"en": "Lead", "zh-CN": "线索"}, id="stg_lead"),
        NewStage("sql", "open", 30, gate={"==": [{"var": "account.parent.sector"}, "tech"]}, id="stg_sql"),
        NewStage("won", "won", id="stg_won"),
        NewStage("lost", "lost", id="stg_lost"),
    ),
    transitions=(
        Transition("lead", "sql", {"filled": {"var": "account"}}),
        Transition("sql", "won", {">": [{"var": "amount"}, 0]}),
        Transition("lead", "lost"),
    ),
    id="pip_sales",
)
VALIDATION = AddValidation(
    "deal",
    "dated",
    {"<=": [{"var": "createdAt"}, {"now": []}]},
    {"en": "Date it.", "zh-CN": "请填写日期。"},
    id="val_dated",
)
ROLE = AddRole(
    "rep",
    grants=(
        NewGrant("account", "read", rule={"missing": ["parent.name", "sector"]}),
        NewGrant("deal", "read", rows="own"),
        NewGrant("deal", "update", "amount"),
    ),
    id="rol_rep",
)
WORLD: tuple[Change, ...] = (ACCOUNT, DEAL, PIPELINE, VALIDATION, ROLE, QUOTE)


@cache
def world() -> Catalog:
    """Made once: a catalog cannot be changed."""
    return applied(initial_catalog(), WORLD)[-1]


def after(*changes: Change, catalog: Catalog | None = None) -> Catalog:
    """The world, or `catalog`, with the changes applied."""
    if catalog is None:
        catalog = world()
    return applied(catalog, changes)[-1] if changes else catalog


def refused(*changes: Change, catalog: Catalog | None = None) -> Sequence[Problem]:
    """The problems of the first change that does not fit."""
    try:
        after(*changes, catalog=catalog)
    except SluiceError as error:
        return error.problems
    raise AssertionError("nothing was refused")
