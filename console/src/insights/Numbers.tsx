import { MenuItem, Stack, TextField } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { CatalogObject, CatalogStage } from "../client/catalog";
import { Waiting } from "../shared/Waiting";
import { ForecastSection } from "./ForecastSection";
import { FunnelSection } from "./FunnelSection";
import { type Filters, numbersKey, PERIODS } from "./filters";
import { byOwner, currenciesOf } from "./groups";
import { HealthSection } from "./HealthSection";
import { OwnerSection } from "./OwnerSection";

interface NumbersProps {
  of: CatalogObject;
  pipeline: string;
  stages: readonly CatalogStage[];
  version: number;
}

/** The numbers of one pipeline, and what they are narrowed to. */
export function Numbers({ of, pipeline, stages, version }: NumbersProps) {
  const { t } = useTranslation("insights");
  const [given, setGiven] = useSearchParams();
  const days = PERIODS.find((each) => String(each) === given.get("days")) ?? null;
  const filters: Filters = { owner: given.get("owner"), days };
  const unowned: Filters = { owner: null, days };
  // All owners are asked for their names, whoever is chosen.
  const all = useQuery({
    queryKey: numbersKey("owners", of, pipeline, unowned, version),
    queryFn: ({ signal }) => byOwner(of, stages, unowned, signal),
  });
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(given);
    if (value === "") next.delete(name);
    else next.set(name, value);
    setGiven(next, { replace: true });
  };
  if (all.data === undefined) return <Waiting query={all} />;
  const owners = new Map(all.data.map((each) => [each.key.value, each.key.label]));
  const groups =
    filters.owner === null ? all.data : all.data.filter((each) => each.key.value === filters.owner);
  const currencies = currenciesOf(all.data);
  const currency = currencies.find((each) => each === given.get("currency")) ?? currencies[0] ?? null;
  const asked = { of, pipeline, stages, filters, version };
  return (
    <>
      <Stack direction="row" sx={{ gap: 2, flexWrap: "wrap" }}>
        <TextField
          select
          label={t("owner")}
          value={filters.owner !== null && owners.has(filters.owner) ? filters.owner : ""}
          onChange={(event) => choose("owner", event.target.value)}
          slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          sx={{ minWidth: 140 }}
        >
          <MenuItem value="">{t("everybody")}</MenuItem>
          {[...owners].map(([id, name]) =>
            id === null ? null : (
              <MenuItem key={id} value={id}>
                {name ?? id}
              </MenuItem>
            ),
          )}
        </TextField>
        <TextField
          select
          label={t("period")}
          value={days ?? ""}
          onChange={(event) => choose("days", event.target.value)}
          slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          sx={{ minWidth: 160 }}
        >
          <MenuItem value="">{t("always")}</MenuItem>
          {PERIODS.map((each) => (
            <MenuItem key={each} value={each}>
              {t("lastDays", { days: each })}
            </MenuItem>
          ))}
        </TextField>
        {currencies.length > 1 && (
          <TextField
            select
            label={t("currency")}
            value={currency ?? ""}
            onChange={(event) => choose("currency", event.target.value)}
          >
            {currencies.map((each) => (
              <MenuItem key={each} value={each}>
                {each}
              </MenuItem>
            ))}
          </TextField>
        )}
      </Stack>
      <FunnelSection {...asked} />
      <OwnerSection {...asked} groups={groups} currency={currency} />
      <ForecastSection {...asked} currency={currency} />
      <HealthSection {...asked} />
    </>
  );
}
