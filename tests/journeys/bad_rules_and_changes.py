"""Bad rules, in a gate and in a filter, and bad changes of the catalog."""

import json
from typing import Any

from tests.journeys.bad import CHANGE, Bad, change, new_field, new_object


def deep(levels: int) -> Any:
    rule: Any = {"var": "score"}
    for _ in range(levels):
        rule = {"!": rule}
    return rule


def deep_body(levels: int, document: str, before: str, after: str) -> bytes:
    """A body with a rule of so many levels, which Python itself could not write."""
    rule = '{"!":' * levels + "true" + "}" * levels
    return f'{{"query": {json.dumps(document)}, "variables": {before}{rule}{after}}}'.encode()


WIDE = {"or": [{"==": [{"var": "score"}, number]} for number in range(3_000)]}
RULES: dict[str, tuple[Any, str]] = {
    "unknown operator": ({"regex": [{"var": "name"}, "x"]}, "RULE_UNKNOWN_OPERATOR"),
    "no operator": ({}, "RULE_MALFORMED"),
    "two operators": ({"!": True, "==": [1, 1]}, "RULE_MALFORMED"),
    "a list": ([1, 2], "RULE_MALFORMED"),
    "wrong arity": ({"==": [{"var": "score"}]}, "RULE_ARITY"),
    "unknown path": ({"==": [{"var": "scoore"}, 1]}, "RULE_UNKNOWN_PATH"),
    "a path that is no text": ({"==": [{"var": 1}, 1]}, "RULE_MALFORMED"),
    "wrong types": ({"==": [{"var": "score"}, "high"]}, "RULE_TYPE"),
    "unknown option": ({"==": [{"var": "source"}, "fax"]}, "RULE_UNKNOWN_OPTION"),
    "a number that is none": ({"==": [{"var": "score"}, 10**400]}, "RULE_VALUE"),
    "a text and no condition": ("score", "RULE_TYPE"),
    "60 levels": (deep(60), "RULE_TOO_LARGE"),
    "3,000 conditions": (WIDE, "RULE_TOO_LARGE"),
}
WHERE = "query ($rule: JSON!) { deals(where: { rule: $rule }) { totalCount } }"


def rule_table() -> dict[str, Bad]:
    found: dict[str, Bad] = {}
    for name, (rule, code) in RULES.items():
        found[f"rule in where: {name}"] = Bad(code, None, WHERE, {"rule": rule})
        gate = {"object": "deal", "stage": "lost", "rule": rule}
        found[f"rule of a gate: {name}"] = Bad(code, None, CHANGE, {"changes": [{"setGate": gate}]})
    for levels in (130, 10_000):
        found[f"rule in where: {levels} levels"] = Bad(
            "BAD_REQUEST" if levels > 1_000 else "BAD_USER_INPUT",
            None,
            raw=deep_body(levels, WHERE, '{"rule":', "}"),
        )
        found[f"formula: {levels} levels"] = Bad(
            "BAD_REQUEST" if levels > 1_000 else "BAD_USER_INPUT",
            None,
            raw=deep_body(
                levels,
                CHANGE,
                '{"changes":[{"addField":{"object":"deal","field":{"name":"x","type":"boolean","formula":',
                "}}}]}",
            ),
        )
        found[f"rule of a gate: {levels} levels"] = Bad(
            "BAD_REQUEST" if levels > 1_000 else "BAD_USER_INPUT",
            None,
            raw=deep_body(
                levels, CHANGE, '{"changes":[{"setGate":{"object":"deal","stage":"lost","rule":', "}}]}"
            ),
        )
    return found


