import { render, screen } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { BrokenPage } from "./BrokenPage";

const Throwing = () => {
  throw new TypeError("of is undefined");
};

it("says in the place of a page that has thrown what it was and what to do", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const routes = [{ errorElement: <BrokenPage />, children: [{ path: "/", element: <Throwing /> }] }];
  render(<RouterProvider router={createMemoryRouter(routes)} />);
  expect(await screen.findByRole("heading", { name: /broken off/ })).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("TypeError: of is undefined");
  expect(screen.getByRole("button", { name: "Reload" })).toBeVisible();
  expect(screen.getByRole("link", { name: "To the start" })).toHaveAttribute("href", "/");
});
