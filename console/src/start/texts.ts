import { addTexts } from "../app/language";
import type { Texts } from "../texts/types";

const en = {
  signIn: "Sign in",
  signInAgain: "Sign in again",
  signUp: "Make an account",
  email: "E-mail",
  password: "Password",
  code: "Code of your app, or a recovery code",
  name: "Your name",
  tenantName: "Your company",
  noAccount: "No account yet?",
  haveAccount: "You have an account already?",
  goOn: "Sign in and go on",
  begin: "Begin",
  askAdmin: "An admin of your company chooses how its funnel works. Once there is one, you find it here.",
  chooseTemplate:
    "A template gives you objects, stages, gates and roles. You can change all of it later, and undo it.",
  install: "Install {{template}}",
  installed: "Installed",
} as const;

const zhCN: Texts<typeof en> = {
  signIn: "登录",
  signInAgain: "重新登录",
  signUp: "创建账户",
  email: "邮箱",
  password: "密码",
  code: "验证器中的验证码，或恢复码",
  name: "你的姓名",
  tenantName: "公司名称",
  noAccount: "还没有账户？",
  haveAccount: "已经有账户？",
  goOn: "登录并继续",
  begin: "开始使用",
  askAdmin: "公司的销售漏斗由管理员配置。配置完成后会显示在这里。",
  chooseTemplate: "模板会带来对象、阶段、关卡和角色。之后都可以修改，也可以撤销。",
  install: "安装 {{template}}",
  installed: "已安装",
};

addTexts("start", { en, "zh-CN": zhCN });
