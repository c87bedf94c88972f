// A filter is one OData text; chips are its parts that are joined by `and`.

interface Joiner {
  word: "and" | "or";
  from: number;
  to: number;
}

// The joiners outside of texts and parentheses, in any case, whatever separates them from their neighbours.
const joiners = (filter: string): Joiner[] => {
  const found: Joiner[] = [];
  let depth = 0;
  for (const { 0: token, index } of filter.matchAll(/'(?:[^']|'')*'?|[()]|[^\s(),']+/g)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0 && /^(?:and|or)$/i.test(token)) found.push({ word: token.toLowerCase() as "and" | "or", from: index, to: index + token.length });
  }
  return found;
};

const hasOr = (filter: string) => joiners(filter).some((one) => one.word === "or");

// The parts between `and`. With an `or` beside them the text is one part.
export const parts = (filter: string): string[] => {
  const all = joiners(filter);
  if (hasOr(filter)) return [filter.trim()];
  const found: string[] = [];
  let from = 0;
  for (const one of all) {
    found.push(filter.slice(from, one.from).trim());
    from = one.to;
  }
  found.push(filter.slice(from).trim());
  return found.filter(Boolean);
};

// An `or` binds less than the `and` that joins the parts.
export const joined = (parts: string[]) =>
  parts.length < 2 ? (parts[0] ?? "") : parts.map((part) => (hasOr(part) ? `(${part})` : part)).join(" and ");

// The field that a part begins with: `score gt 60`, `contains(name,'x')`.
export const fieldOf = (part: string): string | null =>
  /^(?:not )?(?:contains|startswith|endswith)\(\s*([^\s,()]+)/.exec(part)?.[1] ?? /^([^\s()]+) (?:eq|ne|gt|ge|lt|le) /.exec(part)?.[1] ?? null;
