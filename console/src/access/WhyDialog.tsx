import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Catalog, type CatalogObject, objectNamed, useCatalog } from "../client/catalog";
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

/** What is asked, as the form holds it; empty texts are nothing. */
interface Question {
  action: string;
  object: string;
  field: string;
  record: Named | null;
  to: string;
}

const NOTHING_YET: Question = { action: "read", object: "", field: "", record: null, to: "" };

const isOnTenant = ({ action }: Question) => TENANT_ACTIONS.some((each) => each === action);
const isPerField = ({ action }: Question) => FIELD_ACTIONS.some((each) => each === action);

/** What of it is asked: what does not go with the action was chosen for another one. */
function askedIn(question: Question) {
  const { action, object, field, record, to } = question;
  const onTenant = isOnTenant(question);
  return {
    action,
    object: onTenant ? "" : object,
    field: isPerField(question) ? field : "",
    record: onTenant ? null : (record?.id ?? null),
    to: action === "promote" ? to : "",
  };
}

/** Asks whether somebody may do something, and tells why. */
export function WhyDialog({ asked, name, onClose }: WhyDialogProps) {
  const { t } = useTranslation("access");
  const catalog = useCatalog();
  const [question, setQuestion] = useState(NOTHING_YET);
  const asking = useMutation({ mutationFn: () => explain(asked, askedIn(question)) });
  const change = (part: Partial<Question>) => {
    asking.reset();
    setQuestion({ ...question, ...part });
  };
  const onTenant = isOnTenant(question);
  const of = catalog.data === undefined ? undefined : objectNamed(catalog.data, question.object);
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
        value={question.action}
        onChange={(action) => change({ action })}
        choices={ACTIONS.map((each) => ({ name: each, label: t(`actions.${each}`) }))}
      />
      {!onTenant && (
        <Choice
          label={t("object")}
          value={question.object}
          onChange={(object) => change({ object, field: "", to: "", record: null })}
          choices={(catalog.data?.objects ?? []).map((each) => ({
            name: each.name,
            label: each.pluralLabel,
          }))}
        />
      )}
      {!onTenant && of !== undefined && catalog.data !== undefined && (
        <OnObject catalog={catalog.data} of={of} question={question} onChange={change} />
      )}
      {asking.isSuccess && <Reasons found={asking.data} />}
    </FormDialog>
  );
}

const ACTIONS = [...OBJECT_ACTIONS, ...TENANT_ACTIONS] as const;

interface OnObjectProps {
  catalog: Catalog;
  of: CatalogObject;
  question: Question;
  onChange: (part: Partial<Question>) => void;
}

/** Of what of an object it is asked: a field, a stage that is entered, one record. */
function OnObject({ catalog, of, question, onChange }: OnObjectProps) {
  const { t } = useTranslation("access");
  const { field, to, record } = question;
  return (
    <>
      {isPerField(question) && (
        <Choice
          label={t("field")}
          value={field}
          onChange={(next) => onChange({ field: next })}
          none={t("recordAsSuch")}
          choices={of.fields}
        />
      )}
      {of.pipeline != null && question.action === "promote" && (
        <Choice
          label={t("entering")}
          value={to}
          onChange={(next) => onChange({ to: next })}
          none={t("anyStage")}
          choices={of.pipeline.stages}
        />
      )}
      <RecordPicker
        catalog={catalog}
        field={systemField("record", "relation", t("record"), { target: of.name })}
        value={record === null ? [] : [record]}
        help={t("anyRecord")}
        onChange={([next]) => onChange({ record: next ?? null })}
      />
    </>
  );
}
