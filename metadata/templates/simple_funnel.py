"""`simpleFunnel`: four steps to a sale, for a small business that sells by telephone and WeChat."""

from metadata.changes.roles import AddRole, NewGrant
from metadata.pipelines import Transition
from metadata.templates.base import TEMPLATES, NewPipeline, Template, TemplateObject
from metadata.templates.shared_objects import account
from metadata.templates.terms import as_json, filled, today, var
from metadata.templates.words import both, choice, field, relation, section, stage

STAGES = (
    stage(
        "new",
        10,
        both("新机会", "New"),
        both("有人来询问", "Somebody has asked"),
    ),
    stage(
        "contacted",
        30,
        both("已联系", "Contacted"),
        both("已与对方沟通，知道要什么", "Spoken to; what they want is known"),
        as_json((var("contactedOn") <= today()) & filled("need")),
    ),
    stage(
        "quoted",
        60,
        both("已报价", "Quoted"),
        both("价格已发给对方", "They have our price"),
        as_json((var("amount") > 0) & filled("expectedCloseDate")),
    ),
    stage(
        "won",
        100,
        both("成交", "Won"),
        both("订单已确认", "The order is confirmed"),
        as_json((var("amount") > 0) & (var("closedOn") <= today())),
        kind="won",
    ),
    stage(
        "lost",
        0,
        both("未成交", "Lost"),
        both("原因已记录", "The reason is on record"),
        as_json(filled("lostReason")),
        kind="lost",
    ),
)

OPPORTUNITY = TemplateObject(
    "opportunity",
    "opportunities",
    both("销售机会", "Opportunity"),
    both("销售机会", "Opportunities"),
    (
        field("name", "text", "名称", "Name", required=True, searchable=True),
        relation("account", "account", "opportunities", "客户", "Account"),
        field("contactName", "text", "联系人", "Contact", searchable=True, personal="identity"),
        field("phone", "text", "电话", "Phone", searchable=True, personal="contact"),
        choice(
            "source",
            "来源",
            "Source",
            ("website", "网站", "Website"),
            ("shop", "门店", "Shop"),
            ("referral", "老客户介绍", "Referral"),
            ("wechat", "微信", "WeChat"),
        ),
        field("need", "longText", "需求", "Need", searchable=True),
        field("contactedOn", "date", "联系日期", "Contacted on"),
        field("amount", "money", "金额", "Amount"),
        field("expectedCloseDate", "date", "预计成交日期", "Expected close date"),
        field("closedOn", "date", "成交日期", "Closed on"),
        choice(
            "lostReason",
            "未成交原因",
            "Lost reason",
            ("price", "价格", "Price"),
            ("competitor", "竞争对手", "Competitor"),
            ("noNeed", "不再需要", "No need"),
            ("noResponse", "失去联系", "No response"),
        ),
    ),
    display="name",
    sections=(
        section("basics", "基本信息", "Basics", "name", "account", "contactName", "phone", "source", "need"),
        section("sale", "销售进展", "Sale", "contactedOn", "amount", "expectedCloseDate"),
        section("outcome", "结果", "Outcome", "closedOn", "lostReason"),
    ),
    pipeline=NewPipeline(
        "sales",
        both("销售流程", "Sales"),
        STAGES,
        (
            Transition("new", "contacted"),
            Transition("contacted", "quoted"),
            Transition("quoted", "won"),
            *(Transition(source, "lost") for source in ("new", "contacted", "quoted")),
            Transition("lost", "new"),
        ),
    ),
)

SALESPERSON = AddRole(
    "salesperson",
    both("销售人员", "Salesperson"),
    (
        *(NewGrant("account", action) for action in ("read", "create", "update")),
        NewGrant("opportunity", "read"),
        *(
            NewGrant("opportunity", action, rows="own")
            for action in ("create", "update", "delete", "promote")
        ),
    ),
)

TEMPLATES.add(
    "simpleFunnel",
    Template(
        "simpleFunnel",
        both("小企业简易漏斗", "Plain small-business funnel"),
        both(
            "新机会、已联系、已报价、成交：四步，一个角色，几分钟上手。",
            "New, contacted, quoted, won: four steps and one role, understood in minutes.",
        ),
        (account("name", "city", "notes"), OPPORTUNITY),
        (SALESPERSON,),
    ),
)
