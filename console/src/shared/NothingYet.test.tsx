import { cleanup, screen } from "@testing-library/react";
import type { CatalogObject } from "../client/catalog";
import { answering, CATALOG, DEAL, show } from "../testing/page";
import { NoRecords, NothingSetUp } from "./NothingYet";

const me = (...actions: string[]) => ({ me: { member: { id: "m" }, tenant: {}, roles: [], actions } });

it("leads who may set it up to templates and the designer", async () => {
  answering({ whoisit: () => me("configure") });
  show(<NothingSetUp title="Board" />);
  expect(await screen.findByRole("link", { name: "Choose a template" })).toHaveAttribute("href", "/start");
  expect(screen.getByRole("link", { name: "To the designer" })).toHaveAttribute("href", "/designer");
});

it("tells others whom to ask", async () => {
  answering({ whoisit: () => me() });
  show(<NothingSetUp title="Board" />);
  expect(await screen.findByText(/An admin of your company/)).toBeVisible();
  expect(screen.queryByRole("link")).not.toBeInTheDocument();
});

it("offers samples alone of what goes through stages and can be named as one, and nothing to who may create none", () => {
  const staged = { ...DEAL, pipeline: { name: "sales" } } as unknown as CatalogObject;
  const link = (name: string) => screen.queryByRole("link", { name });
  show(<NoRecords catalog={CATALOG} of={staged} />);
  expect(link("New: Deal")).toHaveAttribute("href", "/records/deal");
  expect(link("Add samples")).toBeVisible();
  cleanup();
  show(<NoRecords catalog={CATALOG} of={DEAL} />);
  expect(link("New: Deal")).toBeVisible();
  expect(link("Add samples")).not.toBeInTheDocument();
  cleanup();
  show(<NoRecords catalog={CATALOG} of={{ ...staged, display: "extra" }} />);
  expect(link("New: Deal")).toBeVisible();
  expect(link("Add samples")).not.toBeInTheDocument();
  cleanup();
  show(<NoRecords catalog={CATALOG} of={{ ...DEAL, actions: ["read"] }} />);
  expect(screen.getByText("There are no Deals that you may see.")).toBeVisible();
  expect(link("New: Deal")).not.toBeInTheDocument();
});
