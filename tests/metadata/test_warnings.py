"""What a catalog is warned of by itself: rules, stages, languages."""

from collections.abc import Callable, Sequence

import pytest

from metadata.catalog import Catalog, Object
from metadata.changes.base import Change
from metadata.changes.fields import AddField, NewField
from metadata.changes.formulas import SetFormula
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject
from metadata.changes.pipelines import NewStage, SetGate
from metadata.changes.stage_tasks import AddStageTask
from metadata.changes.stages import AddStage
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.pipelines import Transition
from metadata.rules import rules_of
from metadata.values import JsonValue
from metadata.warnings.base import WARNING_CODES, CatalogWarning
from metadata.warnings.languages import language_warnings
from metadata.warnings.personal import personal_warnings
from metadata.warnings.rules import edge_warnings, rule_warnings
from metadata.warnings.stages import stage_warnings
from tests.metadata.world import after

Check = Callable[[Catalog, Object], list[CatalogWarning]]


def of_rules(catalog: Catalog, definition: Object) -> list[CatalogWarning]:
    rules = (placed for placed in rules_of(catalog) if placed.object is definition)
    return [found for placed in rules for found in rule_warnings(catalog, placed)]


def of_edges(catalog: Catalog, definition: Object) -> list[CatalogWarning]:
    return [*edge_warnings(catalog, definition)]


def of_stages(_: Catalog, definition: Object) -> list[CatalogWarning]:
    return [*stage_warnings(definition)]


def of_people(_: Catalog, definition: Object) -> list[CatalogWarning]:
    return [*personal_warnings(definition)]


def of_languages(_: Catalog, definition: Object) -> list[CatalogWarning]:
    return [*language_warnings(definition)]


def warned(check: Check, *changes: Change, of: str = "deal") -> list[tuple[str, Sequence[object], str]]:
    catalog = after(*changes)
    found = check(catalog, catalog.object_by_name[of])
    assert all(each.code in WARNING_CODES and each.next_step() for each in found)
    assert len({each.id for each in found}) == len(found)
    return [(each.code, each.path, each.message) for each in found]


def gate(rule: object) -> SetGate:
    return SetGate("deal", stage="sql", rule=rule)


STAGES = ("objects", "deal", "pipeline", "stages")


def test_the_world_is_warned_of_no_stage_and_no_rule():
    assert warned(of_stages) == []
    assert warned(of_rules) == []
    assert warned(of_stages, of="account") == []


def test_a_stage_that_no_way_leads_to():
    assert warned(
        of_stages,
        AddStage("deal", NewStage("demo"), before="won"),
        AddTransition("deal", Transition("demo", "won")),
    ) == [
        ("STAGE_UNREACHABLE", (*STAGES, 2), "No way leads from lead, where records begin, to the stage demo.")
    ]


def test_a_required_task_where_no_way_leads_on():
    def task(stage: str, name: str, required: bool = True) -> AddStageTask:
        return AddStageTask("deal", stage, name, required=required)

    told = "No way leads on from the stage won: nothing asks for its required {}."
    one = task("won", "celebrate")
    assert warned(of_stages, one) == [
        ("TASK_NEVER_NEEDED", (*STAGES, 2, "tasks"), told.format("task celebrate"))
    ]
    assert [each[2] for each in warned(of_stages, one, task("won", "bill"))] == [
        told.format("tasks celebrate, bill")
    ]
    assert warned(of_stages, task("won", "celebrate", required=False)) == []
    assert warned(of_stages, task("sql", "call")) == []
    assert warned(of_stages, one, AddTransition("deal", Transition("won", "lead"))) == []


