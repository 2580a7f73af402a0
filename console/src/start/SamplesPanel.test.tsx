import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { Catalog, CatalogObject } from "../client/catalog";
import { answering, DEAL, show } from "../testing/page";
import { SamplesPanel } from "./SamplesPanel";
import { pipeline } from "./samples/testing";

const SALES = pipeline(["lead", "open"], ["won", "won"]);
const OF = { ...DEAL, actions: [...DEAL.actions, "delete"], pipeline: SALES } as unknown as CatalogObject;
const CATALOG = { version: 1, objects: [OF] } as unknown as Catalog;

it("says why samples could not be made, and makes them anew without what is left of the first attempt", async () => {
  let writes = 0;
  const asked = answering({
    samples: () => ({ found: { totalCount: 0 } }),
    gatesofsamples: () => ({ me: { member: { id: "m1" } }, catalog: { objects: [] } }),
    // The first attempt loses the connection when it writes.
    writesamples: (given) => {
      writes += 1;
      const calls = Object.keys(given).filter((each) => each.startsWith("input"));
      const record = (at: number) => ({ record: { id: `id${at}` }, errors: [], promoted: false });
      return writes === 1 ? null : Object.fromEntries(calls.map((_, at) => [`w${at}`, record(at)]));
    },
    samplesstand: () => ({ found: { nodes: [] } }),
    removesamples: () => ({ written: { done: 0, errors: [] } }),
  });
  show(<SamplesPanel catalog={CATALOG} of={OF} />);
  await userEvent.click(await screen.findByRole("button", { name: "Add sample records" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The server cannot be reached");
  expect(asked.map((each) => each.operation)).not.toContain("RemoveSamples");
  await userEvent.click(screen.getByRole("button", { name: "Remove what there is and try again" }));
  await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
  await screen.findByRole("button", { name: "Add sample records" });
  const done = asked.map((each) => each.operation).filter((each) => each !== "Samples");
  expect(done.slice(0, 4)).toEqual(["GatesOfSamples", "WriteSamples", "RemoveSamples", "GatesOfSamples"]);
});

it("says no more why samples could not be made once what there was of them is removed", async () => {
  let there = 0;
  answering({
    samples: () => ({ found: { totalCount: there } }),
    gatesofsamples: () => {
      there = 3; // which another window has made
      return null;
    },
    removesamples: () => {
      there = 0;
      return { written: { done: 3, errors: [] } };
    },
  });
  show(<SamplesPanel catalog={CATALOG} of={OF} />);
  await userEvent.click(await screen.findByRole("button", { name: "Add sample records" }));
  await userEvent.click(await screen.findByRole("button", { name: "Remove the samples" }));
  const dialog = within(screen.getByRole("dialog"));
  await userEvent.click(dialog.getByRole("button", { name: "Remove the samples" }));
  expect(await screen.findByRole("button", { name: "Add sample records" })).toBeVisible();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

it("offers nobody to remove samples who may delete none", async () => {
  answering({ samples: () => ({ found: { totalCount: 3 } }) });
  show(<SamplesPanel catalog={CATALOG} of={{ ...OF, actions: ["read", "create"] }} />);
  expect(await screen.findByText("3 samples are there.")).toBeVisible();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});
