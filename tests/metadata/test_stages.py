"""Changes of stages and edges: what they make of the pipeline, how rules follow, and what they refuse."""

import pytest

from core.errors import ERROR_CODES
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change, Risk, applied
from metadata.changes.fields import AddField, NewField
from metadata.changes.pipelines import AddPipeline, NewStage, SetGate
from metadata.changes.roles import AddRole, NewGrant
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stages import AddStage, MoveStage, RenameStage, SetStage
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.checks import check_catalog
from metadata.fields import Option
from metadata.holdings import Holding
from metadata.initial import initial_catalog
from metadata.pipelines import Pipeline, Transition
from tests.metadata.world import ACCOUNT, DEAL, PIPELINE, after, refused

STAGE = {"var": "stage"}


def pipeline(catalog: Catalog, name: str = "deal") -> Pipeline:
    found = catalog.object_by_name[name].pipeline
    assert found is not None
    return found


def names(*changes: Change) -> list[str]:
    return [stage.name for stage in pipeline(after(*changes)).stages]


def test_a_stage_stands_where_it_is_put():
    assert names(AddStage("deal", NewStage("offer"))) == ["lead", "sql", "won", "lost", "offer"]
    assert names(AddStage("deal", NewStage("offer"), before="won")) == ["lead", "sql", "offer", "won", "lost"]
    assert names(MoveStage("deal", "lead", before="won")) == ["sql", "lead", "won", "lost"]
    assert names(RenameStage("deal", "sql", "SQL")) == ["lead", "SQL", "won", "lost"]
    assert names(MoveStage("deal", "sql")) == ["lead", "won", "lost", "sql"]


def test_an_added_stage_is_as_those_of_a_new_pipeline():
    catalog = after(
        AddStage("deal", NewStage("renewed", "won")), AddTransition("deal", Transition("sql", "renewed"))
    )
    assert pipeline(catalog).stage_by_name["renewed"].probability == 100
    assert pipeline(catalog).transitions[-1] == Transition("sql", "renewed")


def test_setting_a_stage_leaves_what_is_left_out():
    catalog = after(SetStage("deal", "sql", probability=45, objective={"en": "Agree on a price."}))
    sql = pipeline(catalog).stage_by_name["sql"]
    was = pipeline(after()).stage_by_name["sql"]
    assert (sql.kind, sql.probability, sql.objective) == ("open", 45, {"en": "Agree on a price."})
    assert (sql.labels, sql.gate) == (was.labels, was.gate)
    catalog = after(SetStage("deal", "sql", "lost"), SetStage("deal", "lost", "won"))
    stages = pipeline(catalog).stage_by_name
    assert [(stages[name].kind, stages[name].probability) for name in ("sql", "lost")] == [
        ("lost", 0),
        ("won", 100),
    ]
    assert (
        SetStage("deal", "sql", "won", 100).sentence()
        == "Set the kind won and the probability 100 of stage sql of deal."
    )


def test_edges_come_and_go():
    catalog = after(RemoveTransition("deal", "sql", "won"), AddTransition("deal", Transition("lost", "lead")))
    edges = [(edge.source, edge.target) for edge in pipeline(catalog).transitions]
    assert edges == [("lead", "sql"), ("lead", "lost"), ("lost", "lead")]


def test_a_removed_stage_takes_its_gate_and_edges_along():
    catalog = after(RemoveStage("deal", "sql", "lead"))
    assert [stage.name for stage in pipeline(catalog).stages] == ["lead", "won", "lost"]
    assert [(edge.source, edge.target) for edge in pipeline(catalog).transitions] == [("lead", "lost")]
    assert RemoveStage("deal", "sql").breaks(after()) == (
        "The value sql leaves the enum DealStage of the GraphQL schema.",
        "The edge from lead to sql of deal goes with it.",
        "The edge from sql to won of deal goes with it.",
    )
    assert (RemoveStage("deal", "sql").risk(after()), RemoveStage("deal", "sql").touches(after())) == (
        Risk.SAFE,
        None,
    )
    assert RemoveStage("deal", "sql", "lead").risk(after()) is Risk.REWRITES


