import { useTranslation } from "react-i18next";
import { shownMoney } from "../fields/values";
import { formats } from "./asked";
import type { FunnelStep } from "./funnel";
import { type Column, numeric } from "./NumbersTable";

/** The columns of the table of a funnel. */
export function useFunnelColumns(currency: string | null): readonly Column<FunnelStep>[] {
  const { t, i18n } = useTranslation("insights");
  const { count, share } = formats(i18n.language);
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
          numeric<FunnelStep, number>(t("worth", { currency }), (step) => step.worth, money),
          numeric<FunnelStep, number>(t("worthLost", { currency }), (step) => step.worthLost, money),
        ]),
  ];
}
