import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { answering, show } from "../testing/page";
import { StepList } from "./StepList";

it("says of a draft that does not fit what each change is, and which of them is in the way", () => {
  answering({});
  const added = (name: string) => ({ kind: "addField", object: "deal", field: { name, type: "text" } });
  const changes = [added("region"), added("tier")];
  const draft = { id: "1", name: "Mine", revision: 1, changes, updatedAt: "", operation: null };
  const fault = { code: "CATALOG_NAME_TAKEN", message: "The name is taken: tier", hint: "Choose another." };
  const path = ["changes", 1, "addField", "field", "name"];
  show(<StepList draft={draft as never} steps={[]} faults={[{ ...fault, path }]} />);
  const [first, second] = screen.getAllByRole("listitem");
  expect(first).toHaveTextContent("Add a field: deal.region");
  expect(within(second as HTMLElement).getByRole("alert")).toHaveTextContent("The name is taken: tier");
  expect(within(second as HTMLElement).getByRole("button")).toHaveAccessibleName(
    "Take out: Add a field: deal.tier",
  );
  expect(within(first as HTMLElement).queryByRole("alert")).toBeNull();
});

it("says once what both breaks and goes with a change, and keeps the focus while it takes one out", async () => {
  const asked = answering({});
  const goes = "The transition from lead to mql of deal goes with it.";
  const step = {
    sentence: "Remove the stage lead of deal.",
    risk: "REWRITES",
    rows: 6,
    breaks: [goes],
    locks: "BRIEF",
    seconds: 0,
    uses: [{ sentence: goes }],
  };
  const removed = { kind: "removeStage", object: "deal", stage: "lead" };
  const draft = {
    id: "1",
    name: "Mine",
    revision: 1,
    changes: [removed, removed],
    updatedAt: "",
    operation: null,
  };
  show(<StepList draft={draft as never} steps={[step, step] as never} faults={[]} />);
  expect(screen.getAllByText(goes)).toHaveLength(2);
  const [out] = screen.getAllByRole("button", { name: `Take out: ${step.sentence}` });
  await userEvent.click(out as HTMLElement);
  expect(out).toHaveFocus();
  expect(asked.filter((each) => "changes" in each.variables)).toHaveLength(1);
});
