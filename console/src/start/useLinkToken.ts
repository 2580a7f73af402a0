import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";

/** The token behind the `#` of a link in a mail, which is taken off the address; empty where there is none. */
export function useLinkToken(): string {
  const { hash, pathname, state } = useLocation();
  const navigate = useNavigate();
  const [token, setToken] = useState(hash.slice(1));
  useEffect(() => {
    if (hash.length < 2) return;
    setToken(hash.slice(1));
    void navigate(pathname, { replace: true, state });
  }, [hash, pathname, state, navigate]);
  return token;
}
