/** The addresses of the console. Each room is loaded when it is first shown. */

import type { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { Navigate, type RouteObject } from "react-router";
import { catalogIn } from "../client/catalog";
import { CALLER } from "../client/session";
import { Loading } from "../shared/Loading";
import { Home } from "./Home";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

/** What every page needs is asked for while its room is still loaded: who comes, and what is configured. */
function begin(client: QueryClient): null {
  void client.prefetchQuery(CALLER);
  void client.prefetchQuery(catalogIn(i18next.language));
  return null;
}

export const routesFor = (client: QueryClient): RouteObject[] => [
  { path: "/sign-in", hydrateFallbackElement: <Loading />, lazy: () => import("../start/SignInPage") },
  { path: "/sign-up", hydrateFallbackElement: <Loading />, lazy: () => import("../start/SignUpPage") },
  { path: "/invitation", hydrateFallbackElement: <Loading />, lazy: () => import("../start/InvitationPage") },
  {
    path: "/confirm-sign-up",
    hydrateFallbackElement: <Loading />,
    lazy: () => import("../start/ConfirmSignUpPage"),
  },
  {
    path: "/password-reset",
    hydrateFallbackElement: <Loading />,
    lazy: () => import("../start/PasswordResetPage"),
  },
  {
    element: <Shell />,
    loader: () => begin(client),
    shouldRevalidate: () => false,
    hydrateFallbackElement: <Loading />,
    children: [
      { path: "/", element: <Home /> },
      { path: "/start", lazy: () => import("../start/StartPage") },
      { path: "/board/:object?/:pipeline?", lazy: () => import("../board/BoardPage") },
      { path: "/insights/:object?/:pipeline?", lazy: () => import("../insights/InsightsPage") },
      { path: "/developer", lazy: () => import("../developer/DeveloperPage") },
      { path: "/developer/graphiql", lazy: () => import("../developer/GraphiqlPage") },
      { path: "/records/:object?", lazy: () => import("../records/RecordsPage") },
      { path: "/records/:object/:id", lazy: () => import("../records/RecordPage") },
      {
        path: "/designer",
        lazy: () => import("../designer/DesignerPage"),
        children: [
          { index: true, element: <Navigate replace to="objects" /> },
          { path: "objects", lazy: () => import("../designer/ObjectsPage") },
          { path: "objects/:object", lazy: () => import("../designer/ObjectPage") },
          { path: "pipelines/:object/:pipeline?", lazy: () => import("../designer/PipelinePage") },
          { path: "gates/:object/:stage", lazy: () => import("../designer/GatePage") },
          { path: "gates/:object/:source/:target", lazy: () => import("../designer/GatePage") },
          { path: "criteria/:object/:criterion?", lazy: () => import("../designer/CriterionPage") },
          { path: "relations", lazy: () => import("../designer/relations/RelationsPage") },
          { path: "roles", lazy: () => import("../designer/RolesPage") },
          { path: "roles/:role", lazy: () => import("../designer/RolePage") },
          { path: "plan", lazy: () => import("../designer/PlanPage") },
          { path: "versions", lazy: () => import("../designer/VersionsPage") },
          { path: "removed", lazy: () => import("../designer/removed/RemovedPage") },
          { path: "*", element: <NotFound /> },
        ],
      },
      {
        path: "/people",
        lazy: () => import("../people/PeoplePage"),
        children: [
          { index: true, element: <Navigate replace to="members" /> },
          { path: "members", lazy: () => import("../people/MembersPage") },
          { path: "invitations", lazy: () => import("../people/InvitationsPage") },
          { path: "units", lazy: () => import("../people/UnitsPage") },
          { path: "directory", lazy: () => import("../people/DirectoryPage") },
          { path: "sign-in", lazy: () => import("../people/SignInRulesPage") },
          { path: "*", element: <NotFound /> },
        ],
      },
      { path: "*", element: <NotFound /> },
    ],
  },
];
