"""Compiles merges."""

from collections.abc import Iterator
from dataclasses import replace

from core.errors import Problem
from core.sentences import Sentence
from expressions.languages import label_in
from metadata.catalog import Object, UniqueKey
from metadata.fields import Field
from records.build import Build
from records.merge.ids import FROM
from records.merge.pointing import lock_of, pointers
from records.merge.statement import merge_statement
from records.plans.merging import MergePlan
from records.run import CompiledWrite, compiled_write

SHARED = Sentence(
    "Records of {} that point to the merged records would have the same unique values.",
    "指向这些被合并记录的{}记录将具有相同的唯一值。",
)
HIDDEN = Sentence(
    "Records that point to the merged records would have the same unique values.",
    "指向这些被合并记录的记录将具有相同的唯一值。",
)
HINT = Sentence(
    "Merge those first, or have one of them point elsewhere.",
    "请先合并那些记录，或让其中一条指向别处。",
)


def compile_merge(plan: MergePlan) -> CompiledWrite:
    """Compile the plan of a merge.

    Raises:
        SluiceError: where it is refused whatever the records are.
    """
    write = plan.write
    build = Build(write.catalog, write.namespace, write.language, write.access)
    compiled = compiled_write(build, write, merge_statement(build, plan))
    return replace(
        compiled,
        first=lock_of(write.catalog, write.object, write.namespace),
        tries=plan.tries,
        constraints=dict(_constraints(build, write.object)),
    )


def _constraints(build: Build, of: Object) -> Iterator[tuple[str, tuple[Problem, ...]]]:
    """Name of each unique index that records which follow may come to share, to what is said of it."""
    for owner, fields in pointers(build.catalog, of):
        if owner.id != of.id:
            for unique in _uniques(owner, fields):
                yield f"uq_{unique.id}", (_shared(build, owner, unique),)


def _uniques(owner: Object, fields: tuple[Field, ...]) -> Iterator[Field | UniqueKey]:
    yield from (each for each in fields if each.unique)
    yield from (key for key in owner.unique_keys if any(each.id in key.fields for each in fields))


def _shared(build: Build, owner: Object, unique: Field | UniqueKey) -> Problem:
    """As far as the caller may know of it."""
    access = build.access.objects.get(owner.id)
    parts = unique.fields if isinstance(unique, UniqueKey) else (unique.id,)
    if access is None or not access.read >= set(parts):
        return Problem("UNIQUE", HIDDEN, (FROM,), HINT)
    name = label_in(owner.labels, build.language, owner.name)
    return Problem("UNIQUE", SHARED.of(name), (FROM,), HINT)
