/** How a list or a table stands on a page. */
export const FRAMED = {
  bgcolor: "background.paper",
  border: 1,
  borderColor: "divider",
  borderRadius: 2,
} as const;
