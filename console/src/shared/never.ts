/** Fails to compile where a case of a closed set is left out. */
export function assertNever(value: never): never {
  throw new Error(`unknown: ${String(value)}`);
}
