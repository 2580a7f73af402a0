import { addressOf, filteredList, readAddress } from "./address";
import { NOTHING_CHOSEN } from "./lists";

const FIRST = { view: NOTHING_CHOSEN, words: "", chosen: "" };

it("says nothing of a list that is looked at as at first", () => {
  expect(addressOf(FIRST).toString()).toBe("");
  expect(readAddress(new URLSearchParams())).toEqual(FIRST);
});

it("comes back as it was, with the ids alone of what it is filtered by", () => {
  const filters = { all: [{ field: "account", operator: "eq", value: { id: "a1", name: "石头" } }] };
  const view = {
    columns: ["name"],
    filters,
    orderBy: [{ field: "name", descending: true }],
    groupBy: "stage",
  };
  const params = addressOf({ view, words: "MES 系统", chosen: "v1" });
  expect(params.toString()).not.toContain("name%22%3A%22");
  const bare = { all: [{ field: "account", operator: "eq", value: { id: "a1" } }] };
  expect(readAddress(new URLSearchParams(params.toString()))).toEqual({
    view: { ...view, filters: bare },
    words: "MES 系统",
    chosen: "v1",
  });
});

it.each(["{", "7", "null", '{"filters":{"all":7},"columns":3,"orderBy":[1],"groupBy":{}}'])(
  "takes %s for no choice",
  (list) => {
    expect(readAddress(new URLSearchParams({ list })).view).toEqual(NOTHING_CHOSEN);
  },
);

it("leads to a list with a filter", () => {
  const address = filteredList({ name: "deal" } as never, { field: "a", operator: "eq", value: { id: "1" } });
  expect(readAddress(new URLSearchParams(address.split("?")[1])).view.filters).toEqual({
    all: [{ field: "a", operator: "eq", value: { id: "1" } }],
  });
});
