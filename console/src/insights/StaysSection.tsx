import { MenuItem, TextField } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Waiting } from "../shared/Waiting";
import { type Asked, formats } from "./asked";
import { numbersKey } from "./filters";
import { type Stays, staysOf } from "./funnel";
import { type Column, NumbersTable, numeric } from "./NumbersTable";
import { Section } from "./Section";
import { useChoice } from "./useChoice";

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** How long the records of the funnel stayed in each stage: in days by the clock, in hours of working time. */
export function StaysSection({ of, pipeline, stages, filters, version }: Asked) {
  const { t, i18n } = useTranslation("insights");
  const [clock, setClock] = useChoice("time", ["elapsed", "working"]);
  const stays = useQuery({
    queryKey: numbersKey("stays", of, pipeline, filters, version, clock),
    queryFn: ({ signal }) => staysOf(of, stages, pipeline, filters, clock, signal),
  });
  const { count, decimal } = formats(i18n.language);
  const [unit, seconds] = clock === "working" ? [t("workingHours"), HOUR] : [t("days"), DAY];
  const length = (title: string, told: (row: Stays) => number | null) =>
    numeric(
      title,
      (row: Stays) => {
        const length = told(row);
        return length === null ? null : Number((length / seconds).toFixed(2));
      },
      decimal,
    );
  const columns: readonly Column<Stays>[] = [
    { title: t("stage"), value: (row) => row.stage.label },
    length(t("median", { unit }), (row) => row.median),
    length(t("average", { unit }), (row) => row.average),
    numeric(t("stays"), (row) => row.stays, count),
  ];
  return (
    <Section
      title={t("time")}
      means={t("timeMeans")}
      choice={
        <TextField
          select
          label={t("clock")}
          value={clock}
          onChange={(event) => setClock(event.target.value)}
          sx={{ minWidth: 140 }}
        >
          <MenuItem value="elapsed">{t("elapsed")}</MenuItem>
          <MenuItem value="working">{t("working")}</MenuItem>
        </TextField>
      }
    >
      {stays.data === undefined ? (
        <Waiting query={stays} />
      ) : (
        <NumbersTable
          caption={t("time")}
          file={`${of.name}-time-in-stage`}
          columns={columns}
          rows={stays.data.some((each) => each.stays > 0) ? stays.data : []}
          none={t("noStays")}
        />
      )}
    </Section>
  );
}