CHANGES = {
    "no change": change("CATALOG_INVALID", ["changes"]),
    "a reserved field": new_field("CATALOG_NAME_RESERVED", "name", name="id"),
    "an SQL keyword": new_field("CATALOG_NAME_RESERVED", "name", name="select"),
    "a field of 64 bytes": new_field("CATALOG_NAME_TOO_LONG", "name", name="a" * 64),
    "a Chinese field": new_field("CATALOG_NAME_INVALID", "name", name="预算"),
    "an empty name": new_field("CATALOG_NAME_INVALID", "name", name=""),
    "a name with a quote": new_field("CATALOG_NAME_INVALID", "name", name='a"; drop table'),
    "a field that differs in case": new_field("CATALOG_NAME_TAKEN", "name", name="closedate"),
    "a field like a column of another": new_field("CATALOG_NAME_TAKEN", "name", name="accountId"),
    "an unknown type": new_field("CATALOG_TYPE_UNKNOWN", "type", type="blob"),
    "a choice without options": new_field("CATALOG_INVALID", "options", type="choice"),
    "a precision of 100": new_field("CATALOG_INVALID", "precision", type="decimal", precision=100),
    "a rating up to 100": new_field("CATALOG_INVALID", "maximum", type="rating", maximum=100),
    "a maximum of a text": new_field("CATALOG_INVALID", "maximum", type="text", maximum=3),
    "a region in small letters": new_field("CATALOG_INVALID", "region", type="phone", region="cn"),
    "a region of a text": new_field("CATALOG_INVALID", "region", type="text", region="CN"),
    "a default without the region's code": new_field("INVALID_VALUE", "default", type="phone", default="138"),
    "a required field where there are records": new_field(
        "CATALOG_ROWS_CONFLICT", "required", required=True
    ),
    "a default that does not fit": new_field("INVALID_VALUE", "default", type="url", default="x"),
    "a minimum above the maximum": new_field(
        "CATALOG_INVALID", "maximum", type="integer", minimum=2, maximum="1.0"
    ),
    "a default out of the bounds": new_field("OUT_OF_RANGE", "default", type="decimal", maximum="0.5", default=1),
    "a bound that the type does not know": new_field("CATALOG_INVALID", "maxLength", type="date", maxLength=9),
    "a pattern that looks ahead": new_field("CATALOG_INVALID", "pattern", pattern="(?=a)(a+)+$"),
    "a pattern of 10,000 characters": new_field("CATALOG_LIMIT", "pattern", pattern="(a+)+$" * 1_667),
    "a pattern that grows without end": new_field("CATALOG_INVALID", "pattern", pattern="((a{1,99}){1,99}){1,99}"),
    "required where records have no value": change(
        "CATALOG_ROWS_CONFLICT",
        [0, "setRequired", "required"],
        {"setRequired": {"object": "deal", "field": "margin", "required": True}},
    ),
    "bounds that a record is out of": change(
        "CATALOG_ROWS_CONFLICT",
        [0, "setBounds"],
        {"setBounds": {"object": "account", "field": "employees", "maximum": 4_000}},
    ),
    "a field renamed to another": change(
        "CATALOG_NAME_TAKEN",
        [0, "renameField", "name"],
        {"renameField": {"object": "deal", "field": "margin", "name": "score"}},
    ),
    "a field renamed to a list of its object": change(
        "CATALOG_NAME_TAKEN",
        [0, "renameField", "name"],
        {"renameField": {"object": "account", "field": "employees", "name": "deals"}},
    ),
    "an object renamed to another": change(
        "CATALOG_NAME_TAKEN",
        [0, "renameObject", "name"],
        {"renameObject": {"object": "contact", "name": "deal"}},
    ),
    "a formula of 900,000 bytes": new_field(
        "RULE_TOO_LARGE",
        "formula",
        type="decimal",
        formula={"+": [{"var": "score"} for _ in range(50_000)]},
    ),
    "a formula of a text of 900,000 bytes": new_field(
        "RULE_TOO_LARGE", "formula", type="text", formula={"cat": [{"var": "name"}, "长" * 140_000]}
    ),
    "an object like a fixed root field": new_object("CATALOG_NAME_RESERVED", "name", name="me"),
    "an object like another": new_object("CATALOG_NAME_TAKEN", "name", name="deal"),
    "a plural like an object": new_object("CATALOG_NAME_TAKEN", "plural", plural="deal"),
    "an unknown object": change(
        "CATALOG_UNKNOWN", [0, "removeObject", "object"], {"removeObject": {"object": "deel"}}
    ),
    "a field of an object that is gone": change(
        "CATALOG_UNKNOWN",
        [1, "removeField", "object"],
        {"removeObject": {"object": "contact"}},
        {"removeField": {"object": "contact", "field": "email"}},
    ),
    "the same field twice": change(
        "CATALOG_NAME_TAKEN",
        [1, "addField", "field", "name"],
        *[{"addField": {"object": "deal", "field": {"name": "twice", "type": "text"}}}] * 2,
    ),
    "a field that a gate reads": change(
        "CATALOG_IN_USE",
        [0, "removeField", "field"],
        {"removeField": {"object": "deal", "field": "score"}},
    ),
    "an object that a relation points to": change(
        "CATALOG_IN_USE", [0, "removeObject", "object"], {"removeObject": {"object": "account"}}
    ),
    "a rule of 90 levels": change(
        "CATALOG_INVALID",
        [],
        {"setGate": {"object": "deal", "stage": "won", "rule": deep(90)}},
    ),
    "a gate of an unknown stage": change(
        "STAGE_UNKNOWN",
        [0, "setGate", "stage"],
        {"setGate": {"object": "deal", "stage": "wonn", "rule": {"==": [1, 1]}}},
    ),
    "a gate of both kinds": change(
        "CATALOG_INVALID",
        [0, "setGate"],
        {"setGate": {"object": "deal", "stage": "won", "source": "lead", "target": "lost"}},
    ),
    "an option that is there": change(
        "CATALOG_NAME_TAKEN",
        [0, "addOption", "option", "key"],
        {"addOption": {"object": "deal", "field": "source", "option": {"key": "WEB"}}},
    ),
    "an option of 10,000 characters": change(
        "CATALOG_NAME_TOO_LONG",
        [0, "addOption", "option", "key"],
        {"addOption": {"object": "deal", "field": "source", "option": {"key": "x" * 10_000}}},
    ),
    "an option with a label of 10,000 characters": change(
        "CATALOG_LIMIT",
        [0, "addOption", "option", "labels", "zh-CN"],
        {
            "addOption": {
                "object": "deal", "field": "source",
                "option": {"key": "x", "labels": [{"language": "zh-CN", "text": "长" * 10_000}]},
            }
        },
    ),
    "an option of a color that is none": change(
        "CATALOG_INVALID",
        [0, "setOption", "color"],
        {"setOption": {"object": "deal", "field": "source", "option": "web", "color": "url(javascript:)"}},
    ),
    "an option that a gate names": change(
        "CATALOG_IN_USE",
        [0, "removeOption", "option"],
        {"removeOption": {"object": "account", "field": "sector", "option": "software"}},
    ),
    "all options inactive": change(
        "CATALOG_INVALID",
        [1, "setOption", "active"],
        *(
            {"setOption": {"object": "deal", "field": "source", "option": key, "active": False}}
            for key in ("web", "referral")
        ),
    ),
    "an option of a text": change(
        "CATALOG_INVALID",
        [0, "moveOption", "field"],
        {"moveOption": {"object": "deal", "field": "name", "option": "web"}},
    ),
    "an objective twice in a language": change(
        "INVALID_VALUE",
        [0, "setStage", "objective", 1, "language"],
        {
            "setStage": {
                "object": "deal", "stage": "lead",
                "objective": [{"language": "en", "text": "a"}, {"language": "en", "text": "b"}],
            }
        },
    ),
    "a stage like another": change(
        "CATALOG_NAME_TAKEN",
        [0, "renameStage", "name"],
        {"renameStage": {"object": "deal", "stage": "lead", "name": "Won"}},
    ),
    "a stage with records removed": change(
        "CATALOG_ROWS_CONFLICT",
        [0, "removeStage", "replacement"],
        {"removeStage": {"object": "deal", "stage": "qualified"}},
    ),
    "a first stage that is won": change(
        "CATALOG_INVALID",
        [0, "moveStage", "stage"],
        {"moveStage": {"object": "deal", "stage": "won", "before": "lead"}},
    ),
    "an edge twice": change(
        "CATALOG_INVALID",
        [0, "addTransition", "transition"],
        {"addTransition": {"object": "deal", "transition": {"source": "lead", "target": "lost"}}},
    ),
    "a stage of another pipeline once more": change(
        "CATALOG_NAME_TAKEN",
        [0, "addPipeline", "stages", 0, "name"],
        {
            "addPipeline": {
                "object": "deal", "name": "other", "stages": [{"name": "lead"}], "transitions": [],
            }
        },
    ),
    "a grant of an unknown action": change(
        "CATALOG_UNKNOWN",
        [0, "addRole", "grants", 0, "action"],
        {"addRole": {"name": "extra", "grants": [{"action": "fly"}]}},
    ),
    "a good change before a bad one": change(
        "CATALOG_UNKNOWN",
        [1, "removeField", "field"],
        {"addField": {"object": "deal", "field": {"name": "good", "type": "text"}}},
        {"removeField": {"object": "deal", "field": "nothing"}},
    ),
}  # fmt: skip
