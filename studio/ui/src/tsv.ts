// Tab-separated values as spreadsheets copy them: cells with tabs, line ends or quotes are quoted.
export interface TsvCell {
  text: string;
  quoted: boolean;
}

// A quote opens a cell only at its start, and only where another one closes it at the end of the cell.
const CELL = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)|[^\t\r\n]*/y;
const SEPARATOR = /\t|\r\n|\r|\n/y;

export const parseTsv = (text: string): TsvCell[][] => {
  const rows: TsvCell[][] = [[]];
  let at = 0;
  for (;;) {
    CELL.lastIndex = at;
    const [all, quoted] = CELL.exec(text)!;
    rows.at(-1)!.push(quoted === undefined ? { text: all, quoted: false } : { text: quoted.replaceAll('""', '"'), quoted: true });
    SEPARATOR.lastIndex = at + all.length;
    const separator = SEPARATOR.exec(text)?.[0];
    // The last line may end, too.
    if (separator === undefined || (separator !== "\t" && SEPARATOR.lastIndex === text.length)) return rows;
    at = SEPARATOR.lastIndex;
    if (separator !== "\t") rows.push([]);
  }
};

// The text of rows; null is an empty cell, and an empty text a quoted one.
export const printTsv = (rows: (string | null)[][]): string =>
  rows.map((row) => row.map((cell) => (cell === null ? "" : cell === "" || /["\t\r\n]/.test(cell) ? '"' + cell.replaceAll('"', '""') + '"' : cell)).join("\t")).join("\n");
