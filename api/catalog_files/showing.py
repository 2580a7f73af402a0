"""A plan as a person reads it in a terminal."""

import json
from collections.abc import Iterator, Sequence

from api.catalog_files.plans import Outcome, Plan
from api.catalog_files.target import Json
from metadata.values import JsonValue


def show(heading: str, plan: Plan | Outcome, unseen: Sequence[str] = ()) -> None:
    """Print the steps, what is warned of, and which trusted documents stop working.

    Args:
        unseen: what would be removed that nobody has seen who wrote the files.
    """
    print(f"{heading}:")
    for step in plan.steps:
        rows = f" {step['rows']:,} records." if step.get("rows") else ""
        print(f"  {step['risk']!s:<8}  {step['sentence']}{rows}")
        breaks = _list(step.get("breaks"))
        for each in breaks:
            print(f"            breaks: {each}")
        for use in _mappings(step.get("uses")):
            if use["sentence"] not in breaks:
                print(f"            with it: {use['sentence']}")
    for warning in plan.warnings:
        print(f"  warning   {warning['message']} {warning['hint']}")
    for told in unseen:
        print(f"  unseen    {told}")
    for line in _documents(plan.documents):
        print(f"  document  {line}")
    print(f"{len(plan.steps)} to change" if plan.steps else "nothing to change")


def _documents(check: Json) -> Iterator[str]:
    """What stops working, and how much of it is known."""
    told = [*_mappings(check.get("documents"))]
    for each in told:
        # A name is any text, and a terminal obeys some characters.
        named = json.dumps(each["name"], ensure_ascii=False) if each["name"] else each["id"]
        sets = [" and ".join(map(str, _list(one))) for one in _list(each.get("roles"))]
        whom = f" for who has just {', or just '.join(sets)}" if sets else ""
        yield f"{named} stops working{whom}"
        for error in _mappings(each.get("errors")):
            yield f"  line {error['line']}, column {error['column']}: {error['message']}"
    broken, checked, registered = (check.get(name) for name in ("broken", "checked", "registered"))
    if isinstance(broken, int) and broken > len(told):
        yield f"{broken - len(told):,} more stop working"
    if check.get("complete") is False:
        yield f"{checked:,} of {registered:,} were looked at in the time there is; nothing is known of the others"


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _mappings(value: JsonValue) -> Iterator[Json]:
    return (each for each in _list(value) if isinstance(each, dict))
