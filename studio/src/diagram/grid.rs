//! Columns of boxes, and of lanes where routes pass.

use super::{Drawing, GAP, LANE, Point, Rect, SPACE, Size};

/// Boxes and lanes in columns. Items `0..boxes` are boxes, the others lanes.
pub(super) struct Grid {
    /// The items of each column from top to bottom.
    pub(super) columns: Vec<Vec<usize>>,
    /// The items of the column before that an item has a route to, and of the column behind.
    pub(super) before: Vec<Vec<usize>>,
    pub(super) behind: Vec<Vec<usize>>,
    pub(super) heights: Vec<i32>,
    /// The items of each edge's route from its lower column to its higher one; empty for a box to itself.
    chains: Vec<Vec<usize>>,
    widths: Vec<i32>,
}

impl Grid {
    pub(super) fn new(sizes: &[Size], edges: &[(usize, usize)], columns: &[usize]) -> Self {
        let count = columns.iter().max().map_or(0, |last| last + 1);
        let mut grid = Self {
            columns: vec![Vec::new(); count],
            before: vec![Vec::new(); sizes.len()],
            behind: vec![Vec::new(); sizes.len()],
            heights: sizes.iter().map(|size| size.height).collect(),
            chains: Vec::new(),
            widths: vec![0; count],
        };
        for (node, column) in columns.iter().enumerate() {
            grid.columns[*column].push(node);
            grid.widths[*column] = grid.widths[*column].max(sizes[node].width);
        }
        for (from, to) in edges {
            let (low, high) = if columns[*from] <= columns[*to] { (*from, *to) } else { (*to, *from) };
            let mut chain = Vec::new();
            if low != high {
                chain.push(low);
                for column in columns[low] + 1..columns[high] {
                    chain.push(grid.lane(column));
                }
                chain.push(high);
            }
            for pair in chain.windows(2) {
                grid.behind[pair[0]].push(pair[1]);
                grid.before[pair[1]].push(pair[0]);
            }
            grid.chains.push(chain);
        }
        grid
    }

    fn lane(&mut self, column: usize) -> usize {
        let item = self.heights.len();
        self.heights.push(LANE);
        self.before.push(Vec::new());
        self.behind.push(Vec::new());
        self.columns[column].push(item);
        item
    }

    /// The least distance between the middles of two items, one above the other.
    pub(super) fn distance(&self, upper: usize, lower: usize) -> i32 {
        (self.heights[upper] + self.heights[lower] + 1) / 2 + SPACE
    }

    /// The drawing of items whose middles have these heights.
    pub(super) fn draw(&self, sizes: &[Size], edges: &[(usize, usize)], middles: &[i32]) -> Drawing {
        let mut starts = vec![0; self.columns.len()];
        for column in 1..starts.len() {
            starts[column] = starts[column - 1] + self.widths[column - 1] + GAP;
        }
        let mut column_of = vec![0; self.heights.len()];
        for (column, items) in self.columns.iter().enumerate() {
            items.iter().for_each(|item| column_of[*item] = column);
        }
        let boxes: Vec<Rect> = sizes
            .iter()
            .enumerate()
            .map(|(node, size)| Rect { x: starts[column_of[node]], y: middles[node] - size.height / 2, size: *size })
            .collect();
        let ports = Ports::new(self, edges, &boxes, middles);
        let route = |(edge, (from, to)): (usize, &(usize, usize))| {
            let chain = &self.chains[edge];
            let (Some(low), Some(high)) = (chain.first(), chain.last()) else {
                let earlier = edges[..edge].iter().filter(|one| **one == (*from, *to)).count();
                return of_one(&boxes[*from], i32::try_from(earlier).unwrap_or_default());
            };
            let mut points: Vec<Point> = Vec::new();
            for item in chain {
                let (left, column) = (starts[column_of[*item]], column_of[*item]);
                let right = left + self.widths[column];
                if item == low {
                    let y = ports.right[edge];
                    points.extend([(boxes[*item].x + boxes[*item].size.width, y), (right, y)]);
                } else if item == high {
                    points.push((left, ports.left[edge]));
                } else {
                    points.extend([(left, middles[*item]), (right, middles[*item])]);
                }
            }
            points.dedup();
            if to == low {
                points.reverse();
            }
            points
        };
        let routes = edges.iter().enumerate().map(route).collect();
        let size = Size {
            // A box's route to itself is beside the last column.
            width: boxes.iter().map(|one| one.x + one.size.width + GAP / 2).max().unwrap_or_default(),
            height: boxes
                .iter()
                .map(|one| one.y + one.size.height)
                .chain(middles.iter().copied())
                .max()
                .unwrap_or_default(),
        };
        Drawing { boxes, routes, size: Some(size) }
    }
}

/// The height at the side of a box that a route to itself takes.
pub(super) const LOOP: i32 = 20;

/// The route of a box to itself, at the top of its right side, below earlier ones.
fn of_one(one: &Rect, earlier: i32) -> Vec<Point> {
    let (right, top) = (one.x + one.size.width, one.y + earlier * LOOP);
    vec![(right, top + 6), (right + 24, top + 6), (right + 24, top + 18), (right, top + 18)]
}

/// Where the routes leave and reach their boxes, spread over the sides of a box in the order of what they lead to.
struct Ports {
    right: Vec<i32>,
    left: Vec<i32>,
}

impl Ports {
    fn new(grid: &Grid, edges: &[(usize, usize)], boxes: &[Rect], middles: &[i32]) -> Self {
        let mut ports = Self { right: vec![0; edges.len()], left: vec![0; edges.len()] };
        for (node, place) in boxes.iter().enumerate() {
            let (mut right, mut left) = (Vec::new(), Vec::new());
            for (edge, chain) in grid.chains.iter().enumerate() {
                match chain.as_slice() {
                    [first, next, ..] if *first == node => right.push((middles[*next], edge)),
                    [.., next, last] if *last == node => left.push((middles[*next], edge)),
                    _ => {}
                }
            }
            let loops = edges.iter().filter(|edge| **edge == (node, node)).count();
            let loops = i32::try_from(loops).unwrap_or_default() * LOOP;
            // Only as far as the box is high enough.
            let taken = if loops + LOOP <= place.size.height { loops } else { 0 };
            for (side, into, taken) in [(&mut right, &mut ports.right, taken), (&mut left, &mut ports.left, 0)] {
                side.sort_unstable();
                let parts = i32::try_from(side.len() + 1).unwrap_or(i32::MAX);
                for (at, (_, edge)) in (1..).zip(side.iter()) {
                    into[*edge] = place.y + taken + (place.size.height - taken) * at / parts;
                }
            }
        }
        ports
    }
}
