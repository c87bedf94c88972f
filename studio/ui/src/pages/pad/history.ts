// What was asked in the pad: kept in this browser alone.
import { shared } from "../../shared";

const KEY = "weda-studio-pad";
const MAX = 50;

export interface Asked {
  // The query of the address.
  query: Record<string, string>;
  text: string;
  time: number;
}

const stored = (): Asked[] => {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? (found as Asked[]).filter((one) => typeof one?.text === "string" && typeof one.query === "object") : [];
  } catch {
    return [];
  }
};

export const asked = shared<Asked[]>(stored());

export const remember = (query: Record<string, string>, text: string) => {
  const others = asked.get().filter((one) => one.text !== text || JSON.stringify(one.query) !== JSON.stringify(query));
  asked.set([{ query, text, time: Date.now() }, ...others].slice(0, MAX));
  try {
    localStorage.setItem(KEY, JSON.stringify(asked.get()));
  } catch {
    // The browser's store is full: the list lives as long as the page.
  }
};

export const forget = () => {
  localStorage.removeItem(KEY);
  asked.set([]);
};
