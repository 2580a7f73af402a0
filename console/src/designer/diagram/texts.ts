import { addTexts } from "../../app/language";
import type { Texts } from "../../texts/types";

const en = {
  controls: "Size of the diagram",
  zoomIn: "Larger",
  zoomOut: "Smaller",
  fitView: "All of it",
} as const;

const zhCN: Texts<typeof en> = {
  controls: "缩放图形",
  zoomIn: "放大",
  zoomOut: "缩小",
  fitView: "显示全部",
};

addTexts("diagram", { en, "zh-CN": zhCN });
