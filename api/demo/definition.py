"""The demo tenant's configuration: the funnel of a Chinese B2B sales checklist, from 线索 to 赢单.

It is a list of Changes as any tenant would publish them; nothing here is special to a demo.
"""

from api.demo import gates
from api.demo.objects import ACCOUNT, ACTIVITY, CONTACT, DEAL
from api.demo.words import both
from metadata.catalog import JsonValue, Labels, StageKind, Transition
from metadata.changes.base import Change
from metadata.changes.pipelines import AddPipeline, NewStage
from metadata.changes.roles import AddRole, NewGrant


def _stage(
    name: str,
    probability: int,
    labels: Labels,
    objective: Labels,
    gate: JsonValue = None,
    kind: StageKind = "open",
) -> NewStage:
    return NewStage(name, kind, probability, labels, objective, gate)


STAGES = (
    _stage(
        "lead",
        5,
        both("线索", "Lead"),
        both("知道对方是谁、从哪里来", "Know who they are and where they came from"),
    ),
    _stage(
        "mql",
        10,
        both("市场认可线索（MQL）", "MQL"),
        both("符合目标客户画像，可以联系到人", "Fits the profile, and somebody can be reached"),
        gates.MQL,
    ),
    _stage(
        "sql",
        20,
        both("销售认可线索（SQL）", "SQL"),
        both("七天内首次联系，需求已确认", "Contacted within seven days; the need is confirmed"),
        gates.SQL,
    ),
    _stage(
        "opportunity",
        35,
        both("商机", "Opportunity"),
        both("完成首次需求访谈，预算已确认", "Discovery interview held; the budget is confirmed"),
        gates.OPPORTUNITY,
    ),
    _stage(
        "proposal",
        55,
        both("方案/报价", "Proposal"),
        both("已识别决策人，金额与成交日期明确", "Decision maker known; amount and date are set"),
        gates.PROPOSAL,
    ),
    _stage(
        "negotiation",
        75,
        both("商务谈判", "Negotiation"),
        both("方案已发送，进入商务条款", "The proposal is with the customer; terms are discussed"),
        gates.NEGOTIATION,
    ),
    _stage(
        "won", 100, both("赢单", "Won"), both("合同已签订", "The contract is signed"), gates.WON, kind="won"
    ),
    _stage(
        "lost",
        0,
        both("输单", "Lost"),
        both("原因已记录，可复盘", "The reason is on record, to learn from"),
        gates.LOST,
        kind="lost",
    ),
)

_OPEN = [stage.name for stage in STAGES if stage.kind == "open"]

PIPELINE = AddPipeline(
    object="deal",
    name="sales",
    labels=both("销售漏斗", "Sales funnel"),
    stages=STAGES,
    transitions=(
        *(Transition(source, target) for source, target in zip(_OPEN, [*_OPEN[1:], "won"], strict=True)),
        *(Transition(source, "lost") for source in _OPEN),
        Transition("lost", "lead"),
    ),
)

_HIDDEN_COSTS = tuple(
    NewGrant("deal", action, name, effect="deny")
    for name in ("cost", "margin")
    for action in ("read", "create", "update")
)

SALES_REP = AddRole(
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
)

SALES_MANAGER = AddRole(
    "salesManager",
    both("销售经理", "Sales manager"),
    tuple(
        NewGrant("*", action)
        for action in ("read", "create", "update", "delete", "restore", "promote", "backdate")
    ),
)

MARKETING = AddRole(
    "marketing",
    both("市场", "Marketing"),
    (
        *(NewGrant("account", action) for action in ("read", "create", "update")),
        *(NewGrant("contact", action) for action in ("read", "create", "update")),
        *(
            NewGrant("deal", action, rule=gates.STILL_A_LEAD)
            for action in ("read", "create", "update", "promote")
        ),
        *(NewGrant("deal", action, "amount", effect="deny") for action in ("read", "create", "update")),
        *_HIDDEN_COSTS,
    ),
)

EXECUTIVE = AddRole(
    "executive",
    both("高管", "Executive"),
    (
        NewGrant("*", "read"),
        *(NewGrant("contact", "read", name, effect="deny") for name in ("email", "phone", "wechat")),
    ),
)

ROLES = (SALES_REP, SALES_MANAGER, MARKETING, EXECUTIVE)

DEFINITION: tuple[Change, ...] = (ACCOUNT, CONTACT, DEAL, ACTIVITY, PIPELINE, *ROLES)
