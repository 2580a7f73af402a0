import { Box, useColorScheme, useTheme } from "@mui/material";
import { BarChart, type BarSeriesOption, FunnelChart, type FunnelSeriesOption } from "echarts/charts";
import {
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

use([BarChart, FunnelChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = ComposeOption<
  BarSeriesOption | FunnelSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>;

const LIGHT = ["#0f5f73", "#8a5300", "#6b4fa0", "#2e6b34", "#b3261e", "#3b6fb5", "#7a6a00", "#a0437a"];
const DARK = ["#6cc5da", "#f0b866", "#c3aef0", "#86cf8c", "#f2a29c", "#93b8f0", "#d6c85a", "#e69bc4"];

interface ChartProps {
  label: string;
  /** What to show, with texts in the colour of those of the page, and its own colours. */
  option: (text: string, colours: readonly string[]) => ChartOption;
  height?: number;
}

/** A chart. All that it shows stands in the table beside it too, so that it is but a picture to a screen reader. */
export function Chart({ label, option, height = 300 }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const { mode, systemMode } = useColorScheme();
  const dark = (mode === "system" ? systemMode : mode) === "dark";
  const text = dark ? "#ffffff" : "#1f2426";
  useEffect(() => {
    if (place.current === null) return;
    const chart = init(place.current, null, { renderer: "svg" });
    const colours = dark ? DARK : LIGHT;
    chart.setOption({
      animation: false,
      color: colours,
      textStyle: { color: text, fontFamily: theme.typography.fontFamily ?? "sans-serif" },
      ...option(text, colours),
    });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [option, dark, text, theme.typography.fontFamily]);
  return <Box ref={place} role="img" aria-label={label} sx={{ height, minWidth: 0 }} />;
}