def test_a_stage_that_only_leads_into_a_circle_has_no_end():
    circle = (
        AddStage("deal", NewStage("one")),
        AddStage("deal", NewStage("two")),
        AddTransition("deal", Transition("lead", "one")),
        AddTransition("deal", Transition("one", "two")),
        AddTransition("deal", Transition("two", "one")),
    )
    assert [found[:2] for found in warned(of_stages, *circle)] == [
        ("STAGE_WITHOUT_END", (*STAGES, 4)),
        ("STAGE_WITHOUT_END", (*STAGES, 5)),
    ]


def test_what_becomes_unreachable_with_an_edge_is_told_stage_by_stage():
    codes = [found[0] for found in warned(of_stages, RemoveTransition("deal", "lead", "sql"))]
    assert codes == ["STAGE_UNREACHABLE", "STAGE_UNREACHABLE"]


NEVER = {
    "an option twice": (
        {"and": [{"==": [{"var": "account.sector"}, "tech"]}, {"==": [{"var": "account.sector"}, "retail"]}]},
        "the clauses at /and/0 and /and/1 contradict each other",
    ),
    "beyond a bound of the field": ({">": [{"var": "share"}, 100]}, "no value satisfies it"),
    "beyond a rating": ({">": [{"var": "stars"}, 5]}, "no value satisfies it"),
    "below a rating": ({"<": [{"var": "stars"}, 1]}, "no value satisfies it"),
    "below a duration": ({"<": [{"var": "effort"}, 0]}, "no value satisfies it"),
    "no currency": ({"==": [{"var": "price.currency"}, "euro"]}, "no value satisfies it"),
    "of a required field": (
        {"and": [{"var": "budget"}, {"missing": ["rank"]}]},
        "no value satisfies the clause at /and/1",
    ),
    "a stage that is none of the others": (
        {"and": [{"!=": [{"var": "stage"}, name]} for name in ("lead", "sql", "won", "lost")]},
        "the clauses at /and/0 and /and/1 and /and/2 and /and/3 contradict each other",
    ),
}
FIELDS = (
    AddField("deal", NewField("stars", "rating")),
    AddField("deal", NewField("effort", "duration")),
    AddField("deal", NewField("price", "money")),
    AddField("deal", NewField("share", "percent", minimum=0, maximum=100)),
    AddField("deal", NewField("rank", "integer", required=True, default=1)),
    AddField("deal", NewField("code", "text", required=True, default="x")),
)


@pytest.mark.parametrize(("rule", "reason"), NEVER.values(), ids=NEVER)
def test_a_gate_that_never_holds(rule: object, reason: str):
    ((code, path, message),) = warned(of_rules, *FIELDS, gate(rule))
    assert (code, path) == ("RULE_NEVER_HOLDS", (*STAGES, 1, "gate"))
    assert message == f"The gate of stage sql of deal never holds: {reason}."
    assert message.chinese.startswith("deal 的阶段 sql 的关卡永远不成立：")


def test_a_gate_that_always_holds_and_a_clause_that_does():
    always = {"or": [{">=": [{"var": "share"}, 0]}, {"==": [{"var": "share"}, None]}]}
    ((code, _, message),) = warned(of_rules, *FIELDS, gate(always))
    assert (code, message) == ("RULE_ALWAYS_HOLDS", "The gate of stage sql of deal always holds.")
    partly = {"and": [{"var": "budget"}, {"filled": {"var": "code"}}, {"!=": [{"var": "share"}, -1]}]}
    assert [message for _, _, message in warned(of_rules, *FIELDS, gate(partly))] == [
        "The gate of stage sql of deal has a clause that always holds, at /and/2."
    ]


def test_what_is_not_sure_is_not_said():
    empty_text = {"filled": {"var": "code"}}
    through_a_relation = {"missing": ["account.name"]}
    computed = {">": [{"+": [{"var": "share"}, 1]}, 500]}
    for rule in (empty_text, through_a_relation, computed):
        assert warned(of_rules, *FIELDS, gate(rule)) == []


def test_a_formula_gives_a_value_and_is_no_rule():
    assert warned(of_rules, SetFormula("deal", "headed", {"==": [1, 1]})) == []


