"""The kinds of records of the demo tenant: accounts, contacts, deals, activities."""

from api.demo.words import both, choice, field, relation
from metadata.changes.fields import NewField
from metadata.changes.objects import AddObject

ACCOUNT = AddObject(
    "account",
    "accounts",
    both("客户", "Account"),
    both("客户", "Accounts"),
    display="name",
    fields=(
        field("name", "text", "客户名称", "Name", required=True, searchable=True),
        field("creditCode", "text", "统一社会信用代码", "Credit code", unique=True, searchable=True),
        choice(
            "industry",
            "行业",
            "Industry",
            ("manufacturing", "制造业", "Manufacturing"),
            ("automotive", "汽车", "Automotive"),
            ("energy", "能源", "Energy"),
            ("healthcare", "医疗健康", "Healthcare"),
            ("finance", "金融", "Finance"),
            ("retail", "零售", "Retail"),
            ("logistics", "物流", "Logistics"),
            ("education", "教育", "Education"),
        ),
        choice(
            "region",
            "大区",
            "Region",
            ("east", "华东", "East China"),
            ("south", "华南", "South China"),
            ("north", "华北", "North China"),
            ("central", "华中", "Central China"),
            ("southwest", "西南", "Southwest China"),
        ),
        field("city", "text", "城市", "City", searchable=True),
        field("employees", "integer", "员工人数", "Employees"),
        field("annualRevenue", "money", "年营业额", "Annual revenue"),
        field("website", "url", "网站", "Website"),
        field("keyAccount", "boolean", "重点客户", "Key account"),
        relation("parent", "account", "subsidiaries", "上级公司", "Parent company"),
        field("notes", "longText", "备注", "Notes", searchable=True),
    ),
)

CONTACT = AddObject(
    "contact",
    "contacts",
    both("联系人", "Contact"),
    both("联系人", "Contacts"),
    display="name",
    fields=(
        field("name", "text", "姓名", "Name", required=True, searchable=True),
        field("jobTitle", "text", "职务", "Job title", searchable=True),
        field("email", "email", "邮箱", "E-mail", searchable=True),
        field("phone", "text", "手机", "Phone", searchable=True),
        field("wechat", "text", "微信", "WeChat", searchable=True),
        choice(
            "influence",
            "决策角色",
            "Influence",
            ("decisionMaker", "决策人", "Decision maker"),
            ("influencer", "影响者", "Influencer"),
            ("user", "使用者", "User"),
            ("gatekeeper", "把关人", "Gatekeeper"),
        ),
        relation("account", "account", "contacts", "所属客户", "Account", required=True),
    ),
)

_WHAT_IS_SOLD = (
    field("name", "text", "商机名称", "Name", required=True, searchable=True),
    relation("account", "account", "deals", "客户", "Account", required=True),
    relation("contact", "contact", "deals", "主要联系人", "Main contact"),
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
    relation("decisionMaker", "contact", "decides", "决策人", "Decision maker"),
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

DEAL_FIELDS: tuple[NewField, ...] = (*_WHAT_IS_SOLD, *_CHECKLIST)

DEAL = AddObject(
    "deal",
    "deals",
    both("商机", "Deal"),
    both("商机", "Deals"),
    display="name",
    fields=DEAL_FIELDS,
)

ACTIVITY = AddObject(
    "activity",
    "activities",
    both("跟进记录", "Activity"),
    both("跟进记录", "Activities"),
    display="subject",
    fields=(
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
        field("notes", "longText", "纪要", "Notes", searchable=True),
        relation("deal", "deal", "activities", "商机", "Deal", required=True),
        relation("contact", "contact", "activities", "联系人", "Contact"),
    ),
)
