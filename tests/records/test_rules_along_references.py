"""Rules that go along a reference, in everything that a rule can decide or give; and what they tell whom."""

from dataclasses import dataclass
from typing import Any

from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, add_member, labels, make_world

TICKET: dict[str, Any] = {
    "name": "ticket",
    "plural": "tickets",
    "fields": [
        {"name": "title", "type": "text"},
        {
            "name": "topic",
            "type": "reference",
            "targets": ["deal", "account", "contact"],
            "reverse": "tickets",
            "labels": labels("Topic", "主题"),
        },
    ],
}
SCORE_BEHIND = {"var": "topic.deal.score"}
IS_DEAL = {"==": [{"var": "topic.object"}, "deal"]}


@dataclass(frozen=True)
class Tickets:
    """A world with a ticket about each of four records, `about big` and so on, and one about nothing."""

    world: World
    ids: dict[str, str]

    async def titles(self, rule: Any, token: str | None = None) -> list[str]:
        document = (
            "query ($rule: JSON) "
            "{ tickets(where: { rule: $rule }, orderBy: [{ field: title }]) { nodes { title } } }"
        )
        found = await self.world.api.data(token or self.world.admin, document, {"rule": rule})
        return [node["title"] for node in found["tickets"]["nodes"]]

    async def change(self, *changes: dict[str, Any]) -> None:
        await self.world.api.change(self.world.admin, *changes)

    async def add(self, field: dict[str, Any], of: str = "ticket") -> None:
        await self.change({"addField": {"object": of, "field": field}})

    async def read(self, *fields: str, token: str | None = None) -> dict[str, tuple[Any, ...]]:
        """Title of each ticket to some of its values."""
        document = f"{{ tickets {{ nodes {{ title {' '.join(fields)} }} }} }}"
        found = await self.world.api.data(token or self.world.admin, document)
        return {node["title"]: tuple(node[each] for each in fields) for node in found["tickets"]["nodes"]}

    async def make(self, token: str | None = None, **values: Any) -> dict[str, Any]:
        document = """mutation ($input: TicketCreateInput!) { made: createTicket(input: $input)
            { ticket { id } errors { code path message } warnings { code message } } }"""
        given = {"input": values}
        found: dict[str, Any] = (await self.world.api.data(token or self.world.admin, document, given))[
            "made"
        ]
        return found

    async def delete(self, of: str, record: str) -> None:
        name = of.title()
        document = f"mutation ($id: ID!) {{ done: delete{name}(id: $id) {{ errors {{ code }} }} }}"
        await self.world.api.data(self.world.admin, document, {"id": record})

    async def member(self, name: str, *grants: dict[str, Any]) -> str:
        await self.change({"addRole": {"name": name, "grants": [*grants]}})
        return (await add_member(self.world.api, self.world.admin, self.world.slug, name))[0]


@copied
async def tickets(api: Api) -> Tickets:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": TICKET})
    made = {
        "big": ("deal", {"name": "Big", "score": 90}),
        "small": ("deal", {"name": "Small", "score": 10}),
        "globex": ("account", {"name": "Globex", "sector": "retail"}),
        "ann": ("contact", {"name": "Ann", "accountId": "globex"}),
    }
    ids: dict[str, str] = {}
    for name, (of, values) in made.items():
        given = {key: ids.get(value, value) if key.endswith("Id") else value for key, value in values.items()}
        ids[name] = await world.create(world.admin, of, **given)
        ids[f"about {name}"] = await world.create(
            world.admin, "ticket", title=f"about {name}", topicId=ids[name]
        )
    ids["about nothing"] = await world.create(world.admin, "ticket", title="about nothing")
    return Tickets(world, ids)


EVERYTHING = ["about ann", "about big", "about globex", "about nothing", "about small"]


async def test_what_a_path_along_a_reference_means(tickets: Tickets) -> None:
    for rule, wanted in (
        ({">": [SCORE_BEHIND, 50]}, ["about big"]),
        ({"<": [SCORE_BEHIND, 50]}, ["about small"]),
        ({"!": {"<": [SCORE_BEHIND, 50]}}, [each for each in EVERYTHING if each != "about small"]),
        ({"==": [SCORE_BEHIND, None]}, ["about ann", "about globex", "about nothing"]),
        ({"==": [{"var": "topic.contact.account.sector"}, "retail"]}, ["about ann"]),
        ({"==": [{"var": "topic.account.name"}, "Globex"]}, ["about globex"]),
        (IS_DEAL, ["about big", "about small"]),
        ({"!=": [{"var": "topic.object"}, "deal"]}, ["about ann", "about globex", "about nothing"]),
        ({"in": [{"var": "topic.object"}, ["contact", "account"]]}, ["about ann", "about globex"]),
        ({"filled": {"var": "topic.deal.id"}}, ["about big", "about small"]),
        ({"filled": {"var": "topic"}}, [each for each in EVERYTHING if each != "about nothing"]),
        ({"missing": ["topic.object"]}, ["about nothing"]),
        ({"missing": ["topic.account.name"]}, [each for each in EVERYTHING if each != "about globex"]),
        ({">": [{"var": ["topic.deal.score", 99]}, 95]}, ["about ann", "about globex", "about nothing"]),
        ({"==": [{"var": "topic.deal.stage"}, "lead"]}, ["about big", "about small"]),
    ):
        assert await tickets.titles(rule) == wanted, rule


