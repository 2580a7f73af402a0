"""Connections: a page of records as one JSON value."""

from collections.abc import Callable
from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Subquery,
    Text,
    bindparam,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from metadata.tables import record_columns
from records.binding import CursorBinder, Signature, SignatureBinder
from records.build import Build
from records.constants import constant
from records.cost import FixedLength
from records.json_sql import EMPTY, json_object, labelled
from records.keyset import (
    BY_ID,
    BY_RANK,
    Key,
    Ordered,
    beyond,
    cursor_of,
    keys_of,
    order_by,
    ordered,
    signature_of,
)
from records.lists import listed
from records.plans.selections import (
    Connection,
    ConnectionPart,
    Edges,
    Nodes,
    PageInfo,
    Selection,
    TotalCount,
)
from records.plans.type_name import TypeName

Columns = Callable[[Build, Selection, FromClause], dict[str, ColumnElement[Any]]]
"""Makes the columns of a selection (`records.read.selection_columns`, which nests connections in turn)."""

PageColumns = Callable[[FromClause, tuple[Key, ...]], dict[str, ColumnElement[Any]]]
"""Makes the columns of a page's rows, given the rows and their keys."""

PAGE_INFO = "PageInfo"

ROW = "\N{SECTION SIGN}row"
CURSOR = "\N{SECTION SIGN}cursor"
KEY = "\N{SECTION SIGN}key"
"""Columns of the page that no response name can collide with: GraphQL names are ASCII."""


def connection_sql(
    build: Build, connection: Connection, parent: FromClause | None, columns: Columns
) -> ColumnElement[Any]:
    """The connection as one JSON value, correlated to `parent` where it is nested."""
    counted = FixedLength(connection.page.size, ("last" if connection.page.backward else "first",))
    make = _Page(build, connection, parent, columns)
    numbered = any(_is_numbered(part, connection.page.backward) for part in connection.parts)
    with build.cost.rows_of(counted, _places(connection.parts)):
        return make.numbered_parts() if numbered else make.separate_parts()


def _is_numbered(part: ConnectionPart, backward: bool) -> bool:
    """Whether a part is an aggregate over the numbered rows of the page. Where none is, there is nothing to number."""
    match part:
        case Nodes():
            return backward
        case Edges():
            return True
        case PageInfo(_, facts):
            return any(what != "__typename" for _, what in facts)
        case TotalCount() | TypeName():
            return False
    assert_never(part)


def _places(parts: tuple[ConnectionPart, ...]) -> int:
    """How often the response has the rows of the page."""
    edges = sum(max(len(part.nodes), 1) for part in parts if isinstance(part, Edges))
    return edges + sum(isinstance(part, Nodes) for part in parts)


