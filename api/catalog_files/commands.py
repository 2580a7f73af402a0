"""`sluice catalog …`: the catalog of a tenant as files, planned and applied over HTTP."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from api.catalog_files.adopting import adopted
from api.catalog_files.folder import CatalogFolder, read_folder
from api.catalog_files.plans import (
    APPLY,
    ROLL_BACK,
    Head,
    Plan,
    made_plan,
    outcome_of,
    read_head,
    read_plan,
    read_version,
    still_planned,
    unseen_in,
    write_plan,
)
from api.catalog_files.pulling import pull_into
from api.catalog_files.seen import NOTHING, note_seen, seen_version
from api.catalog_files.showing import show
from api.catalog_files.target import Json, Target
from api.catalog_files.waiting import Ended, how_to_wait, show_operations, stop, wait_for
from api.catalog_files.writing import held
from core.errors import SluiceError, fault
from core.settings import Settings, variable
from metadata.document.json_schema import FILE_KINDS, json_schema_text
from metadata.values import JsonValue

CHANGES = 3
"""Exit status of `plan` where there is something to change: 1 is a refusal, and 2 a wrong call."""

NOT_READ = 141
"""Exit status where nobody reads on: what a shell says of a process that a closed pipe has ended."""


def add_to(parser: argparse.ArgumentParser, _: str) -> None:
    """What stands below `catalog`; each `run` gives the exit status."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    pulling = _remote(actions, "pull", "write the catalog in force into a folder", _pull)
    pulling.add_argument("folder", type=Path)
    pulling.add_argument(
        "--overwrite",
        action="store_true",
        help="do not keep what was edited in the files and is not in force",
    )
    planning = _remote(
        actions, "plan", "say what applying a folder would change; status 3 where something", _plan
    )
    planning.add_argument("folder", type=Path)
    planning.add_argument("--out", type=Path, metavar="FILE", help="keep the plan, for `apply`")
    planning.add_argument("--json", action="store_true", help="print the plan as JSON")
    applying = _remote(actions, "apply", "put a folder, or a plan, in force", _apply)
    applying.add_argument("source", type=Path, metavar="FOLDER_OR_PLAN")
    rolling = _remote(actions, "rollback", "publish what leads back to an earlier version", _roll_back)
    rolling.add_argument("version", type=int)
    for each in (planning, applying, rolling):
        each.add_argument(
            "--background",
            action=argparse.BooleanOptionalAction,
            help="publish beside the tenant's other requests; what takes long is, unless you say so or not",
        )
    for each in (applying, rolling):
        each.add_argument("--yes", action="store_true", help="do not ask")
        each.add_argument(
            "--wait",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="until what is published in the background is in force",
        )
        each.add_argument("--allow-destroy", action="store_true", help="even where values are lost for good")
        each.add_argument("--note", help="why, for the list of versions")
    listing = _remote(actions, "versions", "the history, newest first", _versions)
    listing.add_argument("--first", type=int, default=20, help="how many")
    listing.add_argument("--json", action="store_true", help="print them as JSON")
    _remote(actions, "operations", "publishes in the background, newest first", _operations)
    for name, what, run in (
        ("wait", "wait for a publish in the background, and show how far it is", _wait),
        ("stop", "stop a publish in the background", _stop),
    ):
        _remote(actions, name, what, run).add_argument("operation", help="its id")
    schema = actions.add_parser("schema", help="print the JSON Schema of a kind of file")
    schema.add_argument("kind", choices=[*FILE_KINDS])
    schema.set_defaults(run=_while_read(_schema))


