import { Box, Stack } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { RuleGroupType } from "react-querybuilder";
import type { Designed, DesignedObject } from "./drafting";
import { ChoiceInput } from "./expressions/ChoiceInput";
import { ExpressionInput } from "./expressions/ExpressionInput";
import { NumberInput } from "./expressions/LiteralInput";
import { RuleBuilder } from "./RuleBuilder";
import { RuleButton } from "./RuleControls";
import {
  COMPARISONS,
  COUNTS,
  groupOf,
  listCondition,
  SUMMED,
  type SummedCondition,
  summedCondition,
} from "./ruleTree";
import { KnownFurther, useFurtherOfList } from "./usePaths";
import "./ruleTexts";

const NO_CONDITION = groupOf(null);

interface ListValueProps {
  catalog: Designed;
  /** Of which the rule is. */
  of: DesignedObject;
  /** Name of the object whose records the list has. */
  list: string;
  operator: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** What is asked of the records of a list, or what is worked out of them and compared. */
export function ListValue(props: ListValueProps) {
  const listed = props.catalog.objects.find((each) => each.name === props.list);
  if (listed === undefined) return null;
  const summed = SUMMED.some((each) => each === props.operator);
  return (
    <Box className="below" sx={{ flexBasis: "100%", pl: { xs: 0, sm: 2 }, minWidth: 0 }}>
      {summed ? <Summed {...props} listed={listed} /> : <Counted {...props} listed={listed} />}
    </Box>
  );
}

type Listed = ListValueProps & { listed: DesignedObject };

interface LookedAtProps {
  catalog: Designed;
  listed: DesignedObject;
  kept: RuleGroupType | null;
  /** Asking the same of each record says something else. */
  offered: boolean;
  onChange: (kept: RuleGroupType | null) => void;
}

/** Which of the records are looked at. */
function LookedAt({ catalog, listed, kept, offered, onChange }: LookedAtProps) {
  const { t } = useTranslation("rules");
  if (kept === null)
    return offered ? <RuleButton onClick={() => onChange(NO_CONDITION)}>{t("onlySome")}</RuleButton> : null;
  return (
    <Stack role="group" aria-label={t("lookedAt")} sx={{ gap: 0.5, mb: 1 }}>
      <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
        <span>{t("lookedAt")}</span>
        <RuleButton onClick={() => onChange(null)}>{t("allAgain")}</RuleButton>
      </Stack>
      <RuleBuilder catalog={catalog} of={listed} value={kept} onChange={onChange} />
    </Stack>
  );
}

function Counted({ catalog, listed, operator, value, onChange }: Listed) {
  const { t } = useTranslation("rules");
  const further = useFurtherOfList();
  const { kept, threshold, each } = listCondition(value);
  return (
    <KnownFurther value={further}>
      <LookedAt
        catalog={catalog}
        listed={listed}
        kept={kept}
        offered={operator === "all"}
        onChange={(next) => onChange({ kept: next, threshold, each })}
      />
      {COUNTS.includes(operator) && (
        <NumberInput
          label={t("value")}
          value={threshold ?? 1}
          onChange={(next) => onChange({ kept, threshold: next, each })}
        />
      )}
      <RuleBuilder
        catalog={catalog}
        of={listed}
        value={each ?? NO_CONDITION}
        onChange={(next: RuleGroupType) => onChange({ kept, threshold, each: next })}
      />
      <span>{t("ofEach")}</span>
    </KnownFurther>
  );
}

function Summed({ catalog, of, listed, value, onChange }: Listed) {
  const { t } = useTranslation("rules");
  const further = useFurtherOfList();
  const said = summedCondition(value);
  const give = (part: Partial<SummedCondition>) => onChange({ ...said, ...part });
  return (
    <Stack sx={{ gap: 1.5, pt: 0.5 }}>
      <KnownFurther value={further}>
        <LookedAt
          catalog={catalog}
          listed={listed}
          kept={said.kept}
          offered={false}
          onChange={(kept) => give({ kept })}
        />
        <ExpressionInput
          label={t("ofEachRecord")}
          catalog={catalog}
          of={listed}
          value={said.each}
          onChange={(each) => give({ each })}
        />
      </KnownFurther>
      <Stack direction="row" sx={{ gap: 1.5, flexWrap: "wrap" }}>
        <ChoiceInput
          label={t("comparison")}
          value={said.compare}
          choices={COMPARISONS.map((each) => ({ value: each, label: t(`operators.${each}`) }))}
          onChange={(compare) => give({ compare })}
        />
        <ExpressionInput
          label={t("comparedWith")}
          catalog={catalog}
          of={of}
          value={said.than}
          onChange={(than) => give({ than })}
        />
      </Stack>
      <span>{t("whereOf")}</span>
      <KnownFurther value={further}>
        <RuleBuilder
          catalog={catalog}
          of={listed}
          value={said.where ?? NO_CONDITION}
          onChange={(where) => give({ where })}
        />
      </KnownFurther>
    </Stack>
  );
}