async def test_what_a_rule_asks_of_references_counts(tickets: Tickets) -> None:
    """Each object of a reference that may be looked into is a condition, as in other filters."""
    document = "query ($where: TicketWhere) { tickets(where: $where) { totalCount } }"
    rule = {"or": [IS_DEAL] * 100}
    for number, codes in ((8, []), (11, ["QUERY_TOO_COMPLEX"])):
        given = {"where": {"or": [{"rule": rule}] * number}}
        assert await tickets.world.api.codes(tickets.world.admin, document, given) == codes


async def test_a_deleted_record_is_as_none(tickets: Tickets) -> None:
    await tickets.delete("deal", tickets.ids["big"])
    assert await tickets.titles({">": [SCORE_BEHIND, 50]}) == []
    assert await tickets.titles({"filled": {"var": "topic.deal.id"}}) == ["about small"]
    # As with a relation, the id stays, and of which object it is.
    assert await tickets.titles(IS_DEAL) == ["about big", "about small"]


async def test_formulas_and_what_reads_them(tickets: Tickets) -> None:
    await tickets.add(
        {
            "name": "weight",
            "type": "decimal",
            "scale": 0,
            "formula": {"+": [{"var": ["topic.deal.score", 0]}, 1]},
        }
    )
    await tickets.add(
        {"name": "sort", "type": "text", "formula": {"cat": ["<", {"var": "topic.object"}, ">"]}}
    )
    found = await tickets.read("weight", "sort")
    assert found == {
        "about ann": ("1", "<contact>"),
        "about big": ("91", "<deal>"),
        "about globex": ("1", "<account>"),
        "about nothing": ("1", "<>"),
        "about small": ("11", "<deal>"),
    }
    document = """{ tickets(where: { weight: { gt: "1" } }, orderBy: [{ field: weight, direction: DESC }])
        { nodes { title } } ticketGroups(by: [{ field: sort }]) { keys { value } count } }"""
    listed = await tickets.world.api.data(tickets.world.admin, document)
    assert [each["title"] for each in listed["tickets"]["nodes"]] == ["about big", "about small"]
    counts = {each["keys"][0]["value"]: each["count"] for each in listed["ticketGroups"]}
    assert counts == {"<deal>": 2, "<contact>": 1, "<account>": 1, "<>": 1}
    # The name of an object in a value is that of the catalog in force.
    await tickets.change({"renameObject": {"object": "deal", "name": "chance", "plural": "chances"}})
    found = await tickets.read("weight", "sort")
    assert (found["about big"], found["about ann"]) == (("91", "<chance>"), ("1", "<contact>"))
    assert await tickets.titles({"==": [{"var": "topic.object"}, "chance"]}) == ["about big", "about small"]


async def test_a_roll_up_over_what_references_name(tickets: Tickets) -> None:
    where = {"in": [{"var": "topic.object"}, ["deal", "account"]]}
    rolled = {"relation": "tickets", "function": "count", "where": where}
    for of in ("deal", "contact"):
        await tickets.add({"name": "ticketCount", "type": "integer", "rollUp": rolled}, of=of)
    grave = {"relation": "tickets", "function": "count", "where": {">": [SCORE_BEHIND, 50]}}
    await tickets.add({"name": "grave", "type": "integer", "rollUp": grave}, of="deal")
    document = "{ deals { nodes { name ticketCount grave } } contacts { nodes { ticketCount } } }"
    assert await tickets.world.api.data(tickets.world.admin, document) == {
        "deals": {
            "nodes": [
                {"name": "Big", "ticketCount": 1, "grave": 1},
                {"name": "Small", "ticketCount": 1, "grave": 0},
            ]
        },
        "contacts": {"nodes": [{"ticketCount": 0}]},
    }


