"""`b2bFunnel`: the seven-stage funnel of a Chinese B2B sales checklist, from 线索 to 赢单.

Each promotion asks for what can be checked.
"""

from metadata.changes.roles import AddRole, NewGrant
from metadata.pipelines import Transition
from metadata.templates.base import TEMPLATES, NewPipeline, Template, TemplateObject
from metadata.templates.shared_objects import account, contact
from metadata.templates.terms import as_json, days_after, filled, today, var
from metadata.templates.words import both, choice, field, relation, section, stage

STAGES = (
    stage(
        "lead",
        5,
        both("线索", "Lead"),
        both("知道对方是谁、从哪里来", "Know who they are and where they came from"),
    ),
    stage(
        "mql",
        10,
        both("市场认可线索（MQL）", "MQL"),
        both("符合目标客户画像，可以联系到人", "Fits the profile, and somebody can be reached"),
        as_json((var("fitScore") >= 60) & filled("contact.email")),
    ),
    stage(
        "sql",
        20,
        both("销售认可线索（SQL）", "SQL"),
        both("七天内首次联系，需求已确认", "Contacted within seven days; the need is confirmed"),
        as_json(var("needConfirmed") & (var("firstContactedOn") <= days_after("receivedOn", 7))),
    ),
    stage(
        "opportunity",
        35,
        both("商机", "Opportunity"),
        both("完成首次需求访谈，预算已确认", "Discovery interview held; the budget is confirmed"),
        as_json((var("discoveryHeldOn") <= today()) & var("budgetConfirmed")),
    ),
    stage(
        "proposal",
        55,
        both("方案/报价", "Proposal"),
        both("已识别决策人，金额与成交日期明确", "Decision maker known; amount and date are set"),
        as_json(filled("decisionMaker") & (var("amount") > 0) & filled("expectedCloseDate")),
    ),
    stage(
        "negotiation",
        75,
        both("商务谈判", "Negotiation"),
        both("方案已发送，进入商务条款", "The proposal is with the customer; terms are discussed"),
        as_json(var("proposalSentOn") <= today()),
    ),
    stage(
        "won",
        100,
        both("赢单", "Won"),
        both("合同已签订", "The contract is signed"),
        as_json(var("contractSigned") & filled("signedOn") & (var("amount") > 0)),
        kind="won",
    ),
    stage(
        "lost",
        0,
        both("输单", "Lost"),
        both("原因已记录，可复盘", "The reason is on record, to learn from"),
        as_json(filled("lostReason")),
        kind="lost",
    ),
)

_OPEN = [each.name for each in STAGES if each.kind == "open"]

PIPELINE = NewPipeline(
    "sales",
    both("销售漏斗", "Sales funnel"),
    STAGES,
    (
        *(Transition(source, target) for source, target in zip(_OPEN, [*_OPEN[1:], "won"], strict=True)),
        *(Transition(source, "lost") for source in _OPEN),
        Transition("lost", "lead"),
    ),
)

_WHAT_IS_SOLD = (
    field("name", "text", "商机名称", "Name", required=True, searchable=True),
    relation("account", "account", "deals", "客户", "Account", required=True),
    relation("contact", "contact", "deals", "主要联系人", "Main contact", personal="subject"),
    choice(
        "source",
        "线索来源",
        "Source",
        ("website", "官网", "Website"),
        ("exhibition", "展会", "Trade fair"),
        ("referral", "转介绍", "Referral"),
        ("coldCall", "电话拓展", "Cold call"),
        ("wecom", "企业微信", "WeCom"),
        ("partner", "渠道伙伴", "Partner"),
    ),
    field("amount", "money", "预计金额", "Amount"),
    field("cost", "money", "成本", "Cost"),
    field("margin", "decimal", "毛利率（%）", "Margin (%)"),
    field("expectedCloseDate", "date", "预计成交日期", "Expected close date"),
    field("nextStep", "longText", "下一步", "Next step", searchable=True),
)

_CHECKLIST = (
    field("receivedOn", "date", "线索获取日期", "Received on"),
    field("fitScore", "integer", "匹配度评分", "Fit score"),
    field("firstContactedOn", "date", "首次联系日期", "First contacted on"),
    field("needConfirmed", "boolean", "需求已确认", "Need confirmed"),
    field("discoveryHeldOn", "date", "首次需求访谈日期", "Discovery interview held on"),
    field("budgetConfirmed", "boolean", "预算已确认", "Budget confirmed"),
    relation("decisionMaker", "contact", "decides", "决策人", "Decision maker", personal="subject"),
    field("proposalSentOn", "date", "方案发送日期", "Proposal sent on"),
    field("contractSigned", "boolean", "合同已签订", "Contract signed"),
    field("signedOn", "date", "签约日期", "Signed on"),
    choice(
        "lostReason",
        "输单原因",
        "Lost reason",
        ("price", "价格", "Price"),
        ("competitor", "竞争对手", "Competitor"),
        ("noBudget", "无预算", "No budget"),
        ("noNeed", "无需求", "No need"),
        ("timing", "时机不合适", "Timing"),
        ("noResponse", "失去联系", "No response"),
    ),
    field("competitor", "text", "竞争对手", "Competitor", searchable=True),
)

