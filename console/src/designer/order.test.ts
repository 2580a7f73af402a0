import { putsOf } from "./order";

it.each([
  ["abcd", "dcba", 3],
  ["abcd", "bcda", 1],
  ["abcd", "dabc", 1],
  ["abcde", "baedc", 3],
  ["abc", "abc", 0],
  ["abc", "axbcy", 2],
  ["", "ab", 2],
])("makes of %s the list %s by %d puts", (standing, wanted, count) => {
  const puts = putsOf([...standing], [...wanted]);
  expect(puts.length).toBe(count);
  let list = [...standing];
  for (const { put, before } of puts) {
    list = list.filter((each) => each !== put);
    expect(before === null || list.includes(before)).toBe(true);
    list.splice(before === null ? list.length : list.indexOf(before), 0, put);
  }
  expect(list.join("")).toBe(wanted);
});
