import { Stack, Typography } from "@mui/material";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { type CatalogObject, pipelinesOf } from "../client/catalog";
import { Choice } from "./Choice";

interface PageHeadProps {
  /** The first part of the addresses that a choice leads to. */
  room: "board" | "records" | "insights";
  title: string;
  /** What can be chosen; `of` is shown. */
  objects: readonly CatalogObject[];
  of: CatalogObject;
  /** The name of the pipeline that is shown, where the page is of one. */
  pipeline?: string;
  children?: ReactNode;
}

/** The head of a page of one object, or of one pipeline of it: its title, and the choice of another. */
export function PageHead({ room, title, objects, of, pipeline, children }: PageHeadProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const pipelines = pipeline === undefined ? [] : pipelinesOf(of);
  return (
    <Stack direction="row" sx={{ gap: 2, alignItems: "center", flexWrap: "wrap" }}>
      <title>{`${title} · ${t("app.name")}`}</title>
      <Typography variant="h1" sx={{ flexGrow: 1 }}>
        {title}
      </Typography>
      {/* Of one or none nobody has to choose. */}
      {objects.length > 1 && (
        <Choice
          label={t("app.object")}
          value={of.name}
          choices={objects.map((each) => ({ name: each.name, label: each.pluralLabel }))}
          onChange={(name) => void navigate(`/${room}/${name}`)}
        />
      )}
      {pipelines.length > 1 && (
        <Choice
          label={t("app.pipeline")}
          value={pipeline ?? ""}
          choices={pipelines}
          onChange={(name) => void navigate(`/${room}/${of.name}/${name}`)}
        />
      )}
      {children}
    </Stack>
  );
}
