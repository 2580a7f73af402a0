import { Stack, TextField } from "@mui/material";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Choice } from "../shared/Choice";
import type { Measure } from "./asked";
import { PERIODS, RANGE } from "./filters";

const WIDTH = { minWidth: 140 };

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
  const known = owner === "" || owners.has(owner);
  const ownerChoices = [...owners].map(([name, label]) => ({ name, label }));
  const days = given.get("days") ?? "";
  const period = days === RANGE || PERIODS.some((each) => String(each) === days) ? days : "";
  const [from, to] = [given.get("from") ?? "", given.get("to") ?? ""];
  const reversed = from !== "" && to !== "" && from > to;
  return (
    <Stack direction="row" sx={{ gap: 2, flexWrap: "wrap", alignItems: "flex-start" }}>
      <Choice
        label={t("owner")}
        value={owner}
        none={t("everybody")}
        choices={[...ownerChoices, ...(known ? [] : [{ name: owner, label: t("ownerOfNone") }])]}
        onChange={(value) => choose("owner", value)}
        sx={WIDTH}
      />
      <Choice
        label={t("period")}
        value={period}
        none={t("always")}
        choices={[
          ...PERIODS.map((each) => ({ name: String(each), label: t("lastDays", { days: each }) })),
          { name: RANGE, label: t("range") },
        ]}
        onChange={(value) => choose("days", value)}
        sx={WIDTH}
      />
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
        <Choice
          label={t("currency")}
          value={currency ?? ""}
          choices={currencies.map((each) => ({ name: each, label: each }))}
          onChange={(value) => choose("currency", value)}
          sx={WIDTH}
        />
      )}
      {currency !== null && (
        <Choice
          label={t("measure")}
          value={measure}
          choices={[
            { name: "count", label: t("count") },
            { name: "sum", label: t("sum", { currency }) },
          ]}
          onChange={(value) => choose("measure", value === "count" ? "" : value)}
          sx={WIDTH}
        />
      )}
    </Stack>
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
