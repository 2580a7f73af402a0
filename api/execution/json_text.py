"""JSON of values that stand in Python, whole numbers of any size included."""

import json

import orjson


def json_text(value: object) -> bytes:
    """`value` as JSON; what JSON has no form for becomes its `str`.

    orjson stops at 64 bits, and a rule may hold a number of thirty digits.
    """
    try:
        return orjson.dumps(value, default=str)
    except TypeError:
        return json.dumps(value, default=str, separators=(",", ":")).encode()
