"""The words of a record as PostgreSQL makes them, and what finds them."""

import random
import secrets
from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest
from sqlalchemy import column, select
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import Text

from core.sql import DIALECT
from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.search import (
    LONGEST_WORD,
    MOST_CHARACTERS,
    MOST_SEARCHABLE,
    SEARCH,
    matching,
    ranking,
    search_columns,
    search_words,
    searched_fields,
    sought_words,
)
from metadata.search_trigger import trigger_made
from metadata.tables import record_table
from tests.conftest import drop_database, make_database

MOST = 200


def made(*types: str, display: str | None = None) -> Object:
    names = "abcdefghijklmnopqrstu"
    fields = (
        Field(f"fld_{name}", name, type_, searchable=True) for name, type_ in zip(names, types, strict=False)
    )
    return Object("obj_note", "note", "notes", display=display, fields=tuple(fields))


ONE = made("text")


def words_of(definition: Object) -> str:
    """What the search column holds, as SQL."""
    return str(search_words(definition).compile(dialect=DIALECT))


def question(tags: str) -> str:
    """What is asked of it, over the column `q`, as SQL."""
    return str(matching(sought_words(column("q", Text()), MOST), tags).compile(dialect=DIALECT))


@pytest.fixture(scope="module")
async def default(server_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def plain(server_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A database that knows of no letters but those of ASCII."""
    url = await make_database(
        server_url, "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"
    )
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()
    await drop_database(server_url, url)


async def lost(
    connection: asyncpg.Connection, pairs: Sequence[tuple[str, str]], tags: str = "a"
) -> list[tuple[str, str]]:
    """Those of the pairs (text, what is searched for) where the text is not found."""
    sql = f"SELECT a, q FROM unnest($1::text[], $2::text[]) AS asked(a, q) WHERE NOT {words_of(ONE)} @@ {question('a')}"
    found = await connection.fetch(sql, [text for text, _ in pairs], [sought for _, sought in pairs])
    return [(row["a"], row["q"]) for row in found]


async def finds(connection: asyncpg.Connection, text: str, sought: str) -> bool:
    return not await lost(connection, [(text, sought)])


HAN = "上海环球软件有限公司采购系统升级项目预算确认㐀\U00020000\U0002a6df\U00030001々〇"
KANA = "ソフトウェアデーターのは営業カタカナがぎ゛゜ゝヽ"
HANGUL = "한국어소프트웨어영업"
THAI = "ซอฟต์แวร์น้ำที่สุด"
LATIN = "Globex ACME straße Ünïcode naïve 3M x"
CYRILLIC = "Продажи ЁЖИК"
PUNCTUATION = " ,.;、。・「」！？()&|!:*'\"\\<->@#%-—\t\n😀👩‍💻"


def texts(seed: int, count: int) -> list[str]:
    source = random.Random(seed)
    pieces = [*HAN, *KANA, *HANGUL, *THAI, *LATIN.split(), *CYRILLIC.split(), *PUNCTUATION]
    return ["".join(source.choice(pieces) for _ in range(source.randrange(1, 30))) for _ in range(count)]


@pytest.mark.parametrize("script", [HAN, KANA, HANGUL, THAI], ids=["han", "kana", "hangul", "thai"])
async def test_any_adjacent_characters_find_an_unspaced_text(default, script: str):
    sought = [script[at : at + length] for length in (1, 2, 3, 7) for at in range(len(script) - length + 1)]
    assert await lost(default, [(f"ACME{script}2026", each) for each in sought]) == []


@pytest.mark.parametrize("seed", range(5))
async def test_any_two_adjacent_characters_find_a_mixed_text(default, seed: int):
    """Where both are of words: what joins the end of a word to a following unspaced character is found as well."""
    pairs = []
    for text in texts(seed, 60):
        for at in range(len(text) - 1):
            if ord(text[at]) > 0x2E7F and ord(text[at + 1]) > 0x2E7F:
                pairs.append((text, text[at : at + 2]))
    assert len(pairs) > 200
    # Punctuation and emoji hold no word.
    assert await lost(default, [pair for pair in pairs if any(map(str.isalnum, pair[1]))]) == []


@pytest.mark.parametrize("seed", range(3))
async def test_any_beginning_of_a_word_finds_it(default, seed: int):
    source = random.Random(seed)
    words = [*LATIN.split(), *CYRILLIC.split(), "x", "12345", "हिन्दी", "عربي", "Ἀθῆναι", "İstanbul", "ŒUVRE"]
    pairs = []
    for _ in range(100):
        chosen = [source.choice(words) for _ in range(4)]
        text = source.choice([" ", ", ", "—", " 😀 ", "/"]).join(chosen)
        pairs += [(text, word[:length]) for word in chosen for length in range(1, len(word) + 1)]
        pairs.append((text, " ".join(word[:2] for word in chosen)))
    assert await lost(default, pairs) == []


@pytest.mark.parametrize("text", texts(7, 40))
async def test_every_text_finds_itself_or_holds_no_word(default, text: str):
    found = await default.fetchval(f"SELECT {question('a')}::text FROM (SELECT $1::text AS q) AS asked", text)
    assert (found == "") == (not any(map(str.isalnum, text)))
    if found:
        assert await finds(default, text, text)


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("Straße", "STRASSE"),
        ("STRASSE", "straße"),
        ("İstanbul", "istanbul"),
        ("istanbul", "İSTANBUL"),
        ("École", "ecole"),
        ("ecole", "É"),
        ("e\u0301cole", "école"),
        ("Müller", "muller"),
        ("ＡＢＣ１２３", "abc123"),
        ("abc", "ＡＢ"),
        ("ﾃﾞｰﾀ", "データ"),
        ("データ", "ﾀ"),
        ("ﬁnance", "finance"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("iPhone手机壳", "手机"),
        ("iPhone手机壳", "iphone 机壳"),
        ("iPhone手机壳", "壳"),
        ("第3季度", "季度 3"),
        ("ada@globex.example", "Ada@Globex"),
        ("https://globex.example/a?b=c", "globex"),
        ("+86 21 5555-0123", "5555"),
        ("1,234.50", "1,234.50"),
        ("a1b2-c3", "a1b2"),
        ("l'école d’été", "ete"),
        ("👩‍💻 Ada", "ada 👩‍💻"),
    ],
)
async def test_folds(default, text: str, sought: str):
    assert await finds(default, text, sought)


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("Globex", "lobex"),
        ("Globex", "globex x"),
        ("软件公司", "公软"),
        ("软 件", "软件"),
        ("Globex", "a"),
        ("Globex", "bglobex"),
        ("Globex", "glo.bex"),
    ],
)
async def test_does_not_find(default, text: str, sought: str):
    assert not await finds(default, text, sought)


@pytest.mark.parametrize(
    "sought",
    ["", " ", "?!", "&", "a & | b", "!a", "a:*", "a:A", "(", "'", "''", "\\", "\\'", "a\\", "<->", "%", "_", "😀",
     "\u0301", "۔", "$1", "é'; DROP TABLE x; --", "\x01\x7f", "\u200d", "ﷺ" * 100, "x" * 200, "国" * 200, "a " * 100],
)  # fmt: skip
async def test_nothing_that_is_searched_for_does_harm(default, sought: str):
    for sql in (question("abcdefghijklmnopqrst"), question("a")):
        await default.fetchval(f"SELECT {sql} FROM (SELECT $1::text AS q) AS asked", sought)
    rank = str(ranking(sought_words(column("q", Text()), MOST), "ab").compile(dialect=DIALECT))
    found = f"SELECT {words_of(ONE)} @@ {question('a')} FROM (SELECT $1::text AS a, $1::text AS q) AS asked"
    assert await default.fetchval(found, sought) == any(map(str.isalnum, sought))
    await default.fetchval(
        f"SELECT ts_rank({words_of(ONE)}, {rank}) FROM (SELECT $1::text AS a, $1::text AS q) AS x", sought
    )


async def test_a_question_is_about_the_fields_it_names(default):
    two = words_of(made("text", "longText"))
    cases = [
        ("two", "a", False),
        ("two", "b", True),
        ("two", "ab", True),
        ("on tw", "ab", True),
        ("on tw", "a", False),
    ]
    for sought, tags, found in cases:
        sql = f"SELECT {two} @@ {question(tags)} FROM (SELECT 'one' AS a, 'two' AS b, $1::text AS q) AS asked"
        assert await default.fetchval(sql, sought) is found, (sought, tags)


async def test_what_names_the_record_counts_most_and_long_texts_least(default):
    definition = made("text", "text", "longText", display="b")
    assert [each.weight for each in searched_fields(definition)] == ["B", "A", "C"]
    rank = str(ranking(sought_words(column("q", Text()), MOST), "abc").compile(dialect=DIALECT))
    given = "SELECT $1::text AS a, $2::text AS b, $3::text AS c, 'ann' AS q"
    sql = f"SELECT ts_rank({words_of(definition)}, {rank}) FROM ({given}) AS given"
    rows = [("", "Ann", ""), ("", "Annabel", ""), ("Ann", "", ""), ("", "", "Ann"), ("", "", "Bob")]
    ranks = [await default.fetchval(sql, *row) for row in rows]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == len(ranks)


async def test_databases_of_all_locales_agree(default, plain):
    sample = [
        *texts(11, 200),
        *LATIN.split(),
        *CYRILLIC.split(),
        "ÉÈßİıﬃΣ",
        *map(chr, range(0xA0, 0x3000, 7)),
    ]
    sql = f"SELECT {words_of(ONE)}::text, {question('ab')}::text FROM (SELECT $1::text AS a, $1::text AS q) AS asked"
    for text in sample:
        one, other = [await connection.fetchrow(sql, text) for connection in (default, plain)]
        assert list(one) == list(other), text


WORST = {
    "pairs of four bytes": "".join(chr(0x20000 + at) for at in range(42_000)) * 3,
    "pairs of three bytes": "".join(chr(0x4E00 + at * 7919 % 20_000) for at in range(100_000)),
    "short words": "".join(f"{chr(0x4E00 + at % 20_000)} " for at in range(50_000)),
    "alternating scripts": "".join(f"{chr(0x20000 + at)}{chr(0x10330 + at % 20)}" for at in range(40_000)),
    "words of four bytes": "".join(chr(0x10330 + at % 20) + " " * (at % 3 == 0) for at in range(100_000)),
    "one word": "x" * 100_000,
    "one word of four bytes": "\U00010330" * 100_000,
    "expanding": "ﷺ" * 100_000,
    "accents": "e\u0301" * 50_000,
    "only accents": "\u0301" * 100_000,
    "only separators": "." * 100_000,
    "Thai": "ที่สุด" * 16_000,
}


@pytest.mark.parametrize("fields", [1, 3, MOST_SEARCHABLE])
@pytest.mark.parametrize("worst", WORST)
async def test_no_text_is_too_long_to_be_written(default, worst: str, fields: int):
    namespace = f"t_worst_{secrets.token_hex(4)}"
    definition = made(*["longText"] * fields)
    table = record_table(Catalog(objects=(definition,)), definition, namespace)
    transaction = default.transaction()
    await transaction.start()
    try:
        await default.execute(f"CREATE SCHEMA {namespace}")
        await default.execute(
            str(CreateTable(table, include_foreign_key_constraints=[]).compile(dialect=DIALECT))
        )
        for index in table.indexes:
            await default.execute(str(CreateIndex(index).compile(dialect=DIALECT)))
        for element in trigger_made(definition, definition.name, namespace):
            await default.execute(str(element.compile(dialect=DIALECT)))
        names = [field.name for field in definition.fields]
        # A text of its own for each field: a word counts once.
        values = [WORST[worst][at : at + 100_000] for at in range(fields)]
        places = ", ".join(f"${at + 1}" for at in range(fields))
        await default.execute(f"INSERT INTO {namespace}.note ({', '.join(names)}) VALUES ({places})", *values)
        assert await default.fetchval(f"SELECT count({SEARCH}) FROM {namespace}.note") == 1
    finally:
        await transaction.rollback()


async def test_a_very_long_word_is_found_by_its_beginning(default):
    word = "".join(random.Random(1).choice("abcdef") for _ in range(500))
    assert await finds(default, word, word[: LONGEST_WORD // 2])
    assert await finds(default, word, word)
    assert not await finds(default, word, "g" + word)


async def test_what_stands_beyond_the_bound_is_not_found(default):
    text = f"{'x ' * (MOST_CHARACTERS // 2 - 5)} here " + "x " * 10 + "there"
    assert await finds(default, text, "here")
    assert not await finds(default, text, "there")


def test_nothing_searchable_has_no_column():
    assert search_columns(Object("obj_x", "x", "xs", fields=(Field("fld_a", "a", "text"),))) == ()
    assert select(*search_columns(ONE)) is not None
