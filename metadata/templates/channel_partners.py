"""`channelPartners`: partners in tiers, and rebates that accrue on the won deals of a funnel that the tenant has."""

from metadata.changes.fields import NewField
from metadata.changes.roles import AddRole, NewGrant
from metadata.changes.roll_ups import NewRollUp
from metadata.templates.base import TEMPLATES, WON, ComputedField, Template, TemplateObject
from metadata.templates.words import both, choice, field, relation, section

TIER = TemplateObject(
    "partnerTier",
    "partnerTiers",
    both("伙伴等级", "Partner tier"),
    both("伙伴等级", "Partner tiers"),
    (
        field("name", "text", "等级名称", "Name", required=True, unique=True, searchable=True),
        field("rebateRate", "percent", "返利比例", "Rebate", required=True),
        field("revenueGoal", "decimal", "业绩目标", "Revenue goal"),
    ),
    display="name",
)

PARTNER = TemplateObject(
    "partner",
    "partners",
    both("渠道伙伴", "Partner"),
    both("渠道伙伴", "Partners"),
    (
        field("name", "text", "伙伴名称", "Name", required=True, searchable=True),
        relation("tier", "partnerTier", "partners", "等级", "Tier"),
        choice(
            "kind",
            "类型",
            "Kind",
            ("reseller", "经销商", "Reseller"),
            ("agent", "代理商", "Agent"),
            ("integrator", "集成商", "Integrator"),
        ),
        field("contactName", "text", "联系人", "Contact", searchable=True, personal="identity"),
        field("email", "email", "邮箱", "E-mail", personal="contact"),
        field("agreementUntil", "date", "协议有效期至", "Agreement until"),
    ),
    display="name",
    sections=(
        section("basics", "基本信息", "Basics", "name", "tier", "kind", "agreementUntil"),
        section("reach", "联系方式", "How to reach them", "contactName", "email"),
        section(
            "rebates",
            "业绩与返利",
            "Sales and rebates",
            "wonDeals",
            "rebateAccrued",
            "rebatePaid",
            "rebateDue",
        ),
    ),
)

PAYOUT = TemplateObject(
    "rebatePayout",
    "rebatePayouts",
    both("返利支付", "Rebate payout"),
    both("返利支付", "Rebate payouts"),
    (
        relation("partner", "partner", "rebatePayouts", "渠道伙伴", "Partner", required=True),
        field("amount", "decimal", "支付金额", "Amount", required=True),
        field("paidOn", "date", "支付日期", "Paid on", required=True),
        field("reference", "text", "凭证号", "Reference", searchable=True),
    ),
    display="reference",
)

DEAL = TemplateObject(
    "deal",
    "deals",
    both("商机", "Deal"),
    both("商机", "Deals"),
    (
        field("amount", "money", "预计金额", "Amount"),
        relation("partner", "partner", "deals", "渠道伙伴", "Partner"),
    ),
    use="extends",
)

_COMPUTED = (
    ComputedField(
        "deal",
        NewField(
            "rebate",
            "decimal",
            both("返利金额", "Rebate"),
            formula={"/": [{"*": [{"var": "amount"}, {"var": "partner.tier.rebateRate"}]}, 100]},
        ),
    ),
    ComputedField(
        "partner",
        NewField(
            "wonDeals",
            "integer",
            both("赢单数", "Won deals"),
            roll_up=NewRollUp("deals", "count", where={"in": [{"var": "stage"}, WON]}),
        ),
    ),
    ComputedField(
        "partner",
        NewField(
            "rebateAccrued",
            "decimal",
            both("累计返利", "Rebate accrued"),
            roll_up=NewRollUp("deals", "sum", "rebate", {"in": [{"var": "stage"}, WON]}),
        ),
    ),
    ComputedField(
        "partner",
        NewField(
            "rebatePaid",
            "decimal",
            both("已付返利", "Rebate paid"),
            roll_up=NewRollUp("rebatePayouts", "sum", "amount"),
        ),
    ),
    ComputedField(
        "partner",
        NewField(
            "rebateDue",
            "decimal",
            both("应付返利", "Rebate due"),
            formula={"-": [{"var": "rebateAccrued"}, {"var": "rebatePaid"}]},
        ),
    ),
)

CHANNEL_MANAGER = AddRole(
    "channelManager",
    both("渠道经理", "Channel manager"),
    (
        *(
            NewGrant(name, action)
            for name in ("partnerTier", "partner", "rebatePayout")
            for action in ("read", "create", "update", "delete")
        ),
        NewGrant("deal", "read"),
        NewGrant("deal", "update", "partner"),
    ),
)

TEMPLATES.add(
    "channelPartners",
    Template(
        "channelPartners",
        both("渠道伙伴与返利", "Channel partners with rebates"),
        both(
            "伙伴、等级与返利支付；为已有的漏斗增加伙伴与返利字段，赢单后按等级比例自动累计。",
            "Partners, tiers and payouts; adds partner and rebate to a funnel you have, accrued by tier on won deals.",
        ),
        (TIER, PARTNER, PAYOUT, DEAL),
        (CHANNEL_MANAGER,),
        _COMPUTED,
    ),
)
