"""A scope with a field of each type and a list of records, and rows of it as SQL."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Integer, String, cast, column, literal, select, table, true, union_all

from core.database import Database
from expressions.nodes import Expression
from expressions.sql import SQL_TYPES, Items, to_sql
from expressions.types import RecordList, Reference, ValueType

STAGES = {"won": {"en": "Won", "zh-CN": "赢单"}, "lost": {"en": "Lost", "zh-CN": "输单"}}
CHANNELS = {"email": {"en": "E-mail", "zh-CN": "邮件"}, "fair": {"en": "Fair", "zh-CN": "展会"}}
REGIONS = {"north": {"en": "North"}, "south": {"en": "South"}}

FIELDS = (
    ("amount", ValueType.NUMBER, "Amount", "金额", None),
    ("cost", ValueType.NUMBER, "Cost", "成本", None),
    ("seats", ValueType.NUMBER, "Seats", "席位", None),
    ("name", ValueType.TEXT, "Name", "名称", None),
    ("email", ValueType.TEXT, "E-mail", "邮箱", None),
    ("budgetConfirmed", ValueType.BOOLEAN, "Budget confirmed", "预算已确认", None),
    ("interviewDone", ValueType.BOOLEAN, "Interview done", "访谈已完成", None),
    ("closeDate", ValueType.DATE, "Close date", "成交日期", None),
    ("createdAt", ValueType.DATETIME, "Created", "创建时间", None),
    ("opensAt", ValueType.TIME, "Opens", "营业开始", None),
    ("stage", ValueType.CHOICE, "Stage", "阶段", STAGES),
    ("lastStage", ValueType.CHOICE, "Last stage", "上一阶段", STAGES),
    ("region", ValueType.CHOICE, "Region", "区域", REGIONS),
    ("channels", ValueType.CHOICES, "Channels", "渠道", CHANNELS),
    ("ownerId", ValueType.ID, "Owner", "负责人", None),
)
REFERENCES = {
    name: Reference(name, type_, (), f"fld_{name}", name, {"en": english, "zh-CN": chinese}, options)
    for name, type_, english, chinese, options in FIELDS
} | {
    "account.name": Reference(
        "account.name", ValueType.TEXT, ("fld_account",), "fld_n", "account_name", {"en": "Account › Name"}
    )
}

OWNER = UUID("0198c0de-0000-7000-8000-000000000001")
FULL: Mapping[str, object] = {
    "amount": Decimal("1200.50"),
    "cost": Decimal(200),
    "seats": 7,
    "name": "Acme GmbH",
    "email": "",
    "budgetConfirmed": True,
    "interviewDone": False,
    "closeDate": date(2026, 3, 31),
    "createdAt": datetime(2026, 1, 31, 22, 30, tzinfo=UTC),
    "opensAt": time(9, 30),
    "stage": "won",
    "lastStage": "lost",
    "region": "north",
    "channels": ["email"],
    "ownerId": OWNER,
    "account_name": "Acme",
}
EMPTY: Mapping[str, object] = dict.fromkeys(FULL)
CLOCK = datetime(2026, 2, 28, 23, 59, tzinfo=UTC)


KINDS = {"interview": {"en": "Interview", "zh-CN": "访谈"}, "call": {"en": "Call", "zh-CN": "电话"}}
EURO = Reference("fee.currency", ValueType.TEXT, (), "fld_fee", "fee__currency", {"en": "Currency"})
OF_ACTIVITIES = {
    name: Reference(
        name, type_, (), f"fld_{name}", name, {"en": english, "zh-CN": chinese}, options, unit=unit
    )
    for name, type_, english, chinese, options, unit in (
        ("kind", ValueType.CHOICE, "Kind", "类型", KINDS, None),
        ("done", ValueType.BOOLEAN, "Done", "已完成", None, None),
        ("minutes", ValueType.NUMBER, "Minutes", "分钟数", None, None),
        ("doneOn", ValueType.DATE, "Done on", "完成日期", None, None),
        ("fee", ValueType.NUMBER, "Fee", "费用", None, EURO),
    )
} | {"fee.currency": EURO}
ACTIVITIES = RecordList(
    "activities", (), "fld_activity", False, "obj_activity", {"en": "Activities", "zh-CN": "活动"}
)
GUESTS = RecordList("guests", (), "fld_guest", False, "obj_guest", {"en": "Guests"})
NAME = Reference("name", ValueType.TEXT, (), "fld_guest_name", "name", {"en": "Name"})


class Fields:
    """A scope of some references and lists."""

    has_before = False
    has_actor = False

    def __init__(
        self,
        references: Mapping[str, Reference] = REFERENCES,
        records: Mapping[str, tuple[RecordList, "Fields"]] | None = None,
    ) -> None:
        self.references = references
        self.known = records or {}

    def resolve(self, path: str) -> Reference | None:
        return self.references.get(path)

    def near(self, path: str) -> tuple[str, ...]:
        return tuple(self.references)

    def records(self, path: str) -> RecordList | None:
        return self.known[path][0] if path in self.known else None

    def lists(self) -> tuple[str, ...]:
        return tuple(self.known)

    def items(self, records: RecordList) -> "Fields":
        return self.known[records.path][1]


SCOPE = Fields(
    records={
        "activities": (
            ACTIVITIES,
            Fields(OF_ACTIVITIES, {"guests": (GUESTS, Fields({"name": NAME}, {}))}),
        )
    }
)

Activity = tuple[str | None, bool | None, int | None, date | None, int | None, str | None, Sequence[str]]
"""Kind, done, minutes, done on, fee, its currency, names of guests."""
DONE: tuple[Activity, ...] = (
    ("interview", True, 45, date(2026, 2, 1), 100, "EUR", ("Ann", "Bo")),
    ("call", None, 10, None, None, None, ()),
    ("call", True, None, date(2026, 2, 20), 50, "EUR", ("Ann",)),
)


def row(values: Mapping[str, object]):
    """One row as a subquery, typed as the tables of records are."""
    types = {each.column: SQL_TYPES[each.type] for each in REFERENCES.values()} | {"seats": Integer()}
    return select(
        *(cast(literal(values[name], types[name]), types[name]).label(name) for name in types)
    ).subquery("r")


def activities(of: Sequence[Activity]):
    """What gives the records of the list, those of the record at hand."""
    types = (
        String(),
        *(SQL_TYPES[OF_ACTIVITIES[name].type] for name in ("done", "minutes", "doneOn", "fee")),
    )
    names = ("kind", "done", "minutes", "doneOn", "fee")

    def items(records: RecordList) -> Items:
        found = [
            select(
                literal(position).label("number"),
                *(cast(literal(value, type_), type_).label(name) for name, value, type_ in
                  zip(names, each[:5], types, strict=True)),
                cast(literal(each[5], String()), String()).label("fee__currency"),
            )
            for position, each in enumerate(of)
        ]  # fmt: skip
        none = select(
            literal(0).label("number"),
            *(
                cast(literal(None, type_), type_).label(name)
                for name, type_ in zip(names, types, strict=True)
            ),
            cast(literal(None, String()), String()).label("fee__currency"),
        ).where(~true())
        rows = union_all(none, *found).subquery("a")

        def guests(_: RecordList) -> Items:
            of_each = [
                select(literal(position).label("of"), literal(name, String()).label("name"))
                for position, each in enumerate(of)
                for name in each[6]
            ]
            empty = select(literal(0).label("of"), literal("", String()).label("name")).where(~true())
            there = union_all(empty, *of_each).subquery("g")
            query = select(1).select_from(there).where(there.c.of == rows.c.number)
            return Items(query.correlate_except(there), lambda each: there.c[each.column], guests)

        query = select(1).select_from(rows).correlate_except(rows)
        return Items(query, lambda each: rows.c[each.column], guests)

    return items


def bare_items(records: RecordList) -> Items:
    """The records of a list as columns of a table, to show SQL."""
    rows = table(records.path, column("of"), *(column(each.column, SQL_TYPES[each.type]) for each in (
        *OF_ACTIVITIES.values(), NAME
    )))  # fmt: skip
    query = select(1).select_from(rows).where(rows.c.of == column("id")).correlate_except(rows)
    return Items(query, lambda each: rows.c[each.column], bare_items)


async def answer(
    database: Database,
    expression: Expression,
    values: Mapping[str, object] = FULL,
    *,
    exact: bool = False,
    now: datetime = CLOCK,
    zone: str = "UTC",
    done: Sequence[Activity] | None = None,
) -> object:
    """What the expression says of a row; one without values has no activities either, unless they are given."""
    rows = row(values)
    clock = cast(literal(now, SQL_TYPES[ValueType.DATETIME]), SQL_TYPES[ValueType.DATETIME])
    listed = (DONE if values is FULL else ()) if done is None else done
    sql = to_sql(
        expression,
        lambda reference: rows.c[reference.column],
        items=activities(listed),
        exact=exact,
        clock=clock,
        zone=zone,
    )
    ((value,),) = await database.rows(select(sql.label("answer")).select_from(rows), affinity="")
    return value
