import { Alert, List, ListItem, ListItemText } from "@mui/material";
import { useTranslation } from "react-i18next";
import type { Explanation } from "./explaining";
import "./texts";

/** What is said of a question: the answer, the grants that speak of it, and what is missing. */
export function Reasons({ found }: { found: Explanation | null }) {
  const { t } = useTranslation("access");
  if (found === null) return <Alert severity="info">{t("noAnswer")}</Alert>;
  return (
    <>
      <Alert severity={found.allowed ? "success" : "warning"} role="status">
        {found.sentence}
      </Alert>
      <List dense disablePadding aria-label={t("grants")}>
        {found.grants.map((each, index) => (
          <ListItem key={`${each.role} ${index.toString()}`} disableGutters>
            <ListItemText
              primary={each.sentence}
              secondary={
                <>
                  {each.chains.map((chain) => chain.join(" → ")).join("; ")}
                  {each.holds != null && ` · ${t(each.holds ? "holds" : "holdsNot")}`}
                  {each.tree.map((node) => (
                    <span key={node.id} style={{ display: "block", paddingLeft: `${node.depth}em` }}>
                      {node.satisfied ? "✓" : "✗"} {node.sentence}
                    </span>
                  ))}
                </>
              }
            />
          </ListItem>
        ))}
      </List>
      {found.missing != null && <Alert severity="info">{found.missing.sentence}</Alert>}
    </>
  );
}
