"""Templates: complete in two languages, sound on any tenant, and told in full where they do not fit."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import permutations
from types import MappingProxyType

import pytest

from core.errors import SluiceError
from expressions.clauses import clauses, variables
from expressions.parse import parse_expression
from expressions.sentences import sentence
from expressions.types import ValueType
from metadata.catalog import Catalog
from metadata.changes.base import applied
from metadata.changes.fields import NewField
from metadata.changes.objects import AddObject
from metadata.changes.options import SetOption
from metadata.checks import check_catalog
from metadata.differences.between import changes_between
from metadata.initial import initial_catalog
from metadata.rules import rules_of
from metadata.scope import ObjectScope
from metadata.templates.all_templates import REGISTERED, TEMPLATES
from metadata.templates.base import Choices, ObjectName, RoleName, Template
from metadata.values import Labels
from tests.metadata.templates_installed import AS_IT_IS, GUARDS, PACKS, installed, refused

LANGUAGES = {"en", "zh-CN"}
ALWAYS = {"labels", "plural_labels", "description", "objective"}


def otherwise(template: Template, mark: str) -> Choices:
    """Another name for everything that the template brings of its own."""
    return Choices(
        tuple(
            ObjectName(each.name, f"{each.name}{mark}", f"{each.plural}{mark}")
            for each in template.objects
            if each.use == "adds"
        ),
        tuple(RoleName(each.name, f"{each.name}{mark}") for each in template.roles),
    )


@pytest.fixture(scope="module")
def demo() -> Catalog:
    """The catalog of the demo tenant."""
    return installed(initial_catalog(), "b2bFunnel")


# What they say


def labels_in(value: object, place: str) -> Iterator[tuple[str, Labels, bool]]:
    """Every mapping of texts within a value, and whether it may be empty."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from labels_in(item, f"{place}.{getattr(item, 'name', index)}")
    elif is_dataclass(value):
        for each in fields(value):
            part = getattr(value, each.name)
            if isinstance(part, MappingProxyType):
                yield f"{place}.{each.name}", part, each.name not in ALWAYS
            else:
                yield from labels_in(part, f"{place}.{each.name}")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_text_is_there_in_two_languages(name: str):
    found = list(labels_in(TEMPLATES[name], name))
    assert len(found) > 10
    lacking = [
        place
        for place, labels, optional in found
        if not (optional and not labels)
        and (set(labels) != LANGUAGES or not all(map(str.strip, labels.values())))
    ]
    assert lacking == []
    english = [place for place, labels, _ in found if labels and not labels["en"].isascii()]
    assert english == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_clause_reads_in_two_languages(demo: Catalog, name: str):
    """No name of a field stands in a sentence for want of a label."""
    base = demo if name in PACKS else initial_catalog()
    choices = Choices(gate_at="opportunity") if name in GUARDS else Choices()
    catalog = installed(base, name, choices)
    told = 0
    for placed in rules_of(catalog):
        expression = parse_expression(placed.rule, ObjectScope(catalog, placed.object))
        for variable in variables(expression):
            assert set(variable.labels) >= LANGUAGES, (placed.place, variable.path)
            options = variable.options or {}
            assert all(set(labels) >= LANGUAGES for labels in options.values())
        # A formula, which gives any value, has no clauses.
        for clause in clauses(expression) if expression.type is ValueType.BOOLEAN else ():
            assert sentence(clause.expression, "en") != sentence(clause.expression, "zh-CN")
            told += 1
    assert told


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_gate_wraps_one_and_in_another(demo: Catalog, name: str):
    base = demo if name in PACKS else initial_catalog()
    choices = Choices(gate_at="opportunity") if name in GUARDS else AS_IT_IS
    for each in rules_of(installed(base, name, choices)):
        parts = each.rule.get("and", []) if isinstance(each.rule, dict) else []
        assert isinstance(parts, list)
        assert [part for part in parts if isinstance(part, dict) and "and" in part] == [], each


def test_each_file_is_one_template():
    assert len(REGISTERED) == len(TEMPLATES)
    assert all(name == each.name for name, each in TEMPLATES.items())


# Where they are installed


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_is_sound_on_an_empty_and_on_the_demo_tenant(demo: Catalog, name: str):
    if name in PACKS:
        assert refused(initial_catalog(), name) == [("CATALOG_UNKNOWN", ("objects",))]
    else:
        assert check_catalog(installed(initial_catalog(), name)) == ()
    choices = otherwise(TEMPLATES[name], "Too") if name == "b2bFunnel" else Choices()
    assert check_catalog(installed(demo, name, choices)) == ()


MANY_FIELDS = 8


