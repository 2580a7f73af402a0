import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { answering, DEAL } from "../testing/page";
import { Component as StartPage } from "./StartPage";

function shown(objects: readonly object[]) {
  answering({
    whoisit: () => ({ me: { member: { id: "m" }, tenant: {}, roles: [], actions: [] } }),
    catalogofcaller: () => ({ catalog: { version: 1, objects } }),
  });
  const router = createMemoryRouter(
    [
      { path: "/start", element: <StartPage /> },
      { path: "/", element: "What there is" },
    ],
    { initialEntries: ["/start"] },
  );
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}

it("leads on who has nothing to begin, and tells who sees nothing whom to ask", async () => {
  shown([{ ...DEAL, actions: ["read"] }]);
  expect(await screen.findByText("What there is")).toBeVisible();
  shown([]);
  expect(await screen.findByText(/An admin of your company/)).toBeVisible();
});
