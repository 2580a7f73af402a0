"""What each change says of itself: its DDL (golden), its effect on the catalog, and what it refuses."""

import pytest

from core.errors import ERROR_CODES
from core.sql import DIALECT
from metadata.catalog import Grant, Transition
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Change, Risk, applied
from metadata.changes.constraints import SetBounds, SetDefault, SetRequired, SetUnique
from metadata.changes.dependencies import OptionDependency, SetDependency
from metadata.changes.field_settings import SetDeprecation, SetSearchable, SetTrackHistory, SetWritable
from metadata.changes.field_types import SetFieldType
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.labels import SetLabels
from metadata.changes.numbering import SetNumbering
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.options import AddOption, MoveOption, RemoveOption, SetOption
from metadata.changes.pipeline_removal import RemovePipeline
from metadata.changes.pipelines import AddPipeline, NewStage, SetGate
from metadata.changes.roles import AddRole, NewGrant, RemoveRole, SetGrants
from metadata.changes.roll_ups import NewRollUp, SetRollUp
from metadata.changes.stages import AddStage, MoveStage, RemoveStage, RenameStage, SetStage
from metadata.changes.time_zone import SetTimeZone
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.changes.validations import AddValidation, RemoveValidation, SetRequiredWhen, SetValidation
from metadata.checks import check_catalog
from metadata.fields import Option
from metadata.initial import initial_catalog
from metadata.settings import ApiPolicy, Numbering
from tests.metadata.world import ACCOUNT, NAMESPACE, PIPELINE, WORLD, after, refused

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
            "ALTER TABLE t_world.deal RENAME stage TO sluice_removed_pip_sales",
        ],
    ),
    (
        AddPipeline("account", "care", stages=(NewStage("new"), NewStage("old", "lost")), id="pip_care"),
        [
            "ALTER TABLE t_world.account ADD COLUMN stage TEXT DEFAULT 'new' NOT NULL",
            "CREATE INDEX ix_obj_account_stage ON t_world.account (stage)",
        ],
    ),
    (SetGate("deal", stage="won", rule={"var": "budget"}), []),
    (AddRole("viewer"), []),
    (SetGrants("rep", ()), []),
    (RemoveRole("rep"), []),
    (SetLabels("deal", {"en": "Deal"}), []),
    (SetApiPolicy(trusted_documents_only=True), []),
    (SetTimeZone("Asia/Shanghai"), []),
    (SetDeprecation("deal", "amount", {"en": "Use lines."}), []),
    (SetSearchable("deal", "title", searchable=False), []),
    (SetWritable("deal", "title", "onCreate"), []),
    (SetTrackHistory("deal", "title", track_history=True), []),
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
    (
        AddField("deal", NewField("code", "autoNumber", numbering=Numbering("D{00}"), id="fld_n")),
        [
            "ALTER TABLE t_world.deal ADD COLUMN code TEXT",
            'CREATE UNIQUE INDEX uq_fld_n ON t_world.deal (code) WHERE "deletedAt" IS NULL',
        ],
    ),
    (SetDependency("quote", "city", "province", (OptionDependency("other", ("zj",)),)), []),
    (SetNumbering("quote", "number", Numbering("E{00}")), []),
    (
        SetFieldType("deal", "title", "longText"),
        [
            "ALTER TABLE t_world.deal ADD COLUMN sluice_new_fld_title_0 TEXT",
        ],
    ),
    (
        AddValidation("deal", "named", {"filled": {"var": "title"}}, {"en": "Name it."}, ("title",), "warn"),
        [],
    ),
    (SetValidation("deal", "dated", name="amounts", severity="warn", fields=()), []),
    (RemoveValidation("deal", "dated"), []),
    (SetRequiredWhen("deal", "title", {"==": [{"var": "stage"}, "won"]}), []),
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


def test_every_kind_of_change_has_its_ddl_here():
    kinds = {each.kind for each in Change.__subclasses__()}
    # What brings back or erases stands in `test_removals.py`, keys in `test_unique_keys.py`.
    elsewhere = {
        kind for kind in kinds if kind.startswith(("restore", "erase")) or kind.endswith("UniqueKey")
    }
    assert kinds - elsewhere == {change.kind for change, _ in GOLDEN}


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
        SetLabels("account", labels, field="sector", option="retail"),
        SetLabels("deal", labels, stage="lost"),
    )
    account = world.object_by_name["account"]
    assert account.labels == account.field_by_name["name"].labels == labels
    assert account.field_by_name["sector"].options[1].labels == labels
    assert world.object_by_name["deal"].pipeline.stage_by_name["lost"].labels == labels


def many(count: int) -> tuple[NewField, ...]:
    return tuple(NewField(f"field{number}", "integer") for number in range(count))


REFUSED: list[tuple[Change, str, tuple[object, ...]]] = [
    # Search and deprecation
    (SetSearchable("deal", "amount", searchable=True), "CATALOG_INVALID", ("searchable",)),
    (SetSearchable("account", "sector", searchable=True), "CATALOG_INVALID", ("searchable",)),
    (SetSearchable("deal", "account", searchable=True), "CATALOG_INVALID", ("searchable",)),
    (SetSearchable("deal", "tilte", searchable=True), "CATALOG_UNKNOWN", ("field",)),
    (SetWritable("account", "name", "never"), "CATALOG_INVALID", ("writable",)),
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
    # In use
    (RemoveObject("account"), "CATALOG_IN_USE", ("object",)),
    (RemoveField("deal", "amount"), "CATALOG_IN_USE", ("field",)),
    (RemoveField("account", "parent"), "CATALOG_IN_USE", ("field",)),
    (RemoveField("account", "sector"), "CATALOG_IN_USE", ("field",)),
    (RemoveField("account", "name"), "CATALOG_IN_USE", ("field",)),
    # Pipelines
    (PIPELINE, "CATALOG_NAME_TAKEN", ("object",)),
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
        AddRole("x", grants=(NewGrant("deal", "read", effect="deny", rows="own"),)),
        "CATALOG_INVALID",
        ("grants", 0, "effect"),
    ),
    (AddRole("x", grants=(NewGrant("*", "read", rule=True),)), "CATALOG_INVALID", ("grants", 0, "rule")),
    (SetGrants("admin", ()), "CATALOG_INVALID", ("role",)),
    (RemoveRole("admin"), "CATALOG_INVALID", ("role",)),
    (RemoveRole("nobody"), "CATALOG_UNKNOWN", ("role",)),
    # Labels
    (SetLabels("deal", {"en": "x"}, field="title", stage="lead"), "CATALOG_INVALID", ()),
    (SetLabels("deal", {"en": "x"}, option="a"), "CATALOG_INVALID", ()),
    (SetLabels("account", {"en": "x"}, field="sector", option="no"), "CATALOG_UNKNOWN", ("option",)),
    (SetLabels("deal", {"en": "x" * 2001}), "CATALOG_LIMIT", ("labels", "en")),
]


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=lambda value: str(value)[:60])
def test_it_refuses(change, code, path):
    expected = ("changes", 0, change.kind, *path)
    problems = refused(change)
    assert (code, expected) in {(problem.code, problem.path[: len(expected)]) for problem in problems}
    assert all(problem.code in ERROR_CODES and problem.next_step() for problem in problems)
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
