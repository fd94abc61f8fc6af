import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { NotFound, RouteError } from "@/components/route-error";
import { RoutePending } from "@/components/route-pending";
import { Shell } from "@/components/shell/shell";
import { Account } from "@/features/access/account";
import { SessionGate } from "@/features/access/session-gate";
import { readJobs } from "@/features/comparisons/chosen-runs";
import { ConnectionState } from "@/features/system/connection-state";
import type { DataSearch } from "@/features/data-sets/data-search";
import type { DesignerSearch } from "@/features/designer/designer-search";
import { isRecord } from "@/lib/json";
import { GalleryPage } from "@/routes/gallery-page";

function readText(search: Record<string, unknown>, key: string): string | undefined {
  const value = search[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

const rootRoute = createRootRoute({
  component: () => (
    <Shell connection={<ConnectionState />} account={<Account />}>
      <SessionGate>
        <Outlet />
      </SessionGate>
    </Shell>
  ),
  notFoundComponent: NotFound,
});

const galleryRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: GalleryPage });

const playRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/play/$model",
  validateSearch: (search: Record<string, unknown>): Record<string, unknown> => (isRecord(search) ? search : {}),
  component: lazyRouteComponent(() => import("@/routes/play-page"), "PlayPage"),
});

const trainRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/train/$recipe",
  validateSearch: (search: Record<string, unknown>): { fork?: string; data_set?: string } => ({
    fork: readText(search, "fork"),
    data_set: readText(search, "data_set"),
  }),
  component: lazyRouteComponent(() => import("@/routes/train-page"), "TrainPage"),
});

const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/jobs",
  validateSearch: (search: Record<string, unknown>): { status?: string; recipe?: string; cursor?: string } => ({
    status: readText(search, "status"),
    recipe: readText(search, "recipe"),
    cursor: readText(search, "cursor"),
  }),
  component: lazyRouteComponent(() => import("@/routes/jobs-page"), "JobsPage"),
});

const jobRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/jobs/$job",
  component: lazyRouteComponent(() => import("@/routes/job-page"), "JobPage"),
});

const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/models",
  component: lazyRouteComponent(() => import("@/routes/models-page"), "ModelsPage"),
});

const modelRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/models/$model",
  component: lazyRouteComponent(() => import("@/routes/model-page"), "ModelPage"),
});

const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/data",
  validateSearch: (search: Record<string, unknown>): DataSearch => ({
    name: readText(search, "name"),
    upload: readText(search, "upload"),
    file: readText(search, "file"),
    format: readText(search, "format"),
  }),
  component: lazyRouteComponent(() => import("@/routes/data-page"), "DataPage"),
});

const designerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/designer",
  validateSearch: (search: Record<string, unknown>): DesignerSearch => ({
    input: readText(search, "input"),
    task: readText(search, "task"),
    data_set: readText(search, "data_set"),
    target: readText(search, "target"),
    missing: readText(search, "missing"),
    job: readText(search, "job"),
  }),
  component: lazyRouteComponent(() => import("@/routes/designer-page"), "DesignerPage"),
});

const labRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/lab",
  validateSearch: (search: Record<string, unknown>): { id?: string } => ({ id: readText(search, "id") }),
  component: lazyRouteComponent(() => import("@/routes/lab-page"), "LabPage"),
});

const claimsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/claims",
  validateSearch: (search: Record<string, unknown>): { verdict?: string } => ({ verdict: readText(search, "verdict") }),
  component: lazyRouteComponent(() => import("@/routes/claims-page"), "ClaimsPage"),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/compare",
  validateSearch: (search: Record<string, unknown>): { job?: string[] } => ({ job: readJobs(search["job"]) }),
  component: lazyRouteComponent(() => import("@/routes/compare-page"), "ComparePage"),
});

const systemRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/system",
  component: lazyRouteComponent(() => import("@/routes/system-page"), "SystemPage"),
});

const storageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/storage",
  component: lazyRouteComponent(() => import("@/routes/storage-page"), "StoragePage"),
});

const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/keys",
  component: lazyRouteComponent(() => import("@/routes/keys-page"), "KeysPage"),
});

const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("@/routes/webhooks-page"), "WebhooksPage"),
});

const verifyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/verify",
  component: lazyRouteComponent(() => import("@/routes/verify-page"), "VerifyPage"),
});

const routeTree = rootRoute.addChildren([
  galleryRoute,
  playRoute,
  trainRoute,
  jobsRoute,
  jobRoute,
  modelsRoute,
  modelRoute,
  dataRoute,
  designerRoute,
  labRoute,
  claimsRoute,
  compareRoute,
  systemRoute,
  storageRoute,
  keysRoute,
  webhooksRoute,
  verifyRoute,
]);

export function createAppRouter() {
  return createRouter({
    routeTree,
    defaultErrorComponent: RouteError,
    defaultPendingComponent: RoutePending,
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
