import { Alert, Button, List, ListItem, ListItemText, Stack, Typography } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { graphql } from "../client/generated";
import type { CatalogChange, SimulateChangesQuery } from "../client/generated/graphql";
import { request } from "../client/request";
import { shownMoney } from "../fields/values";
import { FaultNotice } from "../shared/FaultNotice";
import { changesOf, type Design, type DesignedObject } from "./drafting";
import "./ruleTexts";

const SIMULATE = graphql(`
  query SimulateChanges($object: String!, $changes: [CatalogChange!]!, $value: String) {
    simulateGate(object: $object, changes: $changes, value: $value, samples: 20) {
      records newlyBlocked newlyAllowed newlyStuck
      blockedValue { amount currency }
      edges { source target records newlyBlocked newlyAllowed blockedValue { amount currency } }
      owners { owner { id name } newlyBlocked newlyAllowed blockedValue { amount currency } }
      samples { id title stage moves { to change clauses { pointer satisfied sentence } } }
    }
  }
`);

type Simulation = NonNullable<SimulateChangesQuery["simulateGate"]>;

interface GateTrialProps {
  design: Design;
  of: DesignedObject;
  changed: CatalogChange;
}

/** The rule tried on all records before it is published. */
export function GateTrial({ design, of, changed }: GateTrialProps) {
  const { t } = useTranslation("rules");
  const value = of.fields.find((each) => each.type === "money" && each.canRead)?.name ?? null;
  const changes = [...(design.broken ? [] : changesOf(design.draft)), changed];
  const tried = JSON.stringify(changes);
  const simulate = useMutation({
    mutationFn: async () => {
      const { simulateGate } = await request(SIMULATE, { object: of.name, changes, value });
      return { tried, found: simulateGate ?? null };
    },
  });
  // What was found of an earlier rule says nothing of this one.
  const found = simulate.data?.tried === tried ? simulate.data.found : null;
  return (
    <Stack component="section" aria-label={t("tryOn")} sx={{ gap: 1 }}>
      <Button
        variant="outlined"
        sx={{ alignSelf: "start" }}
        loading={simulate.isPending}
        onClick={() => simulate.mutate()}
      >
        {t("tryOn")}
      </Button>
      {simulate.isError && <FaultNotice error={simulate.error} />}
      {found !== null && <Found of={of} found={found} />}
    </Stack>
  );
}

function Found({ of, found }: { of: DesignedObject; found: Simulation }) {
  const { t, i18n } = useTranslation("rules");
  const label = (stage: string) => of.pipeline?.stages.find((each) => each.name === stage)?.label ?? stage;
  const worth = (amounts: Simulation["blockedValue"]) =>
    amounts
      .map((each) =>
        each.currency == null
          ? each.amount
          : shownMoney({ amount: each.amount, currency: each.currency }, i18n.language),
      )
      .join(", ");
  const counts = (each: { newlyBlocked: number; newlyAllowed: number }) =>
    `${t("blocked", { count: each.newlyBlocked })} · ${t("allowed", { count: each.newlyAllowed })}`;
  const line = (key: string, primary: string, secondary: string) => (
    <ListItem key={key} disableGutters>
      <ListItemText primary={primary} secondary={secondary} />
    </ListItem>
  );
  return (
    <>
      <Alert severity={found.newlyBlocked > 0 ? "warning" : "info"}>
        {t("judged", { count: found.records })} · {counts(found)} · {t("stuck", { count: found.newlyStuck })}
        {found.blockedValue.length > 0 && <div>{t("atRisk", { amounts: worth(found.blockedValue) })}</div>}
      </Alert>
      <Typography variant="h3">{t("byWay")}</Typography>
      <List dense disablePadding>
        {found.edges
          .filter((each) => each.newlyBlocked + each.newlyAllowed > 0)
          .map((each) =>
            line(
              `${each.source} ${each.target}`,
              `${label(each.source)} → ${label(each.target)}`,
              `${counts(each)} ${worth(each.blockedValue)}`,
            ),
          )}
      </List>
      <Typography variant="h3">{t("byOwner")}</Typography>
      <List dense disablePadding>
        {found.owners.map((each) =>
          line(
            each.owner?.id ?? "",
            each.owner?.name ?? t("nobody"),
            `${counts(each)} ${worth(each.blockedValue)}`,
          ),
        )}
      </List>
      <Typography variant="h3">{t("samples")}</Typography>
      <List dense disablePadding>
        {found.samples.map((each) =>
          line(
            each.id,
            `${each.title} (${label(each.stage)})`,
            each.moves
              .flatMap((move) => move.clauses ?? [])
              .filter((clause) => !clause.satisfied)
              .map((clause) => `✗ ${clause.sentence}`)
              .join("  "),
          ),
        )}
      </List>
    </>
  );
}
