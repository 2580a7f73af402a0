"""SQLAlchemy Core to the text and the positional values that asyncpg takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import DDL, ClauseElement, ColumnElement
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.ddl import ExecutableDDLElement

# SQLAlchemy leaves this constructor untyped.
DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]

Processor = Callable[[object], object]

TABLES = """(
    SELECT class.oid, class.relname
    FROM (
        SELECT objid FROM pg_depend
        WHERE refclassid = 'pg_namespace'::regclass AND refobjid = $1::regnamespace AND classid = 'pg_class'::regclass
        OFFSET 0
    ) AS own
    CROSS JOIN LATERAL (
        SELECT oid, relname FROM pg_class WHERE oid = own.objid AND relkind = 'r' OFFSET 0
    ) AS class
)"""
"""The tables of the namespace that `$1` names, as (oid, relname): by what depends on it, of which there is an index.

`relnamespace` has none: whoever asks by it goes through the tables of all tenants. `OFFSET 0` keeps
PostgreSQL, which expects more of them than there are, from doing so all the same.
"""


class Columns(Protocol):
    """Columns by name."""

    def __getitem__(self, name: str, /) -> ColumnElement[Any]:
        """The column."""

    def __contains__(self, name: str, /) -> bool:
        """Whether there is one of the name."""


class Row(Protocol):
    """What has the columns of a record: a table, or the part of a step that carries them."""

    @property
    def c(self) -> Columns:
        """Its columns."""


@dataclass(frozen=True)
class CompiledSql:
    """A statement ready to run.

    Attributes:
        text: SQL with `$1`, `$2`, ...
        names: the bind parameter behind each position.
        constants: values that were known when the statement was built, already in the driver's form.
        processors: how a value given at run time becomes the driver's, for the names that need it.
    """

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, object]
    processors: Mapping[str, Processor]

    def values(self, given: Mapping[str, object]) -> list[object]:
        """The positional values; `given` wins over the constants.

        Raises:
            KeyError: when a parameter has neither.
        """
        known = {**self.constants, **given}
        for name, process in self.processors.items():
            if name in given:
                known[name] = process(given[name])
        return [known[name] for name in self.names]


def literal_sql(expression: ClauseElement) -> str:
    """An expression as SQL text with its values in it, for DDL."""
    return str(expression.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))


def ddl_of(sql: str) -> ExecutableDDLElement:
    """DDL that SQLAlchemy has no element for."""
    # SQLAlchemy leaves this constructor untyped, and takes a percent sign for a place of its own.
    made: ExecutableDDLElement = DDL(sql.replace("%", "%%"))  # type: ignore[no-untyped-call]
    return made


def quoted(name: str) -> str:
    """A name as it stands in SQL."""
    return DIALECT.identifier_preparer.quote(name)


def compile_statement(statement: ClauseElement) -> CompiledSql:
    """Compile for PostgreSQL as asyncpg speaks it.

    A list bound to IN must be an array (`= ANY`), not expanding.
    """
    compiled = statement.compile(dialect=DIALECT)
    names: Sequence[str] = getattr(compiled, "positiontup", None) or ()
    binds = getattr(compiled, "binds", {})
    constants: dict[str, object] = {}
    processors: dict[str, Processor] = {}
    for name in dict.fromkeys(names):
        bind = binds[name]
        processor = bind.type.dialect_impl(DIALECT).bind_processor(DIALECT)
        if processor is not None:
            processors[name] = processor
        if not bind.required:
            value = bind.effective_value
            constants[name] = processor(value) if processor is not None else value
    return CompiledSql(str(compiled), tuple(names), constants, processors)
