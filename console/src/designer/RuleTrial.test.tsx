import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { answering, show } from "../testing/page";
import type { Design } from "./drafting";
import type { DesignedExample } from "./examples/examples";
import { deal, pipeline } from "./pipelines/testing";
import { RuleTrial } from "./RuleTrial";
import { catalog, field } from "./testing/objects";

const example = (name: string, open: boolean, leaving = "lead"): DesignedExample => ({
  id: name,
  name,
  leaving,
  entering: "talks",
  record: { amount: 5 },
  open,
  now: null,
});
const PIPELINE = {
  ...pipeline("lead talks won:won", "lead>talks won>talks talks>won"),
  examples: [example("large", true), example("small", false), example("again", true, "won")],
};
const OF = { ...deal(PIPELINE), fields: [field("amount", "decimal"), field("sure", "boolean")] };
const DESIGN: Design = { catalog: catalog(OF), draft: null, broken: false };
const CHANGED = { setGate: { object: "deal", stage: "talks", rule: { ">": [{ var: "amount" }, 5] } } };
const failure = (name: string, sentences: string[]) => ({
  code: "EXAMPLE_FAILED",
  message: "it says otherwise",
  path: ["objects", "deal", "pipeline", "examples", name],
  hint: "",
  details: { closed: [], sentences },
});
const shown = (source: string | null) =>
  show(
    <RuleTrial
      design={DESIGN}
      of={OF}
      asked={{ leaving: source, entering: "talks", pipeline: null }}
      rule={CHANGED.setGate.rule}
      changed={CHANGED}
    />,
  );
const list = () => within(screen.getByRole("region", { name: "Examples" }));

it("tells of each example of the place whether what is edited says what it says", async () => {
  const errors = [failure("large", ["amount must be more than 5"])];
  const asked = answering({ trychanges: () => ({ changeCatalog: { errors } }) });
  shown("lead");
  const [large, small, ...more] = list().getAllByRole("listitem");
  expect(more).toEqual([]);
  expect(large).toHaveTextContent("lead → talks may go on: amount = 5");
  await waitFor(() => expect(large).toHaveTextContent("✗ It would be refused: amount must be more than 5"));
  expect(small).toHaveTextContent("✓ Judged as expected");
  expect(asked.at(-1)?.variables).toEqual({ changes: [CHANGED], version: null });
});

it("tells where nothing refuses what shall be refused, and has those of all ways into a stage", async () => {
  answering({ trychanges: () => ({ changeCatalog: { errors: [failure("small", [])] } }) });
  shown(null);
  expect(await list().findByText("✗ Nothing would refuse it")).toBeVisible();
  expect(list().getAllByRole("listitem")).toHaveLength(3);
});

it("judges nothing where something else is refused", async () => {
  const other = { code: "RULE_TYPE", message: "", path: ["changes", 0], hint: "" };
  answering({ trychanges: () => ({ changeCatalog: { errors: [other] } }) });
  shown("lead");
  expect(await list().findAllByText(/Cannot be judged/)).toHaveLength(2);
});

it("adds an example with values by the editors of their types, also one that is judged otherwise", async () => {
  const errors = [failure("sure", ["amount must be more than 5"])];
  const asked = answering({
    trychanges: () => ({ changeCatalog: { errors } }),
    draftstochoose: () => ({ catalogDrafts: [] }),
    whoisit: () => ({ me: { member: { name: "Ada" } } }),
    savedraft: () => ({ saveCatalogDraft: { draft: { id: "dra_1", revision: 1 }, errors: [] } }),
  });
  shown("lead");
  await userEvent.click(screen.getByRole("button", { name: "Add an example" }));
  const dialog = within(screen.getByRole("dialog", { name: "Add an example" }));
  await userEvent.type(dialog.getByLabelText(/Name/), "sure");
  await userEvent.click(dialog.getByRole("button", { name: "Add a field or a list" }));
  await userEvent.selectOptions(dialog.getByLabelText("Field or list"), "amount");
  await userEvent.type(dialog.getByRole("textbox", { name: "amount" }), "12.5");
  await userEvent.click(dialog.getByRole("button", { name: "Add a field or a list" }));
  await userEvent.selectOptions(dialog.getAllByLabelText("Field or list")[1] as HTMLElement, "sure");
  await userEvent.click(dialog.getByRole("checkbox", { name: "sure" }));
  await userEvent.click(dialog.getByRole("button", { name: "Add to the draft" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const saved = asked.find((each) => each.operation === "SaveDraft")?.variables.changes;
  const record = { amount: 12.5, sure: true };
  const given = { name: "sure", leaving: "lead", entering: "talks", open: true, record, now: null };
  expect(saved).toEqual([{ addGateExample: { object: "deal", ...given } }]);
});

it("renames an example and leaves what it says", async () => {
  const asked = answering({
    trychanges: () => ({ changeCatalog: { errors: [] } }),
    draftstochoose: () => ({ catalogDrafts: [] }),
    savedraft: () => ({ saveCatalogDraft: { draft: { id: "dra_1", revision: 1 }, errors: [] } }),
  });
  shown("lead");
  await userEvent.click(screen.getByRole("button", { name: "Change large" }));
  const dialog = within(screen.getByRole("dialog", { name: "Change the example large" }));
  expect(dialog.getByRole("button", { name: "Add to the draft" })).toBeDisabled();
  await userEvent.type(dialog.getByLabelText(/Name/), "One");
  await userEvent.click(dialog.getByRole("button", { name: "Add to the draft" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const saved = asked.find((each) => each.operation === "SaveDraft")?.variables.changes;
  expect(saved).toEqual([{ setGateExample: { object: "deal", example: "large", name: "largeOne" } }]);
});
