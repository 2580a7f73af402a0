import { addTexts } from "../../app/language";
import type { Texts } from "../../texts/types";

const en = {
  validations: "What records must satisfy",
  noValidations: "Nothing is asked of a record as a whole.",
  addValidation: "Add a validation",
  validationRule: "A record is sound where this holds",
  messages: "What to tell who writes another one",
  shownAt: "Shown at the fields",
  severity: "A record that is not sound",
  severities: { block: "is refused", warn: "is written, with a warning" },
  uniqueKeys: "What no two records share",
  noUniqueKeys: "Beside unique fields, records may share everything.",
  addUniqueKey: "Add a unique key",
  keyFields: "No two records share all of",
  ignoreCase: "Capital and small letters are the same",
  keyMessages: "What to tell who writes another one; made of the fields where it is empty",
  sections: "Sections",
  noSections: "The page of a record shows the fields by their kinds.",
  editSections: "Edit the sections",
  sectionsHint:
    "The page of a record shows the fields by these, in this order; fields in none come after them.",
  section: "Section {{number}}",
  addSection: "Add a section",
  addFieldTo: "Add a field to {{name}}",
  noFields: "No fields yet.",
  name: "Name in the API",
  needsName: "Letters and digits, beginning with a small letter.",
} as const;

const zhCN: Texts<typeof en> = {
  validations: "记录须满足的要求",
  noValidations: "没有针对整条记录的要求。",
  addValidation: "添加校验",
  validationRule: "满足以下条件的记录才有效",
  messages: "不满足时的提示",
  shownAt: "提示显示在字段",
  severity: "不满足时",
  severities: { block: "拒绝保存", warn: "可以保存，但给出警告" },
  uniqueKeys: "不可重复的组合",
  noUniqueKeys: "除唯一字段外，没有其他不可重复的组合。",
  addUniqueKey: "添加唯一组合",
  keyFields: "任何两条记录不得同时相同的字段",
  ignoreCase: "不区分大小写",
  keyMessages: "重复时的提示；留空时由字段名称生成",
  sections: "分区",
  noSections: "记录页面按字段的种类显示字段。",
  editSections: "编辑分区",
  sectionsHint: "记录页面按以下分区和顺序显示字段；不在任何分区中的字段排在最后。",
  section: "分区 {{number}}",
  addSection: "添加分区",
  addFieldTo: "向“{{name}}”添加字段",
  noFields: "尚无字段。",
  name: "API 名称",
  needsName: "字母和数字，以小写字母开头。",
};

addTexts("object", { en, "zh-CN": zhCN });
