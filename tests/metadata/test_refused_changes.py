"""What each change refuses: the code, and the place in the change."""

import re

import pytest

from core.errors import ERROR_CODES
from core.sentences import Sentence
from expressions.working_calendar import CalendarDay, WorkingHours
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Change
from metadata.changes.display import SetDisplay
from metadata.changes.field_settings import SetDeprecation, SetPersonal, SetSearchable, SetWritable
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.pipelines import AddPipeline, NewStage, SetGate
from metadata.changes.roles import AddRole, NewGrant, RemoveRole, RenameRole, SetGrants, SetRoleLabels
from metadata.changes.time_zone import SetTimeZone
from metadata.changes.working_calendar import SetWorkingCalendar
from metadata.fields import Option
from metadata.initial import initial_catalog
from metadata.pipelines import Transition
from tests.metadata.world import ACCOUNT, PIPELINE, after, refused


def many(count: int) -> tuple[NewField, ...]:
    return tuple(NewField(f"field{number}", "integer") for number in range(count))


REFUSED: list[tuple[Change, str, tuple[object, ...]]] = [
    # Search and deprecation
    (SetSearchable("deal", "amount", searchable=True), "CATALOG_INVALID", ("searchable",)),
    (SetSearchable("account", "sector", searchable=True), "CATALOG_INVALID", ("searchable",)),
    (SetSearchable("deal", "account", searchable=True), "CATALOG_INVALID", ("searchable",)),
    (SetSearchable("deal", "tilte", searchable=True), "CATALOG_UNKNOWN", ("field",)),
    (SetWritable("account", "name", "never"), "CATALOG_INVALID", ("writable",)),
    (SetPersonal("account", "name", "subject"), "CATALOG_INVALID", ("personal",)),
    (SetPersonal("deal", "account", "contact"), "CATALOG_INVALID", ("personal",)),
    (SetPersonal("deal", "nothing", "contact"), "CATALOG_UNKNOWN", ("field",)),
    (
        AddField("deal", NewField("x", "integer", searchable=True)),
        "CATALOG_INVALID",
        ("field", "searchable"),
    ),
    (
        AddObject(
            "lead", "leads", fields=tuple(NewField(f"f{at}", "text", searchable=True) for at in range(21))
        ),
        "CATALOG_LIMIT",
        ("fields",),
    ),
    (SetDeprecation("deal", "amount", {"english": "No."}), "CATALOG_INVALID", ("reason", "english")),
    (SetDeprecation("deal", "amount", {"en": " "}), "CATALOG_INVALID", ("reason", "en")),
    (SetDeprecation("deal", "tilte", {}), "CATALOG_UNKNOWN", ("field",)),
    # Names
    (AddObject("Lead", "leads"), "CATALOG_NAME_INVALID", ("name",)),
    (AddObject("lead", "线索"), "CATALOG_NAME_INVALID", ("plural",)),
    (AddObject("lead", "Lead"), "CATALOG_NAME_INVALID", ("plural",)),
    (AddObject("lead", "lead"), "CATALOG_INVALID", ("plural",)),
    (AddObject("select", "selects"), "CATALOG_NAME_RESERVED", ("name",)),
    (AddObject("x" * 49, "leads"), "CATALOG_NAME_TOO_LONG", ("name",)),
    (AddObject("errors", "errorList"), "CATALOG_NAME_RESERVED", ("name",)),
    (AddObject("promoted", "promotedOnes"), "CATALOG_NAME_RESERVED", ("name",)),
    (AddObject("apiKey", "keys"), "CATALOG_NAME_RESERVED", ("name",)),
    (AddObject("apiKind", "apiKeys"), "CATALOG_NAME_RESERVED", ("plural",)),
    (AddObject("deal", "others"), "CATALOG_NAME_TAKEN", ("name",)),
    (AddObject("dealGroup", "groups"), "CATALOG_NAME_TAKEN", ("name",)),
    (AddObject("other", "deals"), "CATALOG_NAME_TAKEN", ("plural",)),
    (AddObject("other", "dEALS"), "CATALOG_NAME_TAKEN", ("plural",)),
    (AddObject("createDeal", "others"), "CATALOG_NAME_TAKEN", ("name",)),
    (AddObject("accountSector", "others"), "CATALOG_NAME_TAKEN", ("name",)),
    (AddField("account", NewField("name", "text")), "CATALOG_NAME_TAKEN", ("field", "name")),
    (AddField("account", NewField("nAME", "text")), "CATALOG_NAME_TAKEN", ("field", "name")),
    (AddField("account", NewField("parentId", "text")), "CATALOG_NAME_TAKEN", ("field", "name")),
    (AddField("account", NewField("deals", "text")), "CATALOG_NAME_TAKEN", ("field", "name")),
    (AddField("account", NewField("id", "text")), "CATALOG_NAME_RESERVED", ("field", "name")),
    (AddField("account", NewField("createdAT", "text")), "CATALOG_NAME_RESERVED", ("field", "name")),
    (AddField("account", NewField("stage", "text")), "CATALOG_NAME_RESERVED", ("field", "name")),
    (
        AddField("account", NewField("owner", "relation", target="deal")),
        "CATALOG_NAME_RESERVED",
        ("field", "name"),
    ),
    (AddField("deal", NewField("from", "text")), "CATALOG_NAME_RESERVED", ("field", "name")),
    (
        AddField("deal", NewField("group", "choice", options=(Option("a"),))),
        "CATALOG_NAME_RESERVED",
        ("field", "name"),
    ),
    (
        AddField("deal", NewField("where1", "relation", target="account", reverse="deals")),
        "CATALOG_NAME_TAKEN",
        ("field", "reverse"),
    ),
    (
        AddField("deal", NewField("connection", "choice", options=(Option("a"),))),
        "CATALOG_NAME_TAKEN",
        ("field", "name"),
    ),
    (RenameObject("deal", "account"), "CATALOG_NAME_TAKEN", ("name",)),
    (RenameObject("deal", "Deal"), "CATALOG_NAME_INVALID", ("name",)),
    (RenameObject("nothing", "x"), "CATALOG_UNKNOWN", ("object",)),
    (RenameField("deal", "title", "amount"), "CATALOG_NAME_TAKEN", ("name",)),
    (RenameField("deal", "title", "version"), "CATALOG_NAME_RESERVED", ("name",)),
    (RenameField("deal", "nothing", "x"), "CATALOG_UNKNOWN", ("field",)),
    # Definitions
    (AddObject("lead", "leads", display="name"), "CATALOG_UNKNOWN", ("display",)),
    (AddObject("lead", "leads", {"English": "x"}), "CATALOG_INVALID", ("labels", "English")),
    (AddObject("lead", "leads", {"en": " "}), "CATALOG_INVALID", ("labels", "en")),
    (AddObject("lead", "leads", fields=many(501)), "CATALOG_LIMIT", ("fields",)),
    (
        AddObject("lead", "leads", fields=(NewField("a", "text"), NewField("b", "txt"))),
        "CATALOG_TYPE_UNKNOWN",
        ("fields", 1, "type"),
    ),
    (AddField("deal", NewField("x", "relation")), "CATALOG_INVALID", ("field", "target")),
    (AddField("deal", NewField("x", "member", target="account")), "CATALOG_INVALID", ("field", "target")),
    (AddField("deal", NewField("x", "relations")), "CATALOG_INVALID", ("field", "target")),
    (AddField("deal", NewField("x", "reference")), "CATALOG_INVALID", ("field", "targets")),
    (
        AddField("deal", NewField("x", "reference", targets=("account", "no"))),
        "CATALOG_UNKNOWN",
        ("field", "targets", 1),
    ),
    (
        AddField("deal", NewField("x", "reference", targets=("account", "account"))),
        "CATALOG_INVALID",
        ("field", "targets"),
    ),
    (
        AddField("deal", NewField("x", "reference", targets=("account", "deal"), reverse="deals")),
        "CATALOG_NAME_TAKEN",
        ("field", "reverse"),
    ),
    (
        AddField("deal", NewField("x", "relation", targets=("account",))),
        "CATALOG_INVALID",
        ("field", "target"),
    ),
    (
        AddField("deal", NewField("payload", "reference", targets=("account",))),
        "CATALOG_NAME_TAKEN",
        ("field", "name"),
    ),
    (AddField("deal", NewField("x", "relations", target="no")), "CATALOG_UNKNOWN", ("field", "target")),
    (
        AddField("deal", NewField("x", "relations", target="account", required=True)),
        "CATALOG_INVALID",
        ("field", "required"),
    ),
    (
        AddField("deal", NewField("x", "relations", target="account", unique=True)),
        "CATALOG_INVALID",
        ("field", "unique"),
    ),
    (
        AddField("account", NewField("x", "relations", target="deal", reverse="account")),
        "CATALOG_NAME_TAKEN",
        ("field", "reverse"),
    ),
    (
        AddObject("lead", "leads", display="x", fields=(NewField("x", "relations", target="deal"),)),
        "CATALOG_INVALID",
        ("display",),
    ),
    (AddField("deal", NewField("x", "relation", target="no")), "CATALOG_UNKNOWN", ("field", "target")),
    (
        AddField("deal", NewField("x", "relation", required=True, target="deal")),
        "CATALOG_INVALID",
        ("field", "required"),
    ),
    (AddField("deal", NewField("x", "choice")), "CATALOG_INVALID", ("field", "options")),
    (
        AddField("deal", NewField("x", "choice", options=(Option("true"),))),
        "CATALOG_NAME_RESERVED",
        ("field", "options", 0, "key"),
    ),
    (
        AddField("deal", NewField("x", "choice", options=(Option("a"), Option("A")))),
        "CATALOG_NAME_TAKEN",
        ("field", "options", 1, "key"),
    ),
    (
        AddField("deal", NewField("x", "choice", options=(Option("a__b"),))),
        "CATALOG_NAME_INVALID",
        ("field", "options", 0, "key"),
    ),
    (
        AddField("deal", NewField("x", "choice", options=(Option("a"),), default="b")),
        "INVALID_VALUE",
        ("field", "default"),
    ),
    (
        AddField("deal", NewField("x", "text", options=(Option("a"),))),
        "CATALOG_INVALID",
        ("field", "options"),
    ),
    (AddField("deal", NewField("x", "longText", unique=True)), "CATALOG_INVALID", ("field", "unique")),
    (AddField("deal", NewField("x", "decimal", precision=39)), "CATALOG_INVALID", ("field", "precision")),
    (AddField("deal", NewField("x", "money", scale=19)), "CATALOG_INVALID", ("field", "scale")),
    (SetApiPolicy(), "CATALOG_INVALID", ()),
    (SetTimeZone("Asia/Shangai"), "CATALOG_UNKNOWN", ("timeZone",)),
    (SetWorkingCalendar(weekdays=()), "CATALOG_INVALID", ("weekdays",)),
    (SetWorkingCalendar(weekdays=("monday", "monday")), "CATALOG_INVALID", ("weekdays", 1)),
    (SetWorkingCalendar(hours=()), "CATALOG_INVALID", ("hours",)),
    (SetWorkingCalendar(hours=(WorkingHours("9:00", "17:00"),)), "CATALOG_INVALID", ("hours", 0, "start")),
    (SetWorkingCalendar(hours=(WorkingHours("09:00", "24:30"),)), "CATALOG_INVALID", ("hours", 0, "end")),
    (SetWorkingCalendar(hours=(WorkingHours("22:00", "06:00"),)), "CATALOG_INVALID", ("hours", 0, "end")),
    (
        SetWorkingCalendar(hours=(WorkingHours("09:00", "13:00"), WorkingHours("12:00", "17:00"))),
        "CATALOG_INVALID",
        ("hours", 1, "start"),
    ),
    (
        SetWorkingCalendar(hours=tuple(WorkingHours(f"0{at}:00", f"0{at}:30") for at in range(5))),
        "CATALOG_LIMIT",
        ("hours",),
    ),
    (
        SetWorkingCalendar(holidays=(CalendarDay("2026-02-29"),)),
        "CATALOG_INVALID",
        ("holidays", 0, "date"),
    ),
    (
        SetWorkingCalendar(holidays=(CalendarDay("2026-10-01"), CalendarDay("2026-10-01"))),
        "CATALOG_INVALID",
        ("holidays", 1, "date"),
    ),
    (
        SetWorkingCalendar(
            holidays=(CalendarDay("2026-10-01"),), extra_working_days=(CalendarDay("2026-10-01"),)
        ),
        "CATALOG_INVALID",
        ("extraWorkingDays", 0, "date"),
    ),
    (
        SetWorkingCalendar(holidays=(CalendarDay("2026-10-01", " "),)),
        "CATALOG_INVALID",
        ("holidays", 0, "name"),
    ),
    (
        SetWorkingCalendar(holidays=tuple(CalendarDay(f"{year}-01-01") for year in range(2000, 2501))),
        "CATALOG_LIMIT",
        ("holidays",),
    ),
    # In use
    (RemoveObject("account"), "CATALOG_IN_USE", ("object",)),
    (RemoveField("deal", "amount"), "CATALOG_IN_USE", ("field",)),
    (RemoveField("account", "parent"), "CATALOG_IN_USE", ("field",)),
    (RemoveField("account", "sector"), "CATALOG_IN_USE", ("field",)),
    (RemoveField("account", "name"), "CATALOG_IN_USE", ("field",)),
    # Pipelines
    (PIPELINE, "CATALOG_NAME_TAKEN", ("name",)),
    (AddPipeline("account", "care"), "CATALOG_INVALID", ("stages",)),
    (
        AddPipeline("account", "care", stages=(NewStage("null"),)),
        "CATALOG_NAME_RESERVED",
        ("stages", 0, "name"),
    ),
    (AddObject("accountSectorFilter", "others"), "CATALOG_NAME_TAKEN", ("name",)),
    (
        AddPipeline("account", "care", stages=(NewStage("won", "won"),)),
        "CATALOG_INVALID",
        ("stages", 0, "kind"),
    ),
    (
        AddPipeline("account", "care", stages=(NewStage("a"), NewStage("A"))),
        "CATALOG_NAME_TAKEN",
        ("stages", 1, "name"),
    ),
    (
        AddPipeline("account", "care", stages=(NewStage("a"),), transitions=(Transition("a", "b"),)),
        "STAGE_UNKNOWN",
        ("transitions", 0, "target"),
    ),
    (
        AddPipeline("account", "care", stages=(NewStage("a"), NewStage("b", "lost", 50))),
        "CATALOG_INVALID",
        ("stages", 1, "probability"),
    ),
    (
        AddPipeline("account", "care", stages=(NewStage("a", probability=101),)),
        "CATALOG_INVALID",
        ("stages", 0, "probability"),
    ),
    (
        AddPipeline("account", "care", stages=(NewStage("a", gate={"var": "nothing"}),)),
        "RULE_UNKNOWN_PATH",
        ("stages", 0, "gate", "var"),
    ),
    (SetGate("deal", rule=True), "CATALOG_INVALID", ()),
    (SetGate("deal", stage="sql", source="lead", rule=True), "CATALOG_INVALID", ()),
    (SetGate("deal", stage="nothing"), "STAGE_UNKNOWN", ("stage",)),
    (SetGate("deal", source="won", target="lead"), "TRANSITION_NOT_ALLOWED", ("source",)),
    (SetGate("account", stage="lead"), "CATALOG_UNKNOWN", ("object",)),
    (SetGate("deal", stage="sql", rule={">": [{"var": "title"}, 1]}), "RULE_TYPE", ("rule",)),
    (SetGate("deal", stage="sql", rule={"nope": 1}), "RULE_UNKNOWN_OPERATOR", ("rule",)),
    # Roles
    (AddRole("REP"), "CATALOG_NAME_TAKEN", ("name",)),
    (AddRole("sales rep"), "CATALOG_NAME_INVALID", ("name",)),
    (AddRole("x", grants=(NewGrant("nothing", "read"),)), "CATALOG_UNKNOWN", ("grants", 0, "object")),
    (AddRole("x", grants=(NewGrant("deal", "read", "nothing"),)), "CATALOG_UNKNOWN", ("grants", 0, "field")),
    (AddRole("x", grants=(NewGrant("*", "read", "title"),)), "CATALOG_INVALID", ("grants", 0, "field")),
    (AddRole("x", grants=(NewGrant("deal", "eat"),)), "CATALOG_UNKNOWN", ("grants", 0, "action")),
    (AddRole("x", grants=(NewGrant("deal", "configure"),)), "CATALOG_INVALID", ("grants", 0, "object")),
    (AddRole("x", grants=(NewGrant("deal", "delete", "title"),)), "CATALOG_INVALID", ("grants", 0, "field")),
    (
        AddRole("x", grants=(NewGrant("deal", "read", "title", effect="deny", rows="own"),)),
        "CATALOG_INVALID",
        ("grants", 0, "field"),
    ),
    (AddRole("x", grants=(NewGrant("*", "read", rule=True),)), "CATALOG_INVALID", ("grants", 0, "rule")),
    (SetGrants("admin", ()), "CATALOG_INVALID", ("role",)),
    (RemoveRole("admin"), "CATALOG_INVALID", ("role",)),
    (RemoveRole("nobody"), "CATALOG_UNKNOWN", ("role",)),
    (RenameRole("admin", "root"), "CATALOG_INVALID", ("role",)),
    (RenameRole("nobody", "x"), "CATALOG_UNKNOWN", ("role",)),
    (RenameRole("rep", "Admin"), "CATALOG_NAME_TAKEN", ("name",)),
    (RenameRole("rep", "rep"), "CATALOG_NAME_TAKEN", ("name",)),
    (RenameRole("rep", "销售"), "CATALOG_NAME_INVALID", ("name",)),
    (RenameRole("rep", "x" * 49), "CATALOG_NAME_TOO_LONG", ("name",)),
    (SetRoleLabels("admin", {"en": "x"}), "CATALOG_INVALID", ("role",)),
    (SetRoleLabels("nobody", {"en": "x"}), "CATALOG_UNKNOWN", ("role",)),
    (SetRoleLabels("rep", {"e!": "x"}), "CATALOG_INVALID", ("labels",)),
    # The field that names records
    (SetDisplay("deal", "nothing"), "CATALOG_UNKNOWN", ("field",)),
    (SetDisplay("nothing", "title"), "CATALOG_UNKNOWN", ("object",)),
    # Labels
    (SetLabels("deal", {"en": "x"}, field="title", plural=True), "CATALOG_INVALID", ()),
    (SetLabels("deal", {"en": "x"}, field="title", stage="lead"), "CATALOG_INVALID", ()),
    (SetLabels("deal", {"en": "x"}, option="a"), "CATALOG_INVALID", ()),
    (SetLabels("account", {"en": "x"}, field="sector", option="no"), "CATALOG_UNKNOWN", ("option",)),
    (SetLabels("deal", {"en": "x" * 2001}), "CATALOG_LIMIT", ("labels", "en")),
]


