import { Button } from "@mui/material";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCatalog } from "../client/catalog";
import { arriving } from "../shared/arriving";

const SearchDialog = lazy(
  arriving(() => import("../records/SearchDialog").then((each) => ({ default: each.SearchDialog }))),
);

/** The search over all records, from everywhere: by its button, or the key "/". */
export function GlobalSearch() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const catalog = useCatalog();
  // Where no field is searchable the API has no search.
  const there =
    catalog.data?.objects.some((of) => of.fields.some((each) => each.searchable && each.canRead)) ?? false;
  useEffect(() => {
    if (!there) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [there]);
  if (!there || catalog.data === undefined) return null;
  return (
    <>
      <Button
        color="inherit"
        aria-haspopup="dialog"
        aria-keyshortcuts="/"
        onClick={() => setOpen(true)}
        sx={{ whiteSpace: "nowrap" }}
      >
        {t("app.search")} /
      </Button>
      {open && (
        <Suspense>
          <SearchDialog catalog={catalog.data} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Whether a key is a letter of something that is being written, or a dialog is open. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) ||
    document.querySelector('[role="dialog"]') !== null
  );
}
