import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

const PAGES = [
  { to: "/", key: "nav.gallery", exact: true },
  { to: "/designer", key: "designer.nav", exact: false },
  { to: "/lab", key: "lab.nav", exact: false },
  { to: "/claims", key: "claims.nav", exact: false },
  { to: "/jobs", key: "nav.jobs", exact: false },
  { to: "/models", key: "nav.models", exact: false },
  { to: "/data", key: "nav.data", exact: false },
  { to: "/verify", key: "verify.nav", exact: false },
  { to: "/system", key: "nav.system", exact: false },
] as const;

export function NavLinks({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  return PAGES.map(({ to, key, exact }) => (
    <Link
      key={to}
      to={to}
      className="nav-link"
      activeOptions={{ exact, includeSearch: false }}
      activeProps={{ "aria-current": "page" }}
      onClick={onNavigate}
    >
      {t(key)}
    </Link>
  ));
}
