"""What the field types with options share."""

from core.errors import Problem, fault
from metadata.catalog import Field

MOST_OPTIONS = 500


def option_key(field: Field, value: object) -> str:
    """The value itself, which is the key of one of the field's options.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    keys = [option.key for option in field.options]
    if not isinstance(value, str) or value not in keys:
        shown = ", ".join(keys[:20]) + (", …" if len(keys) > 20 else "")
        raise fault("INVALID_VALUE", f"{field.name} has no such option.", hint=f"Use one of {shown}.")
    return value


def option_problems(field: Field) -> tuple[Problem, ...]:
    """What is wrong with the number of options."""
    if not field.options:
        return (Problem("CATALOG_INVALID", "A choice needs at least one option.", ("options",)),)
    if len(field.options) > MOST_OPTIONS:
        return (Problem("CATALOG_LIMIT", f"A choice has at most {MOST_OPTIONS} options.", ("options",)),)
    return ()
