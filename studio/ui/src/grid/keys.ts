// What a key does in a grid while nothing is edited.
export interface Moves {
  row: number;
  column: number;
  page: number;
  rows: number;
  columns: number;
}

export type GridAct =
  | { kind: "move"; row: number; column: number; extend?: boolean }
  | { kind: "select" | "edit" | "clear" | "now" | "menu" | "sort" | "addSort" }
  | { kind: "width" | "order"; by: number };

// The header is the row before the first.
const HEAD = -1;

export const actOf = (event: KeyboardEvent, at: Moves): GridAct | null => {
  const ctrl = event.ctrlKey || event.metaKey;
  const { row, column } = at;
  const to = (row: number, column: number, extend = false): GridAct => ({ kind: "move", row, column, ...(extend ? { extend } : {}) });
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey) || (event.altKey && event.key === "ArrowDown")) return { kind: "menu" };
  if (event.altKey) return null;
  if (row === HEAD && !ctrl && event.shiftKey && /^Arrow(Left|Right)$/.test(event.key)) return { kind: "width", by: event.key === "ArrowLeft" ? -16 : 16 };
  if (row === HEAD && ctrl && /^Arrow(Left|Right)$/.test(event.key)) return { kind: "order", by: event.key === "ArrowLeft" ? -1 : 1 };
  if (row === HEAD && (event.key === "Enter" || event.key === " ")) return { kind: event.shiftKey ? "addSort" : "sort" };
  if (ctrl && event.key === ";") return { kind: "now" };
  if (ctrl && event.key === "Home") return to(0, 0);
  if (ctrl && event.key === "End") return to(at.rows - 1, column);
  if (ctrl) return null;
  switch (event.key) {
    case "ArrowDown":
      return to(row + 1, column, event.shiftKey && row !== HEAD);
    case "ArrowUp":
      return to(row - 1, column, event.shiftKey && row > 0);
    case "ArrowLeft":
      return to(row, column - 1);
    case "ArrowRight":
      return to(row, column + 1);
    case "PageDown":
      return to(Math.max(row, 0) + at.page, column, event.shiftKey);
    case "PageUp":
      return to(Math.max(0, row - at.page), column, event.shiftKey);
    case "Home":
      return to(row, 0);
    case "End":
      return to(row, at.columns - 1);
    case " ":
      return { kind: "select" };
    case "Enter":
    case "F2":
      return { kind: "edit" };
    case "Delete":
      return { kind: "clear" };
    default:
      return null;
  }
};
