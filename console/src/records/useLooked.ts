import { useEffect, useState } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import type { CREATING } from "../shared/NothingYet";
import { useSettled } from "../shared/useSettled";
import { addressOf, readAddress } from "./address";

const SETTLED = 250;

/** How a list is looked at, which its address says from a moment after it is chosen. */
export function useLooked() {
  const [params, setParams] = useSearchParams();
  const [first] = useState(() => readAddress(params));
  const [view, setView] = useState(first.view);
  const [typed, setTyped] = useState(first.words);
  const [chosenView, setChosenView] = useState(first.chosen);
  const words = useSettled(typed.trim(), SETTLED);
  const settled = useSettled(view, SETTLED);
  const wanted = addressOf({ view: settled, words, chosen: chosenView }).toString();
  useEffect(() => {
    if (params.toString() !== wanted) setParams(wanted, { replace: true });
  }, [wanted, params, setParams]);
  return { view, setView, typed, setTyped, words, chosenView, setChosenView };
}

/** Whether who has come here is to make a new record at once. */
export function useCreating(): boolean {
  const { pathname, search, state } = useLocation();
  const navigate = useNavigate();
  const [creating] = useState((state as Partial<typeof CREATING> | null)?.creating ?? false);
  useEffect(() => {
    // The page that is loaded again is the list alone.
    if (creating) void navigate(pathname + search, { replace: true, state: null });
  }, [creating, navigate, pathname, search]);
  return creating;
}

/** The ids of records that were deleted on the page that led here, which can be undone. */
export function useGone(): readonly string[] {
  const state = useLocation().state as { gone?: readonly string[] } | null;
  return state?.gone ?? [];
}
