"""What stands in a sandbox in the place of what tells of somebody: SQL of a value and a secret.

Everything is made of a keyed hash of the whole value, so the same value becomes the same everywhere and nothing leads
back once the secret is gone. What stays is the form: how long a text is, and where it has digits, capitals and signs.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, LargeBinary, Text, Uuid, case, cast, func, literal

_COMMON = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文海波红梅林峰鹏飞龙凤春雨晨阳安康乐宁"
"""Chinese characters that stand for any other."""

_RARE = 0x8400
"""The first of 1,024 Chinese characters of which none is common."""
_HASH = 16
"""Characters of a hash by which no two records meet."""

DEFINITION = f"""
CREATE OR REPLACE FUNCTION pg_temp.sluice_same_form(value text, digest bytea) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(
    CASE
      WHEN code BETWEEN 48 AND 57 THEN chr(48 + (code - 47 + chance % 9) % 10)
      WHEN code BETWEEN 65 AND 90 THEN chr(65 + (code - 64 + chance % 25) % 26)
      WHEN code BETWEEN 97 AND 122 THEN chr(97 + (code - 96 + chance % 25) % 26)
      WHEN code < 128 OR code BETWEEN 12288 AND 12351 OR code BETWEEN 65280 AND 65295 THEN letter
      WHEN code BETWEEN 13312 AND 40959 OR code >= 131072 THEN
        CASE substr('{_COMMON}', 1 + chance % {len(_COMMON)}, 1) WHEN letter
          THEN substr('{_COMMON}', 1 + (chance + 1) % {len(_COMMON)}, 1)
          ELSE substr('{_COMMON}', 1 + chance % {len(_COMMON)}, 1) END
      ELSE chr(97 + chance % 26)
    END, '' ORDER BY place), '')
  FROM (
    SELECT place, letter, ascii(letter) AS code,
      get_byte(sha256(digest || int4send((place / 32)::int)), (place % 32)::int) AS chance
    FROM string_to_table(value, NULL) WITH ORDINALITY AS letters(letter, place)
  ) AS each_letter
$$
"""  # noqa: S608 - nothing of it comes from outside
"""The function of `same_form`, in the session that makes it: each letter becomes another of its kind, never itself."""


def same_form(text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
    """Another text of as many characters, with digits, capitals, Chinese and signs where this one has them."""
    return func.pg_temp.sluice_same_form(text, _digest(text, secret), type_=Text())


def apart(id_: ColumnElement[Any], number: ColumnElement[Any], least: int, most: int) -> ColumnElement[Any]:
    """A text that `same_form` makes of none, another one for each record.

    Args:
        id_: of the record, as text.
        number: of the record, from 1. Where there is no room for a hash, at most 1,024 texts have one character,
            a million have two.
        least: characters of the text.
        most: the same.
    """
    if most >= _HASH:
        return func.rpad(func.md5(id_), literal(min(max(_HASH, least), most)), "0", type_=Text())
    digits = max(1, min(most, 4))
    letters = (
        func.chr(literal(_RARE) + cast(number - 1, Integer).op(">>")(10 * place).op("&")(1023), type_=Text())
        for place in reversed(range(digits))
    )
    return func.lpad(func.concat(*letters), literal(max(least, digits)), chr(_RARE), type_=Text())


def email_of_nobody(text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
    """An address below `.example`, which is never delivered."""
    host = func.split_part(text, literal("@", Text()), 2, type_=Text())
    return func.concat("p", _hex(text, secret, 16), "@h", _hex(host, secret, 8), ".example", type_=Text()).op(
        "||"
    )(_null_like(text))


def url_to_nowhere(text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
    """A web address below `.example`, which is nobody's."""
    host = func.split_part(text, literal("/", Text()), 3, type_=Text())
    return func.concat(
        "https://h", _hex(host, secret, 8), ".example/", _hex(text, secret, 16), type_=Text()
    ).op("||")(_null_like(text))


def phone_of_nobody(text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
    """A number below +999, which is no country's."""
    digits = func.translate(_hex(text, secret, 10), "abcdef", "012345", type_=Text())
    return func.concat("+999", digits, type_=Text()).op("||")(_null_like(text))


def other_id(of: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
    """The id that a record or member has in the sandbox. When it was made can still be seen: lists go by it."""
    text = cast(of, Text())
    digits = func.encode(func.sha256(secret.op("||")(func.uuid_send(of))), "hex", type_=Text())
    pieces = (func.substr(digits, start, length, type_=Text()) for start, length in ((1, 3), (4, 3), (7, 12)))
    first, second, third = pieces
    made = func.concat(func.substr(text, 1, 14), "7", first, "-8", second, "-", third, type_=Text())
    return case((of.is_not(None), cast(made, Uuid())))


def _digest(text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sha256(secret.op("||")(func.convert_to(text, literal("UTF8", Text()))), type_=LargeBinary())


def _hex(text: ColumnElement[Any], secret: ColumnElement[Any], length: int) -> ColumnElement[Any]:
    return func.substr(func.encode(_digest(text, secret), "hex"), 1, length, type_=Text())


def _null_like(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """An empty text, or null where the text is: concatenation leaves nulls out."""
    return case((text.is_not(None), literal("", Text())))
