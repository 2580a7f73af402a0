"""Makes the demo tenant through GraphQL, once, of a template, and keeps its credentials in `demo.json`.

The file is written last. So if it is there and its key works, the tenant is whole. A tenant that was left
half made by a process that was killed is never taken up again: another one is made under another name.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.demo.client import Client, DemoError, errors_of, inside, sentences, text
from api.demo.names import MEMBERS
from api.demo.records import Input, world
from api.demo.writing import Seeding
from api.in_process import Execute
from metadata.values import JsonValue

TAKEN = {"EMAIL_TAKEN", "TENANT_SLUG_TAKEN"}
SIGN_UP = """
mutation ($input: SignUpInput!) { payload: signUp(input: $input) { token errors { code message } } }
"""
TEMPLATE = "b2bFunnel"
INSTALL_TEMPLATE = """
mutation ($name: String!) {
  payload: installTemplate(name: $name) { version errors { code message path hint } }
}
"""


@dataclass(frozen=True)
class Credentials:
    """What one signs in with."""

    slug: str
    email: str
    password: str
    token: str


async def ensure_demo(execute: Execute, data_dir: Path, url: str) -> None:
    """Make the demo tenant unless `demo.json` in `data_dir` has a key that works; note `url` there.

    Raises:
        DemoError: a step was refused.
    """
    file = data_dir / "demo.json"
    kept = _read(file)
    if kept is None or not await _works(execute, kept.get("apiKey")):
        _write(file, {"url": url, **await _made(execute)})
    elif kept.get("url") != url:
        _write(file, {**kept, "url": url})


def _read(file: Path) -> dict[str, JsonValue] | None:
    """What the file says; None where it is absent or not what `_write` writes."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(file: Path, content: Mapping[str, JsonValue]) -> None:
    """Replace the file in one step; only its owner may read it."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=2)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


async def _works(execute: Execute, key: JsonValue) -> bool:
    """Whether the key opens a tenant of this database. A database that does not answer is an error."""
    if not isinstance(key, str):
        return False
    response = await execute(key, "{ me { tenant { slug } } }", {})
    errors = errors_of(response)
    if any(code != "UNAUTHENTICATED" for code, _ in errors):
        raise DemoError(f"The key in demo.json could not be tried: {sentences(errors)}")
    return not errors and isinstance(inside(response, "data", "me"), dict)


async def _made(execute: Execute) -> dict[str, JsonValue]:
    """A fresh demo tenant: what `demo.json` holds beside the url."""
    credentials = await _signed_up(execute)
    client = Client(execute, credentials.token)
    await client.done(INSTALL_TEMPLATE, {"name": TEMPLATE})
    emails = [f"{name}@{credentials.slug}.sluice.example" for name, _, _ in MEMBERS]
    members = [
        await client.add_member(email, name, role, credentials.password)
        for email, (_, name, role) in zip(emails, MEMBERS, strict=True)
    ]
    first = {role: index for index, (_, _, role) in reversed(list(enumerate(MEMBERS)))}
    await Seeding(client, members, world(datetime.now(UTC).date())).run()
    keys: dict[str, JsonValue] = {
        role: await client.create_key(role, members[index]) for role, index in first.items()
    }
    return {
        "tenant": credentials.slug,
        "email": credentials.email,
        "password": credentials.password,
        "apiKey": await client.create_key("demo", None),
        "keys": keys,
        # They sign in with the same password.
        "members": {role: emails[index] for role, index in first.items()},
    }


async def _signed_up(execute: Execute) -> Credentials:
    """A new identity and tenant, `demo` if that is free."""
    password = secrets.token_urlsafe(15)
    for slug in ("demo", *(f"demo-{secrets.token_hex(3)}" for _ in range(3))):
        email = f"{slug}@sluice.example"
        account: Input = {
            "email": email,
            "password": password,
            "name": "Demo Admin",
            "tenantName": "Sluice Demo 示例公司",
            "tenantSlug": slug,
        }
        response = await execute(None, SIGN_UP, {"input": account})
        errors = errors_of(response)
        if not errors:
            return Credentials(slug, email, password, text(response, "data", "payload", "token"))
        if any(code not in TAKEN for code, _ in errors):
            raise DemoError(f"signUp was refused: {sentences(errors)}")
    raise DemoError("signUp was refused: every name that was tried is taken")
