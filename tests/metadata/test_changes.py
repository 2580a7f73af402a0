"""What each change says of itself: its DDL (golden), on a catalog that is sound before and after."""

import re

import pytest

from core.sql import DIALECT
from expressions.working_calendar import CalendarDay
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Change
from metadata.changes.constraints import SetBounds, SetDefault, SetRequired, SetUnique
from metadata.changes.dependencies import OptionDependency, SetDependency
from metadata.changes.display import SetDisplay
from metadata.changes.field_settings import (
    SetDeprecation,
    SetPersonal,
    SetSearchable,
    SetTrackHistory,
    SetWritable,
)
from metadata.changes.field_types import SetFieldType
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.labels import SetLabels
from metadata.changes.numbering import SetNumbering
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.option_removal import RemoveOption
from metadata.changes.options import AddOption, MoveOption, SetOption
from metadata.changes.override_approval import SetOverrideApproval
from metadata.changes.pipeline_removal import RemovePipeline
from metadata.changes.pipelines import AddPipeline, MovePipeline, NewStage, RenamePipeline, SetGate
from metadata.changes.reverse_lists import SetReverse
from metadata.changes.roles import AddRole, RemoveRole, RenameRole, SetGrants, SetInherits, SetRoleLabels
from metadata.changes.roll_ups import NewRollUp, SetRollUp
from metadata.changes.sections import NewSection, SetSections
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stages import AddStage, MoveStage, RenameStage, SetStage
from metadata.changes.targets import SetTargets
from metadata.changes.time_zone import SetTimeZone
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.changes.validations import AddValidation, RemoveValidation, SetRequiredWhen, SetValidation
from metadata.changes.working_calendar import SetWorkingCalendar
from metadata.checks import check_catalog
from metadata.fields import Option
from metadata.pipelines import Transition
from metadata.settings import Numbering
from tests.metadata.world import NAMESPACE, after

SYSTEM = """id UUID DEFAULT uuidv7() NOT NULL,
 version INTEGER DEFAULT 1 NOT NULL,
 "createdAt" TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
 "createdBy" UUID,
 "updatedAt" TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
 "updatedBy" UUID,
 "ownerId" UUID,
 "deletedAt" TIMESTAMP WITH TIME ZONE,"""


def ddl(change: Change, *first: Change) -> list[str]:
    before = after(*first)
    elements = change.ddl(before, change.apply(before), NAMESPACE)
    texts = [str(each.compile(dialect=DIALECT)) for each in elements]
    return [text.strip().replace(", \n\t", ",\n ").replace("\n\t", "\n ") for text in texts]


