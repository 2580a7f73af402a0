import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { lazy, Suspense } from "react";
import { MissingNotice } from "../app/MissingNotice";
import { arriving, tryAgain } from "./arriving";

const page = (script: string) =>
  `<!doctype html><script type="module" src="/console/assets/${script}.js"></script>`;
const gone = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));
const Dialog = () => <p>It is there.</p>;
const there = () => Promise.resolve({ default: Dialog });

let served: () => Promise<Response>;
let shown: Element;

beforeEach(() => {
  document.head.insertAdjacentHTML("beforeend", page("index-1"));
  shown = document.head.lastElementChild ?? document.head;
  vi.stubGlobal("fetch", () => served());
});
afterEach(() => {
  act(tryAgain);
  shown.remove();
});

/** A page with something typed, whose dialog arrives after these attempts, one after the other. */
async function opened(...attempts: (() => Promise<{ default: typeof Dialog }>)[]) {
  const user = userEvent.setup();
  const Part = lazy(arriving(() => (attempts.shift() ?? there)()));
  const element = (open: boolean) => (
    <>
      <input aria-label="Name" />
      <Suspense>{open && <Part />}</Suspense>
      <MissingNotice />
    </>
  );
  const { rerender } = render(element(false));
  await user.type(screen.getByLabelText("Name"), "石头");
  rerender(element(true));
  return user;
}

it("tells of a new version where a part of the old one is gone, and keeps what is typed", async () => {
  served = () => Promise.resolve(new Response(page("index-2")));
  await opened(gone);
  expect(await screen.findByText(/There is a new version of the console/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Reload" })).toBeVisible();
  expect(screen.getByLabelText("Name")).toHaveValue("石头");
});

it("loads a part again where the connection was lost", async () => {
  served = () => Promise.reject(new TypeError("Failed to fetch"));
  const user = await opened(gone);
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText("It is there.")).toBeVisible();
  await waitFor(() => expect(screen.queryByText(/cannot be reached/)).toBeNull());
  expect(screen.getByLabelText("Name")).toHaveValue("石头");
});

it("takes a server that is being replaced for one that is away", async () => {
  served = () => Promise.resolve(new Response("", { status: 503 }));
  await opened(gone, gone);
  expect(await screen.findByText(/cannot be reached/)).toBeVisible();
  served = () => Promise.resolve(new Response(page("index-2")));
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("button", { name: "Reload" })).toBeVisible();
});

it("tries a part twice that is served as it was, and does not hide that it is faulty", async () => {
  served = () => Promise.resolve(new Response(page("index-1")));
  await expect(arriving(gone)()).rejects.toThrow("Failed to fetch");
  const attempts = [gone, async () => "there"];
  await expect(arriving(() => attempts.shift()?.() ?? gone())()).resolves.toBe("there");
});

it("is how every part of the console is loaded", () => {
  const sources = import.meta.glob<string>(
    ["../**/*.{ts,tsx}", "!../client/generated/**", "!../**/*.test.*"],
    {
      query: "?raw",
      import: "default",
      eager: true,
    },
  );
  const imports =
    Object.values(sources)
      .join("\n")
      .match(/.{0,20}\bimport\(/g) ?? [];
  expect(imports.length).toBeGreaterThan(20);
  expect(imports.filter((each) => !each.endsWith("arriving(() => import("))).toEqual([]);
});
