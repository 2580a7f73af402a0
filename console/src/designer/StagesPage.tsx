import { Chip, List, ListItem, ListItemButton, ListItemText, Stack, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { FaultNotice } from "../shared/FaultNotice";
import { Loading } from "../shared/Loading";
import { useDesign } from "./drafting";
import "./ruleTexts";

/** The stages of an object, and the way to the gate of each. */
export function Component() {
  const { t } = useTranslation("rules");
  const named = useParams();
  const design = useDesign();
  if (design.isPending) return <Loading />;
  if (design.isError) return <FaultNotice error={design.error} onRetry={() => void design.refetch()} />;
  const of = design.data.catalog.objects.find((each) => each.name === named.object);
  if (of?.pipeline == null) return <NotFound />;
  return (
    <Stack sx={{ gap: 2, maxWidth: 900 }}>
      <Typography variant="h1">{t("stages", { object: of.pluralLabel })}</Typography>
      <List sx={{ bgcolor: "background.paper", border: 1, borderColor: "divider", borderRadius: 2 }}>
        {of.pipeline.stages.map((each) => (
          <ListItem key={each.id} disablePadding>
            <ListItemButton
              component={Link}
              to={`/designer/gates/${of.name}/${each.name}`}
              aria-label={t("openGate", { stage: each.label })}
            >
              <ListItemText primary={each.label} secondary={`${each.name} · ${each.probability} %`} />
              <Chip size="small" label={t(each.gate == null ? "noGate" : "hasGate")} />
            </ListItemButton>
          </ListItem>
        ))}
      </List>
    </Stack>
  );
}
