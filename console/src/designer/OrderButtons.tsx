import { Box, IconButton } from "@mui/material";
import { useLayoutEffect, useRef } from "react";
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
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const moved = useRef<-1 | 1 | null>(null);
  // What stands elsewhere in the page from now on has lost the focus, and so has a button that is disabled.
  useLayoutEffect(() => {
    if (moved.current === null) return;
    const [again, back] = moved.current === -1 ? [up, down] : [down, up];
    moved.current = null;
    (again.current?.disabled === true ? back : again).current?.focus();
  });
  const move = (by: -1 | 1) => {
    moved.current = by;
    onMove(by);
  };
  return (
    <Box sx={{ flexShrink: 0 }}>
      <IconButton
        ref={up}
        disabled={isFirst}
        aria-label={t("up", { ns: "field", name })}
        onClick={() => move(-1)}
      >
        ↑
      </IconButton>
      <IconButton
        ref={down}
        disabled={isLast}
        aria-label={t("down", { ns: "field", name })}
        onClick={() => move(1)}
      >
        ↓
      </IconButton>
      <IconButton aria-label={t("removeNamed", { name })} onClick={onRemove}>
        ×
      </IconButton>
    </Box>
  );
}
