import type { CatalogField } from "../client/catalog";
import {
  type Draft,
  draftOf,
  inputName,
  inputValue,
  shown,
  shownDecimal,
  shownMoney,
  valueIn,
} from "./values";

const field = (type: string, more: Partial<CatalogField> = {}): CatalogField =>
  ({ name: "it", type, label: "It", options: [], ...more }) as CatalogField;

it("keeps every digit of an exact number", () => {
  expect(shownDecimal("12345678901234567890.12345", "en")).toBe("12,345,678,901,234,567,890.12345");
});

it("shows an amount in a currency that no browser knows", () => {
  expect(shownMoney({ amount: "12.50", currency: "??" }, "en")).toBe("12.50 ??");
  expect(shownMoney({ amount: "12.5", currency: "CNY" }, "zh-CN")).toBe("¥12.5");
  const signs = (language: string) =>
    ["CNY", "JPY", "USD", "HKD"].map((currency) => shownMoney({ amount: "1", currency }, language));
  expect(signs("en")).toEqual(["CN¥1", "¥1", "$1", "HK$1"]);
  expect(signs("zh-CN")).toEqual(["¥1", "JP¥1", "US$1", "HK$1"]);
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

it("gives of links what comes and what goes, and leaves those that it does not show", () => {
  const [one, two, three] = ["1", "2", "3"].map((id) => ({ id }));
  const draft = draftOf(field("relations"), { totalCount: 7, nodes: [one, two] });
  expect(draft).toEqual({ before: [one, two], now: [one, two], more: 5 });
  const links = { before: [one, two], now: [two, three], more: 5 } as Draft;
  expect(inputValue(field("relations"), links)).toEqual({ add: ["3"], remove: ["1"] });
});

it("gives and reads the owner under the names that every record has it by", () => {
  const owner = field("member", { name: "ownerId" });
  expect(inputName(owner)).toBe("ownerId");
  expect(valueIn({ id: "1", version: 1, owner: { id: "m", name: "Ada" } }, owner)).toEqual({
    id: "m",
    name: "Ada",
  });
});

it("shows what is masked as the text that it is, whatever the field is", () => {
  for (const type of ["money", "date", "boolean", "address", "file"]) {
    expect(shown(field(type, { mask: { kind: "ALL" } } as never), "****", "en")).toBe("****");
  }
});

it("names a reference by what its object is called by, and shows formatted text without its formats", () => {
  const named = { __typename: "Deal", id: "1", name0: "MES 系统" };
  expect(shown(field("reference"), named, "en")).toBe("MES 系统");
  expect(shown(field("richText"), "<p>One <b>bold</b></p><ul><li>two</li></ul>", "en")).toBe("One bold\ntwo");
});
