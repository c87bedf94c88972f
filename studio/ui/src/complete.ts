// What may follow in the text of a filter: fields, then operators of the kind, then values.
import { type Field, ordered, type Served, titleOf } from "./models";
import { match } from "./pinyin";
import { parsed } from "./records";
import { t, type Word } from "./words";

export interface Suggestion {
  // What is put in place of the typed word.
  text: string;
  label: string;
  note: string;
  // How far before the end of the text the cursor stands then.
  back?: number;
}

export interface Completion {
  // Where the typed word begins.
  from: number;
  suggestions: Suggestion[];
  // A relation whose records are searched by the typed word.
  related?: { field: Field; typed: string };
}

const MOST = 12;

export const canFilter = (field: Field) => field.stored && !["list", "object", "location", "json", "relations"].includes(field.kind.name);

const SIGNS: Record<string, string[]> = { eq: ["=", "=="], ne: ["!=", "<>", "≠"], gt: [">"], ge: [">=", "≥"], lt: ["<"], le: ["<=", "≤"] };

// The operators of a kind: what is compared, and the functions of texts.
export const operatorsOf = (field: Field): string[] => {
  switch (field.kind.name) {
    case "number":
    case "integer":
    case "date":
    case "datetime":
    case "time":
      return ["eq", "ne", "gt", "ge", "lt", "le", "null", "not.null"];
    case "boolean":
    case "relation":
    case "choice":
      return ["eq", "ne", "null", "not.null"];
    default:
      return ["contains", "eq", "ne", "startswith", "null", "not.null"];
  }
};

const ranked = <T>(all: T[], rank: (one: T) => number | null): T[] =>
  all
    .map((one, index) => ({ one, index, rank: rank(one) }))
    .filter((one): one is { one: T; index: number; rank: number } => one.rank !== null)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ one }) => one)
    .slice(0, MOST);

const operatorSuggestion = (field: Field, operator: string): Suggestion => {
  const label = t(("op." + operator) as Word);
  if (operator === "null" || operator === "not.null") {
    const text = `${field.key} ${operator === "null" ? "eq" : "ne"} null `;
    return { text, label, note: text.trim() };
  }
  if (operator === "contains" || operator === "startswith") return { text: `${operator}(${field.key},'')`, label, note: operator, back: 2 };
  return { text: `${field.key} ${operator} `, label, note: operator };
};

const quoted = (text: string) => "'" + text.replaceAll("'", "''") + "'";

const values = (field: Field, typed: string): Suggestion[] => {
  const word = typed.replace(/^'/, "");
  const { kind } = field;
  if (kind.name === "boolean") return ranked([true, false], (one) => match(word, String(one), t(one ? "yes" : "no"))).map((one) => ({ text: `${one} `, label: t(one ? "yes" : "no"), note: String(one) }));
  if (kind.name === "choice") {
    return ranked(kind.options ?? [], (option) => match(word, option.key, option.label)).map((option) => ({ text: quoted(option.key) + " ", label: option.label ?? option.key, note: option.key }));
  }
  if (kind.name === "date" || kind.name === "datetime") {
    try {
      // A date as people write it is a number in a filter.
      return [word || "now"].map((typed) => ({ text: `${String(parsed(typed, kind))} `, label: typed, note: String(parsed(typed, kind)) }));
    } catch {
      return [];
    }
  }
  return [];
};

// What follows at a cursor. `before` is the text up to it.
export const complete = (before: string, model: Served): Completion | null => {
  const fields = ordered(model).filter(canFilter);
  const field = (key: string | undefined) => fields.find((field) => field.key === key);
  // Inside a text only the value of a comparison is completed.
  const start = /(?:^|[\s(]+(?:and|or)\s+|\(|not\s+)\s*$/;
  const compared = /(?:^|[\s(])(\S+?)\s+(eq|ne|gt|ge|lt|le)\s+('(?:[^']|'')*|[^\s'()]*)$/.exec(before);
  const of = field(compared?.[1]?.replace(/^\(+/, ""));
  if (compared && of) {
    const typed = compared[3]!;
    const from = before.length - typed.length;
    return { from, suggestions: values(of, typed), ...(of.kind.name === "relation" && of.kind.target ? { related: { field: of, typed: typed.replace(/^'/, "").replaceAll("''", "'") } } : {}) };
  }
  if ((before.match(/'/g) ?? []).length % 2 === 1) return null;
  const operated = /(?:^|[\s(])([^\s()]+)\s+([^\s()'\w]{1,2}|[\p{L}]*)$/u.exec(before);
  const subject = field(operated?.[1]);
  if (operated && subject) {
    const [, key, typed] = operated;
    const from = before.length - operated[0].trimStart().replace(/^\(/, "").length;
    const suggestions = ranked(operatorsOf(subject), (operator) => (SIGNS[operator]?.includes(typed!) ? 0 : match(typed!, operator, t(("op." + operator) as Word))));
    return { from: before.indexOf(key!, from), suggestions: suggestions.map((operator) => operatorSuggestion(subject, operator)) };
  }
  const word = /[^\s()']*$/.exec(before)![0];
  const lead = before.slice(0, before.length - word.length);
  if (start.test(lead) || lead.trim() === "") {
    const found = ranked(fields, (field) => match(word, field.title, field.key));
    return { from: lead.length, suggestions: found.map((field) => ({ text: field.key + " ", label: titleOf(field), note: field.key })) };
  }
  // Behind a whole condition.
  if (/(?:'|\)|\bnull|\btrue|\bfalse|\d)\s+\w*$/.test(before)) {
    return { from: lead.length, suggestions: ranked(["and", "or"], (one) => match(word, one, t(("op." + one) as Word))).map((one) => ({ text: one + " ", label: t(("op." + one) as Word), note: one })) };
  }
  return null;
};
