/** The addresses of the console. Each room is loaded when it is first shown. */

import type { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { Navigate, type RouteObject } from "react-router";
import { catalogIn } from "../client/catalog";
import { CALLER } from "../client/session";
import { arriving } from "../shared/arriving";
import { Loading } from "../shared/Loading";
import { BrokenPage } from "./BrokenPage";
import { Home } from "./Home";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

/** What every page needs is asked for while its room is still loaded: who comes, and what is configured. */
function begin(client: QueryClient): null {
  void client.prefetchQuery(CALLER);
  void client.prefetchQuery(catalogIn(i18next.language));
  return null;
}

const OUTSIDE: RouteObject[] = [
  {
    path: "/sign-in",
    hydrateFallbackElement: <Loading />,
    lazy: arriving(() => import("../start/SignInPage")),
  },
  {
    path: "/sign-up",
    hydrateFallbackElement: <Loading />,
    lazy: arriving(() => import("../start/SignUpPage")),
  },
  {
    path: "/invitation",
    hydrateFallbackElement: <Loading />,
    lazy: arriving(() => import("../start/InvitationPage")),
  },
  {
    path: "/confirm-sign-up",
    hydrateFallbackElement: <Loading />,
    lazy: arriving(() => import("../start/ConfirmSignUpPage")),
  },
  {
    path: "/password-reset",
    hydrateFallbackElement: <Loading />,
    lazy: arriving(() => import("../start/PasswordResetPage")),
  },
];

const ROOMS: RouteObject[] = [
  { path: "/", element: <Home /> },
  { path: "/start", lazy: arriving(() => import("../start/StartPage")) },
  { path: "/board/:object?/:pipeline?", lazy: arriving(() => import("../board/BoardPage")) },
  { path: "/insights/:object?/:pipeline?", lazy: arriving(() => import("../insights/InsightsPage")) },
  { path: "/developer", lazy: arriving(() => import("../developer/DeveloperPage")) },
  { path: "/developer/graphiql", lazy: arriving(() => import("../developer/GraphiqlPage")) },
  { path: "/records/:object?", lazy: arriving(() => import("../records/RecordsPage")) },
  { path: "/records/:object/:id", lazy: arriving(() => import("../records/RecordPage")) },
  {
    path: "/designer",
    lazy: arriving(() => import("../designer/DesignerPage")),
    children: [
      { index: true, element: <Navigate replace to="objects" /> },
      { path: "objects", lazy: arriving(() => import("../designer/ObjectsPage")) },
      { path: "objects/:object", lazy: arriving(() => import("../designer/ObjectPage")) },
      { path: "pipelines/:object/:pipeline?", lazy: arriving(() => import("../designer/PipelinePage")) },
      { path: "gates/:object/:stage", lazy: arriving(() => import("../designer/GatePage")) },
      { path: "gates/:object/:source/:target", lazy: arriving(() => import("../designer/GatePage")) },
      { path: "criteria/:object/:criterion?", lazy: arriving(() => import("../designer/CriterionPage")) },
      { path: "relations", lazy: arriving(() => import("../designer/relations/RelationsPage")) },
      { path: "roles", lazy: arriving(() => import("../designer/RolesPage")) },
      { path: "roles/:role", lazy: arriving(() => import("../designer/RolePage")) },
      { path: "plan", lazy: arriving(() => import("../designer/PlanPage")) },
      { path: "versions", lazy: arriving(() => import("../designer/VersionsPage")) },
      { path: "removed", lazy: arriving(() => import("../designer/removed/RemovedPage")) },
      { path: "*", element: <NotFound /> },
    ],
  },
  {
    path: "/people",
    lazy: arriving(() => import("../people/PeoplePage")),
    children: [
      { index: true, element: <Navigate replace to="members" /> },
      { path: "members", lazy: arriving(() => import("../people/MembersPage")) },
      { path: "invitations", lazy: arriving(() => import("../people/InvitationsPage")) },
      { path: "units", lazy: arriving(() => import("../people/UnitsPage")) },
      { path: "directory", lazy: arriving(() => import("../people/DirectoryPage")) },
      { path: "sign-in", lazy: arriving(() => import("../people/SignInRulesPage")) },
      { path: "*", element: <NotFound /> },
    ],
  },
  { path: "*", element: <NotFound /> },
];

export const routesFor = (client: QueryClient): RouteObject[] => [
  {
    errorElement: <BrokenPage />,
    children: [
      ...OUTSIDE,
      {
        element: <Shell />,
        loader: () => begin(client),
        shouldRevalidate: () => false,
        hydrateFallbackElement: <Loading />,
        // A room that breaks leaves what stands around it.
        children: [{ errorElement: <BrokenPage />, children: ROOMS }],
      },
    ],
  },
];
