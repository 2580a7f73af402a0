import { addTexts } from "../app/language";
import type { Texts } from "../texts/types";

const en = {
  viewAs: "See as this role",
  viewAsMember: "See what they see",
  viewMeans:
    "The console shows the company as {{name}} sees it, and nothing can be changed. It ends after an hour, or when you end it; the audit log tells of it.",
  begin: "Begin",
} as const;

const zhCN: Texts<typeof en> = {
  viewAs: "以此角色查看",
  viewAsMember: "以其视角查看",
  viewMeans: "控制台将显示 {{name}} 看到的内容，不能做任何更改。一小时后或手动结束时退出，审计日志会有记录。",
  begin: "开始",
};

addTexts("access", { en, "zh-CN": zhCN });
