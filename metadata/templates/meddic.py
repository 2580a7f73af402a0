"""`meddic`: metrics, economic buyer, decision criteria and process, pain and champion, asked of a tenant's funnel."""

from metadata.templates.base import TEMPLATES, Template, TemplateObject
from metadata.templates.shared_objects import contact
from metadata.templates.terms import as_json, filled
from metadata.templates.words import both, field, relation

DEAL = TemplateObject(
    "deal",
    "deals",
    both("商机", "Deal"),
    both("商机", "Deals"),
    (
        field("metrics", "longText", "量化指标", "Metrics"),
        relation(
            "economicBuyer", "contact", "economicBuyerOf", "经济决策人", "Economic buyer", personal="subject"
        ),
        field("decisionCriteria", "longText", "决策标准", "Decision criteria"),
        field("decisionProcess", "longText", "决策流程", "Decision process"),
        field("identifiedPain", "longText", "业务痛点", "Identified pain"),
        relation("champion", "contact", "championOf", "内部支持者", "Champion", personal="subject"),
    ),
    use="extends",
    gate=as_json(
        filled("metrics")
        & filled("economicBuyer")
        & filled("decisionCriteria")
        & filled("decisionProcess")
        & filled("identifiedPain")
        & filled("champion")
    ),
)

TEMPLATES.add(
    "meddic",
    Template(
        "meddic",
        both("MEDDIC 资格判定", "MEDDIC qualification"),
        both(
            "为已有的漏斗增加指标、经济决策人、决策标准、决策流程、痛点、支持者六项；指定一个阶段时，进入它须六项齐备。",
            "Adds metrics, economic buyer, decision criteria and process, pain and champion to a funnel you have; "
            "where you name a stage, all six open it.",
        ),
        (contact("name", "jobTitle", "email", "phone"), DEAL),
    ),
)
