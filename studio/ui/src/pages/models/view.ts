// What part of a drawing is seen.
export interface View {
  x: number;
  y: number;
  scale: number;
}

// The step of a key or a button.
export const ZOOM = 1.25;

const [LEAST, MOST] = [0.05, 4];
const MARGIN = 24;

const bounded = (scale: number) => Math.max(LEAST, Math.min(MOST, scale));

// Nearer or farther, with the point under the pointer where it is.
export const around = (view: View, by: number, x: number, y: number): View => {
  const scale = bounded(view.scale * by);
  const real = scale / view.scale;
  return { scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
};

// All of it, not larger than it is.
export const fitted = (size: { width: number; height: number }, frame: HTMLElement): View => {
  const { clientWidth: width, clientHeight: height } = frame;
  const scale = bounded(Math.min(1, (width - 2 * MARGIN) / size.width, (height - 2 * MARGIN) / size.height));
  return { scale, x: Math.max(MARGIN, (width - size.width * scale) / 2), y: Math.max(MARGIN, (height - size.height * scale) / 2) };
};
