import type { CatalogField } from "../client/catalog";
import { draftOf, inputName, inputValue, shown, shownDecimal, shownMoney } from "./values";

const field = (type: string, more: Partial<CatalogField> = {}): CatalogField =>
  ({ name: "it", type, label: "It", options: [], ...more }) as CatalogField;

it("keeps every digit of an exact number", () => {
  expect(shownDecimal("12345678901234567890.12345", "en")).toBe("12,345,678,901,234,567,890.12345");
});

it("shows an amount in a currency that no browser knows", () => {
  expect(shownMoney({ amount: "12.50", currency: "??" }, "en")).toBe("12.50 ??");
  expect(shownMoney({ amount: "12.5", currency: "CNY" }, "zh-CN")).toBe("¥12.5");
});

it.each([
  ["relation", { id: "1", name: "Acme" }, "itId", "1"],
  ["integer", "12", "it", 12],
  ["money", { amount: "", currency: "CNY" }, "it", null],
  ["multiChoice", [], "it", null],
  ["file", { id: "f", name: "合同.pdf", mediaType: "application/pdf", size: 1 }, "it", { id: "f" }],
  ["text", "", "it", null],
  ["decimal", "0.10", "it", "0.10"],
])("gives a %s as the API takes it", (type, draft, name, value) => {
  expect(inputName(field(type))).toBe(name);
  expect(inputValue(field(type), draft)).toEqual(value);
});

it("gives a moment back as it was read", () => {
  const moment = field("datetime");
  const iso = "2026-11-27T08:30:15.000Z";
  expect(inputValue(moment, draftOf(moment, iso))).toBe(iso);
});

it("shows a day as that day, wherever the browser is", () => {
  expect(shown(field("date"), "2026-01-01", "en")).toBe("Jan 1, 2026");
});
