import { Button, Checkbox, FormControlLabel, Popover, Stack } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { CatalogField } from "../client/catalog";
import "./texts";

interface ColumnsMenuProps {
  anchor: HTMLElement;
  fields: readonly CatalogField[];
  shown: readonly string[];
  onChange: (columns: readonly string[]) => void;
  onClose: () => void;
}

/** Which columns a list has, and in which order. */
export function ColumnsMenu({ anchor, fields, shown, onChange, onClose }: ColumnsMenuProps) {
  const { t } = useTranslation("records");
  const known = shown.filter((name) => fields.some((each) => each.name === name));
  const rest = fields.filter((each) => !known.includes(each.name)).map((each) => each.name);
  const moved = (name: string, by: number) => {
    const from = known.indexOf(name);
    const without = known.filter((each) => each !== name);
    onChange([...without.slice(0, from + by), name, ...without.slice(from + by)]);
  };
  return (
    <Popover
      open
      anchorEl={anchor}
      onClose={onClose}
      anchorOrigin={{ vertical: "bottom", horizontal: "left" }}
      slotProps={{ paper: { role: "dialog", "aria-label": t("columns"), sx: { p: 2, maxHeight: "70vh" } } }}
    >
      {[...known, ...rest].map((name) => {
        const field = fields.find((each) => each.name === name);
        const at = known.indexOf(name);
        if (field === undefined) return null;
        return (
          <Stack key={name} direction="row" sx={{ alignItems: "center", gap: 0.5 }}>
            <FormControlLabel
              sx={{ flexGrow: 1 }}
              label={field.label}
              control={
                <Checkbox
                  size="small"
                  checked={at >= 0}
                  disabled={at >= 0 && known.length === 1}
                  onChange={() =>
                    onChange(at >= 0 ? known.filter((each) => each !== name) : [...known, name])
                  }
                />
              }
            />
            {at >= 0 && (
              <>
                <Button
                  disabled={at === 0}
                  aria-label={t("up", { column: field.label })}
                  onClick={() => moved(name, -1)}
                  sx={{ minWidth: 32 }}
                >
                  ↑
                </Button>
                <Button
                  disabled={at === known.length - 1}
                  aria-label={t("down", { column: field.label })}
                  onClick={() => moved(name, 1)}
                  sx={{ minWidth: 32 }}
                >
                  ↓
                </Button>
              </>
            )}
          </Stack>
        );
      })}
    </Popover>
  );
}