def _remote(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    what: str,
    run: Callable[[Target, argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=what, description=what)
    parser.add_argument("--url", default=os.environ.get("SLUICE_URL"), help="of the server; else SLUICE_URL")
    parser.add_argument(
        "--key", help="API key or session token; better in SLUICE_API_KEY, which `ps` does not show"
    )
    parser.add_argument("--tenant", help="slug, for a session of somebody with several tenants")
    parser.set_defaults(run=_while_read(lambda given: run(_target(given), given)))
    return parser


def _while_read(run: Callable[[argparse.Namespace], int]) -> Callable[[Settings, argparse.Namespace], int]:
    """A command that ends in silence when nobody reads on what it prints, as before `| head`."""

    def ended(_: Settings, given: argparse.Namespace) -> int:
        try:
            status = run(given)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still to be printed would fail again when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return NOT_READ
        return status

    return ended


def _target(given: argparse.Namespace) -> Target:
    key = given.key or variable(os.environ, "SLUICE_API_KEY")
    if not given.url:
        raise fault("CATALOG_INVALID", "No server is named.", hint="Give --url, or set SLUICE_URL.")
    if not key:
        message = "There is no key."
        raise fault(
            "UNAUTHENTICATED", message, hint="Set SLUICE_API_KEY to a key whose role may `configure`."
        )
    return Target(given.url, key, given.tenant)


def _pull(target: Target, given: argparse.Namespace) -> int:
    with held(given.folder):
        head = read_head(target)
        seen = NOTHING if given.overwrite else seen_version(target, given.folder, head)
        base = head if seen == head.version else read_version(target, seen) if seen != NOTHING else None
        _pulled(given.folder, head, base)
    return 0


def _pulled(folder: Path, head: Head, seen: Head | None = None) -> None:
    """Write what is in force into the folder, with the edits that are there if it is known what they are edits of."""
    done = pull_into(folder, head.document, None if seen is None else seen.document)
    for name in done.written:
        print(f"wrote    {name}")
    for name in done.removed:
        print(f"removed  {name}")
    for name in done.kept:
        print(f"edited   {name}")
    note_seen(folder, head)
    state = "" if done.written or done.removed else "nothing to write: "
    print(
        f"{state}{folder} is version {head.version} of {head.tenant}{', with your edits' if done.kept else ''}"
    )


def _plan(target: Target, given: argparse.Namespace) -> int:
    head = read_head(target)
    plan, unseen = _planned(target, head, given.folder, read_folder(given.folder), given.background)
    if given.out is not None:
        write_plan(given.out, plan)
    if given.json:
        shown = {
            "tenant": plan.tenant,
            "version": plan.version,
            "steps": plan.steps,
            "warnings": plan.warnings,
            "documents": plan.documents,
            "unseen": list(unseen),
        }
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        show(f"{head.name} ({head.tenant}) at version {head.version}", plan, unseen)
    return CHANGES if plan.steps else 0


def _planned(
    target: Target, head: Head, path: Path, folder: CatalogFolder, background: bool | None
) -> tuple[Plan, tuple[str, ...]]:
    """The plan, and what it would remove that its author has not seen."""
    document = folder.document()
    unseen: tuple[str, ...] = ()
    try:
        try:
            base = seen_version(target, path, head)
            return made_plan(target, head, document, base, background), unseen
        except SluiceError as error:
            unseen = unseen_in(error)
        return made_plan(target, head, document, background=background), unseen
    except SluiceError as error:
        raise SluiceError([folder.placed(problem) for problem in error.problems]) from error


def _apply(target: Target, given: argparse.Namespace) -> int:
    head = read_head(target)
    folder = read_folder(given.source) if given.source.is_dir() else None
    unseen: tuple[str, ...] = ()
    if folder is None:
        plan = still_planned(target, read_plan(given.source), head, given.background)
    else:
        plan, unseen = _planned(target, head, given.source, folder, given.background)
    show(f"{head.name} ({head.tenant}) at version {head.version}", plan, unseen)
    if not plan.steps and folder is not None:
        _written_back(target, given.source, plan, head.version)
    if not plan.steps or not _agreed(given, plan.steps, unseen):
        return 0
    variables: Json = {"document": plan.document, "expectedVersion": plan.version, "note": given.note}
    ended = _published(target, given, APPLY, variables)
    if folder is not None and ended.version is not None:
        _written_back(target, given.source, plan, ended.version)
    return ended.status


def _written_back(target: Target, path: Path, plan: Plan, version: int) -> None:
    """Make a folder that was applied the version that came of it: with the ids of what was new, and noted as seen.

    What was published is published, so a folder that cannot be written is told and no failure of the command.
    """
    try:
        with held(path):
            made = read_version(target, version)
            if made is None:
                return
            # A publish in the background is merged with what others have published meanwhile.
            if lacks_ids(plan.document) or version > plan.version + 1:
                applied = adopted(plan.document, made.document)
                # What was edited while it was published stays.
                _pulled(path, made, replace(made, document=applied))
            else:
                note_seen(path, made)
    except SluiceError as error:
        print(f"not noted in the folder: {error.problems[0].message}")
        print("  `sluice catalog pull` does it later.")


def _published(target: Target, given: argparse.Namespace, mutation: str, variables: Json) -> Ended:
    """Put something in force, and wait for it where that is wanted."""
    outcome = outcome_of(target, mutation, {**variables, "background": given.background})
    if outcome.operation is None:
        print(f"version {outcome.version} is in force")
        return Ended(0, outcome.version)
    print(f"operation {outcome.operation} publishes it in the background", flush=True)
    if given.wait:
        return wait_for(target, outcome.operation)
    print(how_to_wait(outcome.operation))
    return Ended(0)


def _wait(target: Target, given: argparse.Namespace) -> int:
    return wait_for(target, given.operation).status


def _stop(target: Target, given: argparse.Namespace) -> int:
    stop(target, given.operation)
    return 0


def _operations(target: Target, _: argparse.Namespace) -> int:
    show_operations(target)
    return 0


def _roll_back(target: Target, given: argparse.Namespace) -> int:
    head = read_head(target)
    variables: Json = {"to": given.version, "expectedVersion": head.version, "note": given.note}
    planned = outcome_of(target, ROLL_BACK, {**variables, "dryRun": True, "background": given.background})
    show(f"{head.name} ({head.tenant}) from version {head.version} to {given.version}", planned)
    return _published(target, given, ROLL_BACK, variables).status if _agreed(given, planned.steps) else 0


def _versions(target: Target, given: argparse.Namespace) -> int:
    wanted = "query ($first: Int!) { catalogVersions(first: $first) { version note createdAt createdBy } }"
    found = target.ask(wanted, {"first": given.first})["catalogVersions"]
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif isinstance(found, list):
        for each in found:
            if isinstance(each, dict):
                print(f"{each['version']!s:>6}  {each['createdAt']}  {each['note']}")
    return 0


def lacks_ids(document: JsonValue) -> bool:
    """Whether a definition in it has no id yet: applying gives it one, which belongs into its file."""
    if isinstance(document, list):
        return any(isinstance(each, dict) and ("id" not in each or lacks_ids(each)) for each in document)
    assert isinstance(document, dict)
    pipeline = document.get("pipeline")
    lists = [document[part] for part in ("objects", "roles", "fields", "stages") if part in document]
    if isinstance(pipeline, dict):
        lists.append([pipeline])
    return any(lacks_ids(each) for each in lists)


def _agreed(given: argparse.Namespace, steps: Sequence[Json], unseen: Sequence[str] = ()) -> bool:
    """Whether it is to be done.

    Raises:
        SluiceError: values would be lost and nobody has allowed it, what nobody has seen would be removed, or nobody
            can be asked.
    """
    if any(step.get("risk") == "destroys" for step in steps) and not given.allow_destroy:
        message = "Values would be lost for good; nothing was changed."
        raise fault("CATALOG_INVALID", message, hint="Give --allow-destroy where that is meant.")
    if given.yes and unseen:
        message = (
            f"{unseen[0]}{f' So would {len(unseen) - 1:,} more.' if unseen[1:] else ''} Nothing was changed."
        )
        hint = (
            "Keep it with `sluice catalog pull`; or keep a plan with `sluice catalog plan --out`, read it, "
            "and apply that."
        )
        raise fault("CATALOG_CONFLICT", message, hint=hint)
    if given.yes:
        return True
    if not sys.stdin.isatty():
        raise fault("CATALOG_INVALID", "Nobody can be asked; nothing was changed.", hint="Give --yes.")
    agreed = input("Put this in force? [y/N] ").strip().lower() in ("y", "yes")
    if not agreed:
        print("nothing was changed")
    return agreed


def _schema(given: argparse.Namespace) -> int:
    print(json_schema_text(given.kind), end="")
    return 0
