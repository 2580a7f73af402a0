import { Box, Stack } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { shownMoney } from "../fields/values";
import { Waiting } from "../shared/Waiting";
import { type Asked, formats } from "./asked";
import { Chart, type ChartOption } from "./Chart";
import { numbersKey } from "./filters";
import { type FunnelStep, funnelOf, stepsOf } from "./funnel";
import { useFunnelColumns } from "./funnelColumns";
import { NumbersTable } from "./NumbersTable";
import { Section } from "./Section";

/** How many records came how far, and what became of them. */
export function FunnelSection({ of, pipeline, stages, filters, version, currency, measure }: Asked) {
  const { t, i18n } = useTranslation("insights");
  const funnel = useQuery({
    queryKey: numbersKey("funnel", of, pipeline, filters, version),
    queryFn: ({ signal }) => funnelOf(of, pipeline, filters, signal),
  });
  const steps = useMemo(
    () => (funnel.data === undefined ? [] : stepsOf(of, stages, funnel.data, currency)),
    [of, stages, funnel.data, currency],
  );
  const option = useMemo(
    () =>
      funnelOption(steps, (each) =>
        measure === "sum" && currency !== null
          ? [each.worth, shownMoney({ amount: String(each.worth), currency }, i18n.language, true)]
          : [each.reached, sharesIn(i18n.language, each)],
      ),
    [steps, measure, currency, i18n.language],
  );
  const columns = useFunnelColumns(currency);
  const some = (funnel.data?.records.count ?? 0) > 0;
  const means = funnel.data && t("funnelMeans", { count: funnel.data.records.count });
  return (
    <Section title={t("funnel")} {...(means === undefined ? {} : { means })}>
      {funnel.data === undefined && <Waiting query={funnel} />}
      {funnel.data !== undefined && (
        <Stack sx={{ gap: 2 }}>
          {some && (
            <Box sx={{ width: "100%", maxWidth: 900, mx: "auto" }}>
              <Chart label={t("funnel")} option={option} />
            </Box>
          )}
          <NumbersTable
            caption={t("funnel")}
            file={`${of.name}-funnel`}
            columns={columns}
            rows={some ? steps : []}
          />
        </Stack>
      )}
    </Section>
  );
}

/** How many came that far, and what part of all that is. */
function sharesIn(language: string, { reached, ofAll }: FunnelStep): string {
  const { count, share } = formats(language);
  return `${count(reached)} · ${share(ofAll)}`;
}

/** `told` of a step is its size, and how that is written. */
function funnelOption(
  steps: readonly FunnelStep[],
  told: (step: FunnelStep) => readonly [number, string],
): (text: string, colours: readonly string[]) => ChartOption {
  // A name in brackets, as a stage often has in Chinese, is broken before them and not within.
  const names = steps.map((each) => each.stage.label.replace("（", "\n（"));
  const shown = steps.map((each) => told(each)[1]);
  return (text, [colour = text]) => ({
    color: [colour],
    grid: { left: NAMES, right: NUMBERS, top: 8, bottom: 8, containLabel: false },
    xAxis: { type: "value", show: false },
    // What each is stands to the left, and how many to the right, all in line: no shape has room for its text.
    yAxis: [besides("left", names, text), besides("right", shown, text)],
    series: [
      {
        type: "funnel",
        sort: "none",
        gap: 2,
        left: NAMES,
        right: NUMBERS,
        top: 8,
        bottom: 8,
        minSize: "1%",
        funnelAlign: "center",
        color: [colour],
        label: { show: false },
        labelLine: { show: false },
        data: steps.map((each, at) => ({
          name: each.stage.label,
          value: told(each)[0],
          itemStyle: { color: colour, borderWidth: 0, opacity: 1 - (at / steps.length) * 0.4 },
        })),
      },
    ],
  });
}

const NAMES = 104;
const NUMBERS = 88;

/** An axis that is nothing but the words at one side of the funnel, from top to bottom. */
function besides(position: "left" | "right", words: readonly string[], text: string) {
  return {
    type: "category" as const,
    position,
    inverse: true,
    data: [...words],
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: text,
      interval: 0,
      width: (position === "left" ? NAMES : NUMBERS) - 12,
      overflow: "break" as const,
      lineHeight: 15,
    },
  };
}
