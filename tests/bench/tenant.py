"""The tenant of the benchmark: signed up and configured through the API, then filled."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.bench.configuration import CHANGES
from tests.bench.rows import Filled, Members, Sizes, fill
from tests.client import Api, running_api
from tests.world import add_member, sign_up


@dataclass(frozen=True)
class Tenant:
    """The tenant, ready to be asked.

    Attributes:
        keys: API keys by role: `admin`, who may do everything, and `rep`, who sees own deals only.
    """

    namespace: str
    keys: dict[str, str]
    filled: Filled


async def make_tenant(api: Api, url: str, sizes: Sizes) -> Tenant:
    """Sign up, configure, fill."""
    session, slug = await sign_up(api, "bench")
    await api.change(session, *CHANGES)
    rep_key, rep = await add_member(api, session, slug, "rep")
    made = await api.data(
        session,
        'mutation ($id: ID!) { createApiKey(input: {name: "bench", memberId: $id}) { token errors { code } } }',
        {"id": (admin := (await api.data(session, "{ me { member { id } } }"))["me"]["member"]["id"])},
    )
    namespace = (await api.engine.authenticator.caller(session, None)).namespace
    filled = await fill(url, namespace, sizes, Members(UUID(admin), UUID(rep)))
    return Tenant(namespace, {"admin": made["createApiKey"]["token"], "rep": rep_key}, filled)


@asynccontextmanager
async def served_tenant(scale: float) -> AsyncIterator[tuple[Api, str, Tenant]]:
    """The tenant with this part of its records, after the API in front of it and the URL of its own database."""
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder)) as url:
        await upgrade(url)
        async with running_api(url) as api:
            yield api, url, await make_tenant(api, url, Sizes.at(scale))
