import { useTranslation } from "react-i18next";
import type { FieldInputProps } from "./FieldInput";
import { RecordPicker } from "./RecordPicker";
import { type Links, type Named, without } from "./values";
import "./texts";

const NONE: Links = { before: [], now: [], more: 0 };

/** Those that are linked already, and more of them. */
export function LinksInput({ value, onChange, ...props }: FieldInputProps) {
  const { t } = useTranslation("fields");
  const links = (value as Links | null) ?? NONE;
  return (
    <RecordPicker
      {...props}
      multiple
      value={links.now}
      help={links.more > 0 ? t("moreLinks", { count: links.more }) : undefined}
      onChange={(now) => onChange({ ...links, now })}
    />
  );
}

/** Of many records that have links of their own: what is linked to each of them, and what no longer is. */
export function ManyLinksInput({ field, value, onChange, ...props }: FieldInputProps) {
  const { t } = useTranslation("fields");
  const { before, now } = (value as Links | null) ?? NONE;
  // Nobody both comes and goes.
  const change = (gone: readonly Named[], come: readonly Named[]) =>
    onChange(gone.length + come.length === 0 ? null : { before: gone, now: come, more: 0 });
  return (
    <>
      <RecordPicker
        {...props}
        field={{ ...field, label: t("linksToAdd", { field: field.label }) }}
        multiple
        value={now}
        onChange={(come) => change(without(before, come), come)}
      />
      <RecordPicker
        {...props}
        field={{ ...field, label: t("linksToRemove", { field: field.label }) }}
        multiple
        value={before}
        onChange={(gone) => change(gone, without(now, gone))}
      />
    </>
  );
}
