"""Plans: what applying would change on a target, and the file that keeps one until it is applied."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.catalog_files.target import Json, Target, problem_of
from core.errors import SluiceError, fault
from metadata.values import JsonValue

MOST_BYTES = 50_000_000
FORM = 1
"""Of the file; another one is of another version of sluice."""
_DOCUMENTS = """trustedDocuments(seconds: 10) @include(if: $dryRun) {
    complete registered checked broken documents { id name roles errors { message line column } }
  }"""
_PAYLOAD = f"""{{
  version operation {{ id }} steps {{ sentence risk rows breaks uses {{ sentence }} }} warnings {{ message hint }}
  errors {{ code message path hint }}
  {_DOCUMENTS}
}}"""
HEAD = """query ($version: Int) {
  me { tenant { slug name } } catalogDocument(version: $version) { version document }
}"""
_ON_TERMS = "expectedVersion: $expectedVersion, dryRun: $dryRun, note: $note, background: $background"
_TERMS = "$expectedVersion: Int, $dryRun: Boolean = false, $note: String, $background: Boolean"
DIFFERENCES = "query ($from: Int!, $to: Int!) { catalogDifferences(from: $from, to: $to) { sentence } }"
MOST_NAMED = 5
"""Changes of others that a refusal names."""
APPLY = f"""mutation ($document: JSON!, $baseVersion: Int, {_TERMS}) {{
  payload: applyCatalog(document: $document, baseVersion: $baseVersion, {_ON_TERMS}) {_PAYLOAD}
}}"""
ROLL_BACK = f"""mutation ($to: Int!, {_TERMS}) {{
  payload: rollBackCatalog(to: $to, {_ON_TERMS}) {_PAYLOAD}
}}"""


@dataclass(frozen=True)
class Head:
    """What is in force on a target, or was.

    Attributes:
        tenant: its slug.
        document: the catalog.
    """

    tenant: str
    name: str
    version: int
    document: Json

    @property
    def digest(self) -> str:
        """What tells this content from any other: a version alone says nothing about a tenant that was restored."""
        text = json.dumps(self.document, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What a publish did, or would do.

    Attributes:
        version: None where it goes on in the background.
        operation: id of what does it there.
        steps: `sentence`, `risk`, `rows`, `breaks` and `uses` of each.
        warnings: `message` and `hint` of what it is warned of.
        documents: of a dry run: which trusted documents stop working, as the API's `TrustedDocumentCheck`.
    """

    version: int | None
    steps: tuple[Json, ...]
    warnings: tuple[Json, ...]
    documents: Json
    operation: str | None = None


@dataclass(frozen=True)
class Plan:
    """What is to be applied, and to what.

    Attributes:
        tenant, version, digest: of the head that it was made for.
        document: what the catalog is to be.
        steps, warnings, documents: what that changes there, and what it is warned of, as in `Outcome`.
    """

    tenant: str
    version: int
    digest: str
    document: Json
    steps: tuple[Json, ...]
    warnings: tuple[Json, ...]
    documents: Json


def read_head(target: Target) -> Head:
    """What is in force.

    Raises:
        SluiceError: what the server refuses.
    """
    return _head(target, None)


def read_version(target: Target, version: int) -> Head | None:
    """What was in force as an earlier version; None where there was none.

    Raises:
        SluiceError: what the server refuses.
    """
    try:
        return _head(target, version)
    except SluiceError as error:
        if any(each.code != "CATALOG_UNKNOWN" for each in error.problems):
            raise
        return None


def _head(target: Target, version: int | None) -> Head:
    data = target.ask(HEAD, {"version": version})
    match data:
        case {
            "me": {"tenant": {"slug": str(slug), "name": str(name)}},
            "catalogDocument": {"version": int(version), "document": dict(document)},
        }:
            return Head(slug, name, version, document)
    raise fault("UNAVAILABLE", "The server answers as none of this version does.")


def outcome_of(target: Target, mutation: str, variables: Mapping[str, JsonValue]) -> Outcome:
    """What the payload tells.

    Raises:
        SluiceError: the errors of the payload.
    """
    match target.ask(mutation, variables).get("payload"):
        case {"errors": [*errors]} if errors:
            raise SluiceError([problem_of(each) for each in errors if isinstance(each, dict)])
        case {"version": int() | None as version, "steps": [*steps], "warnings": [*warnings], **further}:
            looked, begun = further.get("trustedDocuments"), further.get("operation")
            documents = looked if isinstance(looked, dict) else {}
            operation = str(begun["id"]) if isinstance(begun, dict) else None
            return Outcome(version, _mappings(steps), _mappings(warnings), documents, operation)
    raise fault("UNAVAILABLE", "The server answers as none of this version does.")


