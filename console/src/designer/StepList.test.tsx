import { screen, within } from "@testing-library/react";
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
