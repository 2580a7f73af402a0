import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { answering, show } from "../../testing/page";
import { field, object } from "../testing/objects";
import { SectionsDialog } from "./SectionsDialog";

const labels = [{ language: "en", text: "Money" }];
const DEAL = {
  ...object("deal", field("title", "text"), field("amount", "money"), field("cost", "money")),
  sections: [{ id: "sec_money", name: "money", label: "Money", labels, fields: ["amount", "cost"] }],
};

it("makes a section, puts fields in by the keyboard, and keeps the focus on what is moved", async () => {
  const asked = answering({});
  show(<SectionsDialog of={DEAL} onClose={() => undefined} />);
  const send = screen.getByRole("button", { name: "Add to the draft" });
  expect(send).toBeDisabled();

  await userEvent.click(screen.getByRole("button", { name: "Add a section" }));
  await userEvent.keyboard("About it");
  expect(send).toBeEnabled();
  const about = within(screen.getByRole("group", { name: "Section 2" }));
  await userEvent.type(about.getByLabelText("Section 2 (Chinese)"), "概况");
  await userEvent.click(about.getByRole("combobox", { name: "Add a field to About it" }));
  expect(screen.getAllByRole("option").map((each) => each.textContent)).toEqual(["title"]);
  await userEvent.keyboard("{Enter}");
  expect(about.getByRole("list", { name: "About it" })).toHaveTextContent("title");

  const down = screen.getByRole("button", { name: "amount: move down" });
  act(() => down.focus());
  await userEvent.keyboard("{Enter}");
  expect(screen.getByRole("button", { name: "amount: move up" })).toHaveFocus();
  act(() => screen.getByRole("button", { name: "About it: move up" }).focus());
  await userEvent.keyboard("{Enter}");
  expect(screen.getByRole("button", { name: "About it: move down" })).toHaveFocus();

  await userEvent.click(send);
  const [sent] = asked.filter((each) => "changes" in each.variables);
  expect(sent?.variables.changes).toEqual([
    {
      setSections: {
        object: "deal",
        sections: [
          {
            name: "aboutIt",
            labels: [
              { language: "en", text: "About it" },
              { language: "zh-CN", text: "概况" },
            ],
            fields: ["title"],
          },
          { name: "money", labels, fields: ["cost", "amount"] },
        ],
      },
    },
  ]);
});

it("takes a section away and offers its fields to the others", async () => {
  answering({});
  show(<SectionsDialog of={DEAL} onClose={() => undefined} />);
  await userEvent.click(screen.getByRole("button", { name: "Add a section" }));
  await userEvent.click(screen.getByRole("button", { name: "Remove Money" }));
  await userEvent.click(screen.getByRole("combobox", { name: /^Add a field to/ }));
  expect(screen.getAllByRole("option").map((each) => each.textContent)).toEqual(["title", "amount", "cost"]);
});
