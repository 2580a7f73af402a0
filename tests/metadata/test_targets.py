"""Which objects a reference may point to, on a catalog and on records that are there."""

import pytest

from core.database import Database
from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change, Risk
from metadata.changes.fields import AddField, NewField, RenameField
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.pipelines import SetGate
from metadata.changes.reverse_lists import SetReverse
from metadata.changes.roll_ups import NewRollUp
from metadata.changes.targets import SetTargets
from metadata.checks import check_catalog
from metadata.differences.between import changes_between
from metadata.initial import initial_catalog
from metadata.merging.rebase import rebased
from tests.conftest import ProvisionedTenant
from tests.metadata.tables_compared import table_differences
from tests.metadata.test_publish import Tenant
from tests.metadata.world import WORLD, after, refused

CALL = AddObject(
    "call",
    "calls",
    fields=(
        NewField("about", "reference", targets=("deal", "account"), reverse="calls2", id="fld_about"),
        NewField("rich", "boolean", formula={"filled": {"var": "about.account.name"}}, id="fld_rich"),
    ),
    id="obj_call",
)
DEALS = SetTargets("call", "about", ("deal",))
MORE = SetTargets("call", "about", ("deal", "account", "quote"))


@pytest.fixture
async def sales(database: Database, tenant: ProvisionedTenant) -> Tenant:
    made = Tenant(database, tenant.namespace)
    async with database.transaction(affinity=tenant.namespace) as connection:
        await made.store.found(connection, tenant.namespace, initial_catalog(), tenant.member_id)
    return made


def called(*changes: Change) -> Catalog:
    return after(CALL, *changes)


def test_one_more_and_back():
    before, more = called(), called(MORE)
    assert check_catalog(more) == ()
    assert (MORE.risk(before), MORE.touches(before), MORE.row_limits(before)) == (Risk.SAFE, None, ())
    assert changes_between(before, more) == (MORE,)
    (back,) = changes_between(more, before)
    assert back == SetTargets("call", "about", ("deal", "account"))
    assert (back.risk(more), back.touches(more)) == (Risk.SCANS, "obj_call")
    assert back.breaks(more) == (
        "Clients can no longer let call.about point to quote.",
        "The list quote.calls2 leaves the GraphQL schema.",
    )


def test_what_goes_there_keeps_a_target():
    (problem,) = refused(DEALS, catalog=called())
    assert (problem.code, problem.path) == ("CATALOG_IN_USE", ("changes", 0, "setTargets", "targets"))
    assert problem.message == "That call.about leads there is used by the formula of call.rich."
    more = called(
        SetGate("deal", rule={"none": [{"var": "account.calls2"}, True]}, stage="sql"),
        SetGate("deal", rule={"none": [{"var": "calls2"}, True]}, stage="won"),
        AddField("account", NewField("heard", "integer", roll_up=NewRollUp("calls2", "count"))),
        AddField("deal", NewField("heard", "integer", roll_up=NewRollUp("calls2", "count"))),
    )
    assert [each.sentence for each in DEALS.uses(more)] == [
        "The roll-up account.heard goes over its list there.",
        "The gate of stage sql of deal goes there.",
        "The formula of call.rich goes there.",
    ]


def test_a_key_that_names_the_object_keeps_it():
    compared = {"==": [{"var": "about.object"}, "account"]}
    bare = called(AddField("call", NewField("firm", "boolean", formula=compared, id="fld_firm")))
    assert [each.path[3] for each in DEALS.uses(bare)] == ["rich", "firm"]
    other = {"==": [{"var": "about.object"}, "deal"]}
    kept = called(AddField("call", NewField("firm", "boolean", formula=other, id="fld_firm")))
    assert [each.path[3] for each in DEALS.uses(kept)] == ["rich"]


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (SetTargets("call", "about", ("deals",)), "CATALOG_UNKNOWN", ("targets", 0)),
        (SetTargets("call", "about", ()), "CATALOG_INVALID", ("targets",)),
        (SetTargets("call", "about", ("deal", "account", "deal")), "CATALOG_INVALID", ("targets",)),
        (SetTargets("call", "about", ("deal", "account", "thing")), "CATALOG_UNKNOWN", ("targets", 2)),
        (SetTargets("call", "rich", ("deal",)), "CATALOG_INVALID", ("field",)),
        (SetTargets("deal", "account", ("deal",)), "CATALOG_INVALID", ("field",)),
    ],
)
def test_it_refuses(change: Change, code: str, path: tuple[str | int, ...]):
    """Before it looks for what goes there: a name that is misspelt takes nothing away."""
    problem, *_ = refused(change, catalog=called())
    assert (problem.code, problem.path) == (code, ("changes", 0, "setTargets", *path))


def test_a_list_whose_name_the_new_target_has_already():
    taken = called(AddField("quote", NewField("calls2", "text")))
    (problem,) = refused(MORE, catalog=taken)
    assert (problem.code, problem.path[3:]) == ("CATALOG_NAME_TAKEN", ("targets", 2))
    assert check_catalog(after(SetReverse("call", "about", "mentions"), MORE, catalog=taken)) == ()


def test_an_object_that_a_reference_points_to_no_more_can_go():
    more = called(MORE)
    assert refused(RemoveObject("quote"), catalog=more)[0].code == "CATALOG_IN_USE"
    back = SetTargets("call", "about", ("deal", "account"))
    without = after(back, RemoveObject("quote"), catalog=more)
    assert check_catalog(without) == ()
    assert {each.kind for each in changes_between(without, more)} == {"restoreObject", "setTargets"}
    assert {each.kind for each in changes_between(more, without)} == {"removeObject", "setTargets"}


def test_targets_follow_what_is_renamed_meanwhile():
    made = rebased(called(), called(RenameObject("quote", "offer", "offers")), [MORE])
    assert made.changes == (SetTargets("call", "about", ("deal", "account", "offer")),)


async def test_records_that_point_there_keep_a_target(sales: Tenant):
    bare = AddObject("call", "calls", fields=CALL.fields[:1], id="obj_call")
    world = (await sales.publish(*WORLD, bare)).catalog
    await sales.insert(world, "account", name="Acme")
    namespace = sales.namespace
    await sales.values(
        f'INSERT INTO {namespace}.call ("aboutId", "aboutObject", "deletedAt")'
        f" SELECT id, 'obj_account', now() FROM {namespace}.account RETURNING id"
    )
    with pytest.raises(SluiceError) as caught:
        await sales.publish(RenameField("call", "about", "topic"), SetTargets("call", "topic", ("deal",)))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("CATALOG_ROWS_CONFLICT", ("changes", 1, "setTargets", "targets"))
    assert problem.details["rows"] == 1
    fewer = await sales.publish(SetTargets("call", "about", ("account",)))
    assert await table_differences(sales.database, fewer.catalog, namespace) == []
