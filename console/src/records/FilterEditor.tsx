import { Box, Button, MenuItem, Stack, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogField, CatalogObject } from "../client/catalog";
import { mayAssign } from "../fields/candidates";
import { KeptValueInput } from "../fields/KeptValueInput";
import {
  type Condition,
  type Filter,
  type Group,
  hasOperand,
  isGroup,
  joinedAs,
  operandField,
  operatorsOf,
  partsOf,
} from "./filters";
import "./texts";

interface FilterEditorProps {
  catalog: Catalog;
  of: CatalogObject;
  fields: readonly CatalogField[];
  filter: Filter | null;
  onChange: (filter: Filter | null) => void;
}

const NOTHING: Group = { all: [] };
const DEEPEST = 4;

/** Conditions joined by all and any, as deep as somebody needs. */
export function FilterEditor({ catalog, of, fields, filter, onChange }: FilterEditorProps) {
  const compared = fields.filter((each) => operatorsOf(each).length > 0);
  const group = filter === null ? NOTHING : isGroup(filter) ? filter : { all: [filter] };
  return (
    <GroupEditor
      catalog={catalog}
      of={of}
      fields={compared}
      group={group}
      depth={1}
      onChange={(next) => onChange(partsOf(next).length === 0 && "all" in next ? null : next)}
    />
  );
}

interface GroupEditorProps {
  catalog: Catalog;
  of: CatalogObject;
  fields: readonly CatalogField[];
  group: Group;
  depth: number;
  onChange: (group: Group) => void;
  onRemove?: () => void;
}

function GroupEditor({ catalog, of, fields, group, depth, onChange, onRemove }: GroupEditorProps) {
  const { t } = useTranslation("records");
  const parts = partsOf(group);
  const first = fields[0];
  const put = (index: number, part: Filter | null) =>
    onChange(
      joinedAs(
        group,
        part === null
          ? parts.filter((_, at) => at !== index)
          : parts.map((each, at) => (at === index ? part : each)),
      ),
    );
  const add = (part: Filter) => onChange(joinedAs(group, [...parts, part]));
  if (first === undefined) return null;
  const fresh: Condition = { field: first.name, operator: operatorsOf(first)[0] ?? "", value: null };
  return (
    <Box
      role="group"
      aria-label={t("filter")}
      sx={{ border: 1, borderColor: "divider", borderRadius: 1, p: 1.5, bgcolor: "background.paper" }}
    >
      <Stack sx={{ gap: 1.5 }}>
        <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
          <TextField
            select
            label={t("matching")}
            value={"all" in group ? "all" : "any"}
            onChange={(event) => onChange(event.target.value === "all" ? { all: parts } : { any: parts })}
          >
            <MenuItem value="all">{t("all")}</MenuItem>
            <MenuItem value="any">{t("any")}</MenuItem>
          </TextField>
          <Button onClick={() => add(fresh)}>{t("addCondition")}</Button>
          {depth < DEEPEST && (
            <Button onClick={() => add("all" in group ? { any: [fresh] } : { all: [fresh] })}>
              {t("addGroup")}
            </Button>
          )}
          {onRemove !== undefined && <RemoveButton onRemove={onRemove} />}
        </Stack>
        {parts.map((part, index) =>
          isGroup(part) ? (
            <GroupEditor
              // biome-ignore lint/suspicious/noArrayIndexKey: a part has nothing but its place
              key={index}
              catalog={catalog}
              of={of}
              fields={fields}
              group={part}
              depth={depth + 1}
              onChange={(next) => put(index, next)}
              onRemove={() => put(index, null)}
            />
          ) : (
            <ConditionEditor
              // biome-ignore lint/suspicious/noArrayIndexKey: a part has nothing but its place
              key={index}
              catalog={catalog}
              of={of}
              fields={fields}
              condition={part}
              onChange={(next) => put(index, next)}
              onRemove={() => put(index, null)}
            />
          ),
        )}
      </Stack>
    </Box>
  );
}

function RemoveButton({ onRemove }: { onRemove: () => void }) {
  const { t } = useTranslation("records");
  return (
    <Button aria-label={t("removeCondition")} onClick={onRemove} sx={{ minWidth: 32 }}>
      ✕
    </Button>
  );
}

interface ConditionEditorProps {
  catalog: Catalog;
  of: CatalogObject;
  fields: readonly CatalogField[];
  condition: Condition;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function ConditionEditor({ catalog, of, fields, condition, onChange, onRemove }: ConditionEditorProps) {
  const { t } = useTranslation("records");
  const field = fields.find((each) => each.name === condition.field);
  // Whoever writes nothing is not told who the members are.
  const isTold = field?.type !== "member" || mayAssign(catalog);
  const operators =
    field === undefined ? [] : operatorsOf(field).filter((each) => isTold || !hasOperand(each));
  const chooseField = (name: string) => {
    const next = fields.find((each) => each.name === name);
    if (next !== undefined) onChange({ field: name, operator: operatorsOf(next)[0] ?? "", value: null });
  };
  const chooseOperator = (operator: string) => {
    const fits =
      field !== undefined &&
      operandField(field, operator).type === operandField(field, condition.operator).type;
    onChange({ ...condition, operator, value: fits ? condition.value : null });
  };
  return (
    <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
      <TextField
        select
        label={t("field")}
        value={field === undefined ? "" : field.name}
        onChange={(event) => chooseField(event.target.value)}
        sx={{ minWidth: 140 }}
      >
        {fields.map((each) => (
          <MenuItem key={each.name} value={each.name}>
            {each.label}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label={t("operator")}
        value={operators.some((each) => each === condition.operator) ? condition.operator : ""}
        onChange={(event) => chooseOperator(event.target.value)}
        sx={{ minWidth: 130 }}
      >
        {operators.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`op.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      {field !== undefined && hasOperand(condition.operator) && (
        <Box sx={{ minWidth: 220 }}>
          <KeptValueInput
            catalog={catalog}
            of={of}
            field={operandField(field, condition.operator)}
            value={condition.value}
            onChange={(value) => onChange({ ...condition, value })}
          />
        </Box>
      )}
      <RemoveButton onRemove={onRemove} />
    </Stack>
  );
}
