import { Alert, MenuItem, TextField, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { worth } from "../client/catalog";
import { shownMoney } from "../fields/values";
import { Waiting } from "../shared/Waiting";
import { type Asked, formats } from "./asked";
import { Chart, type ChartOption } from "./Chart";
import { numbersKey } from "./filters";
import { byMonth, datesOf, forecastOf, GROUPS, type Month } from "./groups";
import { type Column, NumbersTable } from "./NumbersTable";
import { Beside, Section } from "./Section";
import { useChoice } from "./useChoice";

/** What may be expected in each month. */
export function ForecastSection({ of, pipeline, stages, filters, version, currency }: Asked) {
  const { t, i18n } = useTranslation("insights");
  const dates = datesOf(of);
  const [first = "", ...others] = dates.map((each) => each.name);
  const [chosen, setChosen] = useChoice("date", [first, ...others]);
  const date = dates.find((each) => each.name === chosen);
  const groups = useQuery({
    queryKey: numbersKey("months", of, pipeline, filters, version, date?.name ?? "", currency ?? ""),
    queryFn: ({ signal }) =>
      date === undefined || currency === null ? [] : byMonth(of, stages, date, currency, filters, signal),
    enabled: date !== undefined && currency !== null,
  });
  const months = useMemo(
    () => (groups.data === undefined || currency === null ? [] : forecastOf(groups.data, stages, currency)),
    [groups.data, stages, currency],
  );
  const undated = t("undated");
  const option = useMemo(
    () => forecastOption(months, undated, t("sum", { currency }), t("weighted", { currency })),
    [months, undated, t, currency],
  );
  const missing = worth(of) === undefined ? "noAmount" : date === undefined ? "noDate" : "nothing";
  if (currency === null || date === undefined) {
    return (
      <Section title={t("forecast")}>
        <Typography color="textSecondary">{t(missing)}</Typography>
      </Section>
    );
  }
  const unlikely = stages.filter((each) => each.kind === "open" && each.probability === 0);
  const { count } = formats(i18n.language);
  const money = (value: number) => shownMoney({ amount: value.toFixed(2), currency }, i18n.language);
  const columns: readonly Column<Month>[] = [
    { title: t("month"), value: (row) => row.key.label ?? undated },
    { title: t("count"), value: (row) => row.count, text: (row) => count(row.count), numeric: true },
    { title: t("sum", { currency }), value: (row) => row.sum, text: (row) => money(row.sum), numeric: true },
    {
      title: t("weighted", { currency }),
      value: (row) => Number(row.weighted.toFixed(2)),
      text: (row) => money(row.weighted),
      numeric: true,
    },
  ];
  return (
    <Section
      title={t("forecast")}
      means={t("forecastMeans")}
      choice={
        dates.length > 1 && (
          <TextField
            select
            label={t("dateField")}
            value={date.name}
            onChange={(event) => setChosen(event.target.value)}
          >
            {dates.map((each) => (
              <MenuItem key={each.name} value={each.name}>
                {each.label}
              </MenuItem>
            ))}
          </TextField>
        )
      }
    >
      {groups.data === undefined && <Waiting query={groups} />}
      {unlikely.length > 0 && (
        <Alert severity="info">
          {t("unlikely", { stages: unlikely.map((each) => each.label).join(", ") })}
        </Alert>
      )}
      {groups.data?.length === GROUPS && <Alert severity="warning">{t("more", { count: GROUPS })}</Alert>}
      {groups.data !== undefined && (
        <Beside>
          {months.length > 0 && <Chart label={t("forecast")} option={option} />}
          <NumbersTable
            caption={t("forecast")}
            file={`${of.name}-forecast`}
            columns={columns}
            rows={months}
          />
        </Beside>
      )}
    </Section>
  );
}

function forecastOption(
  months: readonly Month[],
  undated: string,
  sum: string,
  weighted: string,
): (text: string) => ChartOption {
  return (text) => ({
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    legend: { top: 0, textStyle: { color: text } },
    grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
    xAxis: {
      type: "category",
      data: months.map((each) => each.key.label ?? undated),
      axisLabel: { color: text },
    },
    yAxis: { type: "value", axisLabel: { color: text }, splitLine: { lineStyle: { opacity: 0.25 } } },
    series: [
      { type: "bar", name: sum, data: months.map((each) => each.sum) },
      { type: "bar", name: weighted, data: months.map((each) => Number(each.weighted.toFixed(2))) },
    ],
  });
}