# Rules that name stages

LINE = AddField("account", NewField("best", "relation", target="deal", reverse="bestOf", id="fld_best"))
RENAMED: list[tuple[object, object]] = [
    ({"==": [STAGE, "sql"]}, {"==": [STAGE, "new"]}),
    ({"==": ["sql", STAGE]}, {"==": ["new", STAGE]}),
    ({"===": [STAGE, "lead"]}, {"===": [STAGE, "lead"]}),
    ({"!=": [STAGE, "sql"]}, {"!=": [STAGE, "new"]}),
    ({"in": [STAGE, ["lead", "sql"]]}, {"in": [STAGE, ["lead", "new"]]}),
    ({"in": ["sql", [STAGE]]}, {"in": ["new", [STAGE]]}),
    ({"==": [{"var": ["stage", "sql"]}, "sql"]}, {"==": [{"var": ["stage", "new"]}, "new"]}),
    ({"and": [{"!": {"==": [STAGE, "sql"]}}, True]}, {"and": [{"!": {"==": [STAGE, "new"]}}, True]}),
    (
        {"==": [{"if": [{"var": "budget"}, STAGE, "sql"]}, "sql"]},
        {"==": [{"if": [{"var": "budget"}, STAGE, "new"]}, "new"]},
    ),
    # The same text where it means something else.
    ({"==": [{"var": "title"}, "sql"]}, {"==": [{"var": "title"}, "sql"]}),
    ({"or": [{"==": [{"var": "title"}, "sql"]}, {"==": [STAGE, "sql"]}]},
     {"or": [{"==": [{"var": "title"}, "sql"]}, {"==": [STAGE, "new"]}]}),
    ({"filled": STAGE}, {"filled": STAGE}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "expected"), RENAMED, ids=str)
def test_rules_follow_a_renamed_stage(rule, expected):
    catalog = after(
        SetGate("deal", stage="won", rule=rule),
        SetGate("deal", source="lead", target="sql", rule=rule),
        AddRole("watcher", grants=(NewGrant("deal", "read", rule=rule),)),
        RenameStage("deal", "sql", "new"),
    )
    assert check_catalog(catalog) == ()
    assert [stage.name for stage in pipeline(catalog).stages] == ["lead", "new", "won", "lost"]
    assert pipeline(catalog).stage_by_name["won"].gate == expected
    assert pipeline(catalog).transitions[0] == Transition("lead", "new", expected)
    assert pipeline(catalog).transitions[1].source == "new"
    assert catalog.role_by_name["watcher"].grants[0].rule == expected
    back = after(RenameStage("deal", "new", "sql"), catalog=catalog)
    assert pipeline(back).stage_by_name["won"].gate == rule


def test_rules_of_other_objects_follow_too():
    care = AddPipeline("account", "care", stages=(NewStage("lead"), NewStage("sql")), id="pip_care")
    rule = {"and": [{"==": [{"var": "best.stage"}, "sql"]}, {"==": [STAGE, "sql"]}]}
    catalog = after(LINE, care, SetGate("account", stage="sql", rule=rule), RenameStage("deal", "sql", "new"))
    assert pipeline(catalog, "account").stage_by_name["sql"].gate == {
        "and": [{"==": [{"var": "best.stage"}, "new"]}, {"==": [STAGE, "sql"]}]
    }
    catalog = after(RenameStage("account", "sql", "old"), catalog=catalog)
    assert pipeline(catalog, "account").stage_by_name["old"].gate == {
        "and": [{"==": [{"var": "best.stage"}, "new"]}, {"==": [STAGE, "old"]}]
    }


