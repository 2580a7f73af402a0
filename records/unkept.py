"""Statements that are asked once and not kept, which a whole question is made for: what they answer."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import orjson
from sqlalchemy import Select

from core.connection import Record
from core.database import Database
from core.sql import compile_statement
from records.build import Build
from records.run import bound_values, confirm_head, confirmed, fault_of_value
from tenants.authentication import Caller

Row = Mapping[str, Any]
"""As PostgreSQL answers it: a JSON object."""
Rows = Sequence[Row]


async def answered(database: Database, build: Build, statement: Select[Any], caller: Caller) -> Record:
    """The one row of a statement that answers catalog_version and access_epoch, and what else it is asked.

    Raises:
        StaleError: it was made for a catalog or rights that no longer hold.
        SluiceError: a value of the rules cannot be used; TIMEOUT, UNAVAILABLE.
    """
    (row,) = await answered_rows(database, build, statement, caller)
    return row


async def answered_rows(
    database: Database, build: Build, statement: Select[Any], caller: Caller
) -> list[Record]:
    """The rows of such a statement, of which there is one at least.

    Raises:
        StaleError, SluiceError: as `answered`.
    """
    compiled, version = compile_statement(statement), build.catalog.version
    values = compiled.values(bound_values(tuple(build.binders), caller, {}))
    try:
        rows = await database.fetch(compiled.text, values, affinity=caller.namespace)
    except asyncpg.PostgresError as error:
        await confirm_head(database, version, caller)
        raise fault_of_value(error) from error
    confirmed(rows[0] if rows else None, version, caller)
    return rows


def exactly(text: bytes) -> Rows:
    """JSON whose numbers are passed on as they are written, every digit."""
    found: Rows = json.loads(text, parse_float=orjson.Fragment, parse_int=orjson.Fragment)
    return found
