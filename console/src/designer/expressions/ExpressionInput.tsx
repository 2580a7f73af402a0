import { Box, Button, IconButton, Stack, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Designed, DesignedObject } from "../drafting";
import type { RulePath } from "../paths";
import { RulePart } from "../RulePart";
import { callOf, type Json } from "../ruleTree";
import { KnownFurther, useFurtherOfList, usePaths } from "../usePaths";
import { CasesInput } from "./CasesInput";
import { ChoiceInput } from "./ChoiceInput";
import {
  begun,
  canGrow,
  canShrink,
  fieldIn,
  fieldOf,
  isOperator,
  isOverList,
  isPlaceAt,
  isUnitAt,
  KINDS,
  type Kind,
  kindShown,
  type OfList,
  type OperatorName,
  type OverList,
  overList,
  overListIn,
  UNITS,
} from "./expression";
import { JsonInput } from "./JsonInput";
import { LiteralInput, NumberInput } from "./LiteralInput";
import { Within } from "./Within";
import "./texts";

interface ExpressionInputProps {
  label: string;
  catalog: Designed;
  of: DesignedObject;
  value: Json;
  onChange: (value: Json) => void;
}

/** What is computed: a value, a field, or something worked out of others, each of which is such a part again. */
export function ExpressionInput({ label, catalog, of, value, onChange }: ExpressionInputProps) {
  const { t } = useTranslation("expressions");
  const paths = usePaths(catalog, of);
  const [chosen, setChosen] = useState<Kind | null>(null);
  const kind = kindShown(value, chosen);
  const first = (list: boolean) => paths.find((each) => (each.list !== null) === list)?.path ?? "";
  const known = { field: first(false), list: first(true) };
  return (
    <Box role="group" aria-label={label} sx={{ flexBasis: "100%", minWidth: 0 }}>
      <Stack direction="row" sx={{ gap: 1.5, flexWrap: "wrap", alignItems: "start" }}>
        <ChoiceInput
          label={`${label}: ${t("kind")}`}
          value={kind}
          choices={KINDS.map((each) => ({ value: each, label: t(`kinds.${each}`) }))}
          onChange={(next) => {
            setChosen(next as Kind);
            onChange(begun(next as Kind, value, known));
          }}
        />
        <Parts {...{ label, catalog, of, value, onChange, kind, paths }} />
      </Stack>
    </Box>
  );
}

interface PartsProps extends ExpressionInputProps {
  kind: Kind;
  paths: readonly RulePath[];
}

function Parts(props: PartsProps) {
  const { kind, value, onChange, label, catalog, of } = props;
  if (kind === "today" || kind === "now") return null;
  if (kind === "field") return <FieldPart {...props} />;
  if (kind === "number" || kind === "text" || kind === "truth")
    return <LiteralInput label={label} value={value as string | number | boolean} onChange={onChange} />;
  if (kind === "json") return <JsonInput label={label} value={value} onChange={onChange} />;
  if (kind === "condition") return <RulePart {...{ catalog, of, label, onChange }} value={value} />;
  if (kind === "if") return <CasesInput {...{ catalog, of, value, onChange }} />;
  if (isOverList(kind)) return <ListPart {...props} name={kind} />;
  return isOperator(kind) ? <OperatorPart {...props} name={kind} /> : null;
}

function FieldPart({ value, onChange, paths, label }: PartsProps) {
  const { t } = useTranslation("expressions");
  const { path, otherwise } = fieldIn(value) ?? { path: "", otherwise: null };
  const fields = paths.filter((each) => each.list === null);
  return (
    <>
      <PathInput
        label={`${label}: ${t("field")}`}
        unset={t("noField")}
        path={path}
        paths={fields}
        onChange={(next) => onChange(fieldOf(next, otherwise))}
      />
      <TextField
        label={t("otherwise")}
        value={otherwise === null ? "" : String(otherwise)}
        onChange={(event) => onChange(fieldOf(path, literalOf(event.target.value)))}
        slotProps={{ inputLabel: { shrink: true } }}
        sx={{ width: 150 }}
      />
    </>
  );
}

