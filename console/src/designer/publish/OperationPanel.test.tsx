import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { OperationPanel } from "./OperationPanel";

const RUNNING = {
  id: "o1",
  state: "running",
  stopping: false,
  phase: "converting",
  rows: 200000,
  rowsDone: 50000,
  progress: 0.25,
  moved: 0,
  version: null,
  phaseEndsAt: null,
  endedAt: null,
  errors: [],
};

/** Answers of the server, one after the other; the last one again and again. What was asked is kept. */
function answering(...answers: readonly object[]): string[] {
  const asked: string[] = [];
  let next = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation((_, init) => {
    const { query } = JSON.parse(String(init?.body)) as { query: string };
    asked.push(query);
    const stop = query.includes("stopCatalogOperation");
    const data = stop
      ? { stopCatalogOperation: { operation: { id: "o1", stopping: true }, errors: [] } }
      : { catalogOperation: answers[Math.min(next++, answers.length - 1)] };
    return Promise.resolve(new Response(JSON.stringify({ data })));
  });
  return asked;
}

function shown(onEnd: (version: number | null) => void) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <OperationPanel id="o1" onEnd={onEnd} />
    </QueryClientProvider>,
  );
}

it("tells how far it is, until the version is in force", async () => {
  const ends = vi.fn();
  answering(RUNNING, { ...RUNNING, state: "done", version: 7, endedAt: "2026-11-27T21:00:00Z" });
  shown(ends);
  expect(await screen.findByRole("status")).toHaveTextContent(
    "Values are converted · 50,000 of 200,000 records",
  );
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "25");
  await waitFor(() => expect(ends).toHaveBeenCalledWith(7), { timeout: 4000 });
  expect(screen.getByRole("alert")).toHaveTextContent("Version 7 is in force.");
  expect(ends).toHaveBeenCalledOnce();
});

it("stops it, and tells what stays of it", async () => {
  const ends = vi.fn();
  const stopped = { ...RUNNING, state: "stopped", moved: 12, endedAt: "2026-11-27T21:00:00Z" };
  const asked = answering(RUNNING, { ...RUNNING, stopping: true }, stopped);
  shown(ends);
  await userEvent.click(await screen.findByRole("button", { name: "Stop it" }));
  expect(asked.some((each) => each.includes("stopCatalogOperation"))).toBe(true);
  expect(await screen.findByText("It is being stopped …")).toBeVisible();
  await waitFor(() => expect(ends).toHaveBeenCalledWith(null), { timeout: 4000 });
  expect(screen.getByRole("alert")).toHaveTextContent("12 records have been moved already");
});

it("says why it failed, of one that had ended before", async () => {
  const ends = vi.fn();
  const error = {
    code: "CATALOG_ROWS_CONFLICT",
    message: "3 records do not fit.",
    path: [],
    hint: "Mend them.",
  };
  answering({ ...RUNNING, state: "failed", endedAt: "2026-11-27T21:00:00Z", errors: [error] });
  shown(ends);
  expect(await screen.findByRole("alert")).toHaveTextContent("3 records do not fit. Mend them.");
  expect(ends).not.toHaveBeenCalled();
});
