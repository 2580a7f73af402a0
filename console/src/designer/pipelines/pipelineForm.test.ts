import { addedPipeline, changesOfPipeline, formOfPipeline, isCompletePipeline } from "./pipelineForm";
import { deal, pipeline } from "./testing";

const BOTH = pipeline("lead won:won asked@renewal kept:won@renewal again@upsell", "lead>won");
const OF = deal(BOTH);
const [RENEWAL] = BOTH.further;
const FORM = { name: "", labels: { en: "After sales", "zh-CN": "售后" }, approvalHours: "", before: "" };

it("begins a pipeline with stages whose names are free", () => {
  const { addPipeline } = addedPipeline(OF, FORM);
  expect(addPipeline?.name).toBe("afterSales");
  expect(addPipeline?.stages.map((each) => each.name)).toEqual(["new", "afterSalesWon", "lost"]);
  expect(addPipeline?.transitions).toEqual([
    { source: "new", target: "afterSalesWon" },
    { source: "new", target: "lost" },
  ]);
});

it("changes what is edited of a further pipeline, its name last", () => {
  if (RENEWAL === undefined) throw new Error("there is a further pipeline");
  const form = formOfPipeline(BOTH, RENEWAL);
  expect(changesOfPipeline(OF, BOTH, RENEWAL, form)).toEqual([]);
  const at = { object: "deal", pipeline: "renewal" };
  const edited = { name: "renewals", labels: FORM.labels, approvalHours: "24", before: "" };
  expect(changesOfPipeline(OF, BOTH, RENEWAL, edited)).toEqual([
    {
      setLabels: {
        ...at,
        labels: [
          { language: "en", text: "After sales" },
          { language: "zh-CN", text: "售后" },
        ],
      },
    },
    { setOverrideApproval: { object: "deal", hours: 24 } },
    { movePipeline: { ...at, before: null } },
    { renamePipeline: { ...at, name: "renewals" } },
  ]);
});

it.each([
  ["", true],
  ["24", true],
  ["0", false],
  ["a day", false],
])("takes %j for hours: %s", (approvalHours, taken) =>
  expect(isCompletePipeline({ ...FORM, approvalHours })).toBe(taken),
);
