"""Requests whose heads are known: how the tests make them so, and what they compare."""

from tests.protocols.raw import RawConnection, Response, raw_request
from tests.protocols.serving import ServedHere

DEALS = "query ($name: String!) { deals(where: {name: {eq: $name}}) { nodes { name } } }"
OF_ITS_OWN = {"date", "x-request-id"}


def short_ways(here: ServedHere) -> int:
    """How many requests had a head that was known."""
    return here.engine.caches.http_heads.hits


async def learnt(connection: RawConnection, token: str | None, **given: str) -> None:
    """Send a request twice, so that its head is known."""
    for _ in range(2):
        await connection.send(raw_request(token, "{ __typename }", **given))
        await connection.response()


async def asked(here: ServedHere, connection: RawConnection, request: bytes) -> tuple[Response, bool]:
    """The answer, and whether its head was known."""
    before = short_ways(here)
    await connection.send(request)
    return await connection.response(), short_ways(here) > before


def facts(response: Response) -> tuple[int, dict[str, str], bytes]:
    """What two answers to the same request have in common."""
    kept = {name: value for name, value in response.headers.items() if name not in OF_ITS_OWN}
    return response.status, kept, response.body
