import { useTranslation } from "react-i18next";
import { ANY } from "../access/actions";
import { type Grant, narrowingOf, type Summary } from "./grants";
import "../access/texts";
import "./roleTexts";

/** What grants say, in the words of a cell or a line. */
export function useRoleWords() {
  const { t } = useTranslation(["roles", "access"]);
  const ofSummary = ({ standing, scopes, fields, except }: Summary): string => {
    if (standing !== "some") return t(`standings.${standing}`);
    const parts = [
      ...scopes.map((each) => t(`scopes.${each}`)),
      ...(fields === null ? [] : [t("onlyFields", { count: fields.length })]),
      ...(except ? [t("except")] : []),
    ];
    return parts.length === 0 ? t("standings.some") : parts.join(", ");
  };
  const ofGrant = (grant: Grant, fieldLabel: (name: string) => string): string => {
    const { rows, rule, moves, leaving, entering } = narrowingOf(grant);
    const narrowed = [
      ...(rows === "all" ? [] : [t(`scopes.${rows}`)]),
      ...(rule === null ? [] : [t("scopes.rule")]),
      ...(moves === null && leaving === null && entering === null ? [] : [t("scopes.moves")]),
    ];
    return [
      t(`effects.${grant.effect}`),
      ...(grant.object === ANY ? [t("everyObject")] : []),
      ...(grant.action === ANY ? [t("actions.*", { ns: "access" })] : []),
      ...(grant.field === ANY ? [] : [fieldLabel(grant.field)]),
      narrowed.length === 0 ? t("choices.all") : narrowed.join(", "),
      ...(grant.mask == null ? [] : [t(`masks.${grant.mask.kind}`)]),
    ].join(" · ");
  };
  return { ofSummary, ofGrant };
}
