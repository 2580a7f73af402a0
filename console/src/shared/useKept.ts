import { useState } from "react";

/** A preference of this browser, kept between visits. */
export function useKept<Value extends string | number | boolean>(
  name: string,
  unset: Value,
): [Value, (value: Value) => void] {
  const key = `sluice.${name}`;
  const [value, setValue] = useState<Value>(() => {
    const kept = localStorage.getItem(key);
    const parsed: unknown = kept === null ? unset : JSON.parse(kept);
    return typeof parsed === typeof unset ? (parsed as Value) : unset;
  });
  const keep = (next: Value) => {
    localStorage.setItem(key, JSON.stringify(next));
    setValue(next);
  };
  return [value, keep];
}
