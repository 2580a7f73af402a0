/**
 * How far records came, what became of who came no further, and how long they stayed: the funnel of the API. How long
 * takes the server longer than how many, and is asked for by itself.
 */

import { type CatalogObject, type CatalogStage, pipelinesOf, worth } from "../client/catalog";
import { request } from "../client/request";
import type { Money } from "../fields/values";
import { type Filters, ownedBy } from "./filters";
import { amountIn } from "./groups";

/** By the clock, or by the working calendar. */
export type Clock = "elapsed" | "working";

interface Counted {
  count: number;
  sum?: Record<string, Money[]>;
}

interface FoundStage {
  stage: string;
  reached: Counted;
  advanced: Counted;
  standing: Counted;
  lost: Counted;
  elsewhere: Counted;
  conversion: number | null;
  winRate: number | null;
}

export interface FoundFunnel {
  records: Counted;
  stages: readonly FoundStage[];
}

interface FoundStays {
  stage: string;
  stays: number;
  median: string | null;
  average: string | null;
}

export interface FunnelStep
  extends Omit<FoundStage, "stage" | "reached" | "advanced" | "standing" | "lost" | "elsewhere"> {
  stage: CatalogStage;
  reached: number;
  advanced: number;
  standing: number;
  lost: number;
  elsewhere: number;
  /** The part of all records that reached it. */
  ofAll: number | null;
  /** What those are worth that reached it, and those that were lost there. */
  worth: number;
  worthLost: number;
}

/** The stays in a stage that have ended. */
export interface Stays {
  stage: CatalogStage;
  stays: number;
  /** In seconds. */
  median: number | null;
  average: number | null;
}

/** The funnel of the records that came into the pipeline in the time that is chosen. */
export function funnelOf(
  of: CatalogObject,
  pipeline: string,
  filters: Filters,
  signal: AbortSignal,
): Promise<FoundFunnel> {
  const amount = worth(of);
  const sum = amount === undefined ? "" : `sum { ${amount.name} { amount currency } }`;
  const told = `records { count }
      stages { stage reached { count ${sum} } advanced { count } standing { count } lost { count ${sum} } elsewhere { count }
        conversion winRate }`;
  return asked("Funnel", told, of, pipeline, filters, signal);
}

/** How long those records stayed in the stages that they have left. */
export async function staysOf(
  of: CatalogObject,
  stages: readonly CatalogStage[],
  pipeline: string,
  filters: Filters,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Stays[]> {
  const kind = clock === "working" ? "WorkingDuration" : "Duration";
  const told = `stages { stage stays median: median${kind} average: average${kind} }`;
  const found = await asked<{ stages: readonly FoundStays[] }>("Stays", told, of, pipeline, filters, signal);
  return found.stages.flatMap(({ stage, stays, median, average }) => {
    const known = stages.find((each) => each.name === stage);
    if (known === undefined) return [];
    return [{ stage: known, stays, median: secondsOf(median), average: secondsOf(average) }];
  });
}

async function asked<Found>(
  operation: string,
  told: string,
  of: CatalogObject,
  pipeline: string,
  filters: Filters,
  signal: AbortSignal,
): Promise<Found> {
  const several = pipelinesOf(of).length > 1;
  const document = `query ${operation}($where: ${of.typeName}Where, $from: DateTime, $to: DateTime${several ? ", $pipeline: String" : ""}) {
    found: ${of.name}Funnel(where: $where, from: $from, to: $to${several ? ", pipeline: $pipeline" : ""}) {
      ${told} } }`;
  const variables = { where: ownedBy(filters), ...filters.span, ...(several ? { pipeline } : {}) };
  return (await request<{ found: Found }, typeof variables>(document, variables, signal)).found;
}

/** The steps of the funnel, with what they are worth in one currency. */
export function stepsOf(
  of: CatalogObject,
  stages: readonly CatalogStage[],
  funnel: FoundFunnel,
  currency: string | null,
): readonly FunnelStep[] {
  const known = new Map(stages.map((each) => [each.name, each]));
  const amount = worth(of)?.name;
  const value = ({ sum }: Counted) => (amount === undefined ? 0 : amountIn(sum?.[amount] ?? [], currency));
  return funnel.stages.flatMap((found) => {
    const stage = known.get(found.stage);
    if (stage === undefined) return [];
    return [
      {
        stage,
        reached: found.reached.count,
        advanced: found.advanced.count,
        standing: found.standing.count,
        lost: found.lost.count,
        elsewhere: found.elsewhere.count,
        ofAll: funnel.records.count === 0 ? null : found.reached.count / funnel.records.count,
        conversion: found.conversion,
        winRate: found.winRate,
        worth: value(found.reached),
        worthLost: value(found.lost),
      },
    ];
  });
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS = [86_400, 3_600, 60, 1];

/** A duration of the API, such as `P1DT2H30M`, in seconds. */
export function secondsOf(duration: string | null): number | null {
  const parts = DURATION.exec(duration ?? "")?.slice(1);
  if (parts === undefined) return null;
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (UNITS[index] ?? 0), 0);
}
