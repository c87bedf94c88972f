// Text of records and definitions, which is never trusted.
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;
const LINES = /[\t\n\r]/g;
const MARKS: Record<string, string> = { "\t": "→", "\n": "↵", "\r": "␍" };

const code = (character: string) => character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");

// A text whose control and direction marks are boxes with their code, on one line unless `lines`.
export const Visible = ({ text, lines }: { text: string; lines?: boolean }) => {
  const shown = lines ? text : text.replace(LINES, (mark) => MARKS[mark]!);
  if (!HIDDEN.test(shown)) return <bdi>{shown}</bdi>;
  // A run of plain characters is one node.
  const parts: preact.ComponentChild[] = [];
  let plain = "";
  for (const character of shown) {
    if (!HIDDEN.test(character)) {
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