GOLDEN: list[tuple[Change, list[str]]] = [
    (
        AddObject(
            "line",
            "lines",
            fields=(
                NewField("deal", "relation", required=True, target="deal", reverse="lines", id="fld_d"),
                NewField("part", "relation", target="line", id="fld_p"),
                NewField("price", "money", required=True, precision=12, scale=3, id="fld_m"),
            ),
            id="obj_line",
        ),
        [
            f"""CREATE TABLE t_world.line (
 {SYSTEM}
 "dealId" UUID NOT NULL,
 "partId" UUID,
 price NUMERIC(12, 3) NOT NULL,
 price__currency TEXT NOT NULL,
 CONSTRAINT pk_obj_line PRIMARY KEY (id),
 CONSTRAINT fk_obj_line_owner FOREIGN KEY("ownerId") REFERENCES t_world.sluice_member (id),
 CONSTRAINT fk_fld_d FOREIGN KEY("dealId") REFERENCES t_world.deal (id),
 CONSTRAINT fk_fld_p FOREIGN KEY("partId") REFERENCES t_world.line (id),
 CONSTRAINT ck_fld_m_currency CHECK ((price IS NULL) = (price__currency IS NULL))
)""",
            'CREATE INDEX ix_fld_d ON t_world.line ("dealId") WHERE "deletedAt" IS NULL',
            'CREATE INDEX ix_fld_p ON t_world.line ("partId") WHERE "deletedAt" IS NULL',
            'CREATE INDEX ix_obj_line_owner ON t_world.line ("ownerId")',
        ],
    ),
    (
        RenameObject("deal", "opportunity", "opportunities"),
        ["ALTER TABLE t_world.deal RENAME TO opportunity"],
    ),
    (RenameObject("deal", "deal", "allDeals"), []),
    (
        RemoveObject("deal"),
        [
            "ALTER TABLE t_world.deal DROP CONSTRAINT fk_fld_account",
            "ALTER TABLE t_world.deal DROP CONSTRAINT fk_obj_deal_owner",
            "ALTER TABLE t_world.deal RENAME TO sluice_removed_obj_deal",
        ],
    ),
    (
        AddField("account", NewField("code", "text", required=True, unique=True, default="it's", id="fld_c")),
        [
            "ALTER TABLE t_world.account ADD COLUMN code TEXT DEFAULT 'it''s' NOT NULL",
            "ALTER TABLE t_world.account ADD CONSTRAINT ck_fld_c_value CHECK (char_length(code) <= 1000) NOT VALID",
            'CREATE UNIQUE INDEX uq_fld_c ON t_world.account (code) WHERE "deletedAt" IS NULL',
        ],
    ),
    (
        AddField("deal", NewField("partner", "relation", target="account", reverse="led", id="fld_r")),
        [
            'ALTER TABLE t_world.deal ADD COLUMN "partnerId" UUID',
            'ALTER TABLE t_world.deal ADD CONSTRAINT fk_fld_r FOREIGN KEY("partnerId")'
            " REFERENCES t_world.account (id) NOT VALID",
            'CREATE INDEX ix_fld_r ON t_world.deal ("partnerId") WHERE "deletedAt" IS NULL',
        ],
    ),
    (
        AddField("deal", NewField("partners", "relations", target="account", reverse="met", id="fld_l")),
        [
            "CREATE TABLE t_world.link_fld_l (\n source UUID NOT NULL,\n target UUID NOT NULL,\n"
            " CONSTRAINT pk_fld_l PRIMARY KEY (source, target),\n"
            " CONSTRAINT fk_fld_l_source FOREIGN KEY(source) REFERENCES t_world.deal (id) ON DELETE CASCADE,\n"
            " CONSTRAINT fk_fld_l_target FOREIGN KEY(target) REFERENCES t_world.account (id) ON DELETE CASCADE\n)",
            "CREATE INDEX ix_fld_l ON t_world.link_fld_l (target, source)",
        ],
    ),
    (
        AddField(
            "deal", NewField("about", "reference", targets=("account", "deal"), reverse="notes", id="fld_a")
        ),
        [
            'ALTER TABLE t_world.deal ADD COLUMN "aboutId" UUID',
            'ALTER TABLE t_world.deal ADD COLUMN "aboutObject" TEXT',
            "ALTER TABLE t_world.deal ADD CONSTRAINT ck_fld_a_object"
            ' CHECK (("aboutId" IS NULL) = ("aboutObject" IS NULL)) NOT VALID',
            'CREATE INDEX ix_fld_a ON t_world.deal ("aboutId") WHERE "deletedAt" IS NULL',
        ],
    ),
    (
        AddField("deal", NewField("fee", "money", default={"amount": "1.50", "currency": "EUR"}, id="fld_f")),
        [
            "ALTER TABLE t_world.deal ADD COLUMN fee NUMERIC(18, 2) DEFAULT 1.50",
            "ALTER TABLE t_world.deal ADD COLUMN fee__currency TEXT DEFAULT 'EUR'",
            "ALTER TABLE t_world.deal ADD CONSTRAINT ck_fld_f_currency"
            " CHECK ((fee IS NULL) = (fee__currency IS NULL)) NOT VALID",
        ],
    ),
    (RenameField("account", "name", "legalName"), ['ALTER TABLE t_world.account RENAME name TO "legalName"']),
    (
        RenameField("deal", "amount", "value"),
        [
            "ALTER TABLE t_world.deal RENAME amount TO value",
            "ALTER TABLE t_world.deal RENAME amount__currency TO value__currency",
        ],
    ),
    (
        RenameField("deal", "account", "customer"),
        ['ALTER TABLE t_world.deal RENAME "accountId" TO "customerId"'],
    ),
    (RemoveField("deal", "budget"), ["ALTER TABLE t_world.deal RENAME budget TO sluice_removed_fld_budget"]),
    (
        RemovePipeline("deal"),
        [
            "DROP INDEX t_world.ix_obj_deal_stage",
            "ALTER TABLE t_world.deal ALTER COLUMN stage DROP NOT NULL",
            'ALTER TABLE t_world.deal ALTER COLUMN "stageEnteredAt" DROP NOT NULL',
            "ALTER TABLE t_world.deal RENAME stage TO sluice_removed_pip_sales",
            'ALTER TABLE t_world.deal RENAME "stageEnteredAt" TO sluice_removed_pip_sales__entered',
        ],
    ),
    (
        AddPipeline("account", "care", stages=(NewStage("new"), NewStage("old", "lost")), id="pip_care"),
        [
            "ALTER TABLE t_world.account ADD COLUMN stage TEXT DEFAULT 'new' NOT NULL",
            'ALTER TABLE t_world.account ADD COLUMN "stageEnteredAt" TIMESTAMP WITH TIME ZONE'
            " DEFAULT now() NOT NULL",
            "CREATE INDEX ix_obj_account_stage ON t_world.account (stage)",
        ],
    ),
    (SetGate("deal", stage="won", rule={"var": "budget"}), []),
    (AddRole("viewer"), []),
    (RenameRole("rep", "seller"), []),
    (SetGrants("rep", ()), []),
    (SetInherits("rep", ()), []),
    (SetRoleLabels("rep", {"en": "Representative"}), []),
    (RemoveRole("rep"), []),
    (SetLabels("deal", {"en": "Deal"}), []),
    (SetLabels("deal", {"en": "Deals"}, plural=True), []),
    (SetReverse("deal", "account", "sales"), []),
    (SetReverse("account", "parent", "children"), []),
    (SetDisplay("deal", "title"), []),
    (SetDisplay("deal"), []),
    (SetApiPolicy(trusted_documents_only=True), []),
    (SetTimeZone("Asia/Shanghai"), []),
    (SetWorkingCalendar(("monday",), holidays=(CalendarDay("2026-10-01", "国庆节"),)), []),
    (SetDeprecation("deal", "amount", {"en": "Use lines."}), []),
    (SetSearchable("deal", "title", searchable=False), []),
    (SetWritable("deal", "title", "onCreate"), []),
    (SetTrackHistory("deal", "title", track_history=True), []),
    (SetPersonal("deal", "title", "identity"), []),
    (SetPersonal("deal", "account", "subject"), []),
    (AddOption("account", "sector", Option("energy", color="#1a73e8"), before="tech"), []),
    (SetOption("account", "sector", "tech", color="#00FF00", active=False), []),
    (MoveOption("account", "sector", "tech"), []),
    (RemoveOption("account", "sector", "retail"), []),
    (AddStage("deal", NewStage("proposal"), before="won"), []),
    (
        AddStage("deal", NewStage("contact"), before="lead"),
        ["ALTER TABLE t_world.deal ALTER COLUMN stage SET DEFAULT 'contact'"],
    ),
    (SetStage("deal", "lost", "open", 5, {"en": "To be won back."}), []),
    (RenamePipeline("deal", "sales", "newBusiness"), []),
    (SetOverrideApproval("deal", 24), []),
    (AddPipeline("deal", "renewal", stages=(NewStage("due"),)), []),
    (RenameStage("deal", "sql", "qualified"), []),
    (RenameStage("deal", "lead", "new"), ["ALTER TABLE t_world.deal ALTER COLUMN stage SET DEFAULT 'new'"]),
    (MoveStage("deal", "lost", before="won"), []),
    (
        MoveStage("deal", "lead", before="won"),
        ["ALTER TABLE t_world.deal ALTER COLUMN stage SET DEFAULT 'sql'"],
    ),
    (RemoveStage("deal", "lost", "won"), []),
    (RemoveStage("deal", "lead"), ["ALTER TABLE t_world.deal ALTER COLUMN stage SET DEFAULT 'sql'"]),
    (AddTransition("deal", Transition("sql", "lost", {"filled": {"var": "title"}})), []),
    (RemoveTransition("deal", "sql", "won"), []),
    (
        SetRequired("deal", "amount", required=True),
        [
            "ALTER TABLE t_world.deal ALTER COLUMN amount SET NOT NULL",
            "ALTER TABLE t_world.deal ALTER COLUMN amount__currency SET NOT NULL",
        ],
    ),
    (
        SetRequired("account", "name", required=False),
        ["ALTER TABLE t_world.account ALTER COLUMN name DROP NOT NULL"],
    ),
    (SetRequired("account", "name", required=True), []),
    (
        SetUnique("deal", "account", unique=True),
        ['CREATE UNIQUE INDEX uq_fld_account ON t_world.deal ("accountId") WHERE "deletedAt" IS NULL'],
    ),
    (SetUnique("account", "name", unique=False), ["DROP INDEX t_world.uq_fld_name"]),
    (SetUnique("deal", "account", unique=False), []),
    (
        SetDefault("deal", "amount", {"amount": "-1.5", "currency": "EUR"}),
        [
            "ALTER TABLE t_world.deal ALTER COLUMN amount SET DEFAULT -1.5",
            "ALTER TABLE t_world.deal ALTER COLUMN amount__currency SET DEFAULT 'EUR'",
        ],
    ),
    (SetDefault("deal", "budget"), ["ALTER TABLE t_world.deal ALTER COLUMN budget DROP DEFAULT"]),
    (SetDefault("deal", "budget", False), []),
    (
        SetDefault("deal", "budget", formula={"filled": {"var": "title"}}),
        ["ALTER TABLE t_world.deal ALTER COLUMN budget DROP DEFAULT"],
    ),
    (
        SetBounds("deal", "amount", minimum="-0.50", maximum=1000),
        [
            "ALTER TABLE t_world.deal ADD CONSTRAINT ck_fld_amount_amount"
            " CHECK (amount >= -0.50 AND amount <= 1000)"
        ],
    ),
    (
        SetBounds("quote", "scan", media_types=("application/pdf", "text/*")),
        [
            'ALTER TABLE t_world.quote DROP CONSTRAINT "ck_fld_scan_mediaType"',
            "ALTER TABLE t_world.quote DROP CONSTRAINT ck_fld_scan_size",
            'ALTER TABLE t_world.quote ADD CONSTRAINT "ck_fld_scan_mediaType"'
            " CHECK (\"scan__mediaType\" = 'application/pdf' OR starts_with(\"scan__mediaType\", 'text/'))",
        ],
    ),
    (
        SetBounds("deal", "title", min_length=2, max_length=80),
        [
            "ALTER TABLE t_world.deal DROP CONSTRAINT ck_fld_title_value",
            "ALTER TABLE t_world.deal ADD CONSTRAINT ck_fld_title_value"
            " CHECK (char_length(title) >= 2 AND char_length(title) <= 80)",
        ],
    ),
    (SetBounds("deal", "title", pattern="[A-Z].*"), []),
    (SetBounds("deal", "title"), []),
    (AddField("deal", NewField("late", "boolean", formula={"<": ["2026-01-01", {"today": []}]})), []),
    (AddField("account", NewField("number", "integer", roll_up=NewRollUp("deals", "count"))), []),
    (RenameField("account", "branches", "sites"), []),
    (RemoveField("account", "branches"), []),
    (SetRollUp("account", "branches", NewRollUp("deals", "count", where={"var": "budget"})), []),
    (
        SetFormula("deal", "heading", {"var": "account.name"}),
        ["ALTER TABLE t_world.deal DROP COLUMN heading", "ALTER TABLE t_world.deal DROP COLUMN headed"],
    ),
    (
        SetFormula("deal", "heading", {"substr": [{"var": "title"}, -3]}),
        [
            "ALTER TABLE t_world.deal DROP COLUMN heading",
            "ALTER TABLE t_world.deal DROP COLUMN headed",
            "ALTER TABLE t_world.deal ADD COLUMN heading TEXT"
            " GENERATED ALWAYS AS (left(right(title, 3), 1000)) VIRTUAL",
            "ALTER TABLE t_world.deal ADD COLUMN headed BOOLEAN"
            " GENERATED ALWAYS AS (coalesce(left(right(title, 3), 1000) != '', false)) VIRTUAL",
        ],
    ),
    # The column comes with the numbers that are filled in.
    (AddField("deal", NewField("code", "autoNumber", numbering=Numbering("D{00}"), id="fld_n")), []),
    (SetDependency("quote", "city", "province", (OptionDependency("other", ("zj",)),)), []),
    (SetNumbering("quote", "number", Numbering("E{00}")), []),
    (
        SetFieldType("deal", "title", "longText"),
        ["ALTER TABLE t_world.deal ADD COLUMN sluice_new_fld_title_0 TEXT"],
    ),
    (
        AddValidation("deal", "named", {"filled": {"var": "title"}}, {"en": "Name it."}, ("title",), "warn"),
        [],
    ),
    (SetValidation("deal", "dated", name="amounts", severity="warn", fields=()), []),
    (RemoveValidation("deal", "dated"), []),
    (SetRequiredWhen("deal", "title", {"==": [{"var": "stage"}, "won"]}), []),
    (SetSections("deal", (NewSection("money", {"en": "Money"}, ("amount", "budget")),)), []),
]


