import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { objectNamed, useCatalog } from "../client/catalog";
import { RecordPicker } from "../fields/RecordPicker";
import { systemField } from "../fields/system";
import type { Named } from "../fields/values";
import { Choice } from "../shared/Choice";
import { FormDialog } from "../shared/FormDialog";
import { FIELD_ACTIONS, OBJECT_ACTIONS, TENANT_ACTIONS } from "./actions";
import { type Asked, explain } from "./explaining";
import { Reasons } from "./Reasons";
import "./texts";

interface WhyDialogProps {
  asked: Asked;
  name: string;
  onClose: () => void;
}

/** Asks whether somebody may do something, and tells why. */
export function WhyDialog({ asked, name, onClose }: WhyDialogProps) {
  const { t } = useTranslation(["access"]);
  const catalog = useCatalog();
  const [action, setAction] = useState("read");
  const [object, setObject] = useState("");
  const [field, setField] = useState("");
  const [record, setRecord] = useState<Named | null>(null);
  const [to, setTo] = useState("");
  const onTenant = TENANT_ACTIONS.some((each) => each === action);
  const perField = FIELD_ACTIONS.some((each) => each === action);
  const of = catalog.data === undefined ? undefined : objectNamed(catalog.data, object);
  const asking = useMutation({
    mutationFn: () =>
      explain(asked, {
        action,
        object: onTenant ? "" : object,
        field: perField ? field : "",
        record: onTenant ? null : (record?.id ?? null),
        to: action === "promote" ? to : "",
      }),
  });
  const choose = (put: (value: string) => void) => (value: string) => {
    asking.reset();
    put(value);
  };
  return (
    <FormDialog
      title={t("whyOf", { name })}
      send={t("ask")}
      form={null}
      ready={onTenant || of !== undefined}
      sending={asking}
      onSubmit={() => asking.mutate()}
      onClose={onClose}
    >
      <Choice
        label={t("action")}
        value={action}
        onChange={choose(setAction)}
        choices={[...OBJECT_ACTIONS, ...TENANT_ACTIONS].map((each) => ({
          name: each,
          label: t(`actions.${each}`),
        }))}
      />
      {!onTenant && (
        <Choice
          label={t("object")}
          value={object}
          onChange={choose((next) => {
            setObject(next);
            setField("");
            setTo("");
            setRecord(null);
          })}
          choices={(catalog.data?.objects ?? []).map((each) => ({
            name: each.name,
            label: each.pluralLabel,
          }))}
        />
      )}
      {!onTenant && of !== undefined && perField && (
        <Choice
          label={t("field")}
          value={field}
          onChange={choose(setField)}
          none={t("recordAsSuch")}
          choices={of.fields}
        />
      )}
      {of?.pipeline != null && action === "promote" && (
        <Choice
          label={t("entering")}
          value={to}
          onChange={choose(setTo)}
          none={t("anyStage")}
          choices={of.pipeline.stages}
        />
      )}
      {!onTenant && of !== undefined && catalog.data !== undefined && (
        <RecordPicker
          catalog={catalog.data}
          field={systemField("record", "relation", t("record"), { target: of.name })}
          value={record === null ? [] : [record]}
          help={t("anyRecord")}
          onChange={([next]) => {
            asking.reset();
            setRecord(next ?? null);
          }}
        />
      )}
      {asking.isSuccess && <Reasons found={asking.data} />}
    </FormDialog>
  );
}
