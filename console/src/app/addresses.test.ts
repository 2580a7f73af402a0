import { isInside } from "./addresses";

it.each([
  ["/", true],
  ["/board", true],
  ["/records/deal/1", true],
  ["/sign-in", false],
  ["/invitation", false],
  ["/boarding", false],
])("knows whether %s is for who is signed in: %s", (path, inside) => {
  expect(isInside(path)).toBe(inside);
});
