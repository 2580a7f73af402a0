/** Lists in another order, by as few moves as there can be. */

/** One that gets another place, or is new: it is put before another one, or last. */
export interface Put {
  put: string;
  before: string | null;
}

/** What makes one list of another, from the last on, so that what each is put before stands already. */
export function putsOf(standing: readonly string[], wanted: readonly string[]): readonly Put[] {
  const places = new Map(standing.map((each, index) => [each, index]));
  const stay = staying(wanted.map((each) => places.get(each) ?? -1));
  const puts = wanted.map((put, index) => ({ put, before: wanted[index + 1] ?? null }));
  return puts.filter((_, index) => !stay.has(index)).reverse();
}

/** The most of those with a place, which is not negative, that need not move: their places grow. */
function staying(places: readonly number[]): ReadonlySet<number> {
  const best: number[][] = [];
  places.forEach((place, index) => {
    const shorter = best.slice(0, index).filter((each) => (places[each.at(-1) ?? -1] ?? -1) < place);
    const longest = shorter.reduce((one, other) => (other.length > one.length ? other : one), [] as number[]);
    best.push(place < 0 ? [] : [...longest, index]);
  });
  return new Set(best.reduce((one, other) => (other.length > one.length ? other : one), []));
}
