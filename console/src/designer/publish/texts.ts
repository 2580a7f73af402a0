import { addTexts } from "../../app/language";
import type { Texts } from "../../texts/types";

const en = {
  title: "Publishing in the background",
  phases: {
    waiting: "It waits for its turn",
    judging: "Records are looked at: do they fit?",
    moving: "Records are moved",
    converting: "Values are converted",
    numbering: "Records are numbered",
    filling: "Values are filled in",
    indexing: "Indexes are built",
    publishing: "The version is put in force",
  },
  rows: "{{done}} of {{all}} records",
  endsAt: "this part is done about {{moment}}",
  goesOn:
    "Everybody works on with the version in force. This page may be closed: the publish goes on, and is seen here again.",
  stop: "Stop it",
  stopping: "It is being stopped …",
  stopped: "The publish was stopped, and nothing is in force of it. The draft is as it was.",
  moved_one:
    "{{count}} record has been moved already, and stays where it is. Publish again to move the rest.",
  moved_other:
    "{{count}} records have been moved already, and stay where they are. Publish again to move the rest.",
  failed: "The publish has failed, and nothing is in force of it. The draft is as it was.",
  done: "Version {{version}} is in force.",
  progress: "How much is done",
  background: "Where it takes long",
  backgrounds: {
    auto: "In the background if many records are concerned",
    yes: "In the background in any case",
    no: "At once, while all others wait",
  },
  locks: {
    brief: "Others wait milliseconds",
    reads: "Others wait while records are read",
    writes: "Others wait while records are written",
  },
  unfitIds: "For example: {{ids}}",
  documentsFine: "All {{count}} registered documents go on working.",
  documentsUnknown: "Only {{checked}} of {{count}} registered documents could be looked at in time.",
  documentsBroken_one: "{{count}} registered document stops working: {{names}}",
  documentsBroken_other: "{{count}} registered documents stop working: {{names}}",
} as const;

const zhCN: Texts<typeof en> = {
  title: "后台发布",
  phases: {
    waiting: "正在排队",
    judging: "正在检查记录是否符合",
    moving: "正在移动记录",
    converting: "正在转换数据",
    numbering: "正在为记录编号",
    filling: "正在填入数据",
    indexing: "正在建立索引",
    publishing: "正在使新版本生效",
  },
  rows: "{{all}} 条记录中的 {{done}} 条",
  endsAt: "这一步约在 {{moment}} 完成",
  goesOn: "其他人可继续使用当前版本。可以关闭此页面：发布会继续进行，再次打开时仍可看到进度。",
  stop: "停止",
  stopping: "正在停止……",
  stopped: "发布已停止，没有任何修改生效。草稿保持原样。",
  moved_one: "已有 {{count}} 条记录被移动，将保持现状。再次发布可移动其余记录。",
  moved_other: "已有 {{count}} 条记录被移动，将保持现状。再次发布可移动其余记录。",
  failed: "发布失败，没有任何修改生效。草稿保持原样。",
  done: "版本 {{version}} 已生效。",
  progress: "完成进度",
  background: "耗时较长时",
  backgrounds: {
    auto: "涉及记录较多时在后台进行",
    yes: "总是在后台进行",
    no: "立即进行，其他人需等待",
  },
  locks: {
    brief: "其他人等待数毫秒",
    reads: "读取记录期间其他人需等待",
    writes: "改写记录期间其他人需等待",
  },
  unfitIds: "例如：{{ids}}",
  documentsFine: "全部 {{count}} 个已登记的文档仍可使用。",
  documentsUnknown: "限时内只检查了 {{count}} 个已登记文档中的 {{checked}} 个。",
  documentsBroken_one: "{{count}} 个已登记的文档将失效：{{names}}",
  documentsBroken_other: "{{count}} 个已登记的文档将失效：{{names}}",
};

addTexts("publish", { en, "zh-CN": zhCN });
