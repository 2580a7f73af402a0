import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { answering, show } from "../../testing/page";
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

/** Answers about the operation, one after the other; the last one again and again. */
function told(...answers: readonly object[]) {
  let next = 0;
  return answering({
    progressofoperation: () => ({ catalogOperation: answers[Math.min(next++, answers.length - 1)] }),
    stopoperation: () => ({
      stopCatalogOperation: { operation: { id: "o1", stopping: true }, errors: [] },
    }),
  });
}

function shown() {
  const ends = vi.fn();
  show(<OperationPanel id="o1" onEnd={ends} />);
  return ends;
}

it("tells how far it is, until the version is in force", async () => {
  told(RUNNING, { ...RUNNING, state: "done", version: 7, endedAt: "2026-11-27T21:00:00Z" });
  const ends = shown();
  expect(await screen.findByRole("status")).toHaveTextContent(
    "Values are converted · 50,000 of 200,000 records",
  );
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "25");
  await waitFor(() => expect(ends).toHaveBeenCalledWith(7), { timeout: 4000 });
  expect(screen.getByRole("alert")).toHaveTextContent("Version 7 is in force.");
  expect(ends).toHaveBeenCalledOnce();
});

it("stops it, and tells what stays of it", async () => {
  const stopped = { ...RUNNING, state: "stopped", moved: 12, endedAt: "2026-11-27T21:00:00Z" };
  const asked = told(RUNNING, { ...RUNNING, stopping: true }, stopped);
  const ends = shown();
  await userEvent.click(await screen.findByRole("button", { name: "Stop it" }));
  expect(asked.some((each) => each.operation === "StopOperation")).toBe(true);
  expect(await screen.findByText("It is being stopped …")).toBeVisible();
  await waitFor(() => expect(ends).toHaveBeenCalledWith(null), { timeout: 4000 });
  expect(screen.getByRole("alert")).toHaveTextContent("12 records have been moved already");
});

it("says why it failed, of one that had ended before", async () => {
  const error = {
    code: "CATALOG_ROWS_CONFLICT",
    message: "3 records do not fit.",
    path: [],
    hint: "Mend them.",
  };
  told({ ...RUNNING, state: "failed", endedAt: "2026-11-27T21:00:00Z", errors: [error] });
  const ends = shown();
  expect(await screen.findByRole("alert")).toHaveTextContent("3 records do not fit. Mend them.");
  expect(ends).not.toHaveBeenCalled();
});
