import { Box } from "@mui/material";
import { createContext, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import {
  type Field,
  prepareRuleGroup,
  QueryBuilder,
  type RuleGroupType,
  type RuleType,
  type ValueEditorProps,
} from "react-querybuilder";
import "react-querybuilder/dist/query-builder-layout.css";
import type { Designed, DesignedObject } from "./drafting";
import { operatorsOf, type RulePath } from "./paths";
import { RuleValue } from "./RuleValue";
import { AS_COMPUTED, AS_FIELDS, AS_IF, AS_JSON, COMPARISONS, OF_FIELDS } from "./ruleTree";
import { usePaths } from "./usePaths";
import "./ruleTexts";

interface RuleBuilderProps {
  catalog: Designed;
  of: DesignedObject;
  value: RuleGroupType;
  onChange: (value: RuleGroupType) => void;
}

interface Surroundings {
  catalog: Designed;
  of: DesignedObject;
  paths: readonly RulePath[];
}

/** What stands in the place of a field. */
const PARTS = [
  [AS_COMPUTED, "asComputed", COMPARISONS],
  [AS_FIELDS, "asFields", OF_FIELDS],
  [AS_IF, "asIf", ["if"]],
  [AS_JSON, "asJson", ["json"]],
] as const;

const Around = createContext<Surroundings | null>(null);

/** A rule as nested groups of conditions; what it cannot show of a rule is a part in JSON. */
export function RuleBuilder({ catalog, of, value, onChange }: RuleBuilderProps) {
  const { t } = useTranslation("rules");
  const known = usePaths(catalog, of);
  // With ids from the start: what gets one later is made anew, and loses the focus.
  const query = useMemo(() => (value.id === undefined ? prepareRuleGroup(value) : value), [value]);
  const paths = useMemo(() => {
    const used = conditionsOf(value).filter((each) => !PARTS.some(([part]) => part === each.field));
    const unknown = used.filter((each) => !known.some((path) => path.path === each.field));
    const names = [...new Set(unknown.map((each) => each.field))];
    return [...known, ...names.map((path) => ({ path, label: path, field: null, list: null }))];
  }, [known, value]);
  const fields: Field[] = [
    ...paths.map((each) => ({ name: each.path, value: each.path, label: each.label })),
    ...PARTS.map(([part, label]) => ({ name: part, value: part, label: t(label) })),
  ];
  const operators = (name: string) => {
    const path = paths.find((each) => each.path === name);
    const part = PARTS.find(([each]) => each === name);
    const fitting: readonly string[] =
      part !== undefined ? part[2] : path === undefined ? [] : operatorsOf(path);
    const used = conditionsOf(value).filter((each) => each.field === name);
    const all = [...new Set([...fitting, ...used.map((each) => each.operator)])];
    return all.map((each) => ({ name: each, value: each, label: t(`operators.${each}`) }));
  };
  return (
    <Around.Provider value={{ catalog, of, paths }}>
      <Box
        sx={{
          "& .ruleGroup": { border: 1, borderColor: "divider", borderRadius: 2, p: 1, gap: 1 },
          "& .rule, & .ruleGroup-header": {
            display: "flex",
            flexWrap: "wrap",
            columnGap: 1,
            rowGap: 1.5,
            alignItems: "center",
          },
          "& .ruleGroup-body": { display: "flex", flexDirection: "column", gap: 1, mt: 1 },
          "& select:not([class*='Mui']), & button:not([class*='Mui'])": {
            font: "inherit",
            minHeight: 32,
            px: 1,
            maxWidth: "100%",
          },
        }}
      >
        <QueryBuilder
          fields={fields}
          query={query}
          onQueryChange={onChange}
          // A list's own builder would report to the one around it before that knows of the condition.
          enableMountQueryChange={false}
          getOperators={operators}
          getDefaultValue={() => ""}
          combinators={[
            { name: "and", value: "and", label: t("and") },
            { name: "or", value: "or", label: t("or") },
          ]}
          showNotToggle
          controlElements={{ valueEditor: Value }}
          translations={{
            fields: { title: t("field") },
            operators: { title: t("operator") },
            value: { title: t("value") },
            combinators: { title: t("combinator") },
            addRule: { label: t("addRule"), title: t("addRule") },
            addGroup: { label: t("addGroup"), title: t("addGroup") },
            removeRule: { label: "×", title: t("removeRule") },
            removeGroup: { label: "×", title: t("removeGroup") },
            notToggle: { label: t("not"), title: t("not") },
          }}
        />
      </Box>
    </Around.Provider>
  );
}

function conditionsOf(group: RuleGroupType): RuleType[] {
  return group.rules.flatMap((each) =>
    typeof each === "string" ? [] : "rules" in each ? conditionsOf(each) : [each],
  );
}

function Value({ field, operator, value, handleOnChange }: ValueEditorProps) {
  const around = useContext(Around);
  if (around === null) return null;
  const path = around.paths.find((each) => each.path === field) ?? null;
  return (
    <RuleValue
      catalog={around.catalog}
      of={around.of}
      field={field}
      path={path}
      operator={operator}
      value={value}
      onChange={handleOnChange}
    />
  );
}
