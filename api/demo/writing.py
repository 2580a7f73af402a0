"""Writes the demo's records through GraphQL, a few requests at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from api.demo.client import Client, text
from api.demo.names import REPS
from api.demo.records import Deal, Input, World

AT_ONCE = 4
CREATE_DEAL = """
mutation ($input: DealCreateInput!, $at: DateTime) {
  payload: createDeal(input: $input, occurredAt: $at) { deal { id } errors { code message path } }
}
"""
PROMOTE_DEAL = """
mutation ($id: ID!, $to: String!, $input: DealUpdateInput!, $at: DateTime) {
  payload: promoteDeal(id: $id, to: $to, input: $input, occurredAt: $at) {
    promoted
    errors { code message path }
  }
}
"""


Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Seeding:
    """Writes the records; `members` are the ids of `names.MEMBERS`."""

    client: Client
    members: list[str]
    world: World

    async def run(self) -> None:
        """Write them all."""
        accounts = await self._accounts()
        contacts = await _each(
            self.world.contacts,
            lambda each: self.client.create("Contact", {**each.input, "accountId": accounts[each.account]}),
        )
        deals = await _each(self.world.deals, lambda deal: self._deal(deal, accounts, contacts))
        await _each(
            self.world.activities,
            lambda each: self.client.create(
                "Activity",
                {
                    **each.input,
                    "dealId": deals[each.deal],
                    "contactId": contacts[each.contact],
                    "ownerId": self.members[each.owner],
                },
            ),
        )

    async def _accounts(self) -> list[str]:
        """Ids by position; parents first, for their ids are needed."""
        found: dict[int, str] = {}
        for generation in (False, True):
            indexes = [
                index
                for index, each in enumerate(self.world.accounts)
                if (each.parent is not None) is generation
            ]
            given = [self._account(index, found) for index in indexes]
            made = await _each(given, lambda each: self.client.create("Account", each))
            found |= dict(zip(indexes, made, strict=True))
        return [found[index] for index in range(len(found))]

    def _account(self, index: int, made: Mapping[int, str]) -> Input:
        account = self.world.accounts[index]
        parent = None if account.parent is None else made[account.parent]
        return {**account.input, "parentId": parent, "ownerId": self.members[REPS[index % len(REPS)]]}

    async def _deal(self, deal: Deal, accounts: list[str], contacts: list[str]) -> str:
        """Create the deal and promote it, stage by stage, at the dates of its story."""
        given: Input = {
            **deal.input,
            "accountId": accounts[deal.account],
            "contactId": contacts[deal.contact],
            "ownerId": self.members[deal.owner],
        }
        payload = await self.client.done(CREATE_DEAL, {"input": given, "at": deal.created.isoformat()})
        id_ = text(payload, "deal", "id")
        for move in deal.moves:
            facts = dict(move.input)
            if move.decision_maker is not None:
                facts["decisionMakerId"] = contacts[move.decision_maker]
            variables: Input = {"id": id_, "to": move.to, "input": facts, "at": move.at.isoformat()}
            await self.client.done(PROMOTE_DEAL, variables)
        return id_


async def _each(items: Iterable[Item], work: Callable[[Item], Awaitable[Made]]) -> list[Made]:
    """`work` on every item, a few at a time; the results in the order of the items.

    Raises:
        Exception: the first that `work` raised; the rest is given up.
    """
    room = asyncio.Semaphore(AT_ONCE)

    async def one(item: Item) -> Made:
        async with room:
            return await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(item)) for item in items]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    return [task.result() for task in tasks]
