// Characters that are not seen, or that turn the direction of what follows.
export const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

export const code = (character: string) => character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");

// A text with their codes, for places that take no elements, such as an option of a list.
export const visibly = (text: string) =>
  HIDDEN.test(text) ? [...text].map((character) => (HIDDEN.test(character) ? `[${code(character)}]` : character)).join("") : text;