@pytest.mark.parametrize(("change", "expected"), GOLDEN, ids=lambda value: getattr(value, "kind", None))
def test_the_ddl_of(change, expected):
    assert ddl(change) == expected


@pytest.mark.parametrize("change", [change for change, _ in GOLDEN], ids=lambda change: change.kind)
def test_the_catalog_after_a_change_is_sound_and_the_same_again(change):
    once = after(change)
    assert check_catalog(once) == ()
    assert after(change) == once
    assert change.sentence().endswith(".")
    for said in (change.sentence(), *change.breaks(after())):
        assert said.chinese.endswith("。")
        assert not re.search(r"\{\}|[a-z]+ [a-z]+ [a-z]+ ", said.chinese), said.chinese


def test_a_plan_tells_of_a_plural_what_becomes_of_it():
    """It used to tell of the name alone, also where that stays."""
    plural = RenameObject("deal", "deal", "allDeals")
    assert plural.sentence() == "Rename the plural of the object deal to allDeals."
    assert plural.breaks(after()) == ("Clients of the root fields of deals must use those of allDeals.",)
    both = RenameObject("deal", "offer", "offers")
    assert both.sentence() == "Rename the object deal to offer, and its plural to offers."
    assert len(both.breaks(after())) == 2
    assert RenameObject("deal", "offer", "deals").breaks(after()) == (
        "Clients of the types and root fields of deal must use those of offer.",
    )


def test_every_kind_of_change_has_its_ddl_here():
    kinds = {each.kind for each in Change.__subclasses__()}
    # What brings back or erases stands in `test_removals.py`, keys, criteria, tasks, targets and the order of pipelines
    # in files of their own.
    ends = ("UniqueKey", "Criterion", "StageRequired", "GateExample", "StageTask")
    elsewhere = {kind for kind in kinds if kind.startswith(("restore", "erase")) or kind.endswith(ends)}
    assert kinds - elsewhere - {MovePipeline.kind, SetTargets.kind} == {change.kind for change, _ in GOLDEN}
