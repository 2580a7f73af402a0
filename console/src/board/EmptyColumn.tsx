import { Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { type CatalogObject, type CatalogStage, fieldNamed, objectiveOf, stagesOf } from "../client/catalog";
import "./texts";

interface EmptyColumnProps {
  of: CatalogObject;
  stage: CatalogStage;
}

/** A column without cards: what its stage is for, or else what lets one in. */
export function EmptyColumn({ of, stage }: EmptyColumnProps) {
  const { t, i18n } = useTranslation("board");
  const isFirst = stagesOf(of, stage.pipeline)[0] === stage;
  const objective = objectiveOf(stage, i18n.language);
  const required = stage.required.map((name) => fieldNamed(of, name)?.label ?? name);
  return (
    <Typography variant="body2" color="textSecondary" sx={{ p: 1 }}>
      {isFirst
        ? t("beginsHere")
        : objective !== undefined
          ? t("goal", { what: objective })
          : required.length > 0
            ? t("asksFor", { fields: new Intl.ListFormat(i18n.language).format(required) })
            : of.actions.includes("promote") && t("dragHere")}
    </Typography>
  );
}
