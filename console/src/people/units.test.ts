import { difference, placesFor, treeOf, type Unit } from "./units";

const unit = (id: string, parentId: string | null): Unit => ({
  id,
  code: id,
  name: id.toUpperCase(),
  parentId,
  memberIds: [],
});
const UNITS = [unit("team", "west"), unit("west", "group"), unit("group", null), unit("east", "group")];

it("puts each unit below the one that it is in, by name", () => {
  expect(treeOf(UNITS).map((each) => [each.unit.id, each.depth])).toEqual([
    ["group", 0],
    ["east", 1],
    ["west", 1],
    ["team", 2],
  ]);
});

it("offers no place within a unit itself", () => {
  const west = unit("west", "group");
  expect(placesFor(UNITS, west).map((each) => each.unit.id)).toEqual(["group", "east"]);
});

it("tells what comes and what goes", () => {
  expect(difference(["a", "b"], ["b", "c"])).toEqual({ come: ["c"], gone: ["a"] });
});