@pytest.mark.parametrize("name", TEMPLATES)
def test_many_fields_of_an_object_stand_in_sections_all_of_them(demo: Catalog, name: str):
    template = TEMPLATES[name]
    base = demo if name in PACKS else initial_catalog()
    catalog = installed(base, name)
    for wanted in template.objects:
        added = catalog.object_by_name[wanted.name]
        if wanted.use == "extends" or (name in PACKS and wanted.name in base.object_by_name):
            assert added.sections == base.object_by_name[wanted.name].sections
            continue
        names = [added.field_by_id[each].name for section in added.sections for each in section.fields]
        if len(added.fields) > MANY_FIELDS or wanted.sections:
            assert sorted(names) == sorted(each.name for each in added.fields)


def test_a_template_leaves_the_sections_of_the_tenant_alone():
    catalog = installed(initial_catalog(), "simpleFunnel")
    assert installed(catalog, "b2bFunnel").object_by_name["account"].sections == ()


@pytest.mark.parametrize("first", TEMPLATES)
def test_each_follows_each_on_an_empty_and_on_the_demo_tenant(demo: Catalog, first: str):
    for second in TEMPLATES:
        if second == first:
            continue
        for base in (initial_catalog(), demo):
            catalog = base
            for name in (first, second):
                if base is demo and name == "b2bFunnel":
                    continue
                objects = funnel_of(catalog) if name in PACKS else ()
                if name in PACKS and not objects:
                    continue
                catalog = installed(catalog, name, Choices(objects))
            assert check_catalog(catalog) == (), (first, second)


def funnel_of(catalog: Catalog) -> tuple[ObjectName, ...]:
    funnels = [each.name for each in catalog.objects if each.pipeline is not None]
    return (ObjectName("deal", funnels[0]),) if funnels else ()


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_is_installed_twice_under_other_names_with_ids_of_its_own(demo: Catalog, name: str):
    catalog = installed(demo if name in PACKS else initial_catalog(), name)
    if name in PACKS:
        brings_objects = any(each.use == "adds" for each in TEMPLATES[name].objects)
        choices = otherwise(TEMPLATES[name], "Too")
        (problem,) = refused(catalog, name, choices)
        # A second kind of partner would need a second relation of the same deals.
        expected = ("CATALOG_NAME_TAKEN", ("objects", "deal", "fields", "partner"))
        assert problem == (expected if brings_objects else ("CATALOG_INVALID", ("name",)))
        return
    for mark in ("Too", "Again"):
        catalog = installed(catalog, name, otherwise(TEMPLATES[name], mark))
        assert check_catalog(catalog) == ()
    ids = [each.id for each in catalog.objects]
    ids += [field.id for each in catalog.objects for field in each.fields]
    ids += [stage.id for each in catalog.objects if each.pipeline for stage in each.pipeline.stages]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("pair", list(permutations(["b2bFunnel", "simpleFunnel"], 2)), ids="-".join)
def test_it_is_taken_back(pair: tuple[str, str]):
    before = installed(initial_catalog(), pair[0])
    after = installed(before, pair[1])
    assert {each.name for each in applied(after, changes_between(after, before))[-1].objects} == {
        each.name for each in before.objects
    }


# Names that are taken, and things that are not there


def test_all_names_that_are_taken_are_told_at_once(demo: Catalog):
    found = refused(demo, "b2bFunnel")
    assert found == [("CATALOG_NAME_TAKEN", ("objects",))] * 2 + [("CATALOG_NAME_TAKEN", ("roles",))] * 4


def test_another_name_that_is_taken_is_told_where_it_stands(demo: Catalog):
    found = refused(demo, "simpleFunnel", Choices((ObjectName("opportunity", "deal", "things"),)))
    assert found == [("CATALOG_NAME_TAKEN", ("objects", 0))]
    found = refused(demo, "simpleFunnel", Choices(roles=(RoleName("salesperson", "SalesRep"),)))
    assert found == [("CATALOG_NAME_TAKEN", ("roles", 0, "name"))]


def test_names_that_the_template_has_not_are_told(demo: Catalog):
    choices = Choices(
        (
            ObjectName("opportunty", "a", "b"),
            ObjectName("account", "a", "b"),
            ObjectName("account", "c", "d"),
        ),
        (RoleName("boss", "b"),),
    )
    assert refused(demo, "simpleFunnel", choices) == [
        ("CATALOG_UNKNOWN", ("objects", 0, "object")),
        ("INVALID_VALUE", ("objects", 2, "object")),
        ("CATALOG_UNKNOWN", ("roles", 0, "role")),
    ]


def test_two_objects_of_a_template_do_not_become_one(demo: Catalog):
    choices = Choices((ObjectName("opportunity", "account"),))
    codes = refused(demo, "simpleFunnel", choices)
    assert ("CATALOG_NAME_TAKEN", ("objects", 0, "name")) in codes


