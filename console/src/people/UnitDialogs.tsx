import { TextField, Typography } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Choice } from "../shared/Choice";
import { ChoiceGroup } from "../shared/ChoiceGroup";
import { FormDialog } from "../shared/FormDialog";
import { type Member, useChange } from "./members";
import {
  changeUnit,
  createUnit,
  difference,
  placesFor,
  putIn,
  removeUnit,
  takeOut,
  treeOf,
  type Unit,
} from "./units";
import "./texts";

interface UnitDialogProps {
  units: readonly Unit[];
  /** Null for a new one. */
  unit: Unit | null;
  parent: string | null;
  onClose: () => void;
}

/** What a unit is called, and which unit it is in. */
export function UnitDialog({ units, unit, parent, onClose }: UnitDialogProps) {
  const { t } = useTranslation("people");
  const [name, setName] = useState(unit?.name ?? "");
  const [code, setCode] = useState(unit?.code ?? "");
  const [above, setAbove] = useState(parent ?? "");
  const at = above === "" ? null : above;
  const saving = useChange(() =>
    unit === null ? createUnit(code, name, at) : changeUnit(unit, code, name, at),
  );
  const places = unit === null ? treeOf(units) : placesFor(units, unit);
  return (
    <FormDialog
      title={unit === null ? t("addUnit") : t("editUnitNamed", { name: unit.name })}
      send={t("action.save", { ns: "app" })}
      form={{ name, code, above }}
      ready={name.trim() !== "" && code !== ""}
      sending={saving}
      onSubmit={() => saving.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextField
        autoFocus
        required
        label={t("unitName")}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        required
        label={t("unitCode")}
        helperText={t("unitCodeHint")}
        value={code}
        onChange={(event) => setCode(event.target.value.trim())}
      />
      <Choice
        label={t("unitAbove")}
        value={above}
        none={t("atTop")}
        choices={places.map(({ unit: { id, name }, depth }) => ({
          name: id,
          label: `${"– ".repeat(depth)}${name}`,
        }))}
        onChange={setAbove}
      />
    </FormDialog>
  );
}

interface UnitMembersDialogProps {
  unit: Unit;
  members: readonly Member[];
  onClose: () => void;
}

/** Who is in a unit. */
export function UnitMembersDialog({ unit, members, onClose }: UnitMembersDialogProps) {
  const { t } = useTranslation("people");
  const [chosen, setChosen] = useState<readonly string[]>(unit.memberIds);
  const saving = useChange(async () => {
    const { come, gone } = difference(unit.memberIds, chosen);
    await putIn(unit.id, come);
    await takeOut(unit.id, gone);
  });
  const there = members.filter((each) => each.active || unit.memberIds.includes(each.id));
  return (
    <FormDialog
      title={t("membersOfUnitNamed", { name: unit.name })}
      send={t("action.save", { ns: "app" })}
      form={chosen}
      ready
      sending={saving}
      onSubmit={() => saving.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <ChoiceGroup
        label={t("parts.members")}
        choices={there.map((each) => ({ name: each.id, label: each.name }))}
        chosen={chosen}
        onChange={setChosen}
      />
    </FormDialog>
  );
}

/** Ends a unit; one with units or members in it is refused. */
export function UnitRemoveDialog({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useTranslation("people");
  const removing = useChange(() => removeUnit(unit.id));
  return (
    <FormDialog
      title={t("removeUnit", { name: unit.name })}
      send={t("action.remove", { ns: "app" })}
      form={null}
      ready
      sending={removing}
      onSubmit={() => removing.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Typography>{t("removeUnitMeans")}</Typography>
    </FormDialog>
  );
}
