import { Stack } from "@mui/material";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { NotFound } from "../app/NotFound";
import { objectNamed, useCatalog } from "../client/catalog";
import { useMe } from "../client/session";
import { NothingSetUp } from "../shared/NothingYet";
import { PageHead } from "../shared/PageHead";
import { Waiting } from "../shared/Waiting";
import { RecordList } from "./RecordList";
import "./texts";

/** The list of the records of one object, and the choice of another. */
export function Component() {
  const { t } = useTranslation();
  const { object } = useParams();
  const catalog = useCatalog();
  const me = useMe();
  if (catalog.data === undefined) return <Waiting query={catalog} />;
  if (me.data === undefined) return <Waiting query={me} />;
  const { objects } = catalog.data;
  const of = object === undefined ? objects[0] : objectNamed(catalog.data, object);
  if (objects.length === 0) return <NothingSetUp title={t("app.records")} />;
  if (of === undefined) return <NotFound />;
  return (
    <Stack sx={{ height: "100%", minHeight: 0, p: 2, gap: 1.5 }}>
      <PageHead room="records" title={of.pluralLabel} objects={objects} of={of} />
      <RecordList key={of.name} catalog={catalog.data} of={of} me={me.data?.member.id ?? ""} />
    </Stack>
  );
}
