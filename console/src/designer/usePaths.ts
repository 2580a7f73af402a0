import { createContext, useContext, useMemo } from "react";
import type { Designed, DesignedObject } from "./drafting";
import { type Further, pathsOf, type RulePath } from "./paths";

const ALL: readonly Further[] = ["before", "actor"];
const WHO: readonly Further[] = ["actor"];

/** What the rule that is edited can name beside the record and what it points to. */
export const KnownFurther = createContext<readonly Further[]>([]);

/** Of gates, criteria and validations, and of what is otherwise asked when somebody writes. */
export const IN_JUDGEMENTS = ALL;
export const OF_WRITERS = WHO;

/** Everything that the rule that is edited can name. */
export function usePaths(catalog: Designed, of: DesignedObject): readonly RulePath[] {
  const further = useContext(KnownFurther);
  return useMemo(() => pathsOf(catalog, of, further), [catalog, of, further]);
}

/** What a condition on the records of a list can name: no record before. */
export function useFurtherOfList(): readonly Further[] {
  return useContext(KnownFurther).includes("actor") ? WHO : NONE;
}

const NONE: readonly Further[] = [];
