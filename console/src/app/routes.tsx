/** The addresses of the console. Each room is loaded when it is first shown. */

import type { RouteObject } from "react-router";
import { Home } from "./Home";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

export const routes: RouteObject[] = [
  { path: "/sign-in", lazy: () => import("../start/SignInPage") },
  { path: "/sign-up", lazy: () => import("../start/SignUpPage") },
  {
    element: <Shell />,
    children: [
      { path: "/", element: <Home /> },
      { path: "/start", lazy: () => import("../start/StartPage") },
      { path: "*", element: <NotFound /> },
    ],
  },
];
