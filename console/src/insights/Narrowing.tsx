import { MenuItem, Stack, TextField } from "@mui/material";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { SHOWN } from "../shared/selecting";
import type { Measure } from "./asked";
import { PERIODS, RANGE } from "./filters";

interface NarrowingProps {
  /** Id and name of everybody who has records. */
  owners: ReadonlyMap<string, string>;
  currencies: readonly string[];
  currency: string | null;
  measure: Measure;
}

/** What the numbers are narrowed to. All of it stands in the address. */
export function Narrowing({ owners, currencies, currency, measure }: NarrowingProps) {
  const { t } = useTranslation("insights");
  const [given, setGiven] = useSearchParams();
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(given);
    if (value === "") next.delete(name);
    else next.set(name, value);
    setGiven(next, { replace: true });
  };
  const owner = given.get("owner") ?? "";
  const days = given.get("days") ?? "";
  const period = days === RANGE || PERIODS.some((each) => String(each) === days) ? days : "";
  const [from, to] = [given.get("from") ?? "", given.get("to") ?? ""];
  const reversed = from !== "" && to !== "" && from > to;
  return (
    <Stack direction="row" sx={{ gap: 2, flexWrap: "wrap", alignItems: "flex-start" }}>
      <Choice label={t("owner")} value={owner} onChoose={(value) => choose("owner", value)}>
        <MenuItem value="">{t("everybody")}</MenuItem>
        {[...owners].map(([id, name]) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
        {owner !== "" && !owners.has(owner) && <MenuItem value={owner}>{t("ownerOfNone")}</MenuItem>}
      </Choice>
      <Choice label={t("period")} value={period} onChoose={(value) => choose("days", value)}>
        <MenuItem value="">{t("always")}</MenuItem>
        {PERIODS.map((each) => (
          <MenuItem key={each} value={each}>
            {t("lastDays", { days: each })}
          </MenuItem>
        ))}
        <MenuItem value={RANGE}>{t("range")}</MenuItem>
      </Choice>
      {period === RANGE && (
        <>
          <Day label={t("from")} value={from} onChoose={(value) => choose("from", value)} />
          <Day
            label={t("to")}
            value={to}
            onChoose={(value) => choose("to", value)}
            {...(reversed ? { wrong: t("reversed") } : {})}
          />
        </>
      )}
      {currencies.length > 1 && (
        <Choice label={t("currency")} value={currency ?? ""} onChoose={(value) => choose("currency", value)}>
          {currencies.map((each) => (
            <MenuItem key={each} value={each}>
              {each}
            </MenuItem>
          ))}
        </Choice>
      )}
      {currency !== null && (
        <Choice
          label={t("measure")}
          value={measure}
          onChoose={(value) => choose("measure", value === "count" ? "" : value)}
        >
          <MenuItem value="count">{t("count")}</MenuItem>
          <MenuItem value="sum">{t("sum", { currency })}</MenuItem>
        </Choice>
      )}
    </Stack>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChoose: (value: string) => void;
  children: ReactNode;
}

function Choice({ label, value, onChoose, children }: ChoiceProps) {
  return (
    <TextField
      select
      label={label}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
      slotProps={SHOWN}
      sx={{ minWidth: 140 }}
    >
      {children}
    </TextField>
  );
}

interface DayProps {
  label: string;
  value: string;
  onChoose: (value: string) => void;
  wrong?: string;
}

function Day({ label, value, onChoose, wrong }: DayProps) {
  return (
    <TextField
      type="date"
      label={label}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
      error={wrong !== undefined}
      helperText={wrong}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}
