import { Button, FormHelperText, Stack, Typography } from "@mui/material";
import { useMutation } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogField } from "../client/catalog";
import { upload } from "../client/files";
import { FaultNotice } from "../shared/FaultNotice";
import type { StoredFile } from "./values";
import "./texts";

interface FileInputProps {
  field: CatalogField;
  value: StoredFile | null;
  onChange: (value: StoredFile | null) => void;
  fault?: string | undefined;
}

/** A file, which is uploaded as soon as it is chosen and attached with the form. */
export function FileInput({ field, value, onChange, fault }: FileInputProps) {
  const { t } = useTranslation("fields");
  const id = useId();
  const uploading = useMutation({ mutationFn: upload, onSuccess: onChange });
  return (
    <Stack sx={{ gap: 0.5 }}>
      <Typography id={id} variant="body2" color="textSecondary">
        {field.label}
      </Typography>
      <Stack direction="row" sx={{ gap: 1, alignItems: "center" }}>
        {value !== null && <span>{value.name}</span>}
        <Button component="label" variant="outlined" loading={uploading.isPending}>
          {t(value === null ? "choose" : "replace")}
          <input
            type="file"
            hidden
            aria-labelledby={id}
            accept={field.mediaTypes.join(",")}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file !== undefined) uploading.mutate(file);
            }}
          />
        </Button>
        {value !== null && <Button onClick={() => onChange(null)}>{t("clear")}</Button>}
      </Stack>
      {uploading.isError && <FaultNotice error={uploading.error} />}
      {fault !== undefined && <FormHelperText error>{fault}</FormHelperText>}
    </Stack>
  );
}
