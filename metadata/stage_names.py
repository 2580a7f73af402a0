"""The names of stages and pipelines in rules, and how they follow when these are renamed."""

from expressions.types import Reference
from metadata.catalog import Catalog, Object
from metadata.parsed import end_of
from metadata.renamed_keys import with_key_renamed
from metadata.rule_keys import Meant
from metadata.system_fields import PIPELINE, STAGE


def with_stage_renamed(catalog: Catalog, definition: Object, old: str, new: str) -> Catalog:
    """`catalog`, in which a stage of `definition` still has its old name, with every rule written for the new one.

    Raises:
        SluiceError: CATALOG_IN_USE where a rule compares the stage with another choice that has the same key: the
            two would no longer be equal.
    """
    return _with_renamed(catalog, definition, STAGE, old, new)


def with_pipeline_renamed(catalog: Catalog, definition: Object, old: str, new: str) -> Catalog:
    """The same of one of the pipelines of `definition`.

    Raises:
        SluiceError: CATALOG_IN_USE.
    """
    return _with_renamed(catalog, definition, PIPELINE, old, new)


def _with_renamed(catalog: Catalog, definition: Object, field: str, old: str, new: str) -> Catalog:
    """With what a system field, the stage or the pipeline, can be called otherwise in every rule."""
    return with_key_renamed(catalog, field, field, old, new, lambda whole: is_of(whole, definition, field))


def is_of(catalog: Catalog, owner: Object, field: str) -> Meant:
    """Whether what a rule reads is a system field of a record of `owner`: its stage, or its pipeline."""

    def meant(of: Object, reference: Reference) -> bool:
        return reference.field == field and end_of(catalog, of, reference).id == owner.id

    return meant
