// Routes as paths: straight inside columns, curved between them.
type Points = [number, number][];

export const path = (points: Points) => {
  let text = "";
  points.forEach(([x, y], index) => {
    const last = points[index - 1];
    if (!last) text = `M${x} ${y}`;
    else if (last[0] === x || last[1] === y) text += `L${x} ${y}`;
    else {
      const middle = (last[0] + x) / 2;
      text += `C${middle} ${last[1]} ${middle} ${y} ${x} ${y}`;
    }
  });
  return text;
};

// The tip at the end of a route, which reaches its box from the left or the right.
export const arrow = (points: Points) => {
  const [x, y] = points[points.length - 1]!;
  const back = points[points.length - 2]![0] <= x ? -9 : 9;
  return `M${x} ${y}l${back} -4.5v9z`;
};
