"""The columns of a step are those that are read."""

import re
from collections.abc import Sequence

from sqlalchemy import Select, column, exists, func, insert, select, table

from core.sql import compile_statement
from records.steps import step, with_steps

DEAL = table("deal", *(column(name) for name in ("id", "name", "stage", "note", "amount")))
OUTBOX = table("outbox", column("record"))


def of_deal(names: Sequence[str]) -> Select[tuple[object, ...]]:
    return select(*(DEAL.c[name] for name in names))


def sql(statement: Select[tuple[object, ...]], *steps) -> str:
    text = " ".join(compile_statement(with_steps(statement, steps)).text.split())
    return re.sub(r"(\w+\.(\w+)) AS \2\b", r"\1", text)


def test_what_nobody_reads_is_left_out() -> None:
    target = step("target", DEAL.c, of_deal)
    text = sql(select(target.rows.c.stage).where(target.rows.c.name == func.lower("x")), target)
    assert text.startswith("WITH target AS (SELECT deal.name, deal.stage FROM deal) SELECT target.stage")


def test_an_alias_and_a_later_step_read_too() -> None:
    target = step("target", DEAL.c, of_deal)
    told = insert(OUTBOX).from_select(["record"], select(target.rows.c.id)).cte("told")
    result = target.rows.alias("result")
    text = sql(select(select(result.c.amount).scalar_subquery()), target, told)
    assert "target AS (SELECT deal.id, deal.amount FROM deal), told AS (INSERT" in text


def test_each_step_is_read_by_the_next() -> None:
    target = step("target", DEAL.c, of_deal)
    merged = step("merged", DEAL.c, lambda names: select(*(target.rows.c[name] for name in names)))
    text = sql(select(merged.rows.c.note), target, merged)
    assert text == (
        "WITH target AS (SELECT deal.note FROM deal), merged AS (SELECT target.note FROM target) "
        "SELECT merged.note FROM merged"
    )


def test_a_step_of_which_only_the_rows_are_asked_has_a_column() -> None:
    target = step("target", DEAL.c, of_deal)
    text = sql(select(exists(select(1).select_from(target.rows))), target)
    assert "target AS (SELECT deal.id FROM deal)" in text
