"""`fieldService`: work orders at a customer's site, on the same engine as deals: stages, gates, roles."""

from metadata.changes.fields import NewField
from metadata.changes.roles import AddRole, NewGrant
from metadata.pipelines import Transition
from metadata.settings import Numbering
from metadata.templates.base import TEMPLATES, NewPipeline, Template, TemplateObject
from metadata.templates.shared_objects import account, contact
from metadata.templates.terms import as_json, filled, var
from metadata.templates.words import both, choice, field, relation, section, stage

STAGES = (
    stage(
        "reported",
        10,
        both("已报修", "Reported"),
        both("知道客户、地点和故障现象", "Customer, place and fault are known"),
    ),
    stage(
        "scheduled",
        30,
        both("已派工", "Scheduled"),
        both("工程师和上门时间已确定", "Who goes, and when, is agreed"),
        as_json(filled("technician") & filled("scheduledFor") & filled("priority")),
    ),
    stage(
        "inProgress",
        60,
        both("处理中", "In progress"),
        both("工程师已到场", "The technician is on site"),
        as_json(filled("arrivedAt")),
    ),
    stage(
        "waitingForParts",
        50,
        both("等待备件", "Waiting for parts"),
        both("缺什么备件已写明", "What is missing is on record"),
        as_json(filled("missingParts")),
    ),
    stage(
        "completed",
        100,
        both("已完成", "Completed"),
        both("故障已排除，客户已签字", "The fault is removed, and the customer has signed"),
        as_json(filled("resolution") & (var("finishedAt") >= var("arrivedAt")) & var("customerSigned")),
        kind="won",
    ),
    stage(
        "cancelled",
        0,
        both("已取消", "Cancelled"),
        both("取消原因已记录", "Why is on record"),
        as_json(filled("cancelReason")),
        kind="lost",
    ),
)

ASSET = TemplateObject(
    "asset",
    "assets",
    both("客户设备", "Asset"),
    both("客户设备", "Assets"),
    (
        field("name", "text", "设备名称", "Name", required=True, searchable=True),
        field("serialNumber", "text", "序列号", "Serial number", unique=True, searchable=True),
        field("model", "text", "型号", "Model", searchable=True),
        relation("account", "account", "assets", "客户", "Account", required=True),
        field("installedOn", "date", "安装日期", "Installed on"),
        field("warrantyUntil", "date", "保修截止日期", "Warranty until"),
        field("site", "text", "安装地点", "Site", searchable=True),
    ),
    display="name",
)

WORK_ORDER = TemplateObject(
    "workOrder",
    "workOrders",
    both("服务工单", "Work order"),
    both("服务工单", "Work orders"),
    (
        NewField(
            "number",
            "autoNumber",
            both("工单编号", "Number"),
            numbering=Numbering("WO-{YYYY}-{00000}", "year"),
        ),
        field("subject", "text", "主题", "Subject", required=True, searchable=True),
        relation("account", "account", "workOrders", "客户", "Account", required=True),
        relation("contact", "contact", "workOrders", "现场联系人", "Contact on site", personal="subject"),
        relation("asset", "asset", "workOrders", "设备", "Asset"),
        choice(
            "kind",
            "类型",
            "Kind",
            ("repair", "维修", "Repair"),
            ("maintenance", "保养", "Maintenance"),
            ("installation", "安装", "Installation"),
            ("inspection", "巡检", "Inspection"),
        ),
        choice(
            "priority",
            "优先级",
            "Priority",
            ("urgent", "紧急", "Urgent"),
            ("high", "高", "High"),
            ("normal", "普通", "Normal"),
        ),
        field("fault", "longText", "故障现象", "Fault", searchable=True),
        field("technician", "member", "工程师", "Technician"),
        field("scheduledFor", "datetime", "预约上门时间", "Scheduled for"),
        field("arrivedAt", "datetime", "到场时间", "Arrived at"),
        field("missingParts", "longText", "所缺备件", "Missing parts"),
        field("resolution", "longText", "处理结果", "Resolution", searchable=True),
        field("finishedAt", "datetime", "完成时间", "Finished at"),
        field("customerSigned", "boolean", "客户已签字", "Customer has signed"),
        field("satisfaction", "rating", "客户满意度", "Satisfaction"),
        choice(
            "cancelReason",
            "取消原因",
            "Why cancelled",
            ("solvedRemotely", "已远程解决", "Solved remotely"),
            ("customerWithdrew", "客户撤单", "Customer withdrew"),
            ("duplicate", "重复报修", "Reported twice"),
        ),
    ),
    display="subject",
    sections=(
        section(
            "request",
            "报修信息",
            "Request",
            "number",
            "subject",
            "account",
            "contact",
            "asset",
            "kind",
            "priority",
            "fault",
        ),
        section("visit", "上门服务", "Visit", "technician", "scheduledFor", "arrivedAt", "missingParts"),
        section(
            "result",
            "处理结果",
            "Result",
            "resolution",
            "finishedAt",
            "customerSigned",
            "satisfaction",
            "cancelReason",
        ),
    ),
    pipeline=NewPipeline(
        "service",
        both("服务流程", "Service"),
        STAGES,
        (
            Transition("reported", "scheduled"),
            Transition("scheduled", "inProgress"),
            Transition("inProgress", "waitingForParts"),
            Transition("waitingForParts", "scheduled"),
            Transition("inProgress", "completed"),
            *(Transition(source, "cancelled") for source in ("reported", "scheduled", "waitingForParts")),
            Transition("cancelled", "reported"),
        ),
    ),
)

PART_USED = TemplateObject(
    "partUsed",
    "partsUsed",
    both("备件消耗", "Part used"),
    both("备件消耗", "Parts used"),
    (
        field("name", "text", "备件名称", "Name", required=True, searchable=True),
        relation("workOrder", "workOrder", "partsUsed", "服务工单", "Work order", required=True),
        field("quantity", "integer", "数量", "Quantity", required=True),
        field("unitPrice", "decimal", "单价（元）", "Unit price (CNY)"),
        NewField(
            "cost",
            "decimal",
            both("费用（元）", "Cost (CNY)"),
            formula={"*": [{"var": "quantity"}, {"var": "unitPrice"}]},
        ),
    ),
    display="name",
)

ROLES = (
    AddRole(
        "dispatcher",
        both("调度员", "Dispatcher"),
        tuple(
            NewGrant(name, action)
            for name in ("account", "contact", "asset", "workOrder", "partUsed")
            for action in ("read", "create", "update", *(["promote"] if name == "workOrder" else []))
        ),
    ),
    AddRole(
        "technician",
        both("服务工程师", "Technician"),
        (
            *(NewGrant(name, "read") for name in ("account", "contact", "asset", "workOrder", "partUsed")),
            NewGrant("asset", "update"),
            *(NewGrant("workOrder", action, rows="own") for action in ("update", "promote")),
            *(NewGrant("partUsed", action, rows="own") for action in ("create", "update", "delete")),
        ),
    ),
)

TEMPLATES.add(
    "fieldService",
    Template(
        "fieldService",
        both("现场服务", "Field service"),
        both(
            "客户设备、服务工单与备件消耗：报修、派工、到场、完成，每步都有条件；两个角色。",
            "Assets, work orders and the parts used: reported, scheduled, on site, completed, each with its gate; "
            "two roles.",
        ),
        (
            account("name", "city", "notes"),
            contact("name", "jobTitle", "email", "phone", "account"),
            ASSET,
            WORK_ORDER,
            PART_USED,
        ),
        ROLES,
    ),
)
