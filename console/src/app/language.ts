/** The language that the console speaks. */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { answerIn } from "../client/request";
import { en } from "../texts/en";
import { zhCN } from "../texts/zh-CN";
import { keepLanguage, type Language } from "./preferred";

/** Speaks this language from now on, and asks the server for it. */
export async function chooseLanguage(language: Language): Promise<void> {
  keepLanguage(language);
  answerIn(language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** Adds the texts of a room under its name; a room calls it where it is loaded. */
export function addTexts(room: string, texts: { en: object; "zh-CN": object }): void {
  for (const [language, bundle] of Object.entries(texts)) {
    i18next.addResourceBundle(language, room, bundle, true, true);
  }
}

await i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  defaultNS: "app",
  resources: { en: { app: en }, "zh-CN": { app: zhCN } },
  interpolation: { escapeValue: false },
  returnNull: false,
});
