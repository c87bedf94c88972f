// The initials of Chinese texts by the order of pinyin that the browser knows: no table of characters is needed.
const LETTERS = "abcdefghjklmnopqrstwxyz";

// The first character of each letter in that order.
const FIRST = "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀";

const collator = new Intl.Collator("zh-Hans-CN-u-co-pinyin");

const isChinese = (character: string) => /\p{Script=Han}/u.test(character);

const initial = (character: string) => {
  if (!isChinese(character)) return character.toLowerCase();
  let found = "";
  for (let at = 0; at < FIRST.length && collator.compare(FIRST[at]!, character) <= 0; at++) found = LETTERS[at]!;
  return found;
};

export const initials = (text: string) => [...text].map(initial).join("");

// How well a typed word finds a text: 0 is best, null not at all.
export const match = (typed: string, ...texts: (string | null | undefined)[]): number | null => {
  const word = typed.toLowerCase();
  if (word === "") return 3;
  let best: number | null = null;
  for (const text of texts) {
    if (!text) continue;
    const lower = text.toLowerCase();
    const rank = lower === word ? 0 : lower.startsWith(word) ? 1 : /^[a-z]+$/.test(word) && initials(text).startsWith(word) ? 2 : lower.includes(word) ? 4 : null;
    if (rank !== null && (best === null || rank < best)) best = rank;
  }
  return best;
};
