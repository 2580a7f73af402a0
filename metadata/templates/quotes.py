"""`quotes`: products, price rules, and quotes whose lines and totals are computed."""

from metadata.changes.fields import NewField
from metadata.changes.roles import AddRole, NewGrant
from metadata.changes.roll_ups import NewRollUp
from metadata.pipelines import Transition
from metadata.settings import Numbering
from metadata.templates.base import TEMPLATES, ComputedField, NewPipeline, Template, TemplateObject
from metadata.templates.shared_objects import account
from metadata.templates.terms import as_json, filled, var
from metadata.templates.words import both, choice, field, relation, section, stage
from metadata.values import JsonValue

PRODUCT = TemplateObject(
    "product",
    "products",
    both("产品", "Product"),
    both("产品", "Products"),
    (
        field("name", "text", "产品名称", "Name", required=True, searchable=True),
        field("code", "text", "产品编码", "Code", unique=True, searchable=True),
        field("unit", "text", "单位", "Unit"),
        field("listPrice", "decimal", "标准价", "List price", required=True),
        field("description", "longText", "产品描述", "Description", searchable=True),
    ),
    display="name",
)

PRICE_RULE = TemplateObject(
    "priceRule",
    "priceRules",
    both("价格规则", "Price rule"),
    both("价格规则", "Price rules"),
    (
        field("name", "text", "规则名称", "Name", required=True, searchable=True),
        field("minimumQuantity", "integer", "起订数量", "From quantity", required=True),
        field("discount", "percent", "折扣率", "Discount", required=True),
        field("validUntil", "date", "有效期至", "Valid until"),
    ),
    display="name",
)

STAGES = (
    stage("draft", 20, both("草稿", "Draft"), both("报价行已录入", "The lines are entered")),
    stage(
        "sent",
        60,
        both("已发送", "Sent"),
        both(
            "有金额、有有效期，折扣在权限内或已批准",
            "Has a total and an end; the discount is allowed or approved",
        ),
        {
            "and": [
                as_json(var("lineCount") >= 1),
                as_json(var("total") > 0),
                as_json(filled("validUntil")),
                {"or": [{"<=": [{"var": ["discount", 0]}, 10]}, {"var": "discountApproved"}]},
            ]
        },
    ),
    stage(
        "accepted",
        100,
        both("已接受", "Accepted"),
        both("客户在有效期内确认", "The customer has agreed while it was valid"),
        as_json(var("acceptedOn") <= var("validUntil")),
        kind="won",
    ),
    stage(
        "declined",
        0,
        both("已拒绝", "Declined"),
        both("原因已记录", "The reason is on record"),
        as_json(filled("declineReason")),
        kind="lost",
    ),
)

QUOTE = TemplateObject(
    "quote",
    "quotes",
    both("报价单", "Quote"),
    both("报价单", "Quotes"),
    (
        NewField(
            "number", "autoNumber", both("报价单号", "Number"), numbering=Numbering("Q-{YYYY}-{0000}", "year")
        ),
        field("subject", "text", "主题", "Subject", required=True, searchable=True),
        relation("account", "account", "quotes", "客户", "Account", required=True),
        field("validUntil", "date", "有效期至", "Valid until"),
        field("discount", "percent", "整单折扣率", "Discount on all"),
        field("discountApproved", "boolean", "折扣已批准", "Discount approved"),
        field("acceptedOn", "date", "接受日期", "Accepted on"),
        choice(
            "declineReason",
            "拒绝原因",
            "Why declined",
            ("price", "价格", "Price"),
            ("competitor", "选择了竞争对手", "A competitor"),
            ("postponed", "项目延期", "Postponed"),
        ),
    ),
    display="subject",
    sections=(
        section("basics", "基本信息", "Basics", "number", "subject", "account", "validUntil"),
        section(
            "amounts",
            "金额与折扣",
            "Amounts and discount",
            "lineCount",
            "subtotal",
            "discount",
            "discountApproved",
            "total",
        ),
        section("answer", "客户答复", "Answer of the customer", "acceptedOn", "declineReason"),
    ),
    pipeline=NewPipeline(
        "quoting",
        both("报价流程", "Quoting"),
        STAGES,
        (
            Transition("draft", "sent"),
            Transition("sent", "accepted"),
            Transition("sent", "declined"),
            Transition("draft", "declined"),
            Transition("declined", "draft"),
        ),
    ),
)

