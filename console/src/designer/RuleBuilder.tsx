import { Box } from "@mui/material";
import { useContext, useMemo } from "react";
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
import { operatorsOf } from "./paths";
import { Around, CONTROLS } from "./RuleControls";
import { RuleValue } from "./RuleValue";
import { AS_COMPUTED, AS_FIELDS, AS_IF, AS_JSON, COMPARISONS, OF_FIELDS } from "./ruleTree";
import { usePaths } from "./usePaths";
import "./expressions/texts";
import "./ruleTexts";

interface RuleBuilderProps {
  catalog: Designed;
  of: DesignedObject;
  value: RuleGroupType;
  onChange: (value: RuleGroupType) => void;
}

/** What stands in the place of a field. */
const PARTS = [
  [AS_COMPUTED, "asComputed", COMPARISONS],
  [AS_FIELDS, "asFields", OF_FIELDS],
  [AS_IF, "asIf", ["if"]],
  [AS_JSON, "asJson", ["json"]],
] as const;

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
    return [
      ...known,
      ...names.map((path) => ({
        path,
        label: path || t("noField", { ns: "expressions" }),
        field: null,
        list: null,
      })),
    ];
  }, [known, value, t]);
  const fields: Field[] = [
    ...paths.map((each) => ({ name: each.path, value: each.path, label: each.label })),
    ...PARTS.map(([part, label]) => ({ name: part, value: part, label: t(label) })),
  ];
  const labelOf = (name: string) => fields.find((each) => each.name === name)?.label ?? name;
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
    <Around.Provider value={{ catalog, of, paths, labelOf }}>
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
          // However many lines a condition takes, it is removed at the end of its first.
          "& .rule": { position: "relative", pr: 5 },
          "& .rule > .below": { mr: -5 },
          "& .rule-remove": { position: "absolute", top: 2, right: 0 },
          "& .ruleGroup-remove": { ml: "auto" },
          "& .ruleGroup-body": { display: "flex", flexDirection: "column", gap: { xs: 2, sm: 1 }, mt: 1 },
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
          controlElements={{ ...CONTROLS, valueEditor: Value }}
          translations={{
            fields: { title: t("field") },
            operators: { title: t("operator") },
            value: { title: t("value") },
            combinators: { title: t("combinator") },
            addRule: { label: t("addRule"), title: t("addRule") },
            addGroup: { label: t("addGroup"), title: t("addGroup") },
            removeRule: { title: t("removeRule") },
            removeGroup: { title: t("removeGroup") },
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
