"""What `scim2-tester` checks of a server, against one that is a process of its own."""

import asyncio

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from tests.client import Api
from tests.protocols.directory import make_directory
from tests.protocols.serving import serving


async def test_the_server_does_as_the_rfcs_say(api: Api, database_url: str) -> None:
    directory = await make_directory(api)
    async with serving(database_url) as served:

        def checked() -> list[str]:
            headers = {"Authorization": f"Bearer {directory.key}"}
            with Client(base_url=f"{served.address}/scim/v2", headers=headers) as client:
                results = check_server(SyncSCIMClient(client))
            assert len(results) > 55
            good = (Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE)
            return [f"{each.title} {each.reason}" for each in results if each.status not in good]

        assert await asyncio.to_thread(checked) == []
