// A filter is one OData text; chips are its parts that are joined by `and`.

// The parts between ` and `, outside of texts and parentheses. With an `or` beside them the text is one part.
export const parts = (filter: string): string[] => {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  let inText = false;
  for (let at = 0; at < filter.length; at++) {
    const one = filter[at];
    if (one === "'") inText = !inText;
    if (inText) continue;
    if (one === "(") depth++;
    if (one === ")") depth--;
    if (depth > 0 || one !== " ") continue;
    if (filter.startsWith(" or ", at)) return [filter.trim()];
    if (filter.startsWith(" and ", at)) {
      found.push(filter.slice(from, at).trim());
      from = at + 5;
    }
  }
  found.push(filter.slice(from).trim());
  return found.filter(Boolean);
};

const needsParentheses = (part: string) => / or /.test(part) && !/^\(.*\)$/.test(part);

export const joined = (parts: string[]) =>
  parts.length < 2 ? (parts[0] ?? "") : parts.map((part) => (needsParentheses(part) ? `(${part})` : part)).join(" and ");

// The field that a part begins with: `score gt 60`, `contains(name,'x')`.
export const fieldOf = (part: string): string | null =>
  /^(?:not )?(?:contains|startswith|endswith)\(\s*([^\s,()]+)/.exec(part)?.[1] ?? /^([^\s()]+) (?:eq|ne|gt|ge|lt|le) /.exec(part)?.[1] ?? null;
