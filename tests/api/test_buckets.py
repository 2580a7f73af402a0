"""Files in a bucket, over the protocol of S3: moto's server stands for the service, in a process of its own."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from core.contents import Contents
from core.errors import SluiceError, fault
from tests.api.filing import code_of, get, given, post, rows
from tests.api.test_sweeping import later, swept
from tests.world import World

BUCKET, PREFIX = "files", "of/sluice"
MOST_SECONDS = 60
PARTS = [bytes([each]) * 1_000_000 for each in range(12)]
"""More than an upload in one part, which obstore makes of 5 MiB."""


@dataclass(frozen=True)
class Bucket:
    """A bucket on a server that is running.

    Attributes:
        server: its URL.
    """

    server: str

    @property
    def contents(self) -> Contents:
        return Contents(f"s3://{BUCKET}/{PREFIX}")

    def keys(self) -> list[str]:
        """What stands in it, below the prefix of the contents."""
        listed = httpx.get(f"{self.server}/{BUCKET}", params={"list-type": "2"}).text
        return [each.removeprefix(f"{PREFIX}/") for each in re.findall(r"<Key>([^<]*)</Key>", listed)]

    def unfinished(self) -> int:
        """Uploads in parts that were neither ended nor given up."""
        return httpx.get(f"{self.server}/{BUCKET}?uploads").text.count("<Upload>")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    said = tmp_path_factory.mktemp("moto") / "said"
    with said.open("w") as out:
        command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield _address(process, said)
    finally:
        process.terminate()
        process.wait()


def _address(process: "subprocess.Popen[bytes]", said: Path) -> str:
    """What the server says that it listens to."""
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", said.read_text())
        if found is not None:
            return found.group()
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {said.read_text()}")


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty bucket, with its place and keys in the variables that the tools of S3 read."""
    httpx.post(f"{server}/moto-api/reset").raise_for_status()
    httpx.put(f"{server}/{BUCKET}").raise_for_status()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT": server,
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    return Bucket(server)


async def _chunks(parts: list[bytes], then: Exception | None = None) -> AsyncIterator[bytes]:
    for each in parts:
        yield each
    if then is not None:
        raise then


async def _whole(contents: Contents, key: str, start: int, end: int) -> bytes:
    return b"".join([chunk async for chunk in await contents.get(key, start, end)])


@pytest.mark.parametrize("parts", [[b"a"], [b""], PARTS], ids=["one byte", "none", "many parts"])
async def test_contents_come_back_whole(bucket: Bucket, parts: list[bytes]) -> None:
    contents, whole = bucket.contents, b"".join(parts)
    await contents.put("t_a/1", _chunks(parts))
    assert (bucket.keys(), bucket.unfinished()) == (["t_a/1"], 0)
    if whole:
        found = await _whole(contents, "t_a/1", 0, len(whole))
        assert sha256(found).digest() == sha256(whole).digest()
    await contents.remove("t_a/1")
    await contents.remove("t_a/1")
    assert bucket.keys() == []


async def test_a_part_of_the_contents(bucket: Bucket) -> None:
    contents = bucket.contents
    await contents.put("t_a/1", _chunks(PARTS))
    for start, end in ((0, 1), (999_999, 1_000_001), (11_999_999, 12_000_000)):
        assert await _whole(contents, "t_a/1", start, end) == b"".join(PARTS)[start:end]


@pytest.mark.parametrize("parts", [PARTS[:1], PARTS], ids=["before the first part", "between parts"])
async def test_an_upload_that_is_broken_off_leaves_nothing(bucket: Bucket, parts: list[bytes]) -> None:
    """As an upload is for which nothing came for too long; so is one whose client is gone."""
    for broken in (fault("UPLOAD_TIMEOUT", "Nothing came"), RuntimeError("the client is gone")):
        with pytest.raises(type(broken), match=str(broken)):
            await bucket.contents.put("t_a/1", _chunks(parts, broken))
        assert (bucket.keys(), bucket.unfinished()) == ([], 0)


async def test_an_upload_whose_process_ends_leaves_parts_that_nobody_sees(bucket: Bucket) -> None:
    """The service keeps them until a rule of the bucket removes them, as the guide says."""

    async def endless() -> AsyncIterator[bytes]:
        for each in PARTS:
            yield each
        stalled.set()
        await asyncio.Event().wait()

    stalled = asyncio.Event()
    upload = asyncio.ensure_future(bucket.contents.put("t_a/1", endless()))
    await stalled.wait()
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert bucket.keys() == []
    await bucket.contents.put("t_a/1", _chunks([b"again"]))
    assert await _whole(bucket.contents, "t_a/1", 0, 5) == b"again"


async def test_what_the_service_refuses_is_told_without_its_words(bucket: Bucket) -> None:
    missing = Contents("s3://no-such-bucket/x")
    for failing in (
        bucket.contents.get("t_a/none", 0, 1),
        missing.put("t_a/1", _chunks([b"a"])),
        missing.get("t_a/1", 0, 1),
    ):
        with pytest.raises(SluiceError) as raised:
            await failing
        (problem,) = raised.value.problems
        assert problem.code == "FILE_STORE_FAILED"
        assert "bucket" not in str(problem)


async def test_a_service_that_is_not_there(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(SluiceError, match="does not answer"):
        await bucket.contents.put("t_a/1", _chunks([b"a"]))


async def test_a_file_from_its_upload_to_its_end(
    bucket: Bucket, filing: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(filing.api.engine.__dict__, "contents", bucket.contents)
    namespace = await filing.namespace()
    whole = b"".join(PARTS[:7])
    file, _ = await given(filing, filing.manager, contents=whole)
    unnamed = await filing.api.upload(filing.manager, "b.txt", b"b")
    assert sorted(bucket.keys()) == sorted(f"{namespace}/{each}" for each in (file, unnamed))

    answered = await get(filing, filing.manager, file)
    assert (answered.status_code, answered.content) == (200, whole)
    part = await get(filing, filing.manager, file, Range="bytes=999999-1000000")
    assert (part.status_code, part.content) == (206, whole[999_999:1_000_001])

    too_large = await post(
        filing, filing.manager, b"x" * (filing.api.engine.settings.file_mb * 1_000_000 + 1)
    )
    assert (too_large.status_code, code_of(too_large)) == (413, "PAYLOAD_TOO_LARGE")
    assert (len(bucket.keys()), bucket.unfinished()) == (2, 0)

    await swept(filing)
    await later(filing, hours=25)
    await swept(filing)
    assert bucket.keys() == [f"{namespace}/{file}"]
    assert [row[0] for row in await rows(filing)] == [file]