def test_a_stage_compared_with_another_choice_of_the_same_key_is_not_torn_from_it():
    goal = AddField("deal", NewField("goal", "choice", options=(Option("sql"), Option("won")), id="fld_goal"))
    rule = {"==": [STAGE, {"var": "goal"}]}
    catalog = after(goal, SetGate("deal", source="lead", target="lost", rule=rule))
    (problem,) = refused(RenameStage("deal", "sql", "new"), catalog=catalog)
    assert (problem.code, problem.path[3:]) == ("CATALOG_IN_USE", ("stage",))
    assert "the gate from lead to lost of deal" in problem.message
    assert (
        names_in(after(RenameStage("deal", "lead", "new"), catalog=catalog).object_by_name["deal"])[0]
        == "new"
    )


def names_in(definition: Object) -> list[str]:
    assert definition.pipeline is not None
    return [stage.name for stage in definition.pipeline.stages]


def test_what_a_removed_stage_is_named_by():
    rule = {"in": [STAGE, ["sql", "won"]]}
    catalog = after(
        SetGate("deal", stage="won", rule=rule),
        SetGate("deal", stage="sql", rule=rule),
        AddRole("watcher", grants=(NewGrant("deal", "read", rule=rule),)),
    )
    (problem,) = refused(RemoveStage("deal", "sql", "lead"), catalog=catalog)
    assert (problem.code, problem.path[3:]) == ("CATALOG_IN_USE", ("stage",))
    # Its own gate goes with it.
    assert problem.message == (
        "The stage sql of deal is used by the gate of stage won of deal; the row rule of role watcher."
    )


REFUSED: list[tuple[Change, str, tuple[object, ...]]] = [
    (AddStage("deal", NewStage("SQL")), "CATALOG_NAME_TAKEN", ("stage", "name")),
    (AddStage("deal", NewStage("线索")), "CATALOG_NAME_INVALID", ("stage", "name")),
    (AddStage("deal", NewStage("x" * 10_000)), "CATALOG_NAME_TOO_LONG", ("stage", "name")),
    (AddStage("deal", NewStage("true")), "CATALOG_NAME_RESERVED", ("stage", "name")),
    (
        AddStage("deal", NewStage("x", labels={"en": "x" * 10_000})),
        "CATALOG_LIMIT",
        ("stage", "labels", "en"),
    ),
    (AddStage("deal", NewStage("x", objective={"en": " "})), "CATALOG_INVALID", ("stage", "objective", "en")),
    (AddStage("deal", NewStage("x", probability=101)), "CATALOG_INVALID", ("stage", "probability")),
    (AddStage("deal", NewStage("x", "lost", 10)), "CATALOG_INVALID", ("stage", "probability")),
    (AddStage("deal", NewStage("x", "won"), before="lead"), "CATALOG_INVALID", ("stage", "kind")),
    (AddStage("deal", NewStage("x", gate={"nope": 1})), "RULE_UNKNOWN_OPERATOR", ("stage", "gate", "nope")),
    (AddStage("deal", NewStage("x"), before="no"), "STAGE_UNKNOWN", ("before",)),
    (AddStage("account", NewStage("x")), "CATALOG_UNKNOWN", ("object",)),
    (SetStage("deal", "no"), "STAGE_UNKNOWN", ("stage",)),
    (SetStage("deal", "lead", "won"), "CATALOG_INVALID", ("kind",)),
    (SetStage("deal", "won", probability=50), "CATALOG_INVALID", ("probability",)),
    (SetStage("deal", "sql", probability=-1), "CATALOG_INVALID", ("probability",)),
    (SetStage("deal", "sql", objective={"en": "x" * 2_001}), "CATALOG_LIMIT", ("objective", "en")),
    (RenameStage("deal", "sql", "Lead"), "CATALOG_NAME_TAKEN", ("name",)),
    (RenameStage("deal", "sql", "sql"), "CATALOG_NAME_TAKEN", ("name",)),
    (RenameStage("deal", "sql", "my stage"), "CATALOG_NAME_INVALID", ("name",)),
    (RenameStage("deal", "sql", "x" * 10_000), "CATALOG_NAME_TOO_LONG", ("name",)),
    (RenameStage("deal", "no", "x"), "STAGE_UNKNOWN", ("stage",)),
    (MoveStage("deal", "won", before="lead"), "CATALOG_INVALID", ("stage",)),
    (MoveStage("deal", "won", before="won"), "CATALOG_INVALID", ("before",)),
    (MoveStage("deal", "no"), "STAGE_UNKNOWN", ("stage",)),
    (RemoveStage("deal", "no"), "STAGE_UNKNOWN", ("stage",)),
    (RemoveStage("deal", "sql", "no"), "STAGE_UNKNOWN", ("replacement",)),
    (RemoveStage("deal", "sql", "sql"), "CATALOG_INVALID", ("replacement",)),
    (RemoveStage("account", "sql"), "CATALOG_UNKNOWN", ("object",)),
    (AddTransition("deal", Transition("sql", "won")), "CATALOG_INVALID", ("transition",)),
    (AddTransition("deal", Transition("sql", "sql")), "CATALOG_INVALID", ("transition", "target")),
    (AddTransition("deal", Transition("sql", "no")), "STAGE_UNKNOWN", ("transition", "target")),
    (
        AddTransition("deal", Transition("won", "lead", {"var": "x"})),
        "RULE_UNKNOWN_PATH",
        ("transition", "gate", "var"),
    ),
    (AddTransition("account", Transition("a", "b")), "CATALOG_UNKNOWN", ("object",)),
    (RemoveTransition("deal", "won", "lead"), "TRANSITION_NOT_ALLOWED", ("source",)),
]


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=lambda value: str(value)[:60])
def test_it_refuses(change, code, path):
    problems = refused(change)
    assert (code, ("changes", 0, change.kind, *path)) in {(each.code, each.path) for each in problems}
    assert all(each.code in ERROR_CODES and each.next_step() for each in problems)
    assert all(len(each.message) < 300 for each in problems)


