import { Button, List, ListItem, ListItemText, Stack, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { shownMoment } from "../../fields/values";
import { FRAMED } from "../../shared/framed";
import { Waiting } from "../../shared/Waiting";
import { type Designed, useDesign } from "../drafting";
import { EraseDialog } from "./EraseDialog";
import { RestoreDialog } from "./RestoreDialog";
import type { RemovedPart } from "./restoring";
import "./texts";

type Open = { kind: "restore" | "erase"; part: RemovedPart };

/** What was removed, until when it can be restored, and the way back. */
export function Component() {
  const { t } = useTranslation("removed");
  const design = useDesign();
  const [open, setOpen] = useState<Open | null>(null);
  if (design.data === undefined) return <Waiting query={design} />;
  const { catalog } = design.data;
  const close = () => setOpen(null);
  return (
    <Stack sx={{ gap: 2, maxWidth: 900 }}>
      <Typography variant="h1">{t("title")}</Typography>
      <Typography>{t("intro")}</Typography>
      {catalog.removed.length === 0 ? (
        <Typography color="textSecondary">{t("none")}</Typography>
      ) : (
        <List aria-label={t("list")} sx={FRAMED}>
          {catalog.removed.map((each) => (
            <RemovedItem key={each.id} part={each} catalog={catalog} onOpen={setOpen} />
          ))}
        </List>
      )}
      {open?.kind === "restore" && <RestoreDialog part={open.part} onClose={close} />}
      {open?.kind === "erase" && <EraseDialog part={open.part} onClose={close} />}
    </Stack>
  );
}

interface RemovedItemProps {
  part: RemovedPart;
  catalog: Designed;
  onOpen: (open: Open) => void;
}

function RemovedItem({ part, catalog, onOpen }: RemovedItemProps) {
  const { t, i18n } = useTranslation("removed");
  const object = catalog.objects.find((each) => each.name === part.object)?.label ?? part.object;
  const until = t("until", { moment: shownMoment(part.until, i18n.language) });
  return (
    <ListItem divider sx={{ gap: 1, flexWrap: "wrap" }}>
      <ListItemText
        primary={`${part.label} (${part.name})`}
        secondary={`${t(`kinds.${part.kind}`, { object })} · ${until}`}
        sx={{ flexBasis: 260 }}
      />
      <Button
        variant="outlined"
        aria-label={t("restoreNamed", { name: part.label })}
        onClick={() => onOpen({ kind: "restore", part })}
      >
        {t("restore")}
      </Button>
      <Button
        color="error"
        aria-label={t("eraseNamed", { name: part.label })}
        onClick={() => onOpen({ kind: "erase", part })}
      >
        {t("erase")}
      </Button>
    </ListItem>
  );
}
