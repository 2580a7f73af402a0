"""Bad requests, bad lists and bad values of records."""

from tests.journeys.bad import REFUSALS, Bad, create, listing, update

REQUESTS = {
    "not JSON": Bad("BAD_REQUEST", None, raw=b'{"query": '),
    "not UTF-8": Bad("BAD_REQUEST", None, raw=b'{"query": "\xff"}'),
    "an empty body": Bad("BAD_REQUEST", None, raw=b""),
    "a list": Bad("BAD_REQUEST", None, raw=b"[]"),
    "NaN": Bad("BAD_REQUEST", None, raw=b'{"query": "{ __typename }", "variables": {"a": NaN}}'),
    "Infinity": Bad("BAD_REQUEST", None, raw=b'{"query": "{ __typename }", "variables": {"a": -Infinity}}'),
    "a number of 5,000 digits": Bad(
        "BAD_REQUEST", None, raw=b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 5_000 + b"}}"
    ),
    "no query": Bad("BAD_REQUEST", None, raw=b"{}"),
    "variables that are a list": Bad("BAD_REQUEST", None, raw=b'{"query": "{ me { roles } }", "variables": []}'),
    "not GraphQL": Bad("GRAPHQL_PARSE_FAILED", None, "{ deals { "),
    "unknown root field": Bad("GRAPHQL_VALIDATION_FAILED", None, "{ dals { totalCount } }"),
    "unknown field": Bad("GRAPHQL_VALIDATION_FAILED", None, "{ deals { nodes { nam } } }"),
    "an argument of the wrong type": Bad(
        "GRAPHQL_VALIDATION_FAILED", None, '{ deals(first: "two") { totalCount } }'
    ),
    "a variable of the wrong type": Bad(
        "BAD_USER_INPUT",
        ["variables", "n"],
        "query ($n: Int) { deals(first: $n) { totalCount } }",
        {"n": "two"},
    ),
    "a variable that is missing": Bad(
        "BAD_USER_INPUT", ["variables", "id"], "query ($id: ID!) { deal(id: $id) { name } }"
    ),
    "a variable that is not declared": Bad("GRAPHQL_VALIDATION_FAILED", None, "{ deal(id: $id) { name } }"),
    "too many levels": Bad(
        "QUERY_TOO_COMPLEX", None,
        "{ accounts " + "{ nodes { subsidiaries " * 20 + "{ totalCount }" + " } }" * 20 + " }"
    ),
    "101 root fields": Bad(
        "QUERY_TOO_COMPLEX", None, "{" + " ".join(f"a{n}: deals {{ totalCount }}" for n in range(101)) + "}"
    ),
    "an alias of 64 bytes": Bad("QUERY_TOO_COMPLEX", None, "{ deals { nodes { " + "a" * 64 + ": name } } }"),
    "an alias of 64 bytes in a payload": Bad(
        "QUERY_TOO_COMPLEX", None,
        'mutation { updateDeal(id: "@alpha", input: {}) { deal { ' + "a" * 64 + ": name } } }"
    ),
    "an alias that is an emoji": Bad("GRAPHQL_PARSE_FAILED", None, "{ deals { nodes { 🚀: name } } }"),
    "a document of 200,000 bytes": Bad("QUERY_TOO_COMPLEX", None, "{ deals { totalCount } } #" + "x" * 200_000),
    "nested pages of 500": Bad(
        "QUERY_TOO_COMPLEX", None,
        "{ accounts(first: 500) { nodes { deals(first: 500) { nodes { name } } } } }",
    ),
    "a circle of fragments": Bad(
        "GRAPHQL_VALIDATION_FAILED", None, "{ deals { ...A } } fragment A on DealConnection { ...A }"
    ),
    "NUL in a text": Bad("BAD_USER_INPUT", None, '{ deals(where: { name: { eq: "a\\u0000" } }) { totalCount } }'),
    "NUL in a variable": Bad(
        "BAD_USER_INPUT", ["variables", "n"],
        "query ($n: String) { deals(where: { name: { eq: $n } }) { totalCount } }", {"n": "\0"},
    ),
    "a lone surrogate in a variable": Bad(
        "BAD_USER_INPUT", ["variables", "n"],
        "query ($n: String) { deals(where: { name: { eq: $n } }) { totalCount } }", {"n": "\ud800"},
    ),
}  # fmt: skip

