import type { CatalogField } from "../client/catalog";
import { type Condition, type Filter, filterOf, keptFilter, operatorsOf, sizeOf, whereOf } from "./filters";

const field = (name: string, type: string): CatalogField =>
  ({ name, type, label: name, options: [], required: true }) as unknown as CatalogField;
const FIELDS = [
  field("name", "text"),
  field("amount", "money"),
  field("stage", "choice"),
  field("account", "relation"),
  field("ownerId", "member"),
  field("tags", "multiChoice"),
];

it("makes of nested groups what the API takes", () => {
  const filter: Filter = {
    all: [
      { field: "amount", operator: "gte", value: "1000" },
      {
        any: [
          { field: "name", operator: "contains", value: "石" },
          { field: "stage", operator: "in", value: ["lead", "won"] },
          { field: "account", operator: "eq", value: { id: "a1", name: "Acme" } },
        ],
      },
      { field: "ownerId", operator: "isMe", value: null },
      { field: "account", operator: "empty", value: null },
    ],
  };
  expect(whereOf(filter, FIELDS, "me")).toEqual({
    and: [
      { amount: { gte: "1000" } },
      {
        or: [{ name: { contains: "石" } }, { stage: { in: ["lead", "won"] } }, { accountId: { eq: "a1" } }],
      },
      { ownerId: { eq: "me" } },
      { accountId: { isNull: true } },
    ],
  });
  expect(sizeOf(filter)).toBe(6);
});

it("asks nothing by what is not complete, is hidden, or has no such comparison", () => {
  const filter: Filter = {
    any: [
      { field: "name", operator: "contains", value: null },
      { field: "hidden", operator: "eq", value: "x" },
      { field: "name", operator: "lt", value: "x" },
      { field: "tags", operator: "hasAny", value: [] },
      { all: [] },
    ],
  };
  expect(whereOf(filter, FIELDS, "me")).toBeNull();
});

it("keeps of a related record its id alone", () => {
  const filter: Filter = { all: [{ field: "account", operator: "eq", value: { id: "a1", name: "Acme" } }] };
  expect(keptFilter(filter)).toEqual({ all: [{ field: "account", operator: "eq", value: { id: "a1" } }] });
});

it("reads a lone condition as a group of one", () => {
  const lone = { field: "name", operator: "eq", value: "a" };
  expect(filterOf(lone)).toEqual({ all: [lone] });
  expect(filterOf(null)).toBeNull();
});

it("offers no comparison for what lists do not compare", () => {
  expect(operatorsOf(field("note", "json"))).toEqual([]);
});

it("compares references and members by id, and links by the one record that is linked or not", () => {
  const fields = [
    { ...field("subject", "reference"), targets: ["deal"] },
    field("reviewer", "member"),
    field("guests", "relations"),
  ];
  const one = { id: "a1", name: "Acme" };
  const conditions = (operator: string, value: Condition["value"]): Filter => ({
    all: fields.map((each) => ({ field: each.name, operator, value })),
  });
  expect(whereOf(conditions("eq", one), fields, "me")).toEqual({
    and: [{ subjectId: { eq: "a1" } }, { reviewerId: { eq: "a1" } }],
  });
  expect(whereOf({ field: "guests", operator: "has", value: one }, fields, "me")).toEqual({
    guests: { some: { id: { eq: "a1" } } },
  });
  expect(whereOf({ field: "guests", operator: "hasNot", value: one }, fields, "me")).toEqual({
    guests: { none: { id: { eq: "a1" } } },
  });
  expect(whereOf({ field: "guests", operator: "has", value: null }, fields, "me")).toBeNull();
  expect(whereOf(conditions("empty", null), fields, "me")).toEqual({
    and: [{ subjectId: { isNull: true } }, { reviewerId: { isNull: true } }, { guests: { none: {} } }],
  });
  expect(whereOf({ field: "guests", operator: "filled", value: null }, fields, "me")).toEqual({
    guests: { some: {} },
  });
});

it("offers no comparison for what the caller sees masked", () => {
  expect(operatorsOf({ ...field("phone", "phone"), mask: { kind: "keep" } })).toEqual([]);
});
