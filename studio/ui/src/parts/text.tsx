// Text of records and definitions, which is never trusted.
import { code, HIDDEN } from "../visible";

const LINES = /[\t\n\r]/g;
const MARKS: Record<string, string> = { "\t": "→", "\n": "↵", "\r": "␍" };

// Joins emoji to one, and is nothing to see there.
const JOINED = /(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu;


// A text whose control and direction marks are boxes with their code, on one line unless `lines`.
export const Visible = ({ text, lines }: { text: string; lines?: boolean }) => {
  const shown = lines ? text : text.replace(LINES, (mark) => MARKS[mark]!);
  if (!HIDDEN.test(shown)) return <bdi>{shown}</bdi>;
  // A run of plain characters is one node.
  const parts: preact.ComponentChild[] = [];
  let plain = "";
  const joins = new Set([...shown.matchAll(JOINED)].map((found) => found.index));
  let at = 0;
  for (const character of shown) {
    const isJoin = joins.has(at);
    at += character.length;
    if (isJoin || !HIDDEN.test(character)) {
      plain += character;
      continue;
    }
    if (plain) parts.push(plain);
    plain = "";
    parts.push(<span class="mark">{code(character)}</span>);
  }
  if (plain) parts.push(plain);
  return <bdi>{parts}</bdi>;
};