def made_plan(
    target: Target, head: Head, document: Json, base: int | None = None, background: bool | None = None
) -> Plan:
    """The plan for the head.

    Args:
        base: the version that the document is made from; None where it may remove what was added since.
        background: how it is to be published: unless it is False, what cannot be prepared before is refused.

    Raises:
        SluiceError: what speaks against the document.
    """
    variables: Json = {
        "document": document,
        "expectedVersion": head.version,
        "dryRun": True,
        "baseVersion": base,
        "background": background,
    }
    outcome = outcome_of(target, APPLY, variables)
    return Plan(
        head.tenant, head.version, head.digest, document, outcome.steps, outcome.warnings, outcome.documents
    )


def unseen_in(error: SluiceError) -> tuple[str, ...]:
    """What a document would remove that was added after the version it is made from.

    Raises:
        SluiceError: `error` itself where it is about anything else.
    """
    if any(each.code != "CATALOG_CONFLICT" or each.path[:1] != ("document",) for each in error.problems):
        raise error
    return tuple(each.message for each in error.problems)


def still_planned(target: Target, plan: Plan, head: Head, background: bool | None) -> Plan:
    """A plan that was kept, as it is today: the same steps, and the records that they concern by now.

    Raises:
        SluiceError: CATALOG_CONFLICT where the target is not what the plan was made for, or the plan does not say what
            it does; what speaks against its document.
    """
    _check_drift(target, plan, head)
    today = made_plan(target, head, plan.document, background=background)
    told, done = ([(each.get("risk"), each.get("sentence")) for each in one.steps] for one in (plan, today))
    if told != done:
        risk, sentence = next((each for each in done if each not in told), (None, None))
        message = "The plan says other steps than its document takes" + (
            "." if sentence is None else f": {sentence} ({risk})"
        )
        hint = "It was edited, or made by another version of sluice. Plan again, and read that."
        raise fault("CATALOG_CONFLICT", message, hint=hint)
    return today


def _check_drift(target: Target, plan: Plan, head: Head) -> None:
    if plan.tenant != head.tenant:
        message = f"The plan is for the tenant {plan.tenant}, not for {head.tenant}."
        raise fault("CATALOG_CONFLICT", message, hint="Plan against this target.")
    if (plan.version, plan.digest) == (head.version, head.digest):
        return
    message = (
        f"{head.tenant} has drifted: the plan is for version {plan.version}, and {head.version} is in force."
    )
    if plan.version < head.version:
        message = f"{message}{_drifted(target, plan.version, head.version)}"
    elif plan.version == head.version:
        message = (
            f"{head.tenant} has drifted: version {head.version} is not what it was when the plan was made."
        )
    raise fault("CATALOG_CONFLICT", message, hint="Plan again, and look at what has changed meanwhile.")


def _drifted(target: Target, before: int, after: int) -> str:
    """What others have done since, in a sentence."""
    found = target.ask(DIFFERENCES, {"from": before, "to": after})["catalogDifferences"]
    sentences = (
        [str(each["sentence"]) for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    )
    if not sentences:
        return " They say the same; somebody has changed something and back."
    more = len(sentences) - MOST_NAMED
    return f" Since then: {' '.join(sentences[:MOST_NAMED])}" + (f" And {more} more." if more > 0 else "")


def write_plan(path: Path, plan: Plan) -> None:
    """Keep a plan in a file.

    Raises:
        SluiceError: CATALOG_INVALID where it cannot be written.
    """
    value = {"sluicePlan": FORM, **plan.__dict__}
    try:
        path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise fault("CATALOG_INVALID", message, hint="Name a file that you may write.") from error


def read_plan(path: Path) -> Plan:
    """A plan that `write_plan` has kept.

    Raises:
        SluiceError: CATALOG_INVALID where it is none.
    """
    no_plan = fault(
        "CATALOG_INVALID", f"{path} is no plan.", hint="Make one with `sluice catalog plan --out`."
    )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise no_plan
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise no_plan from error
    match value:
        case {
            "sluicePlan": 1,
            "tenant": str(tenant),
            "version": int(version),
            "digest": str(digest),
            "document": dict(document),
            "steps": [*steps],
            "warnings": [*warnings],
            "documents": dict(documents),
        }:
            return Plan(tenant, version, digest, document, _mappings(steps), _mappings(warnings), documents)
        case {"sluicePlan": int(form)} if form != FORM:
            message = f"{path} is a plan of another version of sluice."
            raise fault("CATALOG_INVALID", message, hint="Plan again with this one.")
    raise no_plan


def _mappings(values: Sequence[JsonValue]) -> tuple[Json, ...]:
    return tuple(each for each in values if isinstance(each, dict))
