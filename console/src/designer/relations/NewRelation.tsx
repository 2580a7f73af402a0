import { Button, Stack } from "@mui/material";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DesignedObject } from "../drafting";
import { ChoiceInput } from "../expressions/ChoiceInput";
import "./texts";

interface NewRelationProps {
  objects: readonly DesignedObject[];
  onConnect: (source: string, target: string) => void;
}

/** The way to a new relation for who draws none. */
export function NewRelation({ objects, onConnect }: NewRelationProps) {
  const { t } = useTranslation("relations");
  const [source, setSource] = useState(objects[0]?.name ?? "");
  const [target, setTarget] = useState((objects[1] ?? objects[0])?.name ?? "");
  const choices = objects.map((each) => ({ value: each.name, label: each.label }));
  return (
    <Stack
      component="form"
      direction="row"
      sx={{ columnGap: 1, rowGap: 1.5, flexWrap: "wrap", alignItems: "center" }}
      onSubmit={(event) => {
        event.preventDefault();
        onConnect(source, target);
      }}
    >
      <ChoiceInput label={t("newFrom")} value={source} choices={choices} onChange={setSource} />
      <ChoiceInput label={t("newTo")} value={target} choices={choices} onChange={setTarget} />
      <Button type="submit" variant="outlined">
        {t("add")}
      </Button>
    </Stack>
  );
}
