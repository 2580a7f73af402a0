import { Button, Stack, Typography } from "@mui/material";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Catalog, CatalogObject } from "../client/catalog";
import { useMe } from "../client/session";
import { canHaveSamples } from "./companions";

interface NothingSetUpProps {
  /** The heading of the page that has nothing to show. */
  title: string;
}

/** A page of a tenant that has not what it is about: where that comes from, for who may set it up, else whom to ask. */
export function NothingSetUp({ title }: NothingSetUpProps) {
  const { t } = useTranslation();
  const me = useMe();
  const may = me.data?.actions.includes("configure") ?? false;
  return (
    <Stack sx={{ p: { xs: 2, md: 4 }, gap: 2, alignItems: "flex-start", maxWidth: 700 }}>
      <Typography variant="h1">{title}</Typography>
      {me.isSuccess && <Typography>{t(may ? "empty.setUp" : "empty.askAdmin")}</Typography>}
      {may && <SetUpLinks />}
    </Stack>
  );
}

/** The ways to objects with stages: a template, or one's own. */
export function SetUpLinks() {
  const { t } = useTranslation();
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
      <Button component={Link} to="/start" variant="contained">
        {t("empty.templates")}
      </Button>
      <Button component={Link} to="/designer" variant="outlined">
        {t("empty.designer")}
      </Button>
    </Stack>
  );
}

interface NoRecordsProps {
  catalog: Catalog;
  of: CatalogObject;
  /** Makes the first one here; without it a link leads to where that is done. */
  onCreate?: () => void;
}

/** That an object has no records yet, and how it gets some. */
export function NoRecords({ catalog, of, onCreate }: NoRecordsProps) {
  const { t } = useTranslation();
  const may = of.actions.includes("create");
  const hasSamples = canHaveSamples(catalog, of);
  const said = !may ? "empty.noRecords" : hasSamples ? "empty.recordsOrSamples" : "empty.records";
  const label = t("empty.create", { object: of.label });
  return (
    <Stack sx={{ gap: 1, alignItems: "flex-start" }}>
      <Typography>{t(said, { objects: of.pluralLabel })}</Typography>
      {may && (
        <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
          {onCreate === undefined ? (
            <Button component={Link} to={`/records/${of.name}`} state={CREATING} variant="outlined">
              {label}
            </Button>
          ) : (
            <Button onClick={onCreate} variant="outlined">
              {label}
            </Button>
          )}
          {hasSamples && (
            <Button component={Link} to="/start">
              {t("empty.samples")}
            </Button>
          )}
        </Stack>
      )}
    </Stack>
  );
}

/** What is handed to the list of an object that shall begin with a new record. */
export const CREATING = { creating: true };
