"""Whether the time of an answer tells who has an account: each request that takes an address, with one that has an
account and one that has none, in turns.

Run `python -m tests.bench.enumeration [PAIRS]`; it prints the quick tenth, medians and quartiles in milliseconds.
What differs by less than the quartiles are apart cannot be told by a few requests, and one address gets no more.
"""

import asyncio
import secrets
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.api.test_accounts import ADD_MEMBER
from tests.client import Api, running_api
from tests.smtp import post_office
from tests.world import sign_up

PAIRS = 40
SIGN_IN = "mutation ($i: SignInInput!) { signIn(input: $i) { errors { code } } }"
SIGN_UP = "mutation ($i: SignUpInput!) { signUp(input: $i) { errors { code } } }"
RESET = "mutation ($i: RequestPasswordResetInput!) { requestPasswordReset(input: $i) { errors { code } } }"
INVITE = "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { errors { code } } }"
ADD = "mutation ($i: AddMemberInput!) { addMember(input: $i) { errors { code } } }"

Asked = Callable[[Api, str, str, str], Awaitable[Any]]
"""Asks with (API, admin's token, address, where the request comes from)."""


def asking(document: str, given: dict[str, Any], *, by_admin: bool) -> Asked:
    """A request that takes an address beside what is given."""

    async def ask(api: Api, admin: str, email: str, whence: str) -> Any:
        token = admin if by_admin else None
        values = {"i": {"email": email, **given}}
        return await api.data(token, document, values, **{"X-Forwarded-For": whence})

    return ask


ASKED: dict[str, Asked] = {
    "`signIn`, wrong password": asking(SIGN_IN, {"password": "not the password"}, by_admin=False),
    "`signUp`, confirmed by mail": asking(SIGN_UP, {"name": "Li", "tenantName": "Li"}, by_admin=False),
    "`requestPasswordReset`": asking(RESET, {}, by_admin=False),
    "`inviteMember`": asking(INVITE, {"roles": ["admin"]}, by_admin=True),
    "`addMember`": asking(ADD, {"name": "Li", "roles": ["admin"]}, by_admin=True),
}


async def measured(url: str, pairs: int) -> list[str]:
    """The lines of the table."""
    await upgrade(url)
    lines = ["| request | known, ms | unknown, ms |", "|---|---|---|"]
    with post_office() as office:
        async with running_api(url) as making:
            # As where no mail is sent: signing up is at once.
            known_admin, _ = await sign_up(making, "known")
            admin, _ = await sign_up(making, "asking")
        async with running_api(url, office.settings()) as api:
            for name, ask in ASKED.items():
                times: dict[bool, list[float]] = {True: [], False: []}
                for number in range(pairs + 5):
                    # Neither is always the first of a pair.
                    for known in (True, False) if number % 2 else (False, True):
                        email, another = (f"p{secrets.token_hex(6)}@sluice.example" for _ in range(2))
                        # One is added either way: what it leaves behind in caches and connections is the same.
                        added = {"email": email if known else another, "name": "Li", "roles": []}
                        await api.data(known_admin, ADD_MEMBER, {"input": added})
                        whence = f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"
                        began = perf_counter()
                        await ask(api, admin, email, whence)
                        took = (perf_counter() - began) * 1000
                        # What goes on beside the answer is none of the next one's time.
                        await api.engine.posting.settled()
                        if number >= 5:
                            times[known].append(took)
                lines.append(f"| {name} | {_of(times[True])} | {_of(times[False])} |")
    return lines


def _of(times: list[float]) -> str:
    low, middle, high = statistics.quantiles(times, n=4)
    # Of a machine that others use too, the quick tenth says what it takes where nothing is in its way.
    return f"{statistics.quantiles(times, n=10)[0]:.1f}, {middle:.1f} ({low:.1f} to {high:.1f})"


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder) / "data") as url:
        sys.stdout.write("\n".join(asyncio.run(measured(url, pairs))) + "\n")


if __name__ == "__main__":
    main()
