/** A list with one of it a place earlier or later; as it is where that one stands at the end. */
export function shifted<Item>(list: readonly Item[], index: number, by: -1 | 1): readonly Item[] {
  const [one, other] = [list[index], list[index + by]];
  if (one === undefined || other === undefined) return list;
  return list.with(index, other).with(index + by, one);
}
