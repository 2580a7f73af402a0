"""Whether the caller may see the record that an id names: where it may not, it is as if there were none."""

from typing import Any

from sqlalchemy import ColumnElement, exists, select

from metadata.catalog import Object
from records.build import Build


def record_seen(build: Build, of: Object, record_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether there is such a record of the object that the caller may read; never null."""
    rows = build.rows(of)
    found = select(1).select_from(rows).where(rows.c.id == record_id, build.visible(rows, of))
    return exists(found.correlate_except(rows))
