/** What is to become of each sample: through which stages it goes, and when. */

import type { CatalogObject, CatalogStage } from "../../client/catalog";
import { stagesOf } from "../../client/catalog";

export const DAY = 86_400_000;

/** One sample: when it came in, and its moves in order. */
export interface Story {
  /** Its place among the samples, by which its values differ from those of others. */
  index: number;
  /** In milliseconds. */
  began: number;
  moves: readonly { to: string; at: number }[];
  /** When it was won or lost; null where it is to stay open. */
  over: number | null;
}

/** The stories of that many samples: most are in the first stages, some are won, a few lost. */
export function storiesOf(of: CatalogObject, samples: number, now: number): readonly Story[] {
  const stages = stagesOf(of, of.pipeline?.name ?? "");
  return goalsOf(stages, samples).map((goal, index) => {
    const ways = goal.from === null ? [goal.to] : [goal.from, goal.to];
    return story(of, index, ways, goal.to.kind !== "open", now);
  });
}

interface Goal {
  to: CatalogStage;
  /** The stage that it shall have come to before. */
  from: CatalogStage | null;
}

const WON = 0.15;
const LOST = 0.1;

function goalsOf(stages: readonly CatalogStage[], samples: number): readonly Goal[] {
  const open = stages.filter((each) => each.kind === "open");
  const [won] = stages.filter((each) => each.kind === "won");
  const [lost] = stages.filter((each) => each.kind === "lost");
  const wins = won === undefined ? [] : filled(Math.round(samples * WON), () => ({ to: won, from: null }));
  const losses =
    lost === undefined
      ? []
      : filled(Math.round(samples * LOST), (at) => ({
          to: lost,
          from: open[Math.min(at + 1, open.length - 1)] ?? null,
        }));
  const rest = samples - wins.length - losses.length;
  const shares = sharesOf(rest, open.length);
  const others = open.flatMap((to, at) => filled(shares[at] ?? 0, () => ({ to, from: null })));
  return [...others, ...wins, ...losses];
}

function filled<T>(count: number, made: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => made(at));
}

/** A number in that many parts, each smaller than the one before it or as large. */
export function sharesOf(total: number, parts: number): readonly number[] {
  const weight = (parts * (parts + 1)) / 2;
  const upTo = (part: number) => Math.round((total * (part * parts - (part * (part - 1)) / 2)) / weight);
  return filled(parts, (at) => upTo(at + 1) - upTo(at)).sort((one, other) => other - one);
}

function story(
  of: CatalogObject,
  index: number,
  goals: readonly CatalogStage[],
  ends: boolean,
  now: number,
): Story {
  const names = along(
    of,
    goals.map((each) => each.name),
  );
  // One in seven has been left alone for long.
  const rested = index % 7 === 3 && !ends ? 45 : 1 + ((index * 3) % 12);
  const lengths = names.map((_, step) => 3 + ((index * 5 + step * 3) % 8));
  const whole = lengths.reduce((sum, each) => sum + each, 0) + rested;
  const began = now - whole * DAY;
  let at = began;
  const moves = names.map((to, step) => {
    at += (lengths[step] ?? 0) * DAY;
    return { to, at };
  });
  return { index, began, moves, over: ends ? at : null };
}

/** The stages on the shortest way from the first one by way of these, as far as moves lead; the first is not told. */
export function along(of: CatalogObject, goals: readonly string[]): readonly string[] {
  const [first] = stagesOf(of, of.pipeline?.name ?? "");
  if (first === undefined) return [];
  const found: string[] = [];
  let from = first.name;
  for (const goal of goals) {
    const way = wayTo(of, from, goal);
    if (way === null) break;
    found.push(...way);
    from = goal;
  }
  return found;
}

function wayTo(of: CatalogObject, from: string, to: string): readonly string[] | null {
  const ways = new Map<string, readonly string[]>([[from, []]]);
  // A map tells what is put into it while it is gone through: nearer stages come first.
  for (const [stage, way] of ways) {
    if (stage === to) return way;
    for (const move of of.pipeline?.transitions ?? []) {
      if (move.source === stage && !ways.has(move.target)) ways.set(move.target, [...way, move.target]);
    }
  }
  return null;
}

/** The stage that an open sample would enter next, past those in which it would be over. */
export function nextOpenOf(of: CatalogObject, stage: string): string | undefined {
  const kinds = new Map((of.pipeline?.stages ?? []).map((each) => [each.name, each.kind]));
  const onwards = (of.pipeline?.transitions ?? []).filter(
    (each) => each.source === stage && ["forward", "skip", "win"].includes(each.kind ?? ""),
  );
  return onwards.find((each) => kinds.get(each.target) !== "lost")?.target;
}
