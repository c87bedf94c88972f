// What the address of a grid asks for. What does not exist is named and dropped.
import type { Served } from "../../models";
import type { Sort } from "../../records";
import type { Route } from "../../route";

const parseSort = (text: string | null): Sort[] =>
  (text ?? "")
    .split(",")
    .filter(Boolean)
    .map((part) => (part.startsWith("-") ? { field: part.slice(1), desc: true } : { field: part, desc: false }));

export const printSort = (sort: Sort[]) => sort.map(({ field, desc }) => (desc ? "-" : "") + field).join(",");

export const addressed = ({ query }: Route, model: Served) => {
  const isKnown = (key: string) => model.fields.some((one) => one.key === key);
  const sort = parseSort(query.get("sort"));
  const columns = query.get("cols")?.split(",").filter(Boolean) ?? [];
  const known = columns.filter(isKnown);
  return {
    filter: query.get("filter") ?? "",
    sort: sort.filter(({ field }) => isKnown(field)),
    // Null: those that this browser keeps.
    columns: known.length > 0 ? known : null,
    unknown: [...new Set([...sort.map((one) => one.field), ...columns])].filter((key) => !isKnown(key)),
  };
};
