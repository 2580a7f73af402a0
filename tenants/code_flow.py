"""The authorization code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636), as the client: from a code to a person.

What of a token is looked at: its signature, by a key of the issuer and an algorithm of pairs of keys; `iss`, `aud` and
`azp`, `exp`, `iat`, `nbf` with a minute for clocks, `nonce`, `sub` (OpenID Connect Core 1.0, 3.1.3.7).
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import quote_plus, urlencode, urlsplit

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.util import to_bytes

from core.errors import SluiceError
from core.outgoing import OutgoingError
from tenants.identity_providers import Provider
from tenants.provider_metadata import JsonObject, Metadata, Providers, failed, json_object, texts
from tenants.sign_in_requests import Begun, Request

MOST_ANSWER = 256 * 1024
MOST_TOKEN = 100 * 1024
MOST_HEADER = 4_096
SKEW_SECONDS = 60
LONGEST_SUBJECT = 255
MOST_GROUPS = 5_000
_FACTORS = (
    # Authentication methods of RFC 8176 by what they prove: what one knows, has, is.
    frozenset({"pwd", "pin", "kba"}),
    frozenset({"otp", "hwk", "swk", "sc", "sms", "tel"}),
    frozenset({"face", "fpt", "iris", "retina", "vbm"}),
)
_MICROSOFT = "login.microsoftonline.com"


@dataclass(frozen=True)
class Proved:
    """Somebody, as a provider tells of them.

    Attributes:
        email: as it is told, not normalised; None where it is not told.
        verified: the provider says that they read its mailbox.
        groups: as far as the tenant has asked.
        strong: with a second factor.
    """

    subject: str
    email: str | None
    verified: bool
    name: str | None
    groups: tuple[str, ...]
    strong: bool


def authorization_url(metadata: Metadata, provider: Provider, begun: Begun, redirect_uri: str) -> str:
    """Where the browser is sent to sign in."""
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": begun.challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if urlsplit(metadata.authorization).query else "?"
    return f"{metadata.authorization}{joint}{urlencode(asked)}"


async def prove(
    providers: Providers,
    provider: Provider,
    secret: str | None,
    request: Request,
    code: str,
    redirect_uri: str,
) -> Proved:
    """Who has come back with the code.

    Raises:
        SluiceError: PROVIDER_FAILED.
    """
    metadata = await providers.metadata(provider.issuer)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": request.verifier,
    }
    answer = await _token_answer(providers, metadata, provider, secret, form)
    id_token, access_token = answer.get("id_token"), answer.get("access_token")
    if not isinstance(id_token, str) or len(id_token) > MOST_TOKEN:
        raise failed("it gives no ID token")
    claims = await _claims(providers, metadata, provider, id_token)
    if not compare_digest(str(claims.get("nonce", "")).encode(), request.nonce.encode()):
        raise failed("the ID token is of another sign-in")
    if isinstance(access_token, str) and _lacking(claims, provider):
        claims = {**await _more(providers, metadata, access_token, claims), **claims}
    return _proved(provider, claims)


async def client_is_refused(
    providers: Providers, metadata: Metadata, provider: Provider, secret: str | None, redirect_uri: str
) -> bool:
    """Whether the provider refuses the client's id or secret, tried with a code that is none.

    Raises:
        SluiceError: PROVIDER_FAILED where it does not answer.
    """
    form = {
        "grant_type": "authorization_code",
        "code": "none",
        "redirect_uri": redirect_uri,
        "code_verifier": "none" * 11,
    }
    status, told = await _post(providers, metadata, provider, secret, form)
    return _refuses_client(status, told)


async def _token_answer(
    providers: Providers, metadata: Metadata, provider: Provider, secret: str | None, form: Mapping[str, str]
) -> JsonObject:
    status, told = await _post(providers, metadata, provider, secret, form)
    if status == 200:
        return told
    if _refuses_client(status, told):
        raise failed("it refuses the client id or the client secret")
    raise failed(f"it refuses the code, with the status {status}")


def _refuses_client(status: int, told: JsonObject) -> bool:
    return status == 401 or told.get("error") == "invalid_client"


async def _post(
    providers: Providers, metadata: Metadata, provider: Provider, secret: str | None, form: Mapping[str, str]
) -> tuple[int, JsonObject]:
    headers = {}
    if secret is None:
        form = {**form, "client_id": provider.client_id}
    elif metadata.basic:
        # RFC 6749, 2.3.1: each is encoded as in a form first.
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form = {**form, "client_id": provider.client_id, "client_secret": secret}
    try:
        answer = await providers.outgoing.post(metadata.token, form, headers, MOST_ANSWER)
    except OutgoingError as error:
        raise failed(f"the code cannot be exchanged, for {error}") from error
    try:
        return answer.status, json_object(answer.body, "its answer to the code")
    except SluiceError:
        if answer.status == 200:
            raise
        # The status of a refusal says enough.
        return answer.status, {}


async def _claims(
    providers: Providers, metadata: Metadata, provider: Provider, id_token: str
) -> dict[str, object]:
    registry = JWSRegistry(algorithms=list(metadata.algorithms), strict_check_header=False)
    registry.max_header_length, registry.max_payload_length = MOST_HEADER, MOST_TOKEN
    try:
        kid = jws.extract_compact(to_bytes(id_token), registry=registry).headers().get("kid")
        keys = await providers.keys(provider.issuer, lambda known: _has(known, kid))
        claims = jwt.decode(id_token, keys, algorithms=list(metadata.algorithms), registry=registry).claims
        jwt.JWTClaimsRegistry(
            leeway=SKEW_SECONDS,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(claims)
        # Half a pair of surrogates is JSON, and no text that could be kept or compared.
        json.dumps(claims, ensure_ascii=False).encode()
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        # Which of the checks has failed is the provider's to know, and nobody's who made the token.
        raise failed("its ID token is not valid: its signature, issuer, audience or time") from error
    audience, party = claims["aud"], claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if (several or party is not None) and party != provider.client_id:
        raise failed("its ID token was made for another client")
    return claims


def _has(known: KeySet, kid: object) -> bool:
    return len(known.keys) == 1 if kid is None else any(each.kid == kid for each in known)


def _lacking(claims: JsonObject, provider: Provider) -> bool:
    """Whether the token leaves out what the provider may tell elsewhere."""
    groups = provider.groups_claim
    return "email" not in claims or (groups is not None and _at(claims, groups) is None)


async def _more(
    providers: Providers, metadata: Metadata, access_token: str, claims: JsonObject
) -> JsonObject:
    """What the provider tells beside the token, of the same subject (OpenID Connect Core 1.0, 5.3)."""
    if metadata.userinfo is None or not (access_token.isascii() and access_token.isprintable()):
        return {}
    try:
        answer = await providers.outgoing.get(
            metadata.userinfo, {"Authorization": f"Bearer {access_token}"}, MOST_ANSWER
        )
    except OutgoingError as error:
        raise failed(f"what it tells of people cannot be read, for {error}") from error
    if answer.status != 200:
        raise failed(f"what it tells of people has the status {answer.status}")
    told = json_object(answer.body, "what it tells of people")
    if told.get("sub") != claims["sub"]:
        raise failed("it tells of somebody else than the ID token")
    # Whether a mailbox is verified is said with the mailbox, or not at all.
    kept = ("email", "email_verified", "xms_edov") if "email" in claims else ()
    return {name: value for name, value in told.items() if name not in kept}


def _proved(provider: Provider, claims: JsonObject) -> Proved:
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject.isprintable() or len(subject) > LONGEST_SUBJECT:
        raise failed("the subject of its ID token is no line of at most 255 characters")
    email = claims.get("email")
    name = claims.get("name") or claims.get("preferred_username")
    methods = frozenset(texts(claims.get("amr")))
    return Proved(
        subject=subject,
        email=email if isinstance(email, str) else None,
        verified=_verified(provider, claims),
        name=name if isinstance(name, str) else None,
        groups=_groups(provider, claims),
        strong="mfa" in methods or sum(bool(methods & each) for each in _FACTORS) > 1,
    )


def _verified(provider: Provider, claims: JsonObject) -> bool:
    if claims.get("email_verified") in (True, "true"):
        return True
    # Microsoft says the same by a claim of its own: https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
    ours = urlsplit(provider.issuer).hostname == _MICROSOFT
    return ours and claims.get("xms_edov") in (True, 1, "1", "true")


def _groups(provider: Provider, claims: JsonObject) -> tuple[str, ...]:
    if provider.groups_claim is None:
        return ()
    elsewhere = claims.get("_claim_names")
    if isinstance(elsewhere, dict) and provider.groups_claim in elsewhere:
        # Taken for none, they would take roles away.
        raise failed(
            "it leaves out the groups because there are too many: let it tell those that matter here"
        )
    value = _at(claims, provider.groups_claim)
    found = (value,) if isinstance(value, str) else texts(value)
    return found[:MOST_GROUPS]


def _at(claims: JsonObject, name: str) -> object:
    """The claim of that name, else that at the path with dots between, such as `realm_access.roles`."""
    if name in claims:
        return claims[name]
    value: object = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
