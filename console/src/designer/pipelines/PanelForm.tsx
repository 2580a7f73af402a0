import { Button, Stack } from "@mui/material";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../../shared/FaultNotice";
import type { useAppend } from "../drafting";
import { SidePanel } from "./SidePanel";
import "../texts";

interface PanelFormProps {
  title: string;
  /** As `useClosing` has it. */
  form: unknown;
  /** It says something that can be added to the draft. */
  ready: boolean;
  adding: ReturnType<typeof useAppend>;
  onSubmit: () => void;
  onClose: () => void;
  /** What else can be done, beside the button that adds to the draft. */
  further?: ReactNode;
  children: ReactNode;
}

/** A form beside a diagram, which adds to the draft. What is refused is told in it, and what was typed stays. */
export function PanelForm(props: PanelFormProps) {
  const { title, form, ready, adding, onSubmit, onClose, further, children } = props;
  const { t } = useTranslation("designer");
  return (
    <SidePanel title={title} form={form} onClose={onClose}>
      <Stack
        component="form"
        sx={{ gap: 2 }}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {adding.isError && <FaultNotice error={adding.error} />}
        <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
          <Button type="submit" variant="contained" disabled={!ready} loading={adding.isPending}>
            {t("intoDraft")}
          </Button>
          {further}
        </Stack>
      </Stack>
    </SidePanel>
  );
}
