// What may follow in a statement or a filter.
import { type Field, type Served, titleOf } from "../../models";

export interface Suggestion {
  text: string;
  detail: string;
  // Where the caret goes, from the end.
  back?: number;
}

export interface Completion {
  // What is replaced: from here to the caret.
  from: number;
  items: Suggestion[];
}

const WORDS = ["SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "JOIN", "LEFT JOIN", "ON", "AS", "AND", "OR", "NOT", "IN", "LIKE", "BETWEEN", "IS NULL", "DISTINCT", "UNION ALL", "CASE WHEN", "DESC"];

// The functions that the emulator has.
const FUNCTIONS = [
  "COUNT", "SUM", "AVG", "MIN", "MAX", "COALESCE", "IFNULL", "NULLIF", "IF", "ABS", "SIGN", "MOD", "ROUND", "CEIL", "FLOOR", "GREATEST", "LEAST", "CONCAT", "CONCAT_WS",
  "LENGTH", "CHAR_LENGTH", "LOWER", "UPPER", "REVERSE", "REPLACE", "TRIM", "SUBSTRING", "LEFT", "RIGHT", "LOCATE", "NOW", "UNIX_TIMESTAMP", "FROM_UNIXTIME", "DATE_FORMAT",
];

const WORD = /[\p{L}\p{N}_$]*$/u;
const MAX = 30;

// True within a text in quotes, or a comment to the end of the line.
const isInText = (before: string) => {
  const bare = before.replace(/'(?:[^'\\]|''|\\.)*'/gs, "").replace(/`[^`]*`/g, "");
  return bare.includes("'") || /(?:--\s|#)[^\n]*$/.test(bare);
};

const matching = (word: string, items: Suggestion[], titles: string[] = []): Suggestion[] => {
  const wanted = word.toLowerCase();
  const rank = (index: number) => {
    const text = items[index]!.text.toLowerCase();
    if (text.startsWith(wanted)) return 0;
    if (titles[index]?.toLowerCase().startsWith(wanted)) return 1;
    return text.includes(wanted) || titles[index]?.toLowerCase().includes(wanted) ? 2 : 3;
  };
  const ranked = items.map((item, index) => ({ item, rank: rank(index) })).filter(({ rank }) => rank < 3);
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.map(({ item }) => item).slice(0, MAX);
};

// A name in a statement, in quotes where it needs them.
export const tableName = (identifier: string) => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(identifier) ? identifier : "`" + identifier.replaceAll("`", "``") + "`");

const fieldItems = (fields: Field[]) => fields.map((field) => ({ text: tableName(field.key), detail: titleOf(field) }));

// Tables and their aliases in a statement.
const tables = (text: string, models: Served[]): Map<string, Served> => {
  const found = new Map<string, Served>();
  const after = /\b(?:from|join)\s+((?:`[^`]+`|[\p{L}\p{N}_$]+)(?:\s+(?:as\s+)?[\p{L}_][\p{L}\p{N}_]*)?(?:\s*,\s*(?:`[^`]+`|[\p{L}\p{N}_$]+)(?:\s+(?:as\s+)?[\p{L}_][\p{L}\p{N}_]*)?)*)/giu;
  for (const [, list] of text.matchAll(after)) {
    for (const part of list!.split(",")) {
      const [table = "", ...rest] = part.trim().split(/\s+/);
      const model = models.find((model) => model.identifier === table.replaceAll("`", ""));
      if (!model) continue;
      found.set(model.identifier, model);
      const alias = rest[rest.length - 1];
      if (alias && !/^(where|on|group|order|left|right|inner|join|limit|having|union|cross|as)$/i.test(alias)) found.set(alias, model);
    }
  }
  return found;
};

