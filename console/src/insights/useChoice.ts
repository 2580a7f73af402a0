import { useSearchParams } from "react-router";

/** One of several values, which stands in the address under a name; the first where the address says none of them. */
export function useChoice<Value extends string>(
  name: string,
  values: readonly [Value, ...Value[]],
): [Value, (value: string) => void] {
  const [given, setGiven] = useSearchParams();
  const asked = given.get(name);
  const chosen = values.find((each) => each === asked) ?? values[0];
  const choose = (value: string) =>
    setGiven(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === values[0]) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return [chosen, choose];
}