def test_a_missing_translation_is_told_once_for_a_language():
    found = warned(of_languages)
    assert [(code, path) for code, path, _ in found] == [
        ("LABEL_MISSING", ("objects", "deal", "labels", "en")),
        ("LABEL_MISSING", ("objects", "deal", "labels", "zh-CN")),
    ]
    assert found[0][2] == (
        "deal has labels in en, and these have none: deal, deal.plural, deal.title, deal.budget, "
        "deal.heading and 5 more."
    )


def test_an_object_that_speaks_no_language_misses_none():
    silent = AddObject("task", "tasks", fields=(NewField("subject", "text"),))
    assert warned(of_languages, silent, of="task") == []
    assert len(warned(of_languages, silent, SetLabels("task", {"fr": "Tâche"}), of="task")) == 1


@pytest.mark.parametrize(("bound", "told"), [(5, True), (20, False)])
def test_an_edge_whose_gate_and_that_of_its_stage_contradict_each_other(bound: int, told: bool):
    found = warned(
        of_edges,
        gate({">": [{"var": "amount"}, 10]}),
        SetGate("deal", source="lead", target="sql", rule={"<": [{"var": "amount"}, bound]}),
    )
    assert [(code, path[-1]) for code, path, _ in found] == ([("RULE_NEVER_HOLDS", "gate")] if told else [])
    assert all(
        "from lead to sql of deal and that of the stage sql never hold together" in each[2] for each in found
    )


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"<": [3, {"var": "seats"}, 4]}, ["RULE_NEVER_HOLDS"]),
        ({"<": [3, {"var": "seats"}, 5]}, []),
        ({"<": [1.001, {"var": "fee"}, 1.002]}, ["RULE_NEVER_HOLDS"]),
        ({"<": ["2026-05-01", {"var": "due"}, "2026-05-02"]}, ["RULE_NEVER_HOLDS"]),
        ({"or": [{"<=": [{"var": "before.seats"}, 3]}, {">": [{"var": "before.seats"}, 3.5]}]}, []),
        ({"and": [{"<=": [7, {"var": "seats"}]}, {"!": {"in": [{"var": "seats"}, [7, 8]]}}]}, ["RULE_NEVER_HOLDS"]),
    ],
)  # fmt: skip
def test_no_value_is_between_two_that_follow_one_another(rule: JsonValue, told: list[str]):
    fields = (
        NewField("seats", "integer", maximum=8),
        NewField("fee", "money", scale=2),
        NewField("due", "date"),
    )
    found = warned(of_rules, *(AddField("deal", each) for each in fields), gate(rule))
    assert [code for code, _, _ in found] == told


@pytest.mark.parametrize(
    ("field", "looks"),
    [
        (NewField("box", "email"), True),
        (NewField("box", "phone", region="CN"), True),
        (NewField("lastName", "text"), True),
        (NewField("buyer", "text", labels={"zh-CN": "姓名"}), True),
        (NewField("box", "email", personal="contact"), False),
        (NewField("nameOfProduct", "text"), False),
        (NewField("surname", "text", formula={"var": "title"}), False),
    ],
    ids=lambda value: value.name if isinstance(value, NewField) else str(value),
)
def test_what_looks_personal_and_is_not_said_to_be(field: NewField, looks: bool) -> None:
    found = warned(of_people, AddField("deal", field))
    assert [code for code, _, _ in found] == ["PERSONAL_UNTAGGED"] * looks
    if looks:
        assert found[0][1] == ("objects", "deal", "fields", field.name, "personal")


def test_the_name_of_a_person_looks_personal_and_that_of_a_company_does_not() -> None:
    fields = (NewField("name", "text"),)
    assert warned(of_people, AddObject("lead", "leads", display="name", fields=fields), of="lead")
    assert not warned(of_people, AddObject("firm", "firms", display="name", fields=fields), of="firm")
