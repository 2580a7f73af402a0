"""All operators: importing this module fills `OPERATORS` with every entry of this folder."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from expressions.operators.base import OPERATORS

__all__ = ["OPERATORS", "SPELLINGS"]


def _fill() -> Mapping[str, str]:
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem not in ("__init__", "base", "registered"):
            import_module(f"expressions.operators.{file.stem}")
    spellings = {name: name for name in OPERATORS}
    for name, operator in OPERATORS.items():
        for alias in operator.aliases:
            if spellings.setdefault(alias, name) != name:
                raise ValueError(f"the operator {alias!r} is registered twice")
    return MappingProxyType(spellings)


SPELLINGS: Mapping[str, str] = _fill()
"""Every spelling of every operator to the operator's name."""
