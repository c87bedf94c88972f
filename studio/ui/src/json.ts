// JSON as people read and type it: whole numbers keep all their digits, which a double would lose.
const TOKENS = /"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

const NUMERAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

// The server's marks: a number that a double cannot hold, and an object that only looks like a mark.
export const isMarked = (value: unknown, mark: "$n" | "$json"): value is Record<string, string> =>
  typeof value === "object" && value !== null && Object.keys(value).length === 1 && typeof (value as Record<string, unknown>)[mark] === "string";

// The text of a value; `indent` as of `JSON.stringify`.
export const printJson = (value: unknown, indent?: number): string => {
  // No text of a record is like this one, which is made anew each time.
  const key = `\u0000${Math.random()}:`;
  const marked = JSON.stringify(
    value,
    (_, one: unknown) => (isMarked(one, "$n") && NUMERAL.test(one.$n!) ? key + one.$n : isMarked(one, "$json") ? key + one.$json : one),
    indent,
  );
  if (marked === undefined) return "null";
  return marked.includes("\\u0000") ? marked.replace(TOKENS, (token) => (token.startsWith(JSON.stringify(key).slice(0, -1)) ? (JSON.parse(token) as string).slice(key.length) : token)) : marked;
};

// The value of a text. Throws where it is not JSON.
export const parseJson = (text: string): unknown =>
  JSON.parse(text.replace(TOKENS, (token) => (/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? JSON.stringify({ $n: token }) : token)));
