import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { AskingDialog } from "../shared/AskingDialog";
import { useUnsaved } from "../shared/unsaved";
import { LeaveGuard } from "./LeaveGuard";

function Form() {
  const [typed, setTyped] = useState("");
  return (
    <AskingDialog form={typed} onClose={() => undefined}>
      <input aria-label="name" value={typed} onChange={(event) => setTyped(event.target.value)} />
    </AskingDialog>
  );
}

function Rule() {
  const [typed, setTyped] = useState("");
  useUnsaved(typed !== "", "page");
  return <input aria-label="rule" value={typed} onChange={(event) => setTyped(event.target.value)} />;
}

const page = (element: React.ReactNode) => (
  <>
    <LeaveGuard />
    {element}
  </>
);

function isAsked(): boolean {
  const leaving = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(leaving);
  return leaving.defaultPrevented;
}

it("asks before Back or Reload takes away what is typed, and lets go what is not", async () => {
  const user = userEvent.setup();
  const router = createMemoryRouter(
    [
      { path: "/", element: page("before") },
      { path: "/form", element: page(<Form />) },
    ],
    { initialEntries: ["/", "/form"] },
  );
  render(<RouterProvider router={router} />);
  expect(isAsked()).toBe(false);
  const name = screen.getByRole("textbox", { name: "name" });
  await user.type(name, "石头");
  expect(isAsked()).toBe(true);
  await router.navigate(-1);
  await user.click(await screen.findByRole("button", { name: "Go on editing" }));
  expect(name).toHaveValue("石头");
  expect(router.state.location.pathname).toBe("/form");
  await router.navigate(-1);
  await user.click(await screen.findByRole("button", { name: "Discard it" }));
  await waitFor(() => expect(screen.getByText("before")).toBeVisible());
  expect(isAsked()).toBe(false);
});

it("asks before a link takes away what is typed in a page, and not before a dialog leads on", async () => {
  const user = userEvent.setup();
  const router = createMemoryRouter(
    [
      { path: "/form", element: page(<Form />) },
      { path: "/page", element: page(<Rule />) },
      { path: "/after", element: page("after") },
    ],
    { initialEntries: ["/form"] },
  );
  render(<RouterProvider router={router} />);
  await user.type(screen.getByRole("textbox", { name: "name" }), "石头");
  await act(() => router.navigate("/page"));
  const rule = await screen.findByRole("textbox", { name: "rule" });
  await user.type(rule, "x");
  await act(() => router.navigate("/page?on=2"));
  await act(() => router.navigate("/after"));
  await user.click(await screen.findByRole("button", { name: "Go on editing" }));
  expect(rule).toHaveValue("x");
  await act(() => router.navigate("/after"));
  await user.click(await screen.findByRole("button", { name: "Discard it" }));
  await waitFor(() => expect(screen.getByText("after")).toBeVisible());
});
