import { Alert } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { shownMoney } from "../fields/values";
import { Waiting } from "../shared/Waiting";
import { type Asked, formats } from "./asked";
import { Chart, type ChartOption } from "./Chart";
import { numbersKey } from "./filters";
import { byOwner, GROUPS, type Group, sumIn } from "./groups";
import { type Column, NumbersTable } from "./NumbersTable";
import { Beside, Section } from "./Section";

const NONE: readonly Group[] = [];

/** What stands in each stage now, and whose it is. */
export function OwnerSection({ of, pipeline, stages, filters, version, currency, measure }: Asked) {
  const { t, i18n } = useTranslation("insights");
  const owners = useQuery({
    queryKey: numbersKey("owners", of, pipeline, filters, version),
    queryFn: ({ signal }) => byOwner(of, stages, filters, signal),
  });
  const groups = owners.data ?? NONE;
  const option = useMemo(
    () =>
      ownerOption(groups, stages, t("nobody"), (each) =>
        measure === "count" ? each.count : sumIn(each, currency),
      ),
    [groups, stages, t, measure, currency],
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
    <Section title={t("byOwner")} means={t("byOwnerMeans")}>
      {owners.data === undefined && <Waiting query={owners} />}
      {groups.length === GROUPS && <Alert severity="warning">{t("more", { count: GROUPS })}</Alert>}
      {owners.data !== undefined && (
        <Beside>
          {groups.length > 0 && <Chart label={t("byOwner")} option={option} />}
          <NumbersTable caption={t("byOwner")} file={`${of.name}-pipeline`} columns={columns} rows={rows} />
        </Beside>
      )}
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
