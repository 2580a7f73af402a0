/** Which language the console shall speak: the one that was chosen, else that of the browser. */

export const LANGUAGES = { en: "English", "zh-CN": "简体中文" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "sluice.language";

/** What was chosen before, else Chinese for Chinese browsers and English for all others. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "en" || chosen === "zh-CN") return chosen;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** Keeps what was chosen for later visits. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