/** What is typed in place of an unknown value: a number where it is one. */
function literalOf(typed: string): Json {
  if (typed.trim() === "") return null;
  return Number.isNaN(Number(typed)) ? typed : Number(typed);
}

interface PathInputProps {
  label: string;
  unset: string;
  path: string;
  paths: readonly RulePath[];
  onChange: (path: string) => void;
}

function PathInput({ label, unset, path, paths, onChange }: PathInputProps) {
  const known = paths.some((each) => each.path === path);
  const choices = [
    ...(known ? [] : [{ value: path, label: path === "" ? unset : path }]),
    ...paths.map((each) => ({ value: each.path, label: each.label })),
  ];
  return <ChoiceInput label={label} value={path} choices={choices} onChange={onChange} />;
}

function OperatorPart({ name, value, onChange, catalog, of }: PartsProps & { name: OperatorName }) {
  const { t } = useTranslation("expressions");
  const operands = callOf(value)?.[1] ?? [];
  const give = (next: readonly Json[]) => onChange({ [name]: next });
  return (
    <Within>
      {operands.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is what stands at its place, and with one more or less another
        <Stack key={`${operands.length} ${index}`} direction="row" sx={{ gap: 1, alignItems: "start" }}>
          <Operand
            {...{ name, index, catalog, of }}
            value={each}
            onChange={(next) => give(operands.with(index, next))}
          />
          {canShrink(name, operands.length, index) && (
            <IconButton
              aria-label={t("removePart", { number: index + 1 })}
              onClick={() => give(operands.toSpliced(index, 1))}
            >
              ×
            </IconButton>
          )}
        </Stack>
      ))}
      {canGrow(name, operands.length) && (
        <Button sx={{ alignSelf: "start" }} onClick={() => give([...operands, 1])}>
          {t("addPart")}
        </Button>
      )}
    </Within>
  );
}

type OperandProps = Pick<ExpressionInputProps, "catalog" | "of" | "value" | "onChange"> & {
  name: OperatorName;
  index: number;
};

function Operand({ name, index, catalog, of, value, onChange }: OperandProps) {
  const { t } = useTranslation("expressions");
  if (isUnitAt(name, index))
    return (
      <ChoiceInput
        label={t("unit")}
        value={String(value)}
        choices={UNITS.map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
        onChange={onChange}
      />
    );
  if (isPlaceAt(name, index))
    return (
      <NumberInput
        label={t(index === 1 ? "start" : "length")}
        hint={t(index === 1 ? "startHint" : "lengthHint")}
        value={value}
        onChange={onChange}
      />
    );
  const label = t("part", { number: index + 1 });
  return <ExpressionInput {...{ label, catalog, of, value, onChange }} />;
}

function ListPart({ name, value, onChange, catalog, paths }: PartsProps & { name: OverList }) {
  const { t } = useTranslation("expressions");
  const further = useFurtherOfList();
  const said = overListIn(value) ?? { list: "", kept: null, each: null, where: null };
  const lists = paths.filter((each) => each.list !== null);
  const listed = lists.find((each) => each.path === said.list)?.list;
  const of = catalog.objects.find((each) => each.name === listed);
  const give = (part: Partial<OfList>) => onChange(overList(name, { ...said, ...part }));
  return (
    <Within>
      <PathInput
        label={t("list")}
        unset={t("noList")}
        path={said.list}
        paths={lists}
        onChange={(list) =>
          give({ list, kept: null, each: name === "count" ? null : { var: "" }, where: null })
        }
      />
      {of !== undefined && (
        <KnownFurther value={further}>
          {said.kept !== null && (
            <RulePart
              catalog={catalog}
              of={of}
              label={t("kept")}
              value={said.kept}
              onChange={(kept) => give({ kept })}
            />
          )}
          {name !== "count" && (
            <ExpressionInput
              label={t("each")}
              catalog={catalog}
              of={of}
              value={said.each}
              onChange={(each) => give({ each })}
            />
          )}
          <RulePart
            key={of.name}
            catalog={catalog}
            of={of}
            label={t("where")}
            value={said.where}
            onChange={(where) => give({ where })}
          />
        </KnownFurther>
      )}
    </Within>
  );
}
