import { Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../client/session";
import { Waiting } from "../shared/Waiting";
import { type Asked, formats } from "./asked";
import { Chart, type ChartOption } from "./Chart";
import { numbersKey } from "./filters";
import { type ClauseHealth, refusedBy, type StuckClause, stuckBy } from "./health";
import { type Column, NumbersTable } from "./NumbersTable";
import { Beside, Section } from "./Section";

const MOST = 8;

/** Which conditions block most: now, and in what was refused. */
export function HealthSection(asked: Asked) {
  const { of, pipeline, stages, filters, version } = asked;
  const { t, i18n } = useTranslation("insights");
  const me = useMe();
  const stuck = useQuery({
    queryKey: numbersKey("stuck", of, pipeline, filters, version, i18n.language),
    queryFn: ({ signal }) => stuckBy(of, stages, filters, signal),
  });
  const hidden = t("hidden");
  const clauses = useMemo(
    () => [...(stuck.data?.clauses ?? [])].sort((one, other) => other.records - one.records),
    [stuck.data],
  );
  const option = useMemo(() => healthOption(clauses.slice(0, MOST), hidden), [clauses, hidden]);
  const { count } = formats(i18n.language);
  const columns: readonly Column<StuckClause>[] = [
    { title: t("clause"), value: (row) => (row.redacted ? hidden : row.sentence) },
    {
      title: t("way"),
      value: (row) =>
        row.to === null ? t("several") : (stages.find((each) => each.name === row.to)?.label ?? row.to),
    },
    { title: t("blocks"), value: (row) => row.records, text: (row) => count(row.records), numeric: true },
    { title: t("opens"), value: (row) => row.opens, text: (row) => count(row.opens), numeric: true },
  ];
  const means =
    stuck.data &&
    t("stuckMeans", { count: stuck.data.totalCount, unpermitted: count(stuck.data.unpermitted) });
  return (
    <Section title={t("health")} {...(means === undefined ? {} : { means })}>
      {stuck.data === undefined && <Waiting query={stuck} />}
      {stuck.data !== undefined && (
        <Beside>
          {clauses.length > 0 && <Chart label={t("health")} option={option} />}
          <NumbersTable caption={t("health")} file={`${of.name}-stuck`} columns={columns} rows={clauses} />
        </Beside>
      )}
      {me.data?.actions.includes("configure") && <Refusals {...asked} />}
    </Section>
  );
}

function Refusals({ of, pipeline, filters, version }: Asked) {
  const { t, i18n } = useTranslation("insights");
  const refused = useQuery({
    queryKey: numbersKey("refused", of, pipeline, filters, version, i18n.language),
    queryFn: ({ signal }) => refusedBy(of, pipeline, filters, signal),
  });
  const { count, decimal } = formats(i18n.language);
  const columns: readonly Column<ClauseHealth>[] = [
    { title: t("clause"), value: (row) => (row.redacted ? t("hidden") : row.sentence) },
    { title: t("refusals"), value: (row) => row.refusals, text: (row) => count(row.refusals), numeric: true },
    { title: t("records"), value: (row) => row.records, text: (row) => count(row.records), numeric: true },
    { title: t("opened"), value: (row) => row.opened, text: (row) => count(row.opened), numeric: true },
    {
      title: t("hours"),
      value: (row) => row.hoursToOpen ?? null,
      text: (row) => decimal(row.hoursToOpen),
      numeric: true,
    },
    {
      title: t("overridden"),
      value: (row) => row.overridden,
      text: (row) => count(row.overridden),
      numeric: true,
    },
  ];
  return (
    <>
      <Typography variant="h3" sx={{ mt: 3 }}>
        {t("past")}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {t("pastMeans")}
      </Typography>
      {refused.data === undefined ? (
        <Waiting query={refused} />
      ) : (
        <NumbersTable
          caption={t("past")}
          file={`${of.name}-refusals`}
          columns={columns}
          rows={refused.data}
        />
      )}
    </>
  );
}

function healthOption(clauses: readonly StuckClause[], hidden: string): (text: string) => ChartOption {
  const shown = [...clauses].reverse();
  return (text) => ({
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    grid: { left: 8, right: 32, top: 8, bottom: 8, containLabel: true },
    xAxis: {
      type: "value",
      minInterval: 1,
      axisLabel: { color: text },
      splitLine: { lineStyle: { opacity: 0.25 } },
    },
    yAxis: {
      type: "category",
      data: shown.map((each) => (each.redacted ? hidden : each.sentence)),
      axisLabel: { color: text, overflow: "break", width: 140 },
    },
    series: [{ type: "bar", barMaxWidth: 28, data: shown.map((each) => each.records) }],
  });
}