async def test_a_validation_and_a_required_field_judge_what_is_named(tickets: Tickets) -> None:
    await tickets.change(
        {
            "addValidation": {
                "object": "ticket",
                "name": "weighty",
                "rule": {"!": {"<": [SCORE_BEHIND, 50]}},
                "messages": labels("Too small."),
                "fields": ["topic"],
            }
        },
        {"addField": {"object": "ticket", "field": {"name": "reason", "type": "text"}}},
        {"setRequiredWhen": {"object": "ticket", "field": "reason", "rule": IS_DEAL}},
    )
    for topic, reason, codes in (
        ("small", "so", [("VALIDATION_FAILED", ["input", "topicId"])]),
        ("big", None, [("REQUIRED", ["input", "reason"])]),
        ("big", "so", []),
        ("ann", None, []),
    ):
        made = await tickets.make(title="new", topicId=tickets.ids[topic], reason=reason)
        assert [(each["code"], each["path"]) for each in made["errors"]] == codes, (topic, reason)
    # An update is judged where it changes what the rule reads.
    document = """mutation ($id: ID!, $input: TicketUpdateInput!) {
        done: updateTicket(id: $id, input: $input) { errors { code } } }"""
    for record, given, codes in (
        ("about small", {"title": "other"}, []),
        ("about ann", {"topicId": tickets.ids["small"], "reason": "so"}, ["VALIDATION_FAILED"]),
        ("about ann", {"topicId": tickets.ids["big"]}, ["REQUIRED"]),
        ("about ann", {"topicId": tickets.ids["globex"]}, []),
    ):
        asked = {"id": tickets.ids[record], "input": given}
        done = await tickets.world.api.data(tickets.world.admin, document, asked)
        assert [each["code"] for each in done["done"]["errors"]] == codes, (record, given)


async def test_a_default_is_made_of_what_is_named(tickets: Tickets) -> None:
    copied = {"cat": [{"var": "topic.object"}, " ", {"var": ["topic.deal.name", "?"]}]}
    await tickets.add({"name": "heading", "type": "text", "defaultFormula": copied})
    for number, topic in enumerate(("big", "ann", None)):
        given = {} if topic is None else {"topicId": tickets.ids[topic]}
        assert (await tickets.make(title=f"new {number}", **given))["errors"] == []
    found = await tickets.read("heading")
    assert [found[f"new {number}"] for number in range(3)] == [("deal Big",), ("contact ?",), (" ?",)]


async def test_a_row_rule_lets_in_by_what_is_named(tickets: Tickets) -> None:
    everything = {
        "object": "ticket",
        "action": "*",
        "rule": {"or": [{">": [SCORE_BEHIND, 50]}, {"missing": ["topic"]}]},
    }
    token = await tickets.member("keeper", everything, {"object": "deal", "action": "read"})
    found = await tickets.read(token=token)
    assert [*found] == ["about big", "about nothing"]
    # Nor is anything written beyond it.
    assert (await tickets.make(token, title="a", topicId=tickets.ids["big"]))["errors"] == []
    refused = await tickets.make(token, title="b", topicId=tickets.ids["small"])
    assert [each["code"] for each in refused["errors"]] == ["ROW_FORBIDDEN"]


PIPELINE: dict[str, Any] = {
    "object": "ticket",
    "name": "flow",
    "stages": [
        {
            "name": "todo",
        },
        {
            "name": "done",
            "kind": "won",
            "gate": {"and": [IS_DEAL, {">": [SCORE_BEHIND, 50]}, {"filled": {"var": "topic"}}]},
        },
    ],
    "transitions": [{"source": "todo", "target": "done"}],
}
VERDICTS = """{ tickets(orderBy: [{ field: title }]) { nodes { title transitions { verdict { open
    clauses { satisfied redacted sentence field operator actual needed } } } } } }"""


def told(found: dict[str, Any], title: str) -> dict[str, Any]:
    (node,) = [each for each in found["tickets"]["nodes"] if each["title"] == title]
    verdict: dict[str, Any] = node["transitions"][0]["verdict"]
    return verdict


