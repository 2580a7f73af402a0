import { Paper } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { type Catalog, type CatalogObject, type CatalogStage, pipelinesOf } from "../client/catalog";
import { NoRecords } from "../shared/NothingYet";
import { Waiting } from "../shared/Waiting";
import type { Asked, Measure } from "./asked";
import { ForecastSection } from "./ForecastSection";
import { FunnelSection } from "./FunnelSection";
import { ALL, filtersOf, numbersKey } from "./filters";
import { byOwner, currenciesOf } from "./groups";
import { HealthSection } from "./HealthSection";
import { Narrowing } from "./Narrowing";
import { OwnerSection } from "./OwnerSection";
import { StaysSection } from "./StaysSection";

interface NumbersProps {
  catalog: Catalog;
  of: CatalogObject;
  pipeline: string;
  stages: readonly CatalogStage[];
}

/** The numbers of one pipeline, and what they are narrowed to. */
export function Numbers({ catalog, of, pipeline, stages }: NumbersProps) {
  const { version } = catalog;
  const [given] = useSearchParams();
  const filters = filtersOf(given);
  // Who owns any, and in which currencies: what can be chosen does not go away by being chosen.
  const all = useQuery({
    queryKey: numbersKey("owners", of, pipeline, ALL, version),
    queryFn: ({ signal }) => byOwner(of, stages, ALL, signal),
  });
  const owners = useMemo(
    () =>
      new Map(
        (all.data ?? []).flatMap(({ key: { value, label } }) =>
          value === null ? [] : [[value, label ?? value] as const],
        ),
      ),
    [all.data],
  );
  if (all.data === undefined) return <Waiting query={all} />;
  // A new record goes through the first pipeline: beside others, an empty one is not filled by it.
  if (all.data.length === 0 && pipelinesOf(of).length === 1) {
    return (
      <Paper variant="outlined" sx={{ p: 2 }}>
        <NoRecords catalog={catalog} of={of} />
      </Paper>
    );
  }
  const currencies = currenciesOf(all.data);
  const currency = currencies.find((each) => each === given.get("currency")) ?? currencies[0] ?? null;
  const measure: Measure = currency !== null && given.get("measure") === "sum" ? "sum" : "count";
  const asked: Asked = { of, pipeline, stages, filters, version, currency, measure };
  return (
    <>
      <Narrowing owners={owners} currencies={currencies} currency={currency} measure={measure} />
      <FunnelSection {...asked} />
      <StaysSection {...asked} />
      <OwnerSection {...asked} />
      <ForecastSection {...asked} />
      <HealthSection {...asked} />
    </>
  );
}
