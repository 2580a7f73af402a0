import { addedCriterion, changedCriterion, formOfCriterion, newCriterionForm } from "./criterionForm";
import type { DesignedCriterion } from "./parts";
import { deal, pipeline } from "./testing";

const OF = deal(pipeline("lead won:won", "lead>won"));
const RULE = { filled: [{ var: "amount" }] };
const SIZED: DesignedCriterion = {
  id: "cri_1",
  name: "sized",
  rule: RULE,
  leaving: "lead",
  entering: null,
  pipeline: null,
  message: null,
  messages: [],
  mode: "warn",
  enforcedFrom: "2027-01-01",
  graceUntil: null,
};

it("is asked where the address says", () => {
  const form = { ...newCriterionForm(new URLSearchParams("entering=won")), name: "sized" };
  expect(addedCriterion(OF, form, RULE).addCriterion).toMatchObject({
    object: "deal",
    name: "sized",
    rule: RULE,
    leaving: null,
    entering: "won",
    mode: "enforce",
    enforcedFrom: null,
  });
});

it("changes nothing where nothing is edited", () =>
  expect(changedCriterion(OF, SIZED, formOfCriterion(SIZED), RULE)).toBeNull());

it("gives mode and dates together, as the API takes them", () => {
  const form = { ...formOfCriterion(SIZED), graceUntil: "2027-03-31" };
  expect(changedCriterion(OF, SIZED, form, RULE)).toEqual({
    setCriterion: {
      object: "deal",
      criterion: "sized",
      mode: "warn",
      enforcedFrom: "2027-01-01",
      graceUntil: "2027-03-31",
    },
  });
});

it("leaves mode and dates alone where the rule or the name changes", () => {
  const form = { ...formOfCriterion(SIZED), name: "filled" };
  expect(changedCriterion(OF, SIZED, form, true)).toEqual({
    setCriterion: { object: "deal", criterion: "sized", name: "filled", rule: true },
  });
});
