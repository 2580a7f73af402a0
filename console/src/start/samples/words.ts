/** What samples are called and what is said of them, in each language of the console. */

/** What a name begins with, by which a sample is told from what people have written. */
export const MARKS = ["Sample: ", "示例："] as const;

/** How samples are written in one language. */
export interface SampleWords {
  mark: (typeof MARKS)[number];
  currency: string;
  names: readonly string[];
  companies: readonly string[];
  people: readonly string[];
  /** What was done for a record. */
  visits: readonly string[];
  /** For longer texts. */
  notes: readonly string[];
  text: string;
}

/** The words of a language of the console. */
export function wordsIn(language: string): SampleWords {
  return language === "zh-CN" ? CHINESE : ENGLISH;
}

const ENGLISH: SampleWords = {
  mark: "Sample: ",
  currency: "USD",
  text: "Made to try things out",
  companies: [
    "Northwind Tools",
    "Harbour Foods",
    "Alder & Sons",
    "Blue Kite Media",
    "Larch Logistics",
    "Quarry Glass",
  ],
  people: ["Maya Lind", "Tom Archer", "Ines Duarte", "Paul Weber", "Grace Okoye", "Liam Byrne"],
  visits: ["First call", "Visit on site", "Demonstration", "Questions about the price", "Follow-up call"],
  notes: [
    "They asked for a date in the next weeks.",
    "Send the comparison with what they have now.",
    "Their team wants to see it at work first.",
    "Call back when the budget round is over.",
  ],
  names: [
    "New till system",
    "Warehouse scanners",
    "Yearly maintenance",
    "Pilot in two shops",
    "Spare parts",
    "Training of the team",
    "Second site",
    "Office printers",
    "Cold room sensors",
    "Web shop",
    "Delivery vans",
    "Renewal",
    "Packing line",
    "Meeting rooms",
    "Energy meters",
    "Customer portal",
    "Night shift lighting",
    "Label printers",
    "Data migration",
    "Service contract",
  ],
};

const CHINESE: SampleWords = {
  mark: "示例：",
  currency: "CNY",
  text: "用于试用的示例",
  companies: ["远山工具", "海港食品", "槐树贸易", "蓝鸢传媒", "松林物流", "石湾玻璃"],
  people: ["林小雨", "陈志远", "王思琪", "赵明轩", "孙佳宁", "周子涵"],
  visits: ["首次电话沟通", "上门拜访", "产品演示", "沟通价格问题", "电话回访"],
  notes: [
    "客户希望近几周内确定时间。",
    "需发送与现有方案的对比。",
    "对方团队想先看实际使用效果。",
    "等预算评审结束后再联系。",
  ],
  names: [
    "新收银系统",
    "仓库扫码枪",
    "年度维护",
    "两家门店试点",
    "备件采购",
    "团队培训",
    "第二厂区",
    "办公打印机",
    "冷库传感器",
    "网上商城",
    "配送车辆",
    "合同续签",
    "包装产线",
    "会议室改造",
    "智能电表",
    "客户门户",
    "夜班照明",
    "标签打印机",
    "数据迁移",
    "服务合同",
  ],
};