async def test_a_gate_explains_itself(tickets: Tickets) -> None:
    await tickets.change({"addPipeline": PIPELINE})
    api, admin = tickets.world.api, tickets.world.admin
    found = await api.data(admin, VERDICTS)
    assert told(found, "about big")["open"] is True
    verdict = told(found, "about small")
    assert (verdict["open"], [each["satisfied"] for each in verdict["clauses"]]) == (
        False,
        [True, False, True],
    )
    which, score, there = verdict["clauses"]
    assert which == {
        "satisfied": True,
        "redacted": False,
        "sentence": "Topic › Object must be Deal",
        "field": "topic.object",
        "operator": "==",
        "actual": "deal",
        "needed": "deal",
    }
    assert (score["field"], score["actual"], score["needed"]) == ("topic.deal.score", 10, 50)
    assert score["sentence"] == "Topic › Deal › Score must be more than 50"
    assert there["sentence"] == "Topic must be filled in"
    assert [each["actual"] for each in told(found, "about ann")["clauses"]][:2] == ["contact", None]
    chinese = await api.data(admin, VERDICTS, **{"Accept-Language": "zh-CN"})
    sentences = [each["sentence"] for each in told(chinese, "about small")["clauses"]]
    assert sentences[:2] == ["主题 › 对象 必须为 商机", "主题 › 商机 › 评分 必须大于 50"]
    promote = """mutation ($id: ID!) { done: promoteTicket(id: $id, to: "done") { promoted
        verdict { clauses { satisfied } } } }"""
    for record, promoted in (("about small", False), ("about big", True)):
        done = await api.data(admin, promote, {"id": tickets.ids[record]})
        assert done["done"]["promoted"] is promoted


async def test_what_may_not_be_seen_is_not_told(tickets: Tickets) -> None:
    """Contacts may not be read at all, of accounts not the sector, and of deals one's own."""
    await tickets.change({"addPipeline": PIPELINE})
    await tickets.add({"name": "heft", "type": "decimal", "formula": {"*": [SCORE_BEHIND, 2]}})
    await tickets.add({"name": "sort", "type": "text", "formula": {"cat": [{"var": "topic.object"}]}})
    await tickets.add({"name": "since", "type": "datetime", "formula": {"var": "topic.contact.createdAt"}})
    sector = {"if": [{"==": [{"var": "topic.account.sector"}, "retail"]}, "r", "-"]}
    await tickets.add({"name": "trade", "type": "text", "formula": sector})
    token = await tickets.member(
        "clerk",
        {"object": "ticket", "action": "*"},
        {"object": "deal", "action": "read", "rows": "own"},
        {"object": "account", "action": "read"},
        {"object": "account", "action": "read", "field": "sector", "effect": "deny"},
    )
    api = tickets.world.api
    # What is not readable is no path, in a rule of the caller's own, and in the hints about it.
    document = "query ($rule: JSON) { tickets(where: { rule: $rule }) { totalCount } }"
    for path in ("topic.contact.name", "topic.account.sector", "topic.contact.id", "topic.contact.createdAt"):
        answer = await api.ask(token, document, {"rule": {"filled": {"var": path}}})
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "RULE_UNKNOWN_PATH"
        assert "contact" not in str(answer).replace(path, "")
        assert "sector" not in str(answer).replace(path, "")
    # Nor is an object that may not be read one that it can be of.
    answers = [
        await api.ask(token, document, {"rule": {"==": [{"var": "topic.object"}, name]}})
        for name in ("contact", "nothing")
    ]
    texts = [str(each).replace(name, "") for each, name in zip(answers, ("contact", "nothing"), strict=True)]
    assert texts[0] == texts[1]
    assert "RULE_UNKNOWN_OPTION" in texts[0]
    # The deals are another's: as if the tickets named nothing.
    hidden = ["about ann", "about big", "about nothing", "about small"]
    for rule, wanted in (
        ({"filled": {"var": "topic.deal.id"}}, []),
        ({">": [SCORE_BEHIND, 50]}, []),
        ({"==": [SCORE_BEHIND, None]}, EVERYTHING),
        (IS_DEAL, []),
        ({"missing": ["topic.object"]}, hidden),
        ({"!=": [{"var": "topic.object"}, "account"]}, hidden),
        ({"filled": {"var": "topic"}}, ["about globex"]),
    ):
        assert await tickets.titles(rule, token) == wanted, rule
    # Of the formulas, all that read what is hidden are not there; of own deals, a value is as for everybody.
    for name in ("sort", "since", "trade"):
        assert await api.codes(token, f"{{ tickets {{ nodes {{ {name} }} }} }}") == [
            "GRAPHQL_VALIDATION_FAILED"
        ], name
    assert (await tickets.read("heft", token=token))["about small"] == ("20.00",)
    # A clause that would tell of an object that may not be read is redacted whole, and of one that may be, the value.
    found = await api.data(token, VERDICTS)
    which, score, there = told(found, "about small")["clauses"]
    assert which == {
        "satisfied": True,
        "redacted": True,
        "sentence": "A condition that your role may not read",
        "field": None,
        "operator": None,
        "actual": None,
        "needed": None,
    }
    assert (score["redacted"], score["satisfied"], score["actual"]) == (False, False, None)
    assert (there["redacted"], there["satisfied"], there["actual"]) == (False, True, None)
    shown = await api.data(token, "{ catalog { objects { name fields { name targets } } } }")
    assert "contact" not in str(shown)
