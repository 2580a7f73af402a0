"""What changes do to a catalog, and say of it."""

from metadata.catalog import Grant
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Risk, applied
from metadata.changes.display import SetDisplay
from metadata.changes.field_settings import SetSearchable
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject, RemoveObject
from metadata.changes.pipelines import SetGate
from metadata.changes.roles import SetRoleLabels
from metadata.initial import initial_catalog
from metadata.settings import ApiPolicy
from tests.metadata.test_refused_changes import many
from tests.metadata.world import WORLD, after


def test_ids_are_made_once():
    change = AddObject("thing", "things", fields=(NewField("name", "text"),))
    assert after(change) == after(change)
    assert change.id != AddObject("thing", "things").id


def test_risks():
    world = after()
    assert AddField("deal", NewField("x", "text")).risk(world) is Risk.SAFE
    assert AddField("deal", NewField("x", "text", default="y")).risk(world) is Risk.REWRITES
    assert RemoveField("deal", "budget").risk(world) is Risk.HIDES


def test_a_removed_relation_says_that_its_list_goes_too():
    broken = RemoveField("account", "parent").breaks(after())
    assert broken == (
        "The field account.parent leaves the GraphQL schema.",
        "The list account.children leaves with it.",
    )


def test_won_is_certain_without_saying_so():
    stages = after().object_by_name["deal"].pipeline.stage_by_name
    assert (stages["won"].probability, stages["lost"].probability) == (100, 0)


def test_the_languages_of_the_labels_are_the_catalogs():
    assert after(SetLabels("deal", {"ja": "商談"})).languages == ("en", "zh-CN", "ja")


def test_grants_on_a_removed_thing_go_with_it():
    grants = after(RemoveObject("deal")).role_by_name["rep"].grants
    assert [grant.object for grant in grants] == ["obj_account"]
    open_edge = SetGate("deal", source="sql", target="won")
    grants = after(open_edge, RemoveField("deal", "amount")).role_by_name["rep"].grants
    assert Grant("obj_deal", "update", "fld_amount") not in grants


def test_an_api_policy_keeps_what_is_left_out():
    first = after(SetApiPolicy(trusted_documents_only=True, suggestions=False))
    assert first.api == ApiPolicy(trusted_documents_only=True, introspection=True, suggestions=False)
    change = SetApiPolicy(introspection=False, suggestions=True)
    assert after(change, catalog=first).api == ApiPolicy(True, False, True)
    assert change.sentence() == "Refuse introspection; Suggest names, for callers who may not configure."
    assert len(SetApiPolicy(True, False).breaks(after())) == 2
    assert SetApiPolicy(True, False).breaks(after(SetApiPolicy(True, False))) == ()


def test_labels_of_each_place():
    labels = {"en": "Here"}
    world = after(
        SetLabels("account", labels),
        SetLabels("account", labels, field="name"),
        SetLabels("account", labels, plural=True),
        SetRoleLabels("rep", labels),
        SetLabels("account", labels, field="sector", option="retail"),
        SetLabels("deal", labels, stage="lost"),
    )
    account = world.object_by_name["account"]
    assert account.labels == account.field_by_name["name"].labels == labels
    assert account.plural_labels == world.role_by_name["rep"].labels == labels
    assert account.field_by_name["sector"].options[1].labels == labels
    assert world.object_by_name["deal"].pipeline.stage_by_name["lost"].labels == labels


def test_what_names_the_records_of_an_object():
    named = after(SetDisplay("deal", "title"))
    assert named.object_by_name["deal"].display == "title"
    renamed = after(RenameField("deal", "title", "headline"), catalog=named)
    assert renamed.object_by_name["deal"].display == "headline"
    assert after(SetDisplay("deal"), catalog=named).object_by_name["deal"].display is None
    # What search finds in it counts most.
    searched = after(SetSearchable("deal", "title", searchable=True))
    for change, world, object_id in (
        (SetDisplay("deal", "title"), searched, "obj_deal"),
        (SetDisplay("deal"), after(SetDisplay("deal", "title"), catalog=searched), "obj_deal"),
        (SetDisplay("deal", "title"), after(), None),
        (SetDisplay("deal", "amount"), searched, None),
    ):
        assert change.touches(world) == object_id
        assert change.risk(world) is (Risk.SAFE if object_id is None else Risk.REWRITES)


def test_a_name_freed_by_a_removal_is_free():
    free = after(SetGate("deal", source="sql", target="won"), RemoveField("deal", "amount"))
    assert after(AddField("deal", NewField("amount", "integer")), catalog=free)


def test_the_catalogs_after_each_change():
    catalogs = applied(initial_catalog(), WORLD)
    assert [len(each.objects) for each in catalogs] == [1, 2, 2, 2, 2, 3]
    assert {each.version for each in catalogs} == {1}


def test_many_objects_in_one_list():
    objects = [AddObject(f"thing{number}", f"things{number}", fields=many(25)) for number in range(30)]
    assert len(after(*objects).objects) == 33
