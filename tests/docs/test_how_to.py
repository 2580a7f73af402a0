"""The how-tos' changes are published, in the order a reader meets them, and their documents fit what comes of it."""

import json
import re
import secrets
import subprocess
import sys
from pathlib import Path

from tests.client import Api

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
ORDER = (
    "build-a-funnel",
    "constraints",
    "write-a-gate",
    "try-a-gate",
    "grant-permissions",
    "manage-people",
    "provision-with-scim",
    "migrate-history",
    "trusted-documents",
    "catalog-as-code",
    "configure-together",
    "attach-files",
    "personal-data",
    "write-many-records",
)
SIGN_UP = "mutation ($input: SignUpInput!) { signUp(input: $input) { token errors { code } } }"
UNFIT = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "INTERNAL"}


def blocks(page: str, kind: str) -> list[str]:
    text = (HOW_TO / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.S | re.M)


async def fresh_tenant(api: Api) -> str:
    """A session of the admin of a tenant without objects."""
    mark = secrets.token_hex(4)
    person = {
        "email": f"{mark}@example.com",
        "password": "a long password",
        "name": "Ada",
        "tenantName": mark,
    }
    token: str = (await api.data(None, SIGN_UP, {"input": person}))["signUp"]["token"]
    return token


async def test_the_how_tos_work_one_after_the_other(api: Api):
    token = await fresh_tenant(api)
    published = 0
    for page in ORDER:
        for block in blocks(page, "json"):
            await api.change(token, *json.loads(block))
            published += 1
        for document in blocks(page, "graphql"):
            # Those that need variables stop at them, after they have been validated.
            unique = document.replace("li@example.com", f"li-{secrets.token_hex(4)}@example.com")
            assert not UNFIT & set(await api.codes(token, unique)), document
    assert published == 34


def test_the_rule_in_python_is_the_rule_in_json():
    (script,) = blocks("write-a-gate", "python")
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    block, *_ = blocks("write-a-gate", "json")
    rule = json.loads(block)[0]["setGate"]["rule"]
    assert conjuncts(json.loads(run.stdout)) == conjuncts(rule)


def conjuncts(rule: dict[str, list[object]]) -> list[object]:
    """The operands of nested `and`s in order."""
    if not (isinstance(rule, dict) and "and" in rule):
        return [rule]
    return [found for operand in rule["and"] for found in conjuncts(operand)]


async def test_the_misspelt_option_is_refused_as_told(api: Api):
    token = await fresh_tenant(api)
    for block in blocks("build-a-funnel", "json"):
        await api.change(token, *json.loads(block))
    block, *_ = blocks("write-a-gate", "json")
    refused = await api.try_change(token, *json.loads(block.replace('"software"', '"sofware"')))
    (error,) = refused["errors"]
    (told, *_) = blocks("write-a-gate", "text")
    said = dict(line.split(maxsplit=1) for line in told.splitlines())
    assert (error["code"], error["message"], error["hint"]) == (said["code"], said["message"], said["hint"])
    assert ", ".join(str(part) for part in error["path"][2:]) == said["path"].removeprefix("changes, 0, ")


async def test_the_queries_fit_the_demo_tenant(api: Api):
    """Those of a page that shows what can be asked are asked of the tenant that the README shows."""
    token = await fresh_tenant(api)
    await api.data(token, 'mutation { installTemplate(name: "b2bFunnel") { version } }')
    asked = 0
    for document in (*blocks("install-a-template", "graphql"), *blocks("query-records", "graphql")):
        variables = {"ids": []} if "$ids" in document else {}
        answer = await api.ask(token, document, variables)
        assert "errors" not in answer, (document, answer["errors"])
        asked += 1
    assert asked >= 9
