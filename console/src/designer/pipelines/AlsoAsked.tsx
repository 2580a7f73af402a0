import { Button, List, ListItem, Link as MuiLink, Stack, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DesignedObject } from "../drafting";
import { CriterionName } from "./CriterionName";
import { criteriaAt, criterionAddress, type GatePlace, gateAddress, newCriterionAddress } from "./parts";
import "./texts";

/** What else is asked at a gate: the fields that must be filled, the entry of the stage, and criteria. */
export function AlsoAsked({ of, place }: { of: DesignedObject; place: GatePlace }) {
  const { t } = useTranslation("pipelines");
  const { from, to } = place;
  const required = of.fields.filter((each) => to.required.includes(each.name)).map((each) => each.label);
  const entry = from !== null && to.gate != null;
  const criteria = of.pipeline == null ? [] : criteriaAt(of.pipeline, place);
  const further = newCriterionAddress(of, {
    ...(from === null ? {} : { leaving: from.name }),
    entering: to.name,
  });
  return (
    <Stack component="section" aria-label={t("alsoAsked")} sx={{ gap: 0.5, alignItems: "start" }}>
      <Typography variant="h2">{t("alsoAsked")}</Typography>
      {!entry && required.length + criteria.length === 0 && <Typography>{t("nothingElse")}</Typography>}
      <List dense disablePadding>
        {entry && (
          <ListItem disableGutters>
            <MuiLink component={Link} to={gateAddress(of, { stage: to.name })}>
              {t("entryGateOf", { stage: to.label })}
            </MuiLink>
          </ListItem>
        )}
        {required.length > 0 && (
          <ListItem disableGutters>{t("mustBeFilled", { fields: required.join(t("comma")) })}</ListItem>
        )}
        {criteria.map((each) => (
          <ListItem key={each.id} disableGutters>
            <MuiLink component={Link} to={criterionAddress(of, each.name)}>
              <CriterionName criterion={each} />
            </MuiLink>
          </ListItem>
        ))}
      </List>
      <Button component={Link} to={further}>
        {t("addCriterion")}
      </Button>
    </Stack>
  );
}
