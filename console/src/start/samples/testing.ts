/** Objects as the catalog has them, made of few words for tests of samples. */

import type { CatalogField, CatalogObject } from "../../client/catalog";

export function field(name: string, type: string, more: object = {}): CatalogField {
  return {
    name,
    type,
    required: false,
    unique: false,
    writable: "always",
    canCreate: true,
    canRead: true,
    options: [],
    ...more,
  } as unknown as CatalogField;
}

export const NAME = field("name", "text", { required: true });

export function object(name: string, fields: readonly CatalogField[], more: object = {}): CatalogObject {
  return {
    name,
    display: "name",
    actions: ["create"],
    fields,
    pipeline: null,
    ...more,
  } as unknown as CatalogObject;
}

type Kind = "open" | "won" | "lost";

/** A pipeline whose open stages lead to the next one each, the last of them to won, and all of them to lost. */
export function pipeline(...stages: readonly [string, Kind][]) {
  const open = stages.filter(([, kind]) => kind === "open").map(([name]) => name);
  const [won] = stages.filter(([, kind]) => kind === "won");
  const [lost] = stages.filter(([, kind]) => kind === "lost");
  const onwards = [...open, ...(won === undefined ? [] : [won[0]])];
  return {
    name: "sales",
    stages: stages.map(([name, kind]) => ({ name, kind, pipeline: "sales" })),
    transitions: [
      ...onwards.slice(1).map((target, at) => ({
        source: onwards[at],
        target,
        kind: target === won?.[0] ? "win" : "forward",
      })),
      ...open
        .map((source) => ({ source, target: lost?.[0], kind: "lose" }))
        .filter((each) => each.target !== undefined),
    ],
  };
}
