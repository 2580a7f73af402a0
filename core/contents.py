"""Where the contents of files are: a folder, or a bucket of S3, Google Cloud or Azure, through one library.

What is put there appears as a whole or not at all: a folder's files are written beside and renamed, a bucket's are
complete when their upload is ended. A key is `<namespace>/<id>`, both made by us, so no name that a user gave is ever a
path.
"""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from core.errors import SluiceError, fault

LOG = logging.getLogger("sluice.contents")

PART_BYTES = 256 * 1024
"""What is read at a time on the way out."""

Chunks: TypeAlias = AsyncIterator[bytes]


class Contents:
    """The place of the contents. It is made, or reached, when the first file comes.

    Args:
        url: `file:///…`, `s3://bucket/prefix`, `gs://…` or `az://…`; keys and regions come from the variables that the
            tools of these services read, for example `AWS_ACCESS_KEY_ID`.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened: ObjectStore | None = None
        parts = urlsplit(url)
        self._folder = Path(unquote(parts.path)) if parts.scheme == "file" else None

    def _store(self) -> ObjectStore:
        if self._opened is None:
            if self._folder is None:
                self._opened = from_url(self._url)
            else:
                # Nobody else on the machine reads them.
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._opened = LocalStore(self._folder, mkdir=True)
        return self._opened

    async def put(self, key: str, chunks: Chunks) -> None:
        """Keep what the chunks say. Whatever stops it, nothing of it is kept.

        Raises:
            SluiceError: FILE_STORE_FAILED, and what `chunks` raise.
        """
        try:
            await obstore.put_async(self._store(), key, chunks)
        except SluiceError:
            raise
        except (BaseError, OSError, ValueError) as error:
            raise _failed(error) from error

    async def get(self, key: str, start: int, end: int) -> Chunks:
        """The bytes from `start` to `end`, which is not among them; there is at least one.

        Raises:
            SluiceError: FILE_STORE_FAILED, where nothing has been read yet.
        """
        try:
            found = await obstore.get_async(self._store(), key, options={"range": (start, end)})
        except (BaseError, OSError, ValueError) as error:
            raise _failed(error) from error
        return _read(found.stream(min_chunk_size=PART_BYTES))

    async def remove(self, key: str) -> None:
        """Remove what is there, and in a folder what was left of an upload that was killed.

        Raises:
            SluiceError: FILE_STORE_FAILED.
        """
        try:
            await obstore.delete_async(self._store(), key)
        except FileNotFoundError:
            LOG.debug("there was nothing at %s", key)
        except (BaseError, OSError, ValueError) as error:
            raise _failed(error) from error
        if self._folder is not None:
            await asyncio.to_thread(_remove_left, self._folder / key)

    async def remove_all(self, folder: str) -> None:
        """Remove everything whose key begins with `<folder>/`.

        Raises:
            SluiceError: FILE_STORE_FAILED.
        """
        try:
            async for found in obstore.list(self._store(), prefix=f"{folder}/"):
                await obstore.delete_async(self._store(), [each["path"] for each in found])
        except FileNotFoundError:
            LOG.debug("there was nothing at %s", folder)
        except (BaseError, OSError, ValueError) as error:
            raise _failed(error) from error
        if self._folder is not None:
            await asyncio.to_thread(shutil.rmtree, self._folder / folder, ignore_errors=True)


def _remove_left(path: Path) -> None:
    for left in path.parent.glob(f"{path.name}#*"):
        left.unlink(missing_ok=True)


async def _read(stream: "obstore.BytesStream") -> Chunks:
    async for chunk in stream:
        yield bytes(chunk)


def _failed(error: Exception) -> SluiceError:
    # What the library says may name folders and buckets; the caller learns neither.
    LOG.error("the place of the files failed", exc_info=error)
    return fault("FILE_STORE_FAILED", "The place of the files does not answer, or is full")
