import { useTranslation } from "react-i18next";
import { shownMoney } from "../fields/values";
import { formats } from "./asked";
import type { Clock, FunnelStep } from "./funnel";
import type { Column } from "./NumbersTable";

const HOUR = 3_600;
const DAY = 24 * HOUR;

type Told<Value> = (step: FunnelStep) => Value;

/** The columns of the table of a funnel: lengths in days, in working time in hours. */
export function useFunnelColumns(currency: string | null, clock: Clock): readonly Column<FunnelStep>[] {
  const { t, i18n } = useTranslation("insights");
  const { count, share, decimal } = formats(i18n.language);
  const [unit, seconds] = clock === "working" ? [t("workingHours"), HOUR] : [t("days"), DAY];
  const numeric = <Value extends number | null>(
    title: string,
    value: Told<Value>,
    shown: (value: Value) => string,
  ): Column<FunnelStep> => ({ title, value, text: (step) => shown(value(step)), numeric: true });
  const length = (title: string, told: Told<number | null>) => {
    const within = (step: FunnelStep) => {
      const length = told(step);
      return length === null ? null : Number((length / seconds).toFixed(2));
    };
    return numeric(title, within, decimal);
  };
  const money = (amount: number) =>
    shownMoney({ amount: String(amount), currency: currency ?? "" }, i18n.language);
  return [
    { title: t("stage"), value: (step) => step.stage.label },
    numeric(t("reached"), (step) => step.reached, count),
    numeric(t("ofAll"), (step) => step.ofAll, share),
    numeric(t("conversion"), (step) => step.conversion, share),
    numeric(t("winRate"), (step) => step.winRate, share),
    numeric(t("standing"), (step) => step.standing, count),
    numeric(t("lost"), (step) => step.lost, count),
    numeric(t("elsewhere"), (step) => step.elsewhere, count),
    ...(currency === null
      ? []
      : [
          numeric(t("worth", { currency }), (step) => step.worth, money),
          numeric(t("worthLost", { currency }), (step) => step.worthLost, money),
        ]),
    length(t("median", { unit }), (step) => step.median),
    length(t("average", { unit }), (step) => step.average),
    numeric(t("stays"), (step) => step.stays, count),
  ];
}