export const completeSql = (text: string, caret: number, models: Served[]): Completion | null => {
  const before = text.slice(0, caret);
  if (isInText(before)) return null;
  const word = WORD.exec(before)![0];
  const from = caret - word.length;
  const rest = before.slice(0, from);
  const known = tables(text, models);
  const table = /([\p{L}\p{N}_$]+)\.$/u.exec(rest)?.[1];
  if (table !== undefined) {
    const model = known.get(table);
    return model ? { from, items: matching(word, fieldItems(model.fields), model.fields.map(titleOf)) } : null;
  }
  if (/\b(?:from|join)\s+(?:[^()]*,\s*)?$/i.test(rest.slice(-200)) && !/\b(?:where|on|group|order)\b[^()]*$/i.test(rest.slice(-200).replace(/^.*\b(?:from|join)\b/is, ""))) {
    return { from, items: matching(word, models.map((model) => ({ text: tableName(model.identifier), detail: titleOf(model) })), models.map(titleOf)) };
  }
  if (word === "") return null;
  const fields = [...new Set(known.values())].flatMap((model) => model.fields);
  const upper = word === word.toUpperCase() && /[A-Z]/.test(word);
  const cased = (text: string) => (upper ? text : text.toLowerCase());
  const items = [
    ...matching(word, fieldItems(fields), fields.map(titleOf)),
    ...matching(word, WORDS.map((text) => ({ text: cased(text), detail: "" }))).filter((item) => item.text.toLowerCase().startsWith(word.toLowerCase())),
    ...matching(word, FUNCTIONS.map((text) => ({ text: cased(text) + "()", detail: "ƒ", back: 1 }))).filter((item) => item.text.toLowerCase().startsWith(word.toLowerCase())),
    ...matching(word, models.map((model) => ({ text: tableName(model.identifier), detail: titleOf(model) })), models.map(titleOf)),
  ];
  const seen = new Set<string>();
  const unique = items.filter((item) => !seen.has(item.text) && seen.add(item.text));
  // Nothing to complete: the word is there, and Enter begins the next line.
  if (unique.length === 0 || unique.some((item) => item.text.toLowerCase() === word.toLowerCase())) return null;
  return { from, items: unique.slice(0, MAX) };
};

const OPERATORS = ["eq", "ne", "gt", "ge", "lt", "le"];

export const completeFilter = (text: string, caret: number, model: Served): Completion | null => {
  const before = text.slice(0, caret);
  if (isInText(before)) return null;
  const word = WORD.exec(before)![0];
  const from = caret - word.length;
  const rest = before.slice(0, from);
  const fields = model.fields.filter((field) => field.stored);
  const isField = /(?:^|\band|\bor|\bnot|\()\s*$/.test(rest);
  if (isField) {
    const functions = ["contains", "startswith", "endswith"].map((text) => ({ text: text + "(,'')", detail: "ƒ", back: 4 }));
    const names = fields.map((field) => ({ text: field.key, detail: titleOf(field) }));
    if (word === "" && rest !== "") return { from, items: names.slice(0, MAX) };
    return word === "" ? null : { from, items: [...matching(word, names, fields.map(titleOf)), ...(/\($/.test(rest) ? [] : matching(word, functions))] };
  }
  const field = fields.find((field) => field.key === /([^\s()]+)\s+$/.exec(rest)?.[1]);
  if (field) return { from, items: matching(word, OPERATORS.map((text) => ({ text, detail: "" }))) };
  const compared = fields.find((field) => field.key === /([^\s()]+)\s+(?:eq|ne)\s+$/.exec(rest)?.[1]);
  const options = compared?.kind.options;
  if (options && options.length > 0) {
    const items = options.map((option) => ({ text: "'" + option.key.replaceAll("'", "''") + "'", detail: option.label ?? "" }));
    return { from, items: matching(word, items, options.map((option) => option.label ?? "")) };
  }
  if (compared?.kind.name === "boolean") return { from, items: matching(word, [{ text: "true", detail: "" }, { text: "false", detail: "" }]) };
  if (/(?:'|\d|true|false|null|\))\s+$/.test(rest)) return { from, items: matching(word, [{ text: "and", detail: "" }, { text: "or", detail: "" }]) };
  return null;
};
