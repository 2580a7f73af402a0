/** The first part of every address of the console: the server answers each with the console's page. */
export const PLACES = [
  "board",
  "records",
  "designer",
  "insights",
  "developer",
  "people",
  "start",
  "sign-in",
  "sign-up",
  "invitation",
  "confirm-sign-up",
  "password-reset",
] as const;
