import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { AskingDialog } from "../shared/AskingDialog";
import { LeaveGuard } from "./LeaveGuard";

function Form() {
  const [typed, setTyped] = useState("");
  return (
    <AskingDialog form={typed} onClose={() => undefined}>
      <input aria-label="name" value={typed} onChange={(event) => setTyped(event.target.value)} />
    </AskingDialog>
  );
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
