import { addTexts } from "../../app/language";
import type { Texts } from "../../texts/types";

const en = {
  title: "Relations",
  diagram: "Objects and what points from one to another",
  hint: "Click an object or a relation to open it. Drag from the knob of one object to another one to relate them.",
  none: "There are no objects yet. Add them on the page of objects, or begin with a template.",
  fields_one: "{{count}} field",
  fields_other: "{{count}} fields",
  openRelation: "Change the relation {{field}} from {{source}} to {{target}}",
  from: "From",
  to: "To",
  relation: "Relation",
  list: "List on the other side",
  records: "Records",
  cardinalities: {
    relation: "many to one",
    reference: "many to one, of several objects",
    relations: "many to many",
  },
  add: "Add the relation",
  newFrom: "Relate",
  newTo: "to",
  table: "Relations of all objects",
  noRelations: "Nothing points from one object to another yet.",
  noList: "none",
} as const;

const zhCN: Texts<typeof en> = {
  title: "关系",
  diagram: "对象及其相互指向",
  hint: "点击对象或关系可打开。从一个对象的圆点拖到另一个对象，可建立关联。",
  none: "还没有对象。可以在对象页面添加，也可以从模板开始。",
  fields_one: "{{count}} 个字段",
  fields_other: "{{count}} 个字段",
  openRelation: "修改{{source}}到{{target}}的关系 {{field}}",
  from: "从",
  to: "到",
  relation: "关系",
  list: "另一侧的列表",
  records: "记录",
  cardinalities: { relation: "多对一", reference: "多对一（多种对象）", relations: "多对多" },
  add: "建立关联",
  newFrom: "从",
  newTo: "关联到",
  table: "所有对象的关系",
  noRelations: "还没有对象指向另一个对象。",
  noList: "无",
};

addTexts("relations", { en, "zh-CN": zhCN });
