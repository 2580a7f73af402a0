import { addTexts } from "../app/language";
import type { Texts } from "../texts/types";

const en = {
  viewAs: "See as this role",
  viewAsMember: "See what they see",
  viewMeans:
    "The console shows the company as {{name}} sees it, and nothing can be changed. It ends after an hour, or when you end it; the audit log tells of it.",
  begin: "Begin",
  why: "Why may they?",
  whyOf: "What may {{name}} do, and why?",
  ask: "Ask",
  action: "Action",
  record: "Record",
  anyRecord: "Left empty, it is about any record.",
  recordAsSuch: "None: the record as such",
  noAnswer: "There is no such record that you may see.",
  grants: "Grants that speak of it",
  holds: "reaches this record",
  holdsNot: "does not reach this record",
} as const;

const zhCN: Texts<typeof en> = {
  viewAs: "以此角色查看",
  viewAsMember: "以其视角查看",
  viewMeans: "控制台将显示 {{name}} 看到的内容，不能做任何修改。一小时后或手动结束时退出，审计日志会有记录。",
  begin: "开始",
  why: "查询权限原因",
  whyOf: "{{name}}可以做什么，为什么？",
  ask: "查询",
  action: "操作",
  record: "记录",
  anyRecord: "留空表示任意记录。",
  recordAsSuch: "不限：记录本身",
  noAnswer: "没有你能看到的这条记录。",
  grants: "相关授权",
  holds: "覆盖此记录",
  holdsNot: "不覆盖此记录",
};

addTexts("access", { en, "zh-CN": zhCN });
