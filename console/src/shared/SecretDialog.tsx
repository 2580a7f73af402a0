import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from "@mui/material";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

interface SecretDialogProps {
  title: string;
  /** What is to be done with it. */
  means: string;
  secret: string;
  onClose: () => void;
}

/** Shows a secret the one time that it can be shown; it is closed by its button alone. */
export function SecretDialog({ title, means, secret, onClose }: SecretDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <Dialog open maxWidth="sm" fullWidth aria-labelledby={id}>
      <DialogTitle id={id}>{title}</DialogTitle>
      <DialogContent>
        <Alert severity="warning" sx={{ mb: 2 }}>
          {means}
        </Alert>
        <Typography component="code" sx={{ fontFamily: "monospace", overflowWrap: "anywhere" }}>
          {secret}
        </Typography>
      </DialogContent>
      <DialogActions>
        {/* Browsers copy for pages that came by https or from this machine. */}
        {window.isSecureContext && (
          <Button onClick={() => void copy()}>{t(copied ? "action.copied" : "action.copy")}</Button>
        )}
        <Button variant="contained" onClick={onClose}>
          {t("action.close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