def test_an_object_that_comes_to_be_needs_a_plural():
    choices = Choices((ObjectName("opportunity", "chance"),))
    assert refused(initial_catalog(), "simpleFunnel", choices) == [
        ("CATALOG_INVALID", ("objects", 0, "plural"))
    ]


def test_a_name_that_is_no_name_is_told_by_the_change():
    choices = Choices((ObjectName("opportunity", "机会", "机会们"),))
    with pytest.raises(SluiceError) as raised:
        installed(initial_catalog(), "simpleFunnel", choices)
    assert {each.code for each in raised.value.problems} == {"CATALOG_NAME_INVALID"}


def test_rebates_need_a_funnel_that_can_be_won():
    bare = applied(initial_catalog(), [AddObject("deal", "deals")])[-1]
    assert refused(bare, "channelPartners") == [("CATALOG_UNKNOWN", ("objects",))]


def test_a_roll_up_follows_what_is_called_otherwise_here():
    catalog = installed(initial_catalog(), "simpleFunnel")
    after = installed(catalog, "channelPartners", Choices((ObjectName("deal", "opportunity"),)))
    assert check_catalog(after) == ()
    partner = after.object_by_name["partner"]
    lists = {relation.id: relation.reverse for _, relation in after.reverse_relations[partner.id]}
    rolled = partner.field_by_name["rebateAccrued"].roll_up
    assert rolled is not None
    assert lists[rolled.relation] == "opportunities"
    assert rolled.where == {"in": [{"var": "stage"}, ["won"]]}


# Shared objects


def own_account(*given: NewField) -> Catalog:
    return applied(initial_catalog(), [AddObject("account", "accounts", fields=given)])[-1]


def test_a_shared_object_keeps_what_it_has_and_gets_what_it_lacks():
    before = own_account(NewField("name", "text"), NewField("legal", "text", required=True))
    after = installed(before, "b2bFunnel").object_by_name["account"]
    there = before.object_by_name["account"]
    assert after.fields[:2] == there.fields
    assert (after.id, after.labels, after.display) == (there.id, there.labels, there.display)
    wanted = {each.name for each in TEMPLATES["b2bFunnel"].objects[0].fields}
    assert {each.name for each in after.fields} == wanted | {"legal"}
    assert not any(each.required or each.searchable for each in after.fields[2:])


@pytest.mark.parametrize(
    "given",
    [
        NewField("city", "integer"),
        NewField("city", "text", formula={"var": "name"}),
    ],
    ids=["type", "formula"],
)
def test_a_field_that_is_something_else_is_a_conflict(given: NewField):
    catalog = own_account(NewField("name", "text"), given)
    assert refused(catalog, "simpleFunnel") == [
        ("CATALOG_NAME_TAKEN", ("objects", "account", "fields", "city"))
    ]


def test_a_relation_to_something_else_is_a_conflict():
    catalog = applied(
        initial_catalog(),
        [
            AddObject("firm", "firms"),
            AddObject("account", "accounts", fields=(NewField("parent", "relation", target="firm"),)),
        ],
    )[-1]
    with pytest.raises(SluiceError) as caught:
        installed(catalog, "b2bFunnel")
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("CATALOG_NAME_TAKEN", ("objects", "account", "fields", "parent"))
    assert (
        problem.message
        == "account.parent is a relation to firm, and b2bFunnel needs a relation to account there."
    )


def test_a_shared_object_may_have_another_name_here():
    before = applied(
        initial_catalog(), [AddObject("company", "companies", fields=(NewField("name", "text"),))]
    )[-1]
    after = installed(before, "simpleFunnel", Choices((ObjectName("account", "company"),)))
    assert [each.name for each in after.objects] == ["company", "opportunity"]
    relation = after.object_by_name["opportunity"].field_by_name["account"]
    assert after.target_of(relation).name == "company"


def test_lists_on_a_shared_object_find_a_free_name():
    before = own_account(NewField("name", "text"), NewField("opportunities", "integer"))
    after = installed(before, "simpleFunnel")
    relation = after.object_by_name["opportunity"].field_by_name["account"]
    assert relation.reverse == "opportunitiesOpportunities"


def test_a_choice_keeps_the_options_of_the_tenant(demo: Catalog):
    retired = applied(demo, [SetOption("account", "industry", "retail", active=False)])[-1]
    after = installed(retired, "simpleFunnel")
    assert (
        after.object_by_name["account"].field_by_name["industry"]
        == (retired.object_by_name["account"].field_by_name["industry"])
    )


def test_a_template_is_a_value_that_installing_leaves_alone():
    before = {name: replace(each) for name, each in TEMPLATES.items()}
    installed(initial_catalog(), "b2bFunnel")
    assert dict(TEMPLATES) == before
