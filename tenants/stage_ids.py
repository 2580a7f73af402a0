"""Ids for the stages of catalogs that were kept when stages had none: one id for one stage, in all versions.

What a stage was called in another version is told by the changes between the two. Beside renames a stage is known by
its name: one that was removed and is added again under it, as by a rollback, is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.identifiers import new_id

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass
class _Known:
    """The stages of one pipeline: ids by name, of those that it has and of those that it had."""

    present: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)

    def added(self, name: str) -> str:
        if name not in self.present:
            self.present[name] = self.gone.pop(name, "") or new_id("stg")
        return self.present[name]

    def renamed(self, old: str, new: str) -> None:
        self.present[new] = self.present.pop(old, "") or new_id("stg")

    def removed(self, name: str) -> None:
        if name in self.present:
            self.gone[name] = self.present.pop(name)


@dataclass
class StageIds:
    """Gives ids to the stages of one tenant's versions, which come in their order.

    Attributes:
        known: pipeline id to its stages.
        pipelines: name of an object to the id of its pipeline, in the version that came last.
    """

    known: dict[str, _Known] = field(default_factory=dict)
    pipelines: dict[str, str] = field(default_factory=dict)

    def given(self, catalog: Json, changes: Json) -> Json:
        """The catalog of the next version, to which these changes led, with an id for each stage; as JSON has them."""
        for change in _items(changes):
            self._follow({key: value for key, value in change.items() if isinstance(value, str)})
        if not isinstance(catalog, dict):
            return catalog
        objects = [self._object(each) for each in _items(catalog.get("objects"))]
        self.pipelines = {
            str(each["name"]): str(pipeline["id"])
            for each in objects
            if isinstance(pipeline := each.get("pipeline"), dict)
        }
        return {**catalog, "objects": [*objects]} if objects else catalog

    def _follow(self, change: Mapping[str, str]) -> None:
        of = change.get("object", "")
        match change.get("kind"):
            case "renameObject" if of in self.pipelines:
                self.pipelines[change["name"]] = self.pipelines.pop(of)
            case "renameStage" if of in self.pipelines:
                self._of(self.pipelines[of]).renamed(change["stage"], change["name"])
            case "removeStage" if of in self.pipelines:
                self._of(self.pipelines[of]).removed(change["stage"])
            case "addPipeline":
                self.pipelines[of] = change["id"]

    def _of(self, pipeline_id: str) -> _Known:
        return self.known.setdefault(pipeline_id, _Known())

    def _object(self, definition: dict[str, Json]) -> dict[str, Json]:
        pipeline = definition.get("pipeline")
        if not isinstance(pipeline, dict):
            return definition
        known = self._of(str(pipeline["id"]))
        stages = _items(pipeline.get("stages"))
        names = {str(each["name"]) for each in stages}
        for name in [name for name in known.present if name not in names]:
            known.removed(name)
        with_ids: list[Json] = [{**each, "id": known.added(str(each["name"]))} for each in stages]
        return {**definition, "pipeline": {**pipeline, "stages": with_ids}}


def _items(value: Json) -> list[dict[str, Json]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
