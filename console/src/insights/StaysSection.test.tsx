import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { CatalogStage } from "../client/catalog";
import { answering, DEAL, show } from "../testing/page";
import { FunnelSection } from "./FunnelSection";
import { ALL } from "./filters";
import { StaysSection } from "./StaysSection";
import "./texts";

// What is drawn has no size here, and so none that changes.
beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
});

const STAGES = ["lead", "won"].map((name) => ({ name, label: name })) as unknown as CatalogStage[];
const ASKED = {
  of: DEAL,
  pipeline: "sales",
  stages: STAGES,
  filters: ALL,
  version: 1,
  currency: null,
  measure: "count",
} as const;
const one = { count: 1 };
const FUNNEL = {
  records: { count: 4 },
  stages: [
    { stage: "lead", reached: { count: 4 }, advanced: one, standing: one, lost: one, elsewhere: one },
    { stage: "won", reached: one, advanced: one, standing: one, lost: one, elsewhere: one },
  ].map((each) => ({ ...each, conversion: 0.25, winRate: 0.25 })),
};
const stays = (stage: string, many: number, median: string | null) => ({
  stage,
  stays: many,
  median,
  average: median,
});

async function rows(name: string): Promise<string[]> {
  const section = screen.getByRole("heading", { name }).closest("section");
  if (section === null) throw new Error(`there is no section ${name}`);
  const table = await within(section).findByRole("table");
  return within(table)
    .getAllByRole("row")
    .slice(1)
    .map((each) => each.textContent ?? "");
}

it("shows how far records came whatever becomes of how long they stayed", async () => {
  let found: unknown = null;
  answering({
    funnel: () => ({ found: FUNNEL }),
    stays: () => found,
  });
  show(
    <>
      <FunnelSection {...ASKED} />
      <StaysSection {...ASKED} />
    </>,
  );
  expect((await rows("Funnel"))[0]).toContain("lead4100%25%");
  expect(await screen.findByRole("alert")).toHaveTextContent("cannot be reached");
  found = {
    found: { stages: [stays("lead", 3, "P1DT12H"), stays("won", 0, null), stays("unseen", 9, null)] },
  };
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await rows("Time in stage")).toEqual(["lead1.51.53", "won––0"]);
  expect(screen.queryByRole("alert")).toBeNull();
});

it("asks for working time by itself, and says where nothing has been left yet", async () => {
  const asked = answering({ stays: () => ({ found: { stages: [stays("lead", 0, null)] } }) });
  show(<StaysSection {...ASKED} />);
  expect(await screen.findByText("None of these records has left a stage yet.")).toBeVisible();
  await userEvent.click(screen.getByRole("combobox", { name: "Measured" }));
  await userEvent.click(screen.getByRole("option", { name: "Working time" }));
  expect(await screen.findByText("None of these records has left a stage yet.")).toBeVisible();
  expect(asked.map((each) => each.operation)).toEqual(["Stays", "Stays"]);
});
