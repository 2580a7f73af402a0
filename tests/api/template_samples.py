"""For each template that has gates: a record that passes them all, stage by stage."""

from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """A record on its way.

    Attributes:
        before: templates that are installed first.
        gate_at: the stage that a field pack guards.
        related: (type, values) of records made first; `@Account` as a value is the id of the account among them, `@me`
            that of the member who asks.
        parts: records made of the record, `@record` as a value.
        required: what the record is made with, and no more.
        way: (stage, what is given to enter it), from the first stage on.
    """

    template: str
    type_name: str
    required: Values
    way: tuple[tuple[str, Values], ...]
    related: tuple[tuple[str, Values], ...] = ()
    before: tuple[str, ...] = ()
    gate_at: str | None = None
    parts: tuple[tuple[str, Values], ...] = ()


CUSTOMER = (
    ("Account", {"name": "苏州恒岳精密机械有限公司"}),
    ("Contact", {"name": "王伟", "email": "wang.wei@example.com", "accountId": "@Account"}),
)
DEAL: Values = {"name": "MES 一期", "accountId": "@Account"}
TO_OPPORTUNITY: tuple[tuple[str, Values], ...] = (
    ("mql", {"fitScore": 80, "contactId": "@Contact"}),
    ("sql", {"needConfirmed": True, "receivedOn": "2026-01-05", "firstContactedOn": "2026-01-08"}),
)
AMOUNT = {"amount": "120000", "currency": "CNY"}

SAMPLES = (
    Sample(
        "b2bFunnel",
        "Deal",
        DEAL,
        (
            *TO_OPPORTUNITY,
            ("opportunity", {"discoveryHeldOn": "2026-01-12", "budgetConfirmed": True}),
            (
                "proposal",
                {"decisionMakerId": "@Contact", "amount": AMOUNT, "expectedCloseDate": "2026-06-30"},
            ),
            ("negotiation", {"proposalSentOn": "2026-02-01"}),
            ("won", {"contractSigned": True, "signedOn": "2026-03-01"}),
        ),
        CUSTOMER,
    ),
    Sample(
        "simpleFunnel",
        "Opportunity",
        {"name": "两台样机"},
        (
            ("contacted", {"contactedOn": "2026-01-05", "need": "两台样机，月底前"}),
            ("quoted", {"amount": AMOUNT, "expectedCloseDate": "2026-06-30"}),
            ("lost", {"lostReason": "price"}),
            ("new", {}),
            ("contacted", {}),
            ("quoted", {}),
            ("won", {"closedOn": "2026-03-01"}),
        ),
    ),
    Sample(
        "bant",
        "Deal",
        DEAL,
        (
            *TO_OPPORTUNITY,
            (
                "opportunity",
                {
                    "discoveryHeldOn": "2026-01-12",
                    "budgetConfirmed": True,
                    "authorityConfirmed": True,
                    "purchaseTimeline": "thisQuarter",
                },
            ),
        ),
        CUSTOMER,
        before=("b2bFunnel",),
        gate_at="opportunity",
    ),
    Sample(
        "meddic",
        "Deal",
        DEAL,
        (
            *TO_OPPORTUNITY,
            (
                "opportunity",
                {
                    "discoveryHeldOn": "2026-01-12",
                    "budgetConfirmed": True,
                    "metrics": "停机时间减半",
                    "economicBuyerId": "@Contact",
                    "decisionCriteria": "三家比价",
                    "decisionProcess": "总经理办公会",
                    "identifiedPain": "排产靠手工",
                    "championId": "@Contact",
                },
            ),
        ),
        CUSTOMER,
        before=("b2bFunnel",),
        gate_at="opportunity",
    ),
    Sample(
        "fieldService",
        "WorkOrder",
        {"subject": "主轴异响", "accountId": "@Account"},
        (
            ("cancelled", {"cancelReason": "duplicate"}),
            ("reported", {}),
            (
                "scheduled",
                {"technicianId": "@me", "scheduledFor": "2026-03-02T09:00:00+08:00", "priority": "urgent"},
            ),
            ("inProgress", {"arrivedAt": "2026-03-02T09:20:00+08:00"}),
            ("waitingForParts", {"missingParts": "主轴轴承 7014C"}),
            ("scheduled", {}),
            ("inProgress", {}),
            (
                "completed",
                {
                    "resolution": "更换轴承，试运行两小时",
                    "finishedAt": "2026-03-04T16:00:00+08:00",
                    "customerSigned": True,
                },
            ),
        ),
        CUSTOMER,
    ),
    Sample(
        "quotes",
        "Quote",
        {"subject": "MES 一期", "accountId": "@Account"},
        (
            ("declined", {"declineReason": "postponed"}),
            ("draft", {}),
            ("sent", {"validUntil": "2026-06-30", "discount": "20", "discountApproved": True}),
            ("accepted", {"acceptedOn": "2026-06-01"}),
        ),
        (CUSTOMER[0], ("Product", {"name": "授权", "listPrice": "1000"})),
        parts=(("QuoteLine", {"quoteId": "@record", "productId": "@Product", "quantity": 2}),),
    ),
)
