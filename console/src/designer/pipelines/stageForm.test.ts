import type { CatalogChange } from "../../client/generated/graphql";
import type { DesignedStage } from "../drafting";
import { placedIn, shiftedBy } from "./places";
import { addedStage, changesOfStage, formOfStage, isComplete, NEW_STAGE } from "./stageForm";
import { deal, pipeline, stage } from "./testing";

const OF = deal(pipeline("lead proposal won:won lost:lost asked@renewal", ""));
const task = (name: string) => ({
  id: `tsk_${name}`,
  name,
  label: name,
  required: true,
  labels: [{ language: "en", text: name }],
});
const PROPOSAL: DesignedStage = { ...stage("proposal"), tasks: ["call", "check", "send"].map(task) };
const kinds = (changes: readonly CatalogChange[]) => changes.map((each) => Object.keys(each)[0]);

it("changes nothing where nothing is edited", () =>
  expect(changesOfStage(OF, PROPOSAL, formOfStage(PROPOSAL))).toEqual([]));

it("renames last, as the other changes call a stage as it is", () => {
  const form = { ...formOfStage(PROPOSAL), name: "offer", labels: { en: "Offer", "zh-CN": "方案" } };
  const edited = { ...form, probability: "40", required: ["amount"] };
  const at = { object: "deal", stage: "proposal" };
  expect(changesOfStage(OF, PROPOSAL, edited)).toEqual([
    {
      setLabels: {
        ...at,
        labels: [
          { language: "en", text: "Offer" },
          { language: "zh-CN", text: "方案" },
        ],
      },
    },
    { setStage: { ...at, probability: 40 } },
    { setStageRequired: { ...at, fields: ["amount"] } },
    { renameStage: { ...at, name: "offer" } },
  ]);
});

it("leaves the chance of won and lost stages to the API", () => {
  const form = { ...formOfStage(PROPOSAL), kind: "lost" as const, probability: "40" };
  expect(changesOfStage(OF, PROPOSAL, form)).toEqual([
    { setStage: { object: "deal", stage: "proposal", kind: "lost" } },
  ]);
});

it("takes the objective away where both languages are emptied", () => {
  const aimed = { ...PROPOSAL, objective: [{ language: "en", text: "An offer is made" }] };
  const form = { ...formOfStage(aimed), objective: { en: "", "zh-CN": "" } };
  expect(changesOfStage(OF, aimed, form)).toEqual([
    { setStage: { object: "deal", stage: "proposal", objective: [] } },
  ]);
});

it("ends, changes, adds and moves tasks", () => {
  const form = formOfStage(PROPOSAL);
  const [call, , send] = form.tasks;
  if (call === undefined || send === undefined) throw new Error("the tasks are those of the stage");
  const added = { id: "new", name: "", labels: { en: "Ask the boss", "zh-CN": "" }, required: false };
  const changes = changesOfStage(OF, PROPOSAL, {
    ...form,
    tasks: [{ ...send, required: false }, added, call],
  });
  expect(kinds(changes)).toEqual(["removeStageTask", "setStageTask", "addStageTask", "moveStageTask"]);
  expect(changes[0]).toEqual({ removeStageTask: { object: "deal", task: "check" } });
  expect(changes[1]).toEqual({ setStageTask: { object: "deal", task: "send", required: false } });
  expect(changes[2]).toMatchObject({ addStageTask: { name: "askTheBoss", required: false } });
  expect(changes[3]).toEqual({ moveStageTask: { object: "deal", task: "call", before: null } });
});

it("adds a stage with what it asks for", () => {
  const form = { ...NEW_STAGE, labels: { en: "In talks", "zh-CN": "洽谈" }, required: ["amount"] };
  const changes = addedStage(OF, "sales", form, "won");
  expect(kinds(changes)).toEqual(["addStage", "setStageRequired"]);
  expect(changes[0]).toMatchObject({
    addStage: { before: "won", stage: { name: "inTalks", pipeline: "sales", probability: null } },
  });
});

it.each([
  [{ labels: { en: "洽谈", "zh-CN": "洽谈" } }, false],
  [{ name: "talks" }, true],
  [{ name: "talks", probability: "101" }, false],
  [{ name: "talks", probability: "x" }, false],
  [{ name: "talks", kind: "won" as const, probability: "101" }, true],
])("knows what is complete: %j", (part, complete) =>
  expect(isComplete({ ...NEW_STAGE, ...part })).toBe(complete),
);

it.each([
  ["lead", 1, "won"],
  ["proposal", 0, "lead"],
  ["lead", 0, undefined],
])("puts %s at place %d of the open stages", (name, place, before) => {
  const change = placedIn(OF, "sales", name, place);
  expect(change).toEqual(
    before === undefined ? null : { moveStage: { object: "deal", stage: name, before } },
  );
});

it.each([
  ["won", -1, "proposal"],
  ["won", 1, null],
  ["lead", -1, undefined],
  ["lost", 1, undefined],
] as const)("moves %s by %d in its list", (name, by, before) => {
  const change = shiftedBy(OF, "sales", name, by);
  expect(change).toEqual(
    before === undefined ? null : { moveStage: { object: "deal", stage: name, before } },
  );
});
