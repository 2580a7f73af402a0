"""Who sees a field masked may write it, and neither takes its masked text for a value nor learns a value by writing."""

import json
from typing import Any

import pytest

from tests.contracts.field_type_samples import SAMPLES
from tests.contracts.vaults import GRANTS, PAIRS, clerk, field_of, twins_of, vaults
from tests.world import World

__all__ = ["vaults"]

TEXTS = ("text", "longText", "richText", "email", "phone", "url")
WRITES = {
    "create": "createVault(input: $input)",
    "update": "updateVault(id: $id, input: $input)",
    "promote": 'promoteVault(id: $id, to: "done", input: $input)',
    "merge": "mergeVaults(into: $id, from: [$other], input: $input)",
    "create many": "createVaults(inputs: [$input], mode: EACH)",
    "update many": "updateVaults(ids: [$id], input: $input, mode: EACH)",
}


def write_of(write: str, name: str, value: Any) -> tuple[str, dict[str, Any]]:
    body = WRITES[write]
    kind = {"create": "VaultCreateInput!", "create many": "VaultRowInput!"}.get(write, "VaultUpdateInput!")
    types = {"input": kind, "id": "ID!", "other": "ID!"}
    declared = ", ".join(f"${each}: {type_}" for each, type_ in types.items() if f"${each}" in body)
    refused = "errors { code path hint }"
    told = f"outcomes {{ {refused} }} {refused}" if "many" in write else refused
    return f"mutation ({declared}) {{ done: {body} {{ {told} }} }}", {"input": {name: value}}


@pytest.mark.parametrize(("name", "kind"), PAIRS)
async def test_what_was_read_masked_is_not_taken_for_a_value(vaults: World, name: str, kind: str) -> None:
    field, shown = field_of(name, kind), twins_of(name, kind)[2]
    ids = {"id": vaults.ids["one"], "other": vaults.ids["two"]}
    state = f'{{ vault(id: "{ids["id"]}") {{ version {field} {SAMPLES[name].selection} }} }}'
    before = await vaults.api.data(vaults.admin, state)
    for write in WRITES:
        document, variables = write_of(write, field, shown)
        given = {each: ids[each] for each in ids if f"${each}" in document}
        answer = await vaults.api.ask(clerk(vaults), document, {**variables, **given})
        text = json.dumps(answer)
        if name in TEXTS:
            assert '"VALUE_MASKED"' in text, (write, text)
            assert f'"{field}"' in text
        else:
            # The type itself takes no such thing.
            assert any(code in text for code in ("BAD_USER_INPUT", "VALUE_MASKED", "INVALID_VALUE")), (
                write,
                text,
            )
    assert await vaults.api.data(vaults.admin, state) == before


async def test_a_value_with_stars_is_taken_of_who_sees_values(vaults: World) -> None:
    """The control: to the admin it is a text like any."""
    made = await vaults.create(vaults.admin, "vault", textAll="*** urgent ***")
    found = await vaults.api.data(vaults.admin, f'{{ vault(id: "{made}") {{ textAll }} }}')
    assert found == {"vault": {"textAll": "*** urgent ***"}}
    # A field that is not masked takes them of the clerk too.
    assert await vaults.create(clerk(vaults), "vault", title="****")


@pytest.mark.parametrize(("name", "kind"), PAIRS)
async def test_who_sees_a_field_masked_may_write_it_and_is_answered_masked(
    vaults: World, name: str, kind: str
) -> None:
    field, (one, two, shown) = field_of(name, kind), twins_of(name, kind)
    document = f"""mutation ($input: VaultCreateInput!) {{
      createVault(input: $input) {{ vault {{ id {field} }} errors {{ code }} }} }}"""
    made = (await vaults.api.data(clerk(vaults), document, {"input": {field: one}}))["createVault"]
    assert (made["errors"], made["vault"][field]) == ([], shown)
    document = f"""mutation ($id: ID!, $input: VaultUpdateInput!) {{
      updateVault(id: $id, input: $input) {{ vault {{ {field} }} errors {{ code }} }} }}"""
    given = {"id": made["vault"]["id"], "input": {field: two}}
    done = await vaults.api.data(clerk(vaults), document, given)
    assert done == {"updateVault": {"vault": {field: shown}, "errors": []}}


KEYED = """mutation ($key: String!) { createVault(input: { title: "K", textKeep: "6222020000001234" },
  idempotencyKey: $key) { vault { textKeep } errors { code } } }"""


async def test_an_answer_kept_from_before_the_mask_is_not_given_again(vaults: World) -> None:
    await vaults.api.change(vaults.admin, {"setGrants": {"role": "clerk", "grants": GRANTS[:1]}})
    whole = await vaults.api.data(clerk(vaults), KEYED, {"key": "before"})
    assert whole["createVault"]["vault"] == {"textKeep": "6222020000001234"}
    assert await vaults.api.data(clerk(vaults), KEYED, {"key": "before"}) == whole
    await vaults.api.change(vaults.admin, {"setGrants": {"role": "clerk", "grants": GRANTS}})
    again = await vaults.api.data(clerk(vaults), KEYED, {"key": "before"})
    assert [each["code"] for each in again["createVault"]["errors"]] == ["IDEMPOTENCY_MISMATCH"]
    assert "6222020000001234" not in json.dumps(again)
    # Under a mask that stays the same, the same is answered.
    unlike = KEYED.replace("1234", "9999").replace('"K"', '"L"')
    masked_ = await vaults.api.data(clerk(vaults), unlike, {"key": "after"})
    assert masked_["createVault"]["vault"] == {"textKeep": "622****9999"}
    assert await vaults.api.data(clerk(vaults), unlike, {"key": "after"}) == masked_
