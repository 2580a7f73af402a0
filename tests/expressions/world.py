"""A scope with a field of each type, and rows of it as SQL."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Integer, cast, literal, select

from core.database import Database
from expressions.nodes import Expression
from expressions.sql import SQL_TYPES, to_sql
from expressions.types import Reference, ValueType

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


class Fields:
    """The scope of `FIELDS`."""

    def resolve(self, path: str) -> Reference | None:
        return REFERENCES.get(path)

    def paths(self) -> tuple[str, ...]:
        return tuple(REFERENCES)


SCOPE = Fields()


def row(values: Mapping[str, object]):
    """One row as a subquery, typed as the tables of records are."""
    types = {each.column: SQL_TYPES[each.type] for each in REFERENCES.values()} | {"seats": Integer()}
    return select(
        *(cast(literal(values[name], types[name]), types[name]).label(name) for name in types)
    ).subquery("r")


async def answer(
    database: Database,
    expression: Expression,
    values: Mapping[str, object] = FULL,
    *,
    exact: bool = False,
    now: datetime = CLOCK,
    zone: str = "UTC",
) -> object:
    """What the expression says of a row."""
    rows = row(values)
    clock = cast(literal(now, SQL_TYPES[ValueType.DATETIME]), SQL_TYPES[ValueType.DATETIME])
    sql = to_sql(expression, lambda reference: rows.c[reference.column], exact=exact, clock=clock, zone=zone)
    ((value,),) = await database.rows(select(sql.label("answer")).select_from(rows), affinity="")
    return value