QUOTE_LINE = TemplateObject(
    "quoteLine",
    "quoteLines",
    both("报价行", "Quote line"),
    both("报价行", "Quote lines"),
    (
        relation("quote", "quote", "lines", "报价单", "Quote", required=True),
        relation("product", "product", "quoteLines", "产品", "Product", required=True),
        relation("priceRule", "priceRule", "quoteLines", "价格规则", "Price rule"),
        field("quantity", "integer", "数量", "Quantity", required=True),
        field("note", "text", "备注", "Note"),
    ),
)


def _less(amount: JsonValue, discount: JsonValue) -> JsonValue:
    return {"/": [{"*": [amount, {"-": [100, discount]}]}, 100]}


_RULE_HOLDS = as_json(var("quantity") >= var("priceRule.minimumQuantity"))
_COMPUTED = (
    ComputedField(
        "quoteLine",
        NewField(
            "lineDiscount",
            "percent",
            both("规则折扣率", "Discount by rule"),
            formula={"if": [_RULE_HOLDS, {"var": "priceRule.discount"}, 0]},
        ),
    ),
    ComputedField(
        "quoteLine",
        NewField(
            "total",
            "decimal",
            both("行金额", "Total"),
            formula=_less(
                {"*": [{"var": "quantity"}, {"var": "product.listPrice"}]}, {"var": ["lineDiscount", 0]}
            ),
        ),
    ),
    ComputedField(
        "quote",
        NewField("lineCount", "integer", both("行数", "Lines"), roll_up=NewRollUp("lines", "count")),
    ),
    ComputedField(
        "quote",
        NewField(
            "subtotal", "decimal", both("折前金额", "Subtotal"), roll_up=NewRollUp("lines", "sum", "total")
        ),
    ),
    ComputedField(
        "quote",
        NewField(
            "total",
            "decimal",
            both("总金额", "Total"),
            formula=_less({"var": "subtotal"}, {"var": ["discount", 0]}),
        ),
    ),
)

ROLES = (
    AddRole(
        "quoteEditor",
        both("报价员", "Quote editor"),
        (
            *(NewGrant(name, "read") for name in ("account", "product", "priceRule")),
            *(NewGrant("quoteLine", action) for action in ("read", "create", "update", "delete")),
            *(NewGrant("quote", action) for action in ("read", "create", "update", "promote")),
            *(
                NewGrant("quote", action, "discountApproved", effect="deny")
                for action in ("create", "update")
            ),
        ),
    ),
    AddRole(
        "pricingManager",
        both("价格经理", "Pricing manager"),
        (
            *(
                NewGrant(name, action)
                for name in ("product", "priceRule", "quoteLine", "quote")
                for action in ("read", "create", "update", "delete")
            ),
            NewGrant("account", "read"),
            NewGrant("quote", "promote"),
        ),
    ),
)

TEMPLATES.add(
    "quotes",
    Template(
        "quotes",
        both("报价与价格规则", "Quotes with price rules"),
        both(
            "产品、价格规则、报价单与报价行；行金额和总金额自动计算，超过 10% 的整单折扣须批准；两个角色。",
            "Products, price rules, quotes and their lines; totals are computed, and more than 10 % off all needs "
            "approval; two roles.",
        ),
        (account("name", "city", "notes"), PRODUCT, PRICE_RULE, QUOTE, QUOTE_LINE),
        ROLES,
        _COMPUTED,
    ),
)
