"""Templates that add fields and clauses to the funnel that is there."""

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog, Object
from metadata.changes.base import applied
from metadata.changes.fields import AddField, NewField, RenameField
from metadata.changes.objects import AddObject
from metadata.initial import initial_catalog
from metadata.templates.all_templates import TEMPLATES
from metadata.templates.base import Choices, ObjectName
from metadata.templates.installing import installation
from tests.metadata.templates_installed import GUARDS, installed, refused


@pytest.fixture(scope="module")
def demo() -> Catalog:
    """The catalog of the demo tenant."""
    return installed(initial_catalog(), "b2bFunnel")


def gate(catalog: Catalog, stage: str) -> object:
    pipeline = the(catalog, "deal").pipeline
    assert pipeline is not None
    return pipeline.stage_by_name[stage].gate


def the(catalog: Catalog, name: str) -> Object:
    return catalog.object_by_name[name]


@pytest.mark.parametrize("name", sorted(GUARDS))
def test_a_pack_adds_its_clauses_to_the_gate_that_is_there(demo: Catalog, name: str):
    after = installed(demo, name, Choices(gate_at="opportunity"))
    rule, old = gate(after, "opportunity"), gate(demo, "opportunity")
    assert isinstance(rule, dict)
    assert isinstance(old, dict)
    assert rule["and"][: len(old["and"])] == old["and"]
    assert len(rule["and"]) > len(old["and"])
    assert gate(installed(demo, name), "opportunity") == old


def test_clauses_that_are_there_are_not_said_again(demo: Catalog):
    """The funnel asks for the confirmed budget already."""
    after = installed(demo, "bant", Choices(gate_at="opportunity"))
    rule = gate(after, "opportunity")
    assert isinstance(rule, dict)
    assert rule["and"].count({"var": "budgetConfirmed"}) == 1


def test_a_pack_needs_the_stage_it_is_to_guard(demo: Catalog):
    assert refused(demo, "bant", Choices(gate_at="nowhere")) == [("STAGE_UNKNOWN", ("gateAt",))]
    bare = applied(initial_catalog(), [AddObject("deal", "deals")])[-1]
    assert refused(bare, "bant", Choices(gate_at="lead")) == [("CATALOG_UNKNOWN", ("gateAt",))]
    assert refused(initial_catalog(), "simpleFunnel", Choices(gate_at="new")) == [
        ("CATALOG_INVALID", ("gateAt",))
    ]


def test_a_pack_says_which_funnels_there_are():
    catalog = installed(initial_catalog(), "simpleFunnel")
    with pytest.raises(SluiceError) as raised:
        installation(catalog, TEMPLATES["bant"], Choices())
    (problem,) = raised.value.problems
    assert 'name: "opportunity"' in problem.hint
    after = installed(catalog, "bant", Choices((ObjectName("deal", "opportunity"),), gate_at="quoted"))
    assert "purchaseTimeline" in the(after, "opportunity").field_by_name


def test_a_pack_takes_fields_that_are_there_for_its_own(demo: Catalog):
    kept = demo.object_by_name["deal"].field_by_name["budgetConfirmed"]
    assert installed(demo, "bant").object_by_name["deal"].field_by_name["budgetConfirmed"] == kept
    moved = applied(demo, [RenameField("deal", "nextStep", "metrics")])[-1]
    other = applied(demo, [AddField("deal", NewField("champion", "text"))])[-1]
    assert installed(moved, "meddic")
    assert refused(other, "meddic") == [("CATALOG_NAME_TAKEN", ("objects", "deal", "fields", "champion"))]
