import { Button, IconButton, Stack } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { Designed, DesignedObject } from "../drafting";
import { RulePart } from "../RulePart";
import type { Json } from "../ruleTree";
import { ExpressionInput } from "./ExpressionInput";
import { type Cases, casesIn, casesOf } from "./expression";
import { Within } from "./Within";
import "./texts";

interface CasesInputProps {
  catalog: Designed;
  of: DesignedObject;
  value: Json;
  onChange: (value: Json) => void;
}

/** What something is where the first of some conditions holds, where the next one does, and otherwise. */
export function CasesInput({ catalog, of, value, onChange }: CasesInputProps) {
  const { t } = useTranslation("expressions");
  const { cases, otherwise } = casesIn(value);
  const give = (part: Partial<Cases>) => onChange(casesOf({ cases, otherwise, ...part }));
  const put = (index: number, part: Partial<Cases["cases"][number]>) =>
    give({ cases: cases.map((each, at) => (at === index ? { ...each, ...part } : each)) });
  const last = cases.at(-1);
  return (
    <Within>
      {cases.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a case is what stands at its place, and with one more or less another
        <Stack key={`${cases.length} ${index}`} direction="row" sx={{ gap: 1, alignItems: "start" }}>
          <Stack sx={{ gap: 1.5, flexGrow: 1, minWidth: 0 }}>
            <RulePart
              catalog={catalog}
              of={of}
              label={labelled(t("condition"), cases.length, index)}
              value={each.when}
              onChange={(when) => put(index, { when: when ?? true })}
            />
            <ExpressionInput
              label={labelled(t("whenTrue"), cases.length, index)}
              catalog={catalog}
              of={of}
              value={each.value}
              onChange={(next) => put(index, { value: next })}
            />
          </Stack>
          {cases.length > 1 && (
            <IconButton
              aria-label={t("removeCase", { number: index + 1 })}
              onClick={() => give({ cases: cases.toSpliced(index, 1) })}
            >
              ×
            </IconButton>
          )}
        </Stack>
      ))}
      {last !== undefined && (
        <Button sx={{ alignSelf: "start" }} onClick={() => give({ cases: [...cases, last] })}>
          {t("addCase")}
        </Button>
      )}
      <Otherwise
        {...{ catalog, of, value: otherwise, like: last?.value ?? null }}
        onChange={(next) => give({ otherwise: next })}
      />
    </Within>
  );
}

/** Told apart where there are several. */
const labelled = (label: string, count: number, index: number) =>
  count === 1 ? label : `${label} ${index + 1}`;

interface OtherwiseProps {
  catalog: Designed;
  of: DesignedObject;
  value: Json | undefined;
  /** What it begins with. */
  like: Json;
  onChange: (value: Json | undefined) => void;
}

function Otherwise({ catalog, of, value, like, onChange }: OtherwiseProps) {
  const { t } = useTranslation("expressions");
  if (value === undefined)
    return (
      <Button sx={{ alignSelf: "start" }} onClick={() => onChange(like)}>
        {t("addOtherwise")}
      </Button>
    );
  return (
    <Stack direction="row" sx={{ gap: 1, alignItems: "start" }}>
      <ExpressionInput label={t("whenFalse")} catalog={catalog} of={of} value={value} onChange={onChange} />
      <IconButton aria-label={t("removeOtherwise")} onClick={() => onChange(undefined)}>
        ×
      </IconButton>
    </Stack>
  );
}
