import { MenuItem, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { MoveKind } from "../client/generated/graphql";
import { Choice } from "../shared/Choice";
import type { DesignedObject } from "./drafting";
import type { Grant } from "./grants";
import "./roleTexts";

interface MovesInputProps {
  /** Null for every object. */
  of: DesignedObject | null;
  grant: Grant;
  onChange: (grant: Partial<Grant>) => void;
}

const KINDS: readonly MoveKind[] = ["forward", "skip", "back", "reopen", "win", "lose", "transfer"];

/** The moves that a grant is narrowed to. */
export function MovesInput({ of, grant, onChange }: MovesInputProps) {
  const { t } = useTranslation("roles");
  const stages = of?.pipeline?.stages ?? [];
  return (
    <>
      <TextField
        select
        label={t("moves")}
        value={grant.moves ?? []}
        onChange={(event) => {
          const chosen = event.target.value as unknown as MoveKind[];
          onChange({ moves: chosen.length === 0 ? null : chosen });
        }}
        slotProps={{
          inputLabel: { shrink: true },
          select: {
            multiple: true,
            displayEmpty: true,
            renderValue: (chosen) =>
              (chosen as MoveKind[]).map((each) => t(`moveKinds.${each}`)).join(", ") || t("anyMove"),
          },
        }}
      >
        {KINDS.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`moveKinds.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      {stages.length > 0 &&
        (["leaving", "entering"] as const).map((end) => (
          <Choice
            key={end}
            label={t(end)}
            value={grant[end] ?? ""}
            none={t("anyStage")}
            choices={stages}
            onChange={(name) => onChange({ [end]: name === "" ? null : name })}
          />
        ))}
    </>
  );
}
