import { addTexts } from "../app/language";
import type { Texts } from "../texts/types";

const en = {
  none: "None",
  currency: "Currency",
  country: "Country (code)",
  province: "Province",
  city: "City",
  district: "District",
  street: "Street",
  postalCode: "Postal code",
  choose: "Choose a file",
  replace: "Replace",
  clear: "Remove",
  typeToSearch: "Type to search",
  nothingFound: "Nothing found",
  required: "This is needed",
  notJson: "This is not JSON",
  yes: "Yes",
  no: "No",
  owner: "Owner",
  linksToAdd: "{{field}}: add",
  linksToRemove: "{{field}}: take away",
  moreLinks_one: "{{count}} more is not shown here and stays",
  moreLinks_other: "{{count}} more are not shown here and stay",
} as const;

const zhCN: Texts<typeof en> = {
  none: "无",
  currency: "币种",
  country: "国家（代码）",
  province: "省份",
  city: "城市",
  district: "区县",
  street: "街道",
  postalCode: "邮编",
  choose: "选择文件",
  replace: "替换",
  clear: "移除",
  typeToSearch: "输入以搜索",
  nothingFound: "没有找到",
  required: "必填",
  notJson: "不是有效的 JSON",
  yes: "是",
  no: "否",
  owner: "负责人",
  linksToAdd: "{{field}}：添加",
  linksToRemove: "{{field}}：移除",
  moreLinks_one: "还有 {{count}} 条未在此显示，保持不变",
  moreLinks_other: "还有 {{count}} 条未在此显示，保持不变",
};

addTexts("fields", { en, "zh-CN": zhCN });
