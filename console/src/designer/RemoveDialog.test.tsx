import { screen, within } from "@testing-library/react";
import { answering, show } from "../testing/page";
import { RemoveDialog } from "./RemoveDialog";

it("parts what must be changed first from what goes with it, in words", async () => {
  const relation = { sentence: "The relation deal.account points to it.", blocks: true };
  const list = { sentence: "The list account.children goes with it.", blocks: false };
  answering({ usesofpart: () => ({ catalogUses: { uses: [list, relation] } }) });
  const removal = { label: "Account", part: { object: "account" }, changes: [] };
  show(<RemoveDialog removal={removal} onClose={() => undefined} />);
  const first = await screen.findByRole("heading", { name: "Uses it, and must be changed first:" });
  const then = screen.getByRole("heading", { name: "Goes or changes with it:" });
  const told = (heading: HTMLElement) =>
    within(heading.parentElement as HTMLElement)
      .getAllByRole("listitem")
      .map((each) => each.textContent);
  expect(told(first)).toEqual([relation.sentence]);
  expect(told(then)).toEqual([list.sentence]);
});
