/** Names for the API, made of what people call things, and labels in the languages of the product. */

import type { LabelInput } from "../client/generated/graphql";

export const LABEL_LANGUAGES = ["en", "zh-CN"] as const;
export type LabelLanguage = (typeof LABEL_LANGUAGES)[number];
export type Labels = Readonly<Record<LabelLanguage, string>>;

/** A name such as `budgetConfirmed` of a label such as "Budget confirmed"; empty where it has no Latin letters. */
export function nameFrom(label: string): string {
  const words = label
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .split(/[^A-Za-z0-9]+/)
    .filter((each) => each !== "");
  while (/^[0-9]+$/.test(words[0] ?? "")) words.shift();
  const joined = words
    .map((each, index) => {
      const lower = each.toLowerCase();
      return index === 0 ? lower : lower[0]?.toUpperCase() + lower.slice(1);
    })
    .join("");
  return joined.replace(/^[0-9]+/, "");
}

/** The name of a thing in the API: as it was typed, else made of its English label. */
export function nameIn({ name, labels }: { name: string; labels: Labels }): string {
  return name === "" ? nameFrom(labels.en) : name;
}

/** The plural that English mostly has. */
export function pluralOf(name: string): string {
  if (name === "") return "";
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

/** Labels as a form holds them. */
export function labelsOf(given: readonly { language: string; text: string }[]): Labels {
  const text = (language: LabelLanguage) => given.find((each) => each.language === language)?.text ?? "";
  return { en: text("en"), "zh-CN": text("zh-CN") };
}

/** Labels as the API takes them; a language that is left empty is left out. Labels in further languages stay. */
export function labelInputs(
  labels: Labels,
  earlier: readonly { language: string; text: string }[] = [],
): LabelInput[] {
  const own = LABEL_LANGUAGES.filter((each) => labels[each].trim() !== "").map((language) => ({
    language,
    text: labels[language].trim(),
  }));
  const others = earlier.filter((each) => !LABEL_LANGUAGES.some((own) => own === each.language));
  return [...own, ...others.map(({ language, text }) => ({ language, text }))];
}
