import { Autocomplete, Checkbox, FormControlLabel, MenuItem, Stack, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { Catalog, CatalogField } from "../client/catalog";
import { FileInput } from "./FileInput";
import { LinksInput } from "./LinksInput";
import { RecordPicker } from "./RecordPicker";
import type { Address, Draft, Money, Named, StoredFile } from "./values";
import "./texts";

export interface FieldInputProps {
  catalog: Catalog;
  field: CatalogField;
  value: Draft;
  onChange: (value: Draft) => void;
  /** What the server said of it. */
  fault?: string | undefined;
  /** The values of the other fields of the form, for options that depend on one. */
  others?: Readonly<Record<string, Draft>>;
  autoFocus?: boolean;
}

const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "JPY", "GBP"];

/** The right editor for a field, by its type. */
export function FieldInput(props: FieldInputProps) {
  const { field, value, onChange } = props;
  switch (field.type) {
    case "boolean":
      return <BooleanInput {...props} />;
    case "choice":
      return <ChoiceInput {...props} />;
    case "multiChoice":
      return <MultiChoiceInput {...props} />;
    case "money":
      return <MoneyInput {...props} />;
    case "address":
      return <AddressInput {...props} />;
    case "file":
      return <FileInput {...props} value={value as StoredFile | null} />;
    case "relation":
    case "reference":
    case "member":
      return (
        <RecordPicker
          {...props}
          value={value === null ? [] : [value as Named]}
          onChange={(chosen) => onChange(chosen[0] ?? null)}
        />
      );
    case "relations":
      return <LinksInput {...props} />;
    case "integer":
    case "rating":
      return <TextInput {...props} type="number" step="1" />;
    case "date":
    case "time":
      return <TextInput {...props} type={field.type} />;
    case "datetime":
      return <TextInput {...props} type="datetime-local" />;
    case "email":
    case "url":
      return <TextInput {...props} type={field.type} />;
    case "phone":
      return <TextInput {...props} type="tel" />;
    case "longText":
    case "richText":
    case "json":
      return <TextInput {...props} rows={4} />;
    default:
      return <TextInput {...props} decimal={field.type === "decimal" || field.type === "percent"} />;
  }
}

interface TextInputProps extends FieldInputProps {
  type?: string;
  step?: string;
  rows?: number;
  decimal?: boolean;
}

function TextInput({ field, value, onChange, fault, type, step, rows, decimal, autoFocus }: TextInputProps) {
  const dated = type === "date" || type === "time" || type === "datetime-local";
  return (
    <TextField
      fullWidth
      autoFocus={autoFocus ?? false}
      label={field.label}
      required={field.required}
      type={type ?? "text"}
      value={value === null ? "" : String(value)}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      error={fault !== undefined}
      helperText={fault}
      multiline={rows !== undefined}
      {...(rows === undefined ? {} : { minRows: rows, maxRows: 12 })}
      slotProps={{
        htmlInput: { ...(step === undefined ? {} : { step }), ...(decimal ? { inputMode: "decimal" } : {}) },
        ...(dated ? { inputLabel: { shrink: true } } : {}),
      }}
    />
  );
}

function BooleanInput({ field, value, onChange, autoFocus }: FieldInputProps) {
  return (
    <FormControlLabel
      control={
        <Checkbox
          autoFocus={autoFocus ?? false}
          checked={value === true}
          indeterminate={value === null}
          onChange={(event) => onChange(event.target.checked)}
        />
      }
      label={field.label}
    />
  );
}

function ChoiceInput({ field, value, onChange, fault, others, autoFocus }: FieldInputProps) {
  const { t } = useTranslation("fields");
  const master = field.dependsOn == null ? null : (others?.[field.dependsOn] ?? null);
  const fitting = field.options.filter(
    (each) =>
      (each.active || each.key === value) &&
      (each.onlyWith.length === 0 || master === null || each.onlyWith.includes(String(master))),
  );
  return (
    <TextField
      fullWidth
      select
      autoFocus={autoFocus ?? false}
      label={field.label}
      required={field.required}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      error={fault !== undefined}
      helperText={fault}
    >
      {!field.required && <MenuItem value="">{t("none")}</MenuItem>}
      {fitting.map((each) => (
        <MenuItem key={each.key} value={each.key}>
          {each.label}
        </MenuItem>
      ))}
    </TextField>
  );
}

function MultiChoiceInput({ field, value, onChange, fault }: FieldInputProps) {
  const chosen = (value ?? []) as readonly string[];
  const keys = field.options
    .filter((each) => each.active || chosen.includes(each.key))
    .map((each) => each.key);
  return (
    <Autocomplete
      multiple
      options={keys}
      value={[...chosen]}
      getOptionLabel={(key) => field.options.find((each) => each.key === key)?.label ?? key}
      onChange={(_, next) => onChange(next)}
      renderInput={(params) => (
        <TextField {...params} label={field.label} error={fault !== undefined} helperText={fault} />
      )}
    />
  );
}

function MoneyInput({ field, value, onChange, fault, autoFocus }: FieldInputProps) {
  const { t } = useTranslation("fields");
  const money = (value as Money | null) ?? { amount: "", currency: "CNY" };
  const change = (part: Partial<Money>) => {
    const next = { ...money, ...part };
    onChange(next.amount === "" && part.currency === undefined ? null : next);
  };
  return (
    <Stack direction="row" sx={{ gap: 1 }}>
      <TextField
        fullWidth
        autoFocus={autoFocus ?? false}
        label={field.label}
        required={field.required}
        value={money.amount}
        onChange={(event) => change({ amount: event.target.value.trim() })}
        error={fault !== undefined}
        helperText={fault}
        slotProps={{ htmlInput: { inputMode: "decimal" } }}
      />
      <Autocomplete
        freeSolo
        disableClearable
        options={CURRENCIES}
        value={money.currency}
        onInputChange={(_, currency) => change({ currency: currency.toUpperCase().slice(0, 3) })}
        sx={{ width: 110, flexShrink: 0 }}
        renderInput={(params) => <TextField {...params} label={t("currency")} />}
      />
    </Stack>
  );
}

const PARTS = ["country", "province", "city", "district", "street", "postalCode"] as const;

function AddressInput({ field, value, onChange, fault }: FieldInputProps) {
  const { t } = useTranslation("fields");
  const nothing = {
    country: field.region ?? "",
    province: null,
    city: null,
    district: null,
    street: null,
    postalCode: null,
  };
  const address = (value as Address | null) ?? nothing;
  const change = (part: Partial<Address>) => {
    const next = { ...address, ...part };
    const empty = PARTS.every((each) => each === "country" || !next[each]);
    onChange(empty && part.country === undefined ? null : next);
  };
  return (
    <Stack
      component="fieldset"
      sx={{ gap: 1, border: 1, borderColor: "divider", borderRadius: 1, p: 1.5, m: 0 }}
    >
      <legend>{field.label}</legend>
      {PARTS.map((part) => (
        <TextField
          key={part}
          label={t(part)}
          value={address[part] ?? ""}
          onChange={(event) => change({ [part]: event.target.value || (part === "country" ? "" : null) })}
        />
      ))}
      {fault !== undefined && <span role="alert">{fault}</span>}
    </Stack>
  );
}
