import { Alert, MenuItem, TextField } from "@mui/material";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { shownMoney } from "../fields/values";
import { type Asked, formats } from "./asked";
import { Chart, type ChartOption } from "./Chart";
import { GROUPS, type Group, sumIn } from "./groups";
import { type Column, NumbersTable } from "./NumbersTable";
import { Beside, Section } from "./Section";

interface OwnerSectionProps extends Asked {
  groups: readonly Group[];
  currency: string | null;
}

/** What stands in each stage now, and whose it is. */
export function OwnerSection({ of, stages, groups, currency }: OwnerSectionProps) {
  const { t, i18n } = useTranslation("insights");
  const [measure, setMeasure] = useState<"count" | "sum">("count");
  const shown = currency === null ? "count" : measure;
  const option = useMemo(
    () =>
      ownerOption(groups, stages, t("nobody"), (each) =>
        shown === "count" ? each.count : sumIn(each, currency),
      ),
    [groups, stages, t, shown, currency],
  );
  const { count } = formats(i18n.language);
  const sum = t("sum", { currency });
  const order = new Map(stages.map((each, index) => [each.name, index]));
  const rows = [...groups].sort((one, other) => (order.get(one.stage) ?? 0) - (order.get(other.stage) ?? 0));
  const columns: readonly Column<Group>[] = [
    { title: t("stage"), value: (row) => stages.find((each) => each.name === row.stage)?.label ?? row.stage },
    { title: t("owner"), value: (row) => row.key.label ?? t("nobody") },
    { title: t("count"), value: (row) => row.count, text: (row) => count(row.count), numeric: true },
    ...(currency === null
      ? []
      : [
          {
            title: sum,
            value: (row: Group) => sumIn(row, currency),
            text: (row: Group) =>
              shownMoney(
                row.sums.find((each) => each.currency === currency) ?? { amount: "0", currency },
                i18n.language,
              ),
            numeric: true,
          },
        ]),
  ];
  return (
    <Section
      title={t("byOwner")}
      means={t("byOwnerMeans")}
      choice={
        currency !== null && (
          <TextField
            select
            label={t("measure")}
            value={shown}
            onChange={(event) => setMeasure(event.target.value === "sum" ? "sum" : "count")}
          >
            <MenuItem value="count">{t("count")}</MenuItem>
            <MenuItem value="sum">{sum}</MenuItem>
          </TextField>
        )
      }
    >
      {groups.length === GROUPS && <Alert severity="warning">{t("more", { count: GROUPS })}</Alert>}
      <Beside>
        {groups.length > 0 && <Chart label={t("byOwner")} option={option} />}
        <NumbersTable caption={t("byOwner")} file={`${of.name}-pipeline`} columns={columns} rows={rows} />
      </Beside>
    </Section>
  );
}

function ownerOption(
  groups: readonly Group[],
  stages: Asked["stages"],
  nobody: string,
  measured: (group: Group) => number,
): (text: string) => ChartOption {
  const owners = new Map(groups.map((each) => [each.key.value, each.key.label ?? nobody]));
  const at = new Map(groups.map((each) => [`${each.stage} ${each.key.value}`, measured(each)]));
  return (text) => ({
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    legend: { top: 0, textStyle: { color: text } },
    grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
    xAxis: {
      type: "category",
      data: stages.map((each) => each.label),
      axisLabel: { color: text, interval: 0, overflow: "break", width: 80 },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      axisLabel: { color: text },
      splitLine: { lineStyle: { opacity: 0.25 } },
    },
    series: [...owners].map(([id, name]) => ({
      type: "bar",
      name,
      stack: "owners",
      data: stages.map((each) => at.get(`${each.name} ${id}`) ?? 0),
    })),
  });
}
