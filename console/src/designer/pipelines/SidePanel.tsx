import { Drawer, IconButton, Stack, Typography } from "@mui/material";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { useClosing } from "../../shared/useClosing";

interface SidePanelProps {
  title: string;
  /** As `useClosing` has it. */
  form: unknown;
  onClose: () => void;
  children: ReactNode;
}

/** What can be done with one thing, beside where it is drawn; all of the width on a phone. */
export function SidePanel({ title, form, onClose, children }: SidePanelProps) {
  const { t } = useTranslation();
  const heading = useId();
  const { leave, onInput, question } = useClosing(form, onClose);
  const paper = {
    role: "dialog",
    "aria-modal": true,
    "aria-labelledby": heading,
    sx: { width: { xs: "100%", sm: 520 }, p: 2 },
  };
  return (
    <>
      <Drawer open anchor="right" onClose={leave} onInput={onInput} slotProps={{ paper }}>
        <Stack direction="row" sx={{ alignItems: "center", gap: 1, mb: 2 }}>
          <Typography id={heading} variant="h2" sx={{ flexGrow: 1, overflowWrap: "anywhere" }}>
            {title}
          </Typography>
          <IconButton onClick={leave} aria-label={t("action.close")}>
            ×
          </IconButton>
        </Stack>
        {children}
      </Drawer>
      {question}
    </>
  );
}
