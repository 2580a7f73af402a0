import { AS_IT_WAS, erasing, type RemovedPart, restoring } from "./restoring";

const part = (kind: RemovedPart["kind"]): RemovedPart => ({
  id: "f1",
  kind,
  object: "deal",
  name: "notes",
  label: "Notes",
  until: "2026-12-01T00:00:00Z",
});

it("brings back what was removed as it was, by its id", () => {
  expect(restoring(part("object"), AS_IT_WAS)).toEqual({
    restoreObject: { object: "f1", name: "notes" },
  });
  expect(restoring(part("field"), AS_IT_WAS)).toEqual({
    restoreField: { object: "deal", field: "f1", name: "notes" },
  });
  expect(restoring(part("pipeline"), AS_IT_WAS)).toEqual({
    restorePipeline: { object: "deal", pipeline: "f1" },
  });
});

it("brings it back under another name, and asking less of it", () => {
  const form = { ...AS_IT_WAS, name: "remarks", plural: "all", optional: true, notUnique: true };
  expect(restoring(part("field"), form)).toEqual({
    restoreField: { object: "deal", field: "f1", name: "remarks", required: false, unique: false },
  });
  expect(restoring(part("object"), form)).toEqual({
    restoreObject: { object: "f1", name: "remarks", plural: "all" },
  });
});

it("ends it for good", () => {
  expect(erasing(part("field"))).toEqual({ eraseField: { object: "deal", field: "f1" } });
  expect(erasing(part("object"))).toEqual({ eraseObject: { object: "f1" } });
});