def test_a_pipeline_keeps_a_first_stage_that_is_open():
    two = after(RemoveStage("deal", "sql", "lead"), RemoveStage("deal", "lost"))
    (problem,) = refused(RemoveStage("deal", "lead"), catalog=two)
    assert (problem.code, problem.path[3:]) == ("CATALOG_INVALID", ("stage",))
    one = after(RemoveStage("deal", "won"), catalog=two)
    (problem,) = refused(RemoveStage("deal", "lead"), catalog=one)
    assert (problem.code, problem.path[3:]) == ("CATALOG_INVALID", ("stage",))


def test_at_most_fifty_stages():
    full = after(*(AddStage("deal", NewStage(f"s{number}")) for number in range(46)))
    (problem,) = refused(AddStage("deal", NewStage("more")), catalog=full)
    assert (problem.code, problem.path[3:]) == ("CATALOG_LIMIT", ("stage",))


def test_records_are_traced_to_before_the_earlier_changes():
    world = after()

    def held(*stages: str, of: str = "obj_deal") -> Holding:
        return Holding(of, "stage", frozenset(stages))

    rename, removal = RenameStage("deal", "sql", "new"), RemoveStage("deal", "sql", "lead")
    # Nobody has had the new name before.
    assert rename.holding_before(world, held("new")) == held("sql", "new")
    # A stage added under the old name has no records before the rename.
    assert rename.holding_before(world, held("sql")) == held()
    assert removal.holding_before(world, held("lead")) == held("lead", "sql")
    assert removal.holding_before(world, held("won", of="obj_account")) == held("won", of="obj_account")
    bare = applied(initial_catalog(), (ACCOUNT, DEAL))[-1]
    assert PIPELINE.holding_before(bare, held("lead")) == Holding("obj_deal")
    assert PIPELINE.holding_before(bare, held("won")) == held("won")
    # A further pipeline moves nothing.
    further = AddPipeline("deal", "renewal", stages=(NewStage("due"),))
    assert further.holding_before(world, held("due")) == held("due")
    (limit,) = RemoveStage("deal", "sql").row_limits(world)
    assert (limit.holding, limit.most, limit.path) == (held("sql"), 0, ("replacement",))
    assert removal.row_limits(world) == ()
