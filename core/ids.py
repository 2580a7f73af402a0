"""Ids of records."""

from collections.abc import Callable
from uuid import UUID

from asyncpg.pgproto import pgproto

read_uuid: Callable[[str], UUID] = pgproto.UUID
"""From text to the driver's own kind of UUID, which is read several times as fast as Python's.

Raises:
    ValueError: it is none.
"""
