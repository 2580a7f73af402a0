import type { Designed, DesignedField, DesignedObject } from "../drafting";
import type { FieldForm } from "../fieldForm";

/** What each part of the form of a field is given. */
export interface PartProps {
  catalog: Designed;
  of: DesignedObject;
  /** Null for a new one. */
  field: DesignedField | null;
  form: FieldForm;
  onChange: (part: Partial<FieldForm>) => void;
}
