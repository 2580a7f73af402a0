/** The options of a choice as a form holds them, and the changes that make of the catalog what the form says. */

import type { CatalogChange, NewOption } from "../client/generated/graphql";
import { differs } from "../shared/differs";
import type { DesignedField } from "./drafting";
import { type Labels, labelInputs, labelsOf, nameIn } from "./names";
import { putsOf } from "./order";

type DesignedOption = DesignedField["options"][number];

export interface OptionForm {
  /** Told apart in the list while keys are typed. */
  id: string;
  key: string;
  labels: Labels;
  /** `#rrggbb`, or empty. */
  color: string;
  /** Records can newly get it. */
  active: boolean;
  /** Where the field depends on another: keys of the other's options; none is all. */
  onlyWith: readonly string[];
  /** It is in the catalog already, so its key stays. */
  kept: boolean;
}

/** An option of the catalog as a form holds it. */
export function optionFormOf(option: DesignedOption): OptionForm {
  return {
    id: option.key,
    key: option.key,
    labels: labelsOf(option.labels),
    color: option.color ?? "",
    active: option.active,
    onlyWith: option.onlyWith,
    kept: true,
  };
}

/** A further option, of which nothing is said yet. */
export function emptyOption(): OptionForm {
  return {
    id: crypto.randomUUID(),
    key: "",
    labels: { en: "", "zh-CN": "" },
    color: "",
    active: true,
    onlyWith: [],
    kept: false,
  };
}

/** The key that an option gets. */
export function keyOf(option: OptionForm): string {
  return nameIn({ name: option.key, labels: option.labels });
}

/** An option as a new field, or another type of it, takes it. */
export function newOption(option: OptionForm, dependent: boolean): NewOption {
  return {
    key: keyOf(option),
    labels: labelInputs(option.labels),
    active: option.active,
    onlyWith: dependent ? [...option.onlyWith] : [],
    ...(option.color === "" ? {} : { color: option.color }),
  };
}

/** What leads from the options of a field to those of a form; those that go, last. */
export function optionChanges(
  at: { object: string; field: string },
  before: readonly DesignedOption[],
  options: readonly OptionForm[],
  replacements: Readonly<Record<string, string>>,
): CatalogChange[] {
  const known = new Map(before.map((each) => [each.key, each]));
  const same = options.flatMap((each) => {
    const earlier = each.kept ? known.get(each.key) : undefined;
    return earlier === undefined ? [] : settled(at, earlier, each);
  });
  const gone = before.filter((each) => !options.some((other) => other.kept && other.key === each.key));
  const removed = gone.map(({ key }): CatalogChange => {
    const replacement = replacements[key] ?? "";
    return { removeOption: { ...at, option: key, ...(replacement === "" ? {} : { replacement }) } };
  });
  return [...placed(at, before, options), ...same, ...removed];
}

function settled(
  at: { object: string; field: string },
  earlier: DesignedOption,
  option: OptionForm,
): CatalogChange[] {
  const changes: CatalogChange[] = [];
  const was = optionFormOf(earlier);
  if (differs(was.labels, option.labels))
    changes.push({
      setLabels: { ...at, option: option.key, labels: labelInputs(option.labels, earlier.labels) },
    });
  const color = was.color === option.color ? {} : { color: option.color === "" ? null : option.color };
  const active = was.active === option.active ? {} : { active: option.active };
  if (Object.keys({ ...color, ...active }).length > 0)
    changes.push({ setOption: { ...at, option: option.key, ...color, ...active } });
  return changes;
}

/** New options, and those in other places. */
function placed(
  at: { object: string; field: string },
  before: readonly DesignedOption[],
  options: readonly OptionForm[],
): CatalogChange[] {
  const named = new Map(options.map((each) => [each.id, each]));
  const puts = putsOf(
    before.map((each) => each.key),
    options.map((each) => each.id),
  );
  return puts.flatMap((each): CatalogChange[] => {
    const [option, next] = [named.get(each.put), named.get(each.before ?? "")];
    if (option === undefined) return [];
    const stands = next === undefined ? {} : { before: keyOf(next) };
    if (option.kept) return [{ moveOption: { ...at, option: option.key, ...stands } }];
    return [{ addOption: { ...at, option: newOption(option, false), ...stands } }];
  });
}