DEAL = TemplateObject(
    "deal",
    "deals",
    both("商机", "Deal"),
    both("商机", "Deals"),
    (*_WHAT_IS_SOLD, *_CHECKLIST),
    display="name",
    pipeline=PIPELINE,
    sections=(
        section(
            "basics", "基本信息", "Basics", "name", "account", "contact", "source", "receivedOn", "nextStep"
        ),
        section("worth", "金额与时间", "Worth and time", "amount", "cost", "margin", "expectedCloseDate"),
        section(
            "qualification",
            "资格确认",
            "Qualification",
            "fitScore",
            "firstContactedOn",
            "needConfirmed",
            "discoveryHeldOn",
            "budgetConfirmed",
        ),
        section(
            "contract",
            "方案与合同",
            "Proposal and contract",
            "decisionMaker",
            "proposalSentOn",
            "contractSigned",
            "signedOn",
        ),
        section("loss", "输单信息", "Where it is lost", "lostReason", "competitor"),
    ),
)

ACTIVITY = TemplateObject(
    "activity",
    "activities",
    both("跟进记录", "Activity"),
    both("跟进记录", "Activities"),
    (
        field("subject", "text", "主题", "Subject", required=True, searchable=True),
        choice(
            "kind",
            "方式",
            "Kind",
            ("call", "电话", "Call"),
            ("meeting", "会议", "Meeting"),
            ("visit", "拜访", "Visit"),
            ("email", "邮件", "E-mail"),
            ("wecom", "企业微信", "WeCom"),
            ("demo", "产品演示", "Product demo"),
        ),
        field("happenedAt", "datetime", "时间", "Happened at"),
        field("minutes", "integer", "时长（分钟）", "Minutes"),
        field("notes", "longText", "纪要", "Notes", searchable=True, personal="other"),
        relation("deal", "deal", "activities", "商机", "Deal", required=True),
        relation("contact", "contact", "activities", "联系人", "Contact", personal="subject"),
    ),
    display="subject",
)

STILL_A_LEAD = as_json(var("stage").isin(["lead", "mql"]))
"""The deals that marketing works on."""

_HIDDEN_COSTS = tuple(
    NewGrant("deal", action, name, effect="deny")
    for name in ("cost", "margin")
    for action in ("read", "create", "update")
)

ROLES = (
    AddRole(
        "salesRep",
        both("销售代表", "Sales rep"),
        (
            NewGrant("account", "read"),
            NewGrant("account", "create"),
            NewGrant("account", "update", rows="own"),
            NewGrant("contact", "read"),
            NewGrant("contact", "create"),
            NewGrant("contact", "update", rows="own"),
            *(NewGrant("deal", action, rows="own") for action in ("read", "create", "update", "promote")),
            *(NewGrant("activity", action, rows="own") for action in ("read", "create", "update", "delete")),
            *_HIDDEN_COSTS,
        ),
    ),
    AddRole(
        "salesManager",
        both("销售经理", "Sales manager"),
        tuple(
            NewGrant("*", action)
            for action in ("read", "create", "update", "delete", "restore", "promote", "backdate")
        ),
    ),
    AddRole(
        "marketing",
        both("市场", "Marketing"),
        (
            *(NewGrant("account", action) for action in ("read", "create", "update")),
            *(NewGrant("contact", action) for action in ("read", "create", "update")),
            *(
                NewGrant("deal", action, rule=STILL_A_LEAD)
                for action in ("read", "create", "update", "promote")
            ),
            *(NewGrant("deal", action, "amount", effect="deny") for action in ("read", "create", "update")),
            *_HIDDEN_COSTS,
        ),
    ),
    AddRole(
        "executive",
        both("高管", "Executive"),
        (
            NewGrant("*", "read"),
            *(NewGrant("contact", "read", name, effect="deny") for name in ("email", "phone", "wechat")),
        ),
    ),
)

TEMPLATES.add(
    "b2bFunnel",
    Template(
        "b2bFunnel",
        both("B2B 七阶段销售漏斗", "B2B funnel in seven stages"),
        both(
            "从线索到赢单的七个阶段，每次推进都有可核对的条件；含客户、联系人、商机、跟进记录和四个角色。",
            "Seven stages from lead to won, each entered by what can be checked; accounts, contacts, deals, "
            "activities and four roles.",
        ),
        (
            account(
                "name",
                "creditCode",
                "industry",
                "region",
                "city",
                "employees",
                "annualRevenue",
                "website",
                "keyAccount",
                "parent",
                "notes",
            ),
            contact("name", "jobTitle", "email", "phone", "wechat", "influence", "account"),
            DEAL,
            ACTIVITY,
        ),
        ROLES,
    ),
)
