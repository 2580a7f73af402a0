"""The tenant of the benchmark: what it configures through the API, as any tenant would."""

from typing import Any

from tests.world import labels

INDUSTRIES = {
    "manufacturing": "制造业",
    "automotive": "汽车",
    "energy": "能源",
    "healthcare": "医疗健康",
    "finance": "金融",
    "retail": "零售",
    "logistics": "物流",
    "education": "教育",
}
REGIONS = {"east": "华东", "south": "华南", "north": "华北", "central": "华中", "southwest": "西南"}
SOURCES = {"website": "官网", "exhibition": "展会", "referral": "转介绍", "partner": "渠道伙伴"}
KINDS = {"call": "电话", "meeting": "会议", "visit": "拜访", "email": "邮件", "wecom": "企业微信"}
STAGES = {
    "lead": "线索",
    "mql": "市场认可线索",
    "sql": "销售认可线索",
    "opportunity": "商机",
    "proposal": "方案",
    "negotiation": "商务谈判",
    "won": "赢单",
    "lost": "输单",
}


def _field(name: str, type_: str, zh: str, **settings: Any) -> dict[str, Any]:
    return {"name": name, "type": type_, "labels": labels(name, zh), **settings}


def _choice(name: str, zh: str, options: dict[str, str]) -> dict[str, Any]:
    listed = [{"key": key, "labels": labels(key, text)} for key, text in options.items()]
    return _field(name, "choice", zh, options=listed)


def _relation(name: str, target: str, reverse: str, zh: str, *, required: bool = False) -> dict[str, Any]:
    return _field(name, "relation", zh, target=target, reverse=reverse, required=required)


def _object(name: str, plural: str, zh: str, display: str, *fields: dict[str, Any]) -> dict[str, Any]:
    shown = labels(name.title(), zh)
    return {"name": name, "plural": plural, "labels": shown, "display": display, "fields": list(fields)}


ACCOUNT = _object(
    "account",
    "accounts",
    "客户",
    "name",
    _field("name", "text", "客户名称", required=True),
    _choice("industry", "行业", INDUSTRIES),
    _choice("region", "大区", REGIONS),
    _field("city", "text", "城市"),
    _field("employees", "integer", "员工人数"),
    _field("annualRevenue", "money", "年营业额"),
    _field("website", "url", "网站"),
    _field("keyAccount", "boolean", "重点客户"),
)
CONTACT = _object(
    "contact",
    "contacts",
    "联系人",
    "name",
    _field("name", "text", "姓名", required=True),
    _field("jobTitle", "text", "职务"),
    _field("email", "email", "邮箱"),
    _field("phone", "text", "手机"),
    _relation("account", "account", "contacts", "所属客户", required=True),
)
DEAL = _object(
    "deal",
    "deals",
    "商机",
    "name",
    _field("name", "text", "商机名称", required=True),
    _relation("account", "account", "deals", "客户", required=True),
    _relation("contact", "contact", "deals", "主要联系人"),
    _choice("source", "线索来源", SOURCES),
    _field("amount", "money", "预计金额"),
    _field("margin", "decimal", "毛利率"),
    _field("fitScore", "integer", "匹配度评分"),
    _field("budgetConfirmed", "boolean", "预算已确认"),
    _field("expectedCloseDate", "date", "预计成交日期"),
    _field("nextStep", "longText", "下一步"),
)
ACTIVITY = _object(
    "activity",
    "activities",
    "跟进记录",
    "subject",
    _field("subject", "text", "主题", required=True),
    _choice("kind", "方式", KINDS),
    _field("happenedAt", "datetime", "时间"),
    _field("minutes", "integer", "时长"),
    _field("notes", "longText", "纪要"),
    _relation("deal", "deal", "activities", "商机", required=True),
    _relation("contact", "contact", "activities", "联系人"),
)

_OPEN = [stage for stage in STAGES if stage not in ("won", "lost")]
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [
        {"name": stage, "kind": stage if stage in ("won", "lost") else "open", "labels": labels(stage, zh)}
        for stage, zh in STAGES.items()
    ],
    "transitions": [
        *(
            {"source": source, "target": target}
            for source, target in zip(_OPEN, [*_OPEN[1:], "won"], strict=True)
        ),
        *({"source": source, "target": "lost"} for source in _OPEN),
    ],
}

PROMOTED_FROM = "sql"
GATE = {
    "and": [
        {"==": [{"var": "budgetConfirmed"}, True]},
        {">=": [{"var": "fitScore"}, 60]},
        {">=": [{"var": "account.employees"}, 20]},
    ]
}
"""Three clauses, one of them about the account; every deal of the data in `PROMOTED_FROM` meets them."""

REP_ROLE = {
    "name": "rep",
    "grants": [
        *({"object": name, "action": "read"} for name in ("account", "contact", "activity")),
        {"object": "deal", "action": "read", "rows": "own"},
    ],
}
"""Sees own deals only: the price of a row rule beside the same question of the admin."""

CHANGES = (
    *({"addObject": each} for each in (ACCOUNT, CONTACT, DEAL, ACTIVITY)),
    {"addPipeline": PIPELINE},
    {"setGate": {"object": "deal", "stage": "opportunity", "rule": GATE}},
    {"addRole": REP_ROLE},
)
