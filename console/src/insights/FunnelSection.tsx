import { Alert } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { type Asked, formats } from "./asked";
import { Chart, type ChartOption } from "./Chart";
import { numbersKey } from "./filters";
import { cohortOf, type FunnelStep, stepsOf } from "./funnel";
import { type Column, NumbersTable } from "./NumbersTable";
import { Beside, Section } from "./Section";

/** How many records came how far, and how long they stayed. */
export function FunnelSection({ of, pipeline, stages, filters, version }: Asked) {
  const { t, i18n } = useTranslation("insights");
  const cohort = useQuery({
    queryKey: numbersKey("funnel", of, pipeline, filters, version),
    queryFn: ({ signal }) => cohortOf(of, stages, filters, signal),
  });
  const steps = useMemo(
    () => (cohort.data === undefined ? [] : stepsOf(stages, cohort.data)),
    [cohort.data, stages],
  );
  const option = useMemo(() => funnelOption(steps), [steps]);
  const { count, share, days } = formats(i18n.language);
  const columns: readonly Column<FunnelStep>[] = [
    { title: t("stage"), value: (row) => row.stage.label },
    { title: t("reached"), value: (row) => row.reached, text: (row) => count(row.reached), numeric: true },
    {
      title: t("fromPrevious"),
      value: (row) => row.fromPrevious,
      text: (row) => share(row.fromPrevious),
      numeric: true,
    },
    {
      title: t("fromFirst"),
      value: (row) => row.fromFirst,
      text: (row) => share(row.fromFirst),
      numeric: true,
    },
    {
      title: t("median"),
      value: (row) => row.medianDays,
      text: (row) => days(row.medianDays),
      numeric: true,
    },
    { title: t("stays"), value: (row) => row.stays, text: (row) => count(row.stays), numeric: true },
  ];
  const read = cohort.data?.histories.length ?? 0;
  return (
    <Section title={t("funnel")} means={t("funnelMeans", { count: read })}>
      {cohort.isError && <FaultNotice error={cohort.error} onRetry={() => void cohort.refetch()} />}
      {cohort.isPending && <Loading />}
      {cohort.data !== undefined && cohort.data.total > read && (
        <Alert severity="info">{t("funnelPart", { count: read, total: count(cohort.data.total) })}</Alert>
      )}
      {cohort.isSuccess && (
        <Beside>
          {read > 0 && <Chart label={t("funnel")} option={option} />}
          <NumbersTable
            caption={t("funnel")}
            file={`${of.name}-funnel`}
            columns={columns}
            rows={read === 0 ? [] : steps}
          />
        </Beside>
      )}
    </Section>
  );
}

function funnelOption(steps: readonly FunnelStep[]): (text: string, within: string) => ChartOption {
  return (_, within) => ({
    tooltip: { trigger: "item" },
    series: [
      {
        type: "funnel",
        sort: "none",
        gap: 2,
        left: 8,
        right: 8,
        top: 8,
        bottom: 8,
        minSize: "2%",
        label: { position: "inside", formatter: "{b}: {c}", color: within, textBorderWidth: 0 },
        data: steps.map((each) => ({ name: each.stage.label, value: each.reached })),
      },
    ],
  });
}
