/** A component in what stands around every page, and answers in place of the server's. */

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";

/** Shows it, and asks nothing twice by itself. */
export function show(element: ReactNode): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry: false, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>{element}</MemoryRouter>
    </QueryClientProvider>,
  );
  return client;
}

export interface Asked {
  operation: string;
  variables: Record<string, unknown>;
}

/** What is asked from now on, each answered by the function of its operation's name in lower case; null is no answer at all. */
export function answering(answers: Record<string, (variables: Record<string, unknown>) => unknown>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", (_: string, { body }: { body: string }) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const operation = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? "";
    asked.push({ operation, variables });
    const data = answers[operation.toLowerCase()]?.(variables) ?? null;
    return data === null
      ? Promise.reject(new TypeError("failed to fetch"))
      : Promise.resolve(new Response(JSON.stringify({ data })));
  });
  return asked;
}

/** A refusal as payloads have it. */
export const refused = (code: string, message = code) => ({
  errors: [{ code, message, path: [], hint: "" }],
});

/** A field that the caller may do everything with. */
export const fieldOf = (name: string, type: string, more: object = {}): CatalogField =>
  ({
    id: name,
    name,
    type,
    label: name,
    options: [],
    targets: [],
    mediaTypes: [],
    required: false,
    canRead: true,
    canCreate: true,
    canUpdate: true,
    ...more,
  }) as unknown as CatalogField;

/** Deals, of which the caller may do everything but give them to others. */
export const DEAL = {
  name: "deal",
  plural: "deals",
  typeName: "Deal",
  label: "Deal",
  pluralLabel: "Deals",
  display: "name",
  actions: ["read", "create", "update", "promote"],
  sections: [],
  fields: [fieldOf("name", "text"), fieldOf("extra", "json")],
  pipeline: null,
} as unknown as CatalogObject;
export const CATALOG = { version: 1, objects: [DEAL] } as unknown as Catalog;