class _Page:
    """One connection on its way to SQL."""

    def __init__(
        self,
        build: Build,
        connection: Connection,
        parent: FromClause | None,
        columns: Columns,
    ) -> None:
        self.build = build
        self.connection = connection
        self.parent = parent
        self.columns = columns
        self.orders = keys_of(connection)

    def size(self, *, more: bool = False) -> ColumnElement[int]:
        """The page size, or one more than it."""
        return constant(self.connection.page.size + (1 if more else 0))

    def conditions(self, rows: FromClause) -> list[ColumnElement[bool]]:
        """Which rows belong to the list, wherever the page stands."""
        return listed(self.build, self.connection, self.parent, rows)

    def past_cursor(self, ordered_rows: Ordered) -> ColumnElement[bool]:
        """Which rows lie past the cursor."""
        source = self.connection.page.cursor
        if source is None:
            return true()
        backward = self.connection.page.backward
        binder = CursorBinder(
            self.build.fresh("c"),
            source,
            self.signature,
            self.orders,
            ("before" if backward else "after",),
        )
        self.build.binders.append(binder)
        values: list[ColumnElement[Any]] = [
            bindparam(f"{binder.prefix}_{position}", type_=key.value.type, required=True)
            for position, key in enumerate(ordered_rows.keys)
        ]
        return beyond(ordered_rows.keys, values, backward)

    @property
    def signature(self) -> Signature:
        """What the cursors of the list are signed with: its object and order, and where it is ranked, for what."""
        search = self.connection.search
        ranked = search is not None and self.orders[0] is BY_RANK
        return Signature(
            signature_of(self.connection.object, self.orders),
            search.text if search is not None and ranked else None,
        )

    def signed(self) -> ColumnElement[Any]:
        """The signature as PostgreSQL writes it."""
        if self.signature.sought is None:
            return constant(self.signature.named)
        binder = SignatureBinder(self.build.fresh("g"), self.signature)
        self.build.binders.append(binder)
        return bindparam(binder.name, type_=Text(), required=True)

    def ordered_rows(self) -> Ordered:
        """The rows of the object under a fresh alias, with what orders them."""
        connection = self.connection
        return ordered(
            self.build,
            self.build.rows(connection.object),
            connection.object,
            self.orders,
            connection.search,
        )

    def page_of(self, columns: list[ColumnElement[Any]], of: Ordered, *, more: bool) -> Subquery:
        """The rows of the page in order, and one more where asked."""
        return (
            select(*columns)
            .select_from(of.source)
            .where(*self.conditions(of.rows), self.past_cursor(of))
            .order_by(*order_by(of.keys, self.connection.page.backward))
            .limit(self.size(more=more))
            .correlate_except(*of.tables)
            .subquery(self.build.fresh("q"))
        )

    def rows_of_page(self, columns: "PageColumns", *, more: bool) -> Subquery:
        """The columns of each row of the page, in order.

        Where the rows must be sorted, the page is cut first and the columns are made of its rows alone, for
        PostgreSQL would make them of every row that it sorts.
        """
        of = self.ordered_rows()
        if self.orders == (BY_ID,) and self.connection.search is None:
            return self.page_of(labelled(columns(of.rows, of.keys)), of, more=more)
        far = {
            position: key.column.label(f"{KEY}{position}")
            for position, key in enumerate(of.keys)
            if key.order.steps or key.order.column not in of.rows.c
        }
        page = self.page_of([*record_columns(of.rows), *far.values()], of, more=more)
        keys = tuple(
            Key(key.order, page.c[f"{KEY}{position}" if position in far else key.order.column])
            for position, key in enumerate(of.keys)
        )
        return (
            select(*labelled(columns(page, keys)))
            .select_from(page)
            .correlate_except(page)
            .subquery(self.build.fresh("q"))
        )

    def separate_parts(self) -> ColumnElement[Any]:
        """Where no row needs a number: the cheapest form, `json_agg` over rows of just the wanted columns."""
        found: dict[str, ColumnElement[Any]] = {}
        for part in self.connection.parts:
            match part:
                case Nodes(name, selection):
                    inner = self.rows_of_page(self.node_columns(selection), more=False)
                    found[name] = (
                        select(_or_empty(func.json_agg(inner.table_valued())))
                        .correlate_except(inner)
                        .scalar_subquery()
                    )
                case TotalCount(name):
                    found[name] = self.total()
                case TypeName(name, type_name):
                    found[name] = constant(type_name)
                case PageInfo(name, facts):
                    found[name] = _row({each: constant(PAGE_INFO) for each, _ in facts})
                case Edges():
                    raise ValueError("edges need numbered rows")
                case _:
                    assert_never(part)
        return json_object(self.build, found)

    def node_columns(self, selection: Selection) -> "PageColumns":
        """What makes the columns of a node."""
        return lambda rows, _: self.columns(self.build, selection, rows)

    def total(self) -> ColumnElement[Any]:
        """How many rows the list has, on all pages."""
        rows = self.build.rows(self.connection.object)
        return (
            select(func.count())
            .select_from(rows)
            .where(*self.conditions(rows))
            .correlate_except(rows)
            .scalar_subquery()
        )

    def numbered_parts(self) -> ColumnElement[Any]:
        """Everything of one pass over the page and one row more, the rows numbered in the direction of travel."""
        build = self.build
        nodes = {
            id(node): f"\N{SECTION SIGN}{position}"
            for position, node in enumerate(_nodes(self.connection.parts))
        }

        signed = self.signed()

        def columns(rows: FromClause, keys: tuple[Key, ...]) -> dict[str, ColumnElement[Any]]:
            found: dict[str, ColumnElement[Any]] = {CURSOR: cursor_of(signed, keys)}
            for node in _nodes(self.connection.parts):
                found[nodes[id(node)]] = json_object(build, self.columns(build, node.selection, rows))
            return found

        inner = self.rows_of_page(columns, more=True)
        numbered = select(func.row_number().over().label(ROW), inner).subquery(build.fresh("q"))
        found = {part.name: self.numbered_part(part, numbered, nodes) for part in self.connection.parts}
        outer = (
            select(*labelled(found))
            .select_from(numbered)
            .correlate_except(numbered)
            .subquery(build.fresh("j"))
        )
        return select(func.row_to_json(outer.table_valued())).correlate_except(outer).scalar_subquery()

    def numbered_part(
        self, part: ConnectionPart, numbered: Subquery, nodes: dict[int, str]
    ) -> ColumnElement[Any]:
        """One part as an aggregate over the numbered rows."""
        match part:
            case Nodes():
                return self.gathered(numbered.c[nodes[id(part)]], numbered)
            case Edges(_, order, parts, edge_nodes, type_name):
                edge: dict[str, ColumnElement[Any]] = {
                    name: numbered.c[CURSOR] if what == "cursor" else constant(type_name)
                    for name, what in parts
                }
                edge |= {node.name: numbered.c[nodes[id(node)]] for node in edge_nodes}
                return self.gathered(_row({name: edge[name] for name in order}), numbered)
            case PageInfo(_, parts):
                return _row({name: self.page_fact(what, numbered) for name, what in parts})
            case TotalCount():
                return self.total()
            case TypeName(_, type_name):
                return constant(type_name)
        assert_never(part)

    def gathered(self, value: ColumnElement[Any], numbered: Subquery) -> ColumnElement[Any]:
        """The values of the page's rows as a JSON array in the order of the list."""
        number = numbered.c[ROW]
        ordered = aggregate_order_by(value, number.desc() if self.connection.page.backward else number.asc())
        return _or_empty(func.json_agg(ordered).filter(number <= self.size()))

    def page_fact(self, what: str, numbered: Subquery) -> ColumnElement[Any]:
        """One of the facts of `PageInfo`. Where the list was entered by a cursor there is a row behind it."""
        backward = self.connection.page.backward
        number, cursor = numbered.c[ROW], numbered.c[CURSOR]
        more = func.count() > self.size()
        entered = cast(literal(self.connection.page.cursor is not None), type_=more.type)
        match what:
            case "hasNextPage":
                return entered if backward else more
            case "hasPreviousPage":
                return more if backward else entered
            case "startCursor" | "endCursor":
                first = (what == "startCursor") != backward
                ordered = aggregate_order_by(cursor, number.asc() if first else number.desc())
                return func.array_agg(ordered).filter(number <= self.size())[1]
            case "__typename":
                return constant(PAGE_INFO)
        raise ValueError(f"a page has no {what}")


def _nodes(parts: tuple[ConnectionPart, ...]) -> list[Nodes]:
    found: list[Nodes] = []
    for part in parts:
        match part:
            case Nodes():
                found.append(part)
            case Edges(nodes=nodes):
                found.extend(nodes)
            case _:
                pass
    return found


def _row(columns: dict[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """A small JSON object whose values may be aggregates of the surrounding select."""
    pairs: list[ColumnElement[Any]] = []
    for name, column in columns.items():
        pairs += [constant(name), column]
    return func.json_build_object(*pairs)


def _or_empty(array: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(array, EMPTY)
