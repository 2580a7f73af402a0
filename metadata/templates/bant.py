"""`bant`: budget, authority, need and timeline, asked of a funnel that the tenant has."""

from metadata.templates.base import TEMPLATES, Template, TemplateObject
from metadata.templates.terms import as_json, filled, var
from metadata.templates.words import both, choice, field

DEAL = TemplateObject(
    "deal",
    "deals",
    both("商机", "Deal"),
    both("商机", "Deals"),
    (
        field("budgetConfirmed", "boolean", "预算已确认", "Budget confirmed"),
        field("budgetAmount", "money", "客户预算", "Budget"),
        field("authorityConfirmed", "boolean", "已接触决策人", "Authority confirmed"),
        field("authorityName", "text", "决策人姓名", "Who decides", personal="identity"),
        field("needConfirmed", "boolean", "需求已确认", "Need confirmed"),
        field("needSummary", "longText", "需求说明", "Need"),
        choice(
            "purchaseTimeline",
            "采购时间",
            "Purchase timeline",
            ("thisMonth", "本月内", "This month"),
            ("thisQuarter", "本季度内", "This quarter"),
            ("thisYear", "今年内", "This year"),
            ("later", "今年以后", "Later"),
        ),
    ),
    use="extends",
    gate=as_json(
        var("budgetConfirmed") & var("authorityConfirmed") & var("needConfirmed") & filled("purchaseTimeline")
    ),
)

TEMPLATES.add(
    "bant",
    Template(
        "bant",
        both("BANT 资格判定", "BANT qualification"),
        both(
            "为已有的漏斗增加预算、决策权、需求、时间四组字段；指定一个阶段时，进入它须四项齐备。",
            "Adds budget, authority, need and timeline to a funnel you have; where you name a stage, all four open it.",
        ),
        (DEAL,),
    ),
)
