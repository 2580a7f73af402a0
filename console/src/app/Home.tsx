import { Navigate } from "react-router";

/** Where somebody who has just come is led. */
export function Home() {
  return <Navigate replace to="/start" />;
}
