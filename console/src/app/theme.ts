/** Colours and measures: quiet, dense, with contrasts of WCAG 2.2 AA in light and dark. */

import { enUS, zhCN } from "@mui/material/locale";
import { createTheme, type Theme } from "@mui/material/styles";
import type { Language } from "./preferred";

/** Of a text with what it stands on, at least. */
const CONTRAST = 4.5;

/** The theme with the component library's own words in `language`. */
export function themeIn(language: Language): Theme {
  return createTheme(
    {
      cssVariables: { colorSchemeSelector: "data-colours" },
      colorSchemes: {
        light: {
          palette: {
            contrastThreshold: CONTRAST,
            primary: { main: "#0f5f73" },
            secondary: { main: "#6b4fa0" },
            success: { main: "#2e6b34" },
            warning: { main: "#8a5300" },
            error: { main: "#b3261e" },
            background: { default: "#f6f7f8", paper: "#ffffff" },
          },
        },
        dark: {
          palette: {
            contrastThreshold: CONTRAST,
            primary: { main: "#6cc5da" },
            secondary: { main: "#c3aef0" },
            success: { main: "#86cf8c" },
            warning: { main: "#f0b866" },
            error: { main: "#f2a29c" },
            background: { default: "#14181a", paper: "#1d2326" },
          },
        },
      },
      shape: { borderRadius: 8 },
      typography: {
        fontFamily:
          'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
        fontSize: 13,
        h1: { fontSize: "1.35rem", fontWeight: 600 },
        h2: { fontSize: "1.1rem", fontWeight: 600 },
        h3: { fontSize: "0.95rem", fontWeight: 600 },
        button: { textTransform: "none" },
      },
      components: {
        MuiButton: { defaultProps: { disableElevation: true, size: "small" } },
        MuiLink: { styleOverrides: { button: { textAlign: "start" } } },
        MuiTextField: { defaultProps: { size: "small" } },
        MuiSelect: { defaultProps: { size: "small" } },
        MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: "none" } } },
        MuiTooltip: { defaultProps: { enterDelay: 400 } },
      },
    },
    language === "zh-CN" ? zhCN : enUS,
  );
}
