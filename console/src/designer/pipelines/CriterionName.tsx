import { useTranslation } from "react-i18next";
import type { DesignedCriterion } from "./parts";
import "./texts";

/** A criterion by its name, and by what it does where it does not refuse. */
export function CriterionName({ criterion }: { criterion: DesignedCriterion }) {
  const { t } = useTranslation("pipelines");
  const does = criterion.mode === "enforce" ? "" : ` (${t(`modes.${criterion.mode}`)})`;
  return <>{criterion.name + does}</>;
}