LISTS = {
    "page of -1": listing("first: -1", "PAGE_SIZE", "first"),
    "page of 501": listing("first: 501", "PAGE_SIZE", "first"),
    "last of 501": listing("last: 501", "PAGE_SIZE", "last"),
    "first and last": listing("first: 1, last: 1", "BAD_USER_INPUT", "last"),
    "first and before": listing('first: 1, before: "x"', "BAD_USER_INPUT", "before"),
    "garbage cursor": listing('after: "x"', "CURSOR_INVALID", "after"),
    "garbage id in a filter": listing('where: { id: { eq: "x" } }', "BAD_USER_INPUT", "where", "id", "eq"),
    "garbage id in a list of a filter": listing(
        'where: { accountId: { in: ["x"] } }', "BAD_USER_INPUT", "where", "accountId", "in"
    ),
    "null in a filter": listing("where: { score: { eq: null } }", "BAD_USER_INPUT", "where", "score", "eq"),
    "null as a filter": listing("where: { score: null }", "BAD_USER_INPUT", "where", "score"),
    "null as logic": listing("where: { not: null }", "BAD_USER_INPUT", "where", "not"),
    "null as a rule": listing("where: { rule: null }", "BAD_USER_INPUT", "where", "rule"),
    "unknown option": listing("where: { source: { eq: fax } }", "GRAPHQL_VALIDATION_FAILED"),
    "an int filter beyond int32": listing(
        "where: { score: { eq: 3000000000 } }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "a decimal filter that is none": listing('where: { margin: { eq: "NaN" } }', "BAD_USER_INPUT"),
    "a decimal filter of 200 digits": listing(
        f'where: {{ margin: {{ eq: "{"9" * 201}" }} }}', "BAD_USER_INPUT"
    ),
    "a date that is none": listing('where: { closeDate: { eq: "2026-02-30" } }', "BAD_USER_INPUT"),
    "a moment without an offset": listing(
        'where: { signedAt: { eq: "2026-02-28T10:00:00" } }', "BAD_USER_INPUT"
    ),
    "a moment beyond the calendar": listing(
        'where: { signedAt: { eq: "9999-12-31T23:59:59-14:00" } }', "BAD_USER_INPUT"
    ),
    "garbage id": Bad("BAD_USER_INPUT", ["id"], '{ deal(id: "x") { name } }'),
    "an id of 100,000 characters": Bad(
        "BAD_USER_INPUT", ["id"], "query ($id: ID!) { deal(id: $id) { name } }", {"id": "x" * 100_000}
    ),
}

VALUES = {
    "unknown option": create("fax", "BAD_USER_INPUT", "source", name="source"),
    "int beyond int32": create(2**31, "BAD_USER_INPUT", "score", name="score"),
    "int that is a text": create("7", "BAD_USER_INPUT", "score", name="score"),
    "int with a fraction": create(1.5, "BAD_USER_INPUT", "score", name="score"),
    "boolean that is a text": create("true", "BAD_USER_INPUT", "budgetConfirmed", name="budgetConfirmed"),
    "decimal with too many decimals": create("0.00001", "INVALID_VALUE", "input", "margin", name="margin"),
    "decimal too large": create("1000000", "OUT_OF_RANGE", "input", "margin", name="margin"),
    "decimal NaN": create("NaN", "BAD_USER_INPUT", "margin", name="margin"),
    "decimal Infinity": create("-Infinity", "BAD_USER_INPUT", "margin", name="margin"),
    "decimal with an exponent": create("1e300", "BAD_USER_INPUT", "margin", name="margin"),
    "money half given": create({"amount": "1"}, "BAD_USER_INPUT", "amount", name="amount"),
    "money of an unknown currency": create(
        {"amount": "1", "currency": "XXQ"}, "INVALID_VALUE", "input", "amount", "currency", name="amount"
    ),
    "money of a currency in small letters": create(
        {"amount": "1", "currency": "eur"}, "INVALID_VALUE", "input", "amount", "currency", name="amount"
    ),
    "money too large": create(
        {"amount": "1e17", "currency": "EUR"}, "OUT_OF_RANGE", "input", "amount", "amount", name="amount"
    ),
    "money that is a number": create(7, "BAD_USER_INPUT", "amount", name="amount"),
    "url that is none": create("example.com", "INVALID_VALUE", "input", "website", name="website"),
    "url of another kind": create("javascript:alert(1)", "INVALID_VALUE", "input", "website", name="website"),
    "text too long": create("x" * 100_000, "OUT_OF_RANGE", "input", "name", name="name"),
    "null for what is required": create(None, "BAD_USER_INPUT", "name", name="name"),
    "id of another object": create("@ada", "RELATION_NOT_FOUND", "input", "accountId", name="accountId"),
    "id of a deleted record": update("@zeta", "RELATION_NOT_FOUND", "input", "accountId", name="accountId"),
    "garbage id": create("x", "INVALID_VALUE", "input", "accountId", name="accountId"),
    "owner that is a record": create("@ada", "RELATION_NOT_FOUND", "input", "ownerId", name="ownerId"),
    "owner that is garbage": create("x", "BAD_USER_INPUT", "input", "ownerId", name="ownerId"),
    "no owner": create(None, "REQUIRED", "input", "ownerId", name="ownerId"),
    "a field there is none of": create(1, "BAD_USER_INPUT", "input", name="nothing"),
    "emptying what is required": update(None, "REQUIRED", "input", "name", name="name"),
    "an id of the wrong object": Bad(
        "RECORD_NOT_FOUND", ["id"], 'mutation { updateDeal(id: "@globex", input: {}) ' + REFUSALS
    ),
    "an id that is garbage": Bad(
        "BAD_USER_INPUT", ["id"], 'mutation { deleteDeal(id: "x") ' + REFUSALS
    ),
    "an unknown stage": Bad(
        "STAGE_UNKNOWN", ["to"], 'mutation { promoteDeal(id: "@alpha", to: "") ' + REFUSALS
    ),
    "a stage of 100,000 characters": Bad(
        "STAGE_UNKNOWN",
        ["to"],
        'mutation ($to: String!) { promoteDeal(id: "@alpha", to: $to) ' + REFUSALS,
        {"to": "x" * 100_000},
    ),
    "a promotion in the future": Bad(
        "BACKDATE_INVALID", ["occurredAt"],
        'mutation { promoteDeal(id: "@alpha", to: "lost", occurredAt: "2999-01-01T00:00:00Z") ' + REFUSALS,
    ),
    "a creation in the future": Bad(
        "BACKDATE_INVALID", ["occurredAt"],
        'mutation { createDeal(input: { name: "Bad" }, occurredAt: "2999-01-01T00:00:00Z") ' + REFUSALS,
    ),
    "a promotion with a value that does not fit": Bad(
        "INVALID_VALUE", ["input", "website"],
        'mutation { promoteDeal(id: "@alpha", to: "lost", input: { website: "x" }) ' + REFUSALS,
    ),
    "a version that is too large": Bad(
        "GRAPHQL_VALIDATION_FAILED", None,
        'mutation { deleteDeal(id: "@alpha", expectedVersion: 3000000000) ' + REFUSALS,
    ),
    "an e-mail that is none": Bad(
        "INVALID_VALUE", ["input", "email"],
        'mutation { createContact(input: { name: "Bad", email: "a@b" }) ' + REFUSALS,
    ),
    "a parent that is none": Bad(
        "RELATION_NOT_FOUND", ["input", "parentId"],
        'mutation { updateAccount(id: "@globex", input: { parentId: "@alpha" }) ' + REFUSALS,
    ),
}  # fmt: skip