def told(value: object) -> str:
    """The same in every process that collects the tests: without the moment a change was made."""
    return re.sub(r"since='[^']*', ", "", str(value))[:60]


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=told)
def test_it_refuses(change, code, path):
    expected = ("changes", 0, change.kind, *path)
    problems = refused(change)
    assert (code, expected) in {(problem.code, problem.path[: len(expected)]) for problem in problems}
    assert all(problem.code in ERROR_CODES and problem.next_step() for problem in problems)
    for problem in problems:
        # What is wrong within a rule is told by its code, with the exact sentence after it.
        assert isinstance(problem.message, Sentence) or problem.code.startswith("RULE_"), problem.message
    # What the code says of itself tells nobody how to mend this definition.
    assert all(problem.hint for problem in problems if problem.code == "CATALOG_INVALID")


def test_a_rule_at_fault_bears_its_pointer():
    rule = {"and": [{"var": "budget"}, {"==": [{"var": "account.parnt.name"}, "x"]}]}
    (problem,) = refused(SetGate("deal", source="lead", target="sql", rule=rule))
    assert problem.code == "RULE_UNKNOWN_PATH"
    assert problem.details["pointer"] == "/and/1/==/0/var"
    assert problem.path[:4] == ("changes", 0, "setGate", "rule")


def test_a_rule_that_is_endlessly_deep_is_refused():
    rule: object = True
    for _ in range(10_000):
        rule = {"!": rule}
    (problem,) = refused(SetGate("deal", stage="sql", rule=rule))
    assert problem.path[:3] == ("changes", 0, "setGate")


def test_a_change_sees_what_stands_before_it():
    link = NewField("lead", "relation", target="lead")
    lead = AddObject("lead", "leads")
    assert after(lead, AddField("deal", link)).object_by_name["deal"].field_by_name["lead"]
    (problem,) = refused(AddField("deal", link), lead)
    assert (problem.code, problem.path) == ("CATALOG_UNKNOWN", ("changes", 0, "addField", "field", "target"))


def test_the_same_change_twice_in_a_list_is_refused():
    assert refused(ACCOUNT, ACCOUNT, catalog=initial_catalog())[0].path == ("changes", 1, "addObject", "name")


def test_what_a_removed_field_is_used_by_is_named():
    (problem,) = refused(RemoveField("account", "parent"))
    assert "the gate of stage sql of deal" in problem.message
    assert "the row rule of role rep" in problem.message
