"""The trigger that keeps the words of an object's records: whoever writes a text that is searched writes them with it.

It stands on the table, so direct SQL is held to it as well, and calls a function in the tenant's namespace that bears
the object's id. PostgreSQL knows the columns that the trigger is for by number, so they follow renames by themselves;
the function is a text, which is replaced then. It goes through the fields one after the other: written out for each, a
connection would keep the plan of so long an expression as often, half a megabyte for twenty fields.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, literal_column
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.sql import ddl_of, literal_sql, quoted
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.search import SEARCH, characters_of, searched_fields, searched_text, words_of


def function_name(object_id: str) -> str:
    """What the function is called that makes the words of an object's records."""
    return f"{SEARCH}_{object_id}"


def function_made(definition: Object, namespace: str) -> ExecutableDDLElement:
    """The function, in the place of one that there is."""
    # The tag and the weight of its field before each text.
    texts = ", ".join(
        f"'{each.tag}{each.weight}' || {searched_text(each, _written)}"
        for each in searched_fields(definition)
    )
    tag, ending = (
        literal_column(each, Text()) for each in ("left(given, 1)", "'.:1' || substr(given, 2, 1)")
    )
    words = words_of(literal_column("substr(given, 3)", Text()), tag, ending, characters_of(definition))
    return ddl_of(
        f"""CREATE OR REPLACE FUNCTION {_function(definition.id, namespace)}() RETURNS trigger LANGUAGE plpgsql
AS $words$
DECLARE
    given text;
    words text;
BEGIN
    FOREACH given IN ARRAY ARRAY[{texts}] LOOP
        words := concat(words, {literal_sql(words)});
    END LOOP;
    NEW.{SEARCH} := words::tsvector;
    RETURN NEW;
END
$words$"""
    )


def trigger_made(definition: Object, table: str, namespace: str) -> tuple[ExecutableDDLElement, ...]:
    """The function and the trigger of a table that has the column of the words.

    Args:
        table: what it is called; another name than the object's, where that is removed.
    """
    read = (
        quoted(spec.name)
        for each in searched_fields(definition)
        for spec in type_of(each.field).columns(each.field)
    )
    return (
        function_made(definition, namespace),
        ddl_of(
            f"CREATE TRIGGER {SEARCH} BEFORE INSERT OR UPDATE OF {', '.join(read)} "
            f"ON {namespace}.{quoted(table)} FOR EACH ROW "
            f"EXECUTE FUNCTION {_function(definition.id, namespace)}()"
        ),
    )


def trigger_dropped(object_id: str, namespace: str) -> ExecutableDDLElement:
    """The end of the function, and of the trigger where the table is still there."""
    return ddl_of(f"DROP FUNCTION {_function(object_id, namespace)}() CASCADE")


def _function(object_id: str, namespace: str) -> str:
    return f"{namespace}.{quoted(function_name(object_id))}"


def _written(field: Field) -> Mapping[str, ColumnElement[Any]]:
    """The columns of a field in the row that is written."""
    return {
        spec.name: literal_column(f"NEW.{quoted(spec.name)}", Text())
        for spec in type_of(field).columns(field)
    }
