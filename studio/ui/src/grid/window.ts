// Which rows a scroll position shows. Browsers cap the height of an element, so that long lists are scaled.
const MAX_HEIGHT = 8_000_000;
export const SPARE = 6;

export interface Window {
  // The height of the box that scrolls.
  height: number;
  first: number;
  last: number;
  // The top of the row `first`, from the top of that box.
  top: number;
}

export const windowAt = (scroll: number, view: number, row: number, count: number): Window => {
  const full = count * row;
  const height = Math.min(full, MAX_HEIGHT);
  // How far the list is moved for a pixel of the scroll bar.
  const scale = height > view ? (full - view) / (height - view) : 1;
  const offset = Math.max(0, Math.min(scroll * scale, full - view));
  const first = Math.max(0, Math.floor(offset / row) - SPARE);
  const last = Math.min(count - 1, Math.ceil((offset + view) / row) + SPARE);
  return { height, first, last, top: first * row - offset + scroll };
};

// The scroll position that shows a row, or null if it is visible.
export const scrollTo = (index: number, scroll: number, view: number, row: number, count: number): number | null => {
  const full = count * row;
  const height = Math.min(full, MAX_HEIGHT);
  const scale = height > view ? (full - view) / (height - view) : 1;
  const offset = scroll * scale;
  const [top, bottom] = [index * row, (index + 1) * row];
  if (top >= offset && bottom <= offset + view) return null;
  return (top < offset ? top : bottom - view) / scale;
};
