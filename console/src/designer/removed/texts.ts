import { addTexts } from "../../app/language";
import type { Texts } from "../../texts/types";

const en = {
  title: "Removed",
  intro:
    "What was removed can be brought back with everything that belonged to it: values, records, stages and grants. After its time it is erased. Single options and stages are not kept: they come back by going back to a version.",
  none: "Nothing is removed, or all of it is erased already.",
  list: "What can be restored",
  kinds: { object: "Object", field: "Field of {{object}}", pipeline: "Pipeline of {{object}}" },
  until: "can be restored until {{moment}}",
  restore: "Restore",
  restoreNamed: "Restore {{name}}",
  erase: "Erase",
  eraseNamed: "Erase {{name}}",
  eraseWarning:
    "Once the draft is published, it is erased with all its values and never comes back. Going back to a version does not bring it back either.",
  name: "Name from now on",
  plural: "Plural from now on",
  reverse: "Of a relation: name of the list on the other side",
  asItWas: "As it was where left empty.",
  optional: "Records need no value, whatever it was before",
  notUnique: "Records may share a value, whatever it was before",
  optionalHint: "Records that were made meanwhile may have none, or have one in common.",
} as const;

const zhCN: Texts<typeof en> = {
  title: "已移除",
  intro:
    "移除的内容可以连同其数据一起恢复：字段值、记录、阶段和授权。过期后会被彻底清除。单个选项和阶段不会保留，可通过回到以前的版本找回。",
  none: "没有移除的内容，或都已被清除。",
  list: "可以恢复的内容",
  kinds: { object: "对象", field: "{{object}}的字段", pipeline: "{{object}}的流程" },
  until: "可恢复至 {{moment}}",
  restore: "恢复",
  restoreNamed: "恢复 {{name}}",
  erase: "清除",
  eraseNamed: "清除 {{name}}",
  eraseWarning: "草稿发布后，它和所有数据都会被彻底清除，无法找回；回到以前的版本也不能恢复。",
  name: "恢复后的名称",
  plural: "恢复后的复数名称",
  reverse: "关联字段：另一侧列表的名称",
  asItWas: "留空则与原来相同。",
  optional: "恢复为非必填，不论原来如何",
  notUnique: "恢复为可重复，不论原来如何",
  optionalHint: "期间新建的记录可能没有值，或有重复的值。",
};

addTexts("removed", { en, "zh-CN": zhCN });
