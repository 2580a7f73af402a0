import type { en } from "./en";
import type { Texts } from "./types";

/** 整个控制台共用的中文文案；各模块自己的文案在 `<room>/texts.ts`。 */
export const zhCN: Texts<typeof en> = {
  app: {
    name: "Sluice",
    board: "看板",
    records: "记录",
    designer: "设计器",
    insights: "分析",
    developer: "开发者",
    search: "搜索",
    language: "语言",
    colours: "配色",
    light: "浅色",
    dark: "深色",
    system: "跟随系统",
    begin: "模板与示例",
    otherTenant: "切换公司…",
    signOut: "退出登录",
    account: "{{name}} 的账户",
    menu: "菜单",
    skip: "跳到正文",
    loading: "加载中…",
    notFound: "没有这个页面，或者你的角色看不到它。",
    home: "回到首页",
    object: "对象",
    pipeline: "流程",
    noPipeline: "没有你能看到的流程。",
  },
  action: {
    save: "保存",
    cancel: "取消",
    close: "关闭",
    retry: "重试",
    delete: "删除",
    edit: "编辑",
    add: "添加",
    remove: "移除",
    back: "上一步",
    next: "下一步",
  },
  fault: {
    connection: "无法连接服务器。你输入的内容都还在；网络恢复后请重试。",
    signedOut: "登录已过期。请重新登录，你输入的内容会保留在这里。",
    forbidden: "你的角色不允许此操作。",
    conflict: "这条记录刚刚被其他人修改过。",
    unexpected: "页面出了问题。请刷新；如果仍然如此，请告诉管理员。",
  },
  live: {
    lost: "连接已断开，暂无实时更新；恢复后会自动重连。",
  },
};
