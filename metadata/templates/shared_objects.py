"""The objects that several templates share: whoever is installed first adds them, the next adds what they lack."""

from dataclasses import replace

from metadata.changes.fields import NewField
from metadata.changes.sections import NewSection
from metadata.templates.base import TemplateObject
from metadata.templates.words import both, choice, field, relation, section

FEW = 6
"""Fewer fields are read at a glance, without sections."""

ACCOUNT_FIELDS: tuple[NewField, ...] = (
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
)

CONTACT_FIELDS: tuple[NewField, ...] = (
    field("name", "text", "姓名", "Name", required=True, searchable=True, personal="identity"),
    field("jobTitle", "text", "职务", "Job title", searchable=True, personal="other"),
    field("email", "email", "邮箱", "E-mail", searchable=True, personal="contact"),
    field("phone", "text", "手机", "Phone", searchable=True, personal="contact"),
    field("wechat", "text", "微信", "WeChat", searchable=True, personal="contact"),
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
)

ACCOUNT_SECTIONS = (
    section("basics", "基本信息", "Basics", "name", "creditCode", "keyAccount", "parent", "notes"),
    section(
        "profile",
        "企业概况",
        "Profile",
        "industry",
        "region",
        "city",
        "employees",
        "annualRevenue",
        "website",
    ),
)

CONTACT_SECTIONS = (
    section("person", "个人信息", "Person", "name", "jobTitle", "influence", "account"),
    section("reach", "联系方式", "How to reach them", "email", "phone", "wechat"),
)


def account(*names: str) -> TemplateObject:
    """The customer, with the fields of these names."""
    return TemplateObject(
        "account",
        "accounts",
        both("客户", "Account"),
        both("客户", "Accounts"),
        _chosen(ACCOUNT_FIELDS, names),
        display="name",
        use="shares",
        sections=_sections_of(ACCOUNT_SECTIONS, names),
    )


def contact(*names: str) -> TemplateObject:
    """The person at a customer, with the fields of these names."""
    return TemplateObject(
        "contact",
        "contacts",
        both("联系人", "Contact"),
        both("联系人", "Contacts"),
        _chosen(CONTACT_FIELDS, names),
        display="name",
        use="shares",
        sections=_sections_of(CONTACT_SECTIONS, names),
    )


def _chosen(fields: tuple[NewField, ...], names: tuple[str, ...]) -> tuple[NewField, ...]:
    by_name = {each.name: each for each in fields}
    return tuple(by_name[name] for name in names)


def _sections_of(sections: tuple[NewSection, ...], names: tuple[str, ...]) -> tuple[NewSection, ...]:
    """The sections, with those of their fields that there are; none where the fields are few."""
    if len(names) < FEW:
        return ()
    return tuple(
        replace(each, fields=tuple(name for name in each.fields if name in names)) for each in sections
    )
