import { screen } from "@testing-library/react";
import type { CatalogObject } from "../client/catalog";
import { answering, CATALOG, DEAL, show } from "../testing/page";
import { Numbers } from "./Numbers";

const staged = (...further: object[]) =>
  ({ ...DEAL, pipeline: { name: "sales", label: "Sales", stages: [], further } }) as unknown as CatalogObject;
const ASKED = { pipeline: "sales", stages: [], catalog: CATALOG };
const NOTHING = "There are no Deals here yet. Create one, or add samples to look around.";

it("leads to the first record where there is none", async () => {
  answering({ grouped: () => ({ found: [] }) });
  show(<Numbers of={staged()} {...ASKED} />);
  expect(await screen.findByText(NOTHING)).toBeVisible();
  expect(screen.queryByRole("heading", { name: "Funnel" })).not.toBeInTheDocument();
});

it("shows the numbers of an empty pipeline beside others, where a new record does not begin", async () => {
  answering({ grouped: () => ({ found: [] }) });
  show(<Numbers of={staged({ name: "service", label: "Service" })} {...ASKED} />);
  expect(await screen.findByRole("heading", { name: "Funnel" })).toBeVisible();
  expect(screen.queryByText(NOTHING)).not.toBeInTheDocument();
});
