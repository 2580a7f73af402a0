import { Alert, Button, Chip, List, ListItem, ListItemText, Stack } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { ChangeLock, ChangeRisk } from "../client/generated/graphql";
import { FaultNotice } from "../shared/FaultNotice";
import { FRAMED } from "../shared/framed";
import "./publish/texts";
import "./texts";
import { changesOf, type DraftToChoose, useTakeOut } from "./drafting";
import { changeWords } from "./publish/changeWords";

interface Told {
  code: string;
  message: string;
  hint: string;
  path: unknown;
}

interface Step {
  sentence: string;
  risk: ChangeRisk;
  rows: number;
  breaks: readonly string[];
  locks: ChangeLock;
  seconds: number;
  unfit?: { rows: number; ids: readonly string[] } | null;
  uses: readonly { sentence: string }[];
}

const COLOURS = {
  safe: "success",
  scans: "primary",
  rewrites: "warning",
  hides: "warning",
  destroys: "error",
} as const;

interface StepListProps {
  draft: DraftToChoose;
  steps: readonly Step[];
  /** What is in the way of a publish. */
  faults: readonly Told[];
}

/** At which change something is in the way; null where it is none of them. */
export function changeAt({ path }: Told): number | null {
  const [argument, position] = Array.isArray(path) ? (path as readonly unknown[]) : [];
  return argument === "changes" && typeof position === "number" ? position : null;
}

/** A draft's changes, each with what it does; of one that does not fit, only what it is, and what is in its way. */
export function StepList({ draft, steps, faults }: StepListProps) {
  const { t } = useTranslation("designer");
  const takeOut = useTakeOut(draft);
  const changes = changesOf(draft);
  const told = steps.length === changes.length;
  return (
    <>
      {takeOut.isError && <FaultNotice error={takeOut.error} />}
      <List sx={FRAMED}>
        {changes.map((change, index) => {
          const step = told ? steps[index] : undefined;
          const sentence = step?.sentence ?? changeWords(change);
          const against = faults.filter((each) => changeAt(each) === index);
          return (
            <ListItem
              // biome-ignore lint/suspicious/noArrayIndexKey: a change is what stands at its place
              key={index}
              divider
              secondaryAction={
                <Button
                  size="small"
                  disabled={changes.length === 1}
                  aria-label={t("takeOutNamed", { name: sentence })}
                  onClick={() => {
                    // Not disabled meanwhile: it would lose the focus, which the next change is to have.
                    if (!takeOut.isPending) takeOut.mutate(index);
                  }}
                >
                  {t("takeOut")}
                </Button>
              }
            >
              <ListItemText
                primary={sentence}
                sx={{ pr: 8 }}
                secondary={
                  <>
                    {step !== undefined && <StepFacts step={step} />}
                    {against.map((each) => (
                      <PlanFault key={each.code + each.message} fault={each} />
                    ))}
                  </>
                }
                slotProps={{ secondary: { component: "div" } }}
              />
            </ListItem>
          );
        })}
      </List>
    </>
  );
}

/** What is in the way of a publish, and how to go on. */
export function PlanFault({ fault }: { fault: Told }) {
  return (
    <Alert severity="error">
      <strong>{fault.message}</strong>
      <div>{fault.hint}</div>
    </Alert>
  );
}

function StepFacts({ step }: { step: Step }) {
  const { t } = useTranslation("designer");
  return (
    <Stack sx={{ gap: 0.5 }}>
      <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
        <Chip size="small" variant="outlined" color={COLOURS[step.risk]} label={t(`risks.${step.risk}`)} />
        {step.rows > 0 && <span>{t("rows", { count: step.rows })}</span>}
        <span>{t(`locks.${step.locks}`, { ns: "publish" })}</span>
        {step.seconds > 0 && <span>{t("waits", { count: Math.ceil(step.seconds) })}</span>}
        {(step.unfit?.rows ?? 0) > 0 && <span>{t("unfit", { count: step.unfit?.rows ?? 0 })}</span>}
      </Stack>
      {step.unfit != null && step.unfit.ids.length > 0 && (
        <span>{t("unfitIds", { ns: "publish", ids: step.unfit.ids.slice(0, 5).join(", ") })}</span>
      )}
      {[...new Set([...step.breaks, ...step.uses.map((each) => each.sentence)])].map((each) => (
        <span key={each}>{each}</span>
      ))}
    </Stack>
  );
}
