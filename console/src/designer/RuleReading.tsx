import { Alert, List, ListItem, ListItemText, Stack, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { graphql } from "../client/generated";
import { request } from "../client/request";
import { FaultNotice } from "../shared/FaultNotice";
import { useSettled } from "../shared/useSettled";
import { DESIGN_KEY, type Design, type DesignedObject } from "./drafting";
import type { Json } from "./ruleTree";
import "./ruleTexts";

const READ = graphql(`
  query ReadRule($object: String!, $rule: JSON!) {
    catalog {
      reading(object: $object, rule: $rule) {
        clauses { pointer sentences { language text } }
        errors { code message hint path }
      }
    }
  }
`);
const READ_IN_DRAFT = graphql(`
  query ReadRuleInDraft($draft: ID!, $object: String!, $rule: JSON!) {
    catalogDraft(id: $draft) {
      catalog {
        reading(object: $object, rule: $rule) {
          clauses { pointer sentences { language text } }
          errors { code message hint path }
        }
      }
    }
  }
`);

interface RuleReadingProps {
  design: Design;
  of: DesignedObject;
  /** Undefined as long as it is no JSON. */
  rule: Json | undefined;
}

/** What the rule says, as the server says it in both languages, while it is built. */
export function RuleReading({ design, of, rule }: RuleReadingProps) {
  const { t, i18n } = useTranslation("rules");
  const settled = useSettled(rule === undefined ? "" : JSON.stringify(rule), 300);
  const draft = design.broken ? null : design.draft;
  const reading = useQuery({
    queryKey: [DESIGN_KEY, "reading", of.name, draft?.id, draft?.revision, settled],
    queryFn: async ({ signal }) => {
      const given = { object: of.name, rule: JSON.parse(settled) as unknown };
      if (draft === null) return (await request(READ, given, signal)).catalog.reading ?? null;
      const found = await request(READ_IN_DRAFT, { ...given, draft: draft.id }, signal);
      return found.catalogDraft?.catalog?.reading ?? null;
    },
    enabled: settled !== "" && settled !== "null",
    placeholderData: (earlier) => earlier,
  });
  const nothing = rule === null;
  // What is read first is in the language of who reads.
  const rank = (language: string) => (language === i18n.language ? 0 : 1);
  return (
    <Stack component="section" aria-label={t("says")} sx={{ gap: 1 }}>
      <Typography variant="h2">{t("says")}</Typography>
      {nothing && <Typography>{t("everybody")}</Typography>}
      {!nothing && reading.isError && <FaultNotice error={reading.error} />}
      {!nothing &&
        reading.data?.errors.map((each) => (
          <Alert key={each.message} severity="warning">
            <strong>{each.message}</strong>
            <div>{each.hint}</div>
          </Alert>
        ))}
      {!nothing && (
        <List dense disablePadding>
          {reading.data?.clauses.map((each) => (
            <ListItem key={each.pointer} disableGutters>
              <ListItemText
                primary={each.sentences
                  .toSorted((one, other) => rank(one.language) - rank(other.language))
                  .map((said) => (
                    <span key={said.language} lang={said.language} style={{ display: "block" }}>
                      {said.text}
                    </span>
                  ))}
              />
            </ListItem>
          ))}
        </List>
      )}
    </Stack>
  );
}
