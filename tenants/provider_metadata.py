"""What an identity provider says of itself (OpenID Connect Discovery 1.0) and its keys, asked for and remembered.

A process remembers both for a while, and for a short while that a provider did not answer: whoever begins sign-ins
without end makes it ask no more often. A key that is not known is looked for anew, once a minute at most: providers
change their keys when they like, and anybody can name one that is none.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar, cast

import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet, RSAKey

from core.errors import SluiceError, fault
from core.outgoing import Outgoing, OutgoingError, checked_url

WELL_KNOWN = "/.well-known/openid-configuration"
MOST_METADATA = 128 * 1024
MOST_KEYS = 256 * 1024
METADATA_SECONDS = 600.0
KEYS_SECONDS = 3_600.0
FAILURE_SECONDS = 10.0
KEYS_AGAIN_SECONDS = 60.0
REMEMBERED = 500
LEAST_RSA_BITS = 2_048
ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512")
"""Signatures that are taken: those of a pair of keys, so that nobody who checks one could make it."""

JsonObject = Mapping[str, object]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Metadata:
    """What a provider says of itself.

    Attributes:
        userinfo: where more is told of somebody; None where nothing is.
        basic: the secret of a client goes in a header, else in the form.
        tells_issuer: whoever comes back bears `iss` (RFC 9207).
        told: all of it.
    """

    authorization: str
    token: str
    keys: str
    userinfo: str | None
    basic: bool
    tells_issuer: bool
    algorithms: tuple[str, ...]
    told: JsonObject


async def discover(outgoing: Outgoing, issuer: str) -> Metadata:
    """What the provider says of itself.

    Raises:
        SluiceError: PROVIDER_FAILED, with what is wrong.
    """
    told = await _asked(outgoing, issuer.rstrip("/") + WELL_KNOWN, MOST_METADATA, "its configuration")
    if told.get("issuer") != issuer:
        raise failed("its configuration is that of another issuer, letter by letter")
    offered = texts(told.get("id_token_signing_alg_values_supported"))
    methods = texts(told.get("token_endpoint_auth_methods_supported")) or ("client_secret_basic",)
    userinfo = told.get("userinfo_endpoint")
    return Metadata(
        authorization=_endpoint(outgoing, told, "authorization_endpoint"),
        token=_endpoint(outgoing, told, "token_endpoint"),
        keys=_endpoint(outgoing, told, "jwks_uri"),
        userinfo=None if userinfo is None else _endpoint(outgoing, told, "userinfo_endpoint"),
        basic="client_secret_basic" in methods or "client_secret_post" not in methods,
        tells_issuer=told.get("authorization_response_iss_parameter_supported") is True,
        algorithms=tuple(each for each in ALGORITHMS if each in offered) or ("RS256",),
        told=told,
    )


async def keys_of(outgoing: Outgoing, metadata: Metadata) -> KeySet:
    """The keys that its tokens are signed with; those that cannot be used are left out.

    Raises:
        SluiceError: PROVIDER_FAILED.
    """
    listed = (await _asked(outgoing, metadata.keys, MOST_KEYS, "its keys")).get("keys")
    found = [_key(each) for each in listed[:100]] if isinstance(listed, list) else []
    usable = [each for each in found if each is not None]
    if not usable:
        raise failed("it has no key that can be used")
    return KeySet(usable)


@dataclass(slots=True)
class _Known:
    metadata: Metadata | None = None
    metadata_until: float = 0.0
    keys: KeySet | None = None
    keys_until: float = 0.0
    keys_again: float = 0.0
    failure: SluiceError | None = None
    failure_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Providers:
    """What this process knows of the providers of all tenants, by issuer.

    Attributes:
        outgoing: asks them.
    """

    def __init__(self, outgoing: Outgoing) -> None:
        self.outgoing = outgoing
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def metadata(self, issuer: str) -> Metadata:
        """What the provider says of itself.

        Raises:
            SluiceError: PROVIDER_FAILED.
        """
        known = self._of(issuer)
        async with known.turn:
            return await self._metadata(known, issuer)

    async def keys(self, issuer: str, has: Callable[[KeySet], bool]) -> KeySet:
        """The provider's keys.

        Args:
            has: whether the one that is needed is among them; where it is not, they are asked for anew, but not again
                and again.

        Raises:
            SluiceError: PROVIDER_FAILED.
        """
        known = self._of(issuer)
        async with known.turn:
            now = monotonic()
            due = known.keys is None or known.keys_until < now
            if known.keys is not None and not due and not has(known.keys) and known.keys_again < now:
                due = True
            if due:
                metadata = await self._metadata(known, issuer)
                known.keys_again = now + KEYS_AGAIN_SECONDS
                known.keys = await self._remembering(known, lambda: keys_of(self.outgoing, metadata))
                known.keys_until = now + KEYS_SECONDS
            if known.keys is None:
                raise RuntimeError("keys that were just asked for are not there")
            return known.keys

    def forget(self, issuer: str) -> None:
        """Ask anew next time: an admin has changed something."""
        self._known.pop(issuer, None)

    def _of(self, issuer: str) -> _Known:
        known = self._known.get(issuer)
        if known is None:
            known = self._known[issuer] = _Known()
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(issuer)
        return known

    async def _metadata(self, known: _Known, issuer: str) -> Metadata:
        now = monotonic()
        if known.metadata is None or known.metadata_until < now:
            known.metadata = await self._remembering(known, lambda: discover(self.outgoing, issuer))
            known.metadata_until = now + METADATA_SECONDS
        return known.metadata

    @staticmethod
    async def _remembering(known: _Known, ask: Callable[[], Awaitable[Found]]) -> Found:
        """What is asked for; a failure is told again for a while without asking."""
        if known.failure is not None and monotonic() < known.failure_until:
            raise SluiceError(known.failure.problems)
        try:
            found = await ask()
        except SluiceError as error:
            known.failure, known.failure_until = error, monotonic() + FAILURE_SECONDS
            raise
        known.failure = None
        return found


def failed(reason: str) -> SluiceError:
    """The refusal of what a provider has done, or not: in our words, with nothing of its own."""
    return fault("PROVIDER_FAILED", f"of the identity provider: {reason}")


def json_object(body: bytes, what: str) -> JsonObject:
    """The JSON object of an answer.

    Raises:
        SluiceError: PROVIDER_FAILED.
    """
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise failed(f"{what} is no JSON") from error
    if not isinstance(found, dict):
        raise failed(f"{what} is no JSON object")
    return cast(JsonObject, found)


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list; nothing of what is none."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


async def _asked(outgoing: Outgoing, url: str, most: int, what: str) -> JsonObject:
    try:
        answer = await outgoing.get(url, {}, most)
    except OutgoingError as error:
        raise failed(f"{what} cannot be read, for {error}") from error
    if answer.status != 200:
        raise failed(f"{what} cannot be read, for the answer has the status {answer.status}")
    return json_object(answer.body, what)


def _endpoint(outgoing: Outgoing, told: JsonObject, name: str) -> str:
    url = told.get(name)
    if not isinstance(url, str):
        raise failed(f"its configuration has no {name}")
    try:
        checked_url(url)
        outgoing.check_scheme(url)
    except OutgoingError as error:
        raise failed(f"{name}: {error}") from error
    return url


def _key(described: object) -> Key | None:
    if (
        not isinstance(described, dict)
        or described.get("use", "sig") != "sig"
        or described.get("kty") == "oct"
    ):
        return None
    try:
        key = JWKRegistry.import_key(described)
        if isinstance(key, RSAKey):
            public = key.public_key
            if not isinstance(public, RSAPublicKey) or public.key_size < LEAST_RSA_BITS:
                return None
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key
