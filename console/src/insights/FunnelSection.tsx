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
          : [each.reached, formats(i18n.language).count(each.reached)],
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
            <Box sx={{ maxWidth: 720 }}>
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

/** `told` of a step is its size, and how that is written. */
function funnelOption(
  steps: readonly FunnelStep[],
  told: (step: FunnelStep) => readonly [number, string],
): (text: string) => ChartOption {
  return (text) => ({
    series: [
      {
        type: "funnel",
        sort: "none",
        gap: 2,
        left: 8,
        right: "42%",
        top: 8,
        bottom: 8,
        minSize: "1%",
        funnelAlign: "left",
        // Beside the shapes: within a narrow one no text has room.
        label: { position: "right", formatter: "{b}", color: text, textBorderWidth: 0 },
        data: steps.map((each) => {
          const [value, shown] = told(each);
          return { name: `${each.stage.label}: ${shown}`, value };
        }),
      },
    ],
  });
}
