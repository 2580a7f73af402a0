import { Autocomplete, Dialog, DialogContent, DialogTitle, TextField, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { type Catalog, objectNamed } from "../client/catalog";
import { request } from "../client/request";
import { FaultNotice } from "../shared/FaultNotice";
import { useSettled } from "../shared/useSettled";
import "./texts";

interface Hit {
  object: string;
  title: string | null;
  node: { id: string };
}

interface SearchDialogProps {
  catalog: Catalog;
  onClose: () => void;
}

const SEARCH =
  "query Search($words: String!) { found: search(query: $words, first: 20) { object title node { id } } }";

/** The records of all objects that have certain words. */
export function SearchDialog({ catalog, onClose }: SearchDialogProps) {
  const { t } = useTranslation("records");
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const words = useSettled(typed.trim(), 200);
  const found = useQuery({
    queryKey: ["search", words],
    queryFn: async ({ signal }) =>
      (await request<{ found: Hit[] }, { words: string }>(SEARCH, { words }, signal)).found,
    enabled: words !== "",
  });
  const open = (hit: Hit | null) => {
    if (hit === null) return;
    onClose();
    void navigate(`/records/${hit.object}/${hit.node.id}`);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      aria-labelledby="search-all"
      sx={{ "& .MuiDialog-container": { alignItems: "flex-start" } }}
    >
      <DialogTitle id="search-all">{t("searchAll")}</DialogTitle>
      <DialogContent>
        {found.isError && <FaultNotice error={found.error} onRetry={() => void found.refetch()} />}
        <Autocomplete<Hit>
          sx={{ mt: 1 }}
          options={words === "" ? [] : (found.data ?? [])}
          filterOptions={(all) => all}
          loading={found.isFetching}
          noOptionsText={t(words === "" ? "typeMore" : "notFound")}
          getOptionLabel={(hit) => hit.title ?? hit.node.id}
          getOptionKey={(hit) => hit.node.id}
          groupBy={(hit) => objectNamed(catalog, hit.object)?.pluralLabel ?? hit.object}
          value={null}
          inputValue={typed}
          onInputChange={(_, next, reason) => reason !== "reset" && setTyped(next)}
          onChange={(_, hit) => open(hit)}
          autoHighlight
          renderInput={(params) => <TextField {...params} autoFocus label={t("searchAll")} />}
        />
        <Typography variant="caption" color="textSecondary">
          {t("typeMore")}
        </Typography>
      </DialogContent>
    </Dialog>
  );
}
