import { Box, IconButton } from "@mui/material";
import { useTranslation } from "react-i18next";
import "./field/texts";
import "./texts";

interface OrderButtonsProps {
  /** What people call the one that is moved or taken away. */
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** Puts one of a list a place earlier or later, or takes it out. */
export function OrderButtons({ name, isFirst, isLast, onMove, onRemove }: OrderButtonsProps) {
  const { t } = useTranslation("designer");
  return (
    <Box sx={{ flexShrink: 0 }}>
      <IconButton disabled={isFirst} aria-label={t("up", { ns: "field", name })} onClick={() => onMove(-1)}>
        ↑
      </IconButton>
      <IconButton disabled={isLast} aria-label={t("down", { ns: "field", name })} onClick={() => onMove(1)}>
        ↓
      </IconButton>
      <IconButton aria-label={t("removeNamed", { name })} onClick={onRemove}>
        ×
      </IconButton>
    </Box>
  );
}
