// The address is the state: paths and queries, so that links and Back work.
import { useEffect, useState } from "preact/hooks";

export type Stage = "pre" | "prod";

export interface Route {
  parts: string[];
  query: URLSearchParams;
}

const listeners = new Set<() => void>();

export const current = (): Route => ({
  parts: location.pathname.split("/").filter(Boolean).map(decoded),
  query: new URLSearchParams(location.search),
});

const decoded = (part: string) => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

export const go = (url: string, replace = false) => {
  if (url === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", url);
  listeners.forEach((listener) => listener());
};

addEventListener("popstate", () => listeners.forEach((listener) => listener()));

export const useRoute = (): Route => {
  const [route, set] = useState(current);
  useEffect(() => {
    const update = () => set(current());
    listeners.add(update);
    return () => void listeners.delete(update);
  }, []);
  return route;
};

// An address of path parts and a query without empty values.
export const url = (parts: string[], query: Record<string, string | null | undefined> = {}) => {
  const kept = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  const search = new URLSearchParams(kept).toString();
  return "/" + parts.map(encodeURIComponent).join("/") + (search && "?" + search);
};

// The same address with other values in its query.
export const withQuery = (route: Route, changes: Record<string, string | null | undefined>) =>
  url(route.parts, { ...Object.fromEntries(route.query), ...changes });
