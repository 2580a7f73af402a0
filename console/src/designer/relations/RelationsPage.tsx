import { Stack, Typography } from "@mui/material";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Waiting } from "../../shared/Waiting";
import { type Designed, type DesignedField, type DesignedObject, useDesign } from "../drafting";
import { FieldDialog } from "../FieldDialog";
import type { FieldForm } from "../fieldForm";
import { NewRelation } from "./NewRelation";
import { RelationsDiagram } from "./RelationsDiagram";
import { RelationTable } from "./RelationTable";
import { begunBetween, relationsOf } from "./relations";
import "./texts";

/** All objects with what points from one to another, drawn and as a table. */
export function Component() {
  const design = useDesign();
  if (design.data === undefined) return <Waiting query={design} />;
  return <Relations catalog={design.data.catalog} />;
}

interface Open {
  of: DesignedObject;
  field: DesignedField | null;
  begin: Partial<FieldForm>;
}

function Relations({ catalog }: { catalog: Designed }) {
  const { t } = useTranslation("relations");
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open | null>(null);
  const relations = useMemo(() => relationsOf(catalog), [catalog]);
  const named = (name: string) => catalog.objects.find((each) => each.name === name);
  const connect = (source: string, target: string) => {
    const [from, to] = [named(source), named(target)];
    if (from !== undefined && to !== undefined)
      setOpen({ of: from, field: null, begin: begunBetween(from, to) });
  };
  const change = ({ source, field }: { source: DesignedObject; field: DesignedField }) =>
    setOpen({ of: source, field, begin: {} });
  if (catalog.objects.length === 0) return <Typography>{t("none")}</Typography>;
  return (
    <Stack sx={{ gap: 2 }}>
      <Stack direction="row" sx={{ alignItems: "center", columnGap: 2, rowGap: 1.5, flexWrap: "wrap" }}>
        <Typography variant="h1" sx={{ flexGrow: 1 }}>
          {t("title")}
        </Typography>
        <NewRelation objects={catalog.objects} onConnect={connect} />
      </Stack>
      <RelationsDiagram
        objects={catalog.objects}
        relations={relations}
        onObject={(object) => void navigate(`/designer/objects/${object}`)}
        onRelation={change}
        onConnect={connect}
      />
      <RelationTable relations={relations} onRelation={change} />
      {open !== null && <FieldDialog catalog={catalog} {...open} onClose={() => setOpen(null)} />}
    </Stack>
  );
}
