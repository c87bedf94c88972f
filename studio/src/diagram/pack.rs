//! Parts that no route connects, and their places beside one another.

use super::{Drawing, Rect, SPACE, Size};

/// The space between parts.
const BETWEEN: i32 = 2 * SPACE;

/// A part: its boxes, and its edges by their numbers.
pub(super) struct Part {
    pub(super) nodes: Vec<usize>,
    edges: Vec<usize>,
    /// The number within the part of each box of the part.
    within: std::collections::BTreeMap<usize, usize>,
}

impl Part {
    /// The part's edges in its own numbers.
    pub(super) fn edges_between(&self, edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
        self.edges.iter().map(|edge| (self.within[&edges[*edge].0], self.within[&edges[*edge].1])).collect()
    }
}

/// The parts, in the order of their first boxes.
pub(super) fn parts(count: usize, edges: &[(usize, usize)]) -> Vec<Part> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in edges {
        near[*from].push(*to);
        near[*to].push(*from);
    }
    let mut part_of = vec![usize::MAX; count];
    let mut parts: Vec<Part> = Vec::new();
    for start in 0..count {
        if part_of[start] != usize::MAX {
            continue;
        }
        part_of[start] = parts.len();
        let (mut nodes, mut todo) = (vec![start], vec![start]);
        while let Some(node) = todo.pop() {
            for other in &near[node] {
                if part_of[*other] == usize::MAX {
                    part_of[*other] = parts.len();
                    nodes.push(*other);
                    todo.push(*other);
                }
            }
        }
        nodes.sort_unstable();
        let within = nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        parts.push(Part { nodes, edges: Vec::new(), within });
    }
    for (edge, (from, _)) in edges.iter().enumerate() {
        parts[part_of[*from]].edges.push(edge);
    }
    parts
}

/// Puts the drawings of parts beside one another in rows, large ones first.
pub(super) fn together(parts: &[Part], drawings: &[Drawing], nodes: usize, edges: usize) -> Drawing {
    let size = |part: usize| drawings[part].size.unwrap_or(Size { width: 0, height: 0 });
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|part| {
        (std::cmp::Reverse(parts[*part].nodes.len() > 1), std::cmp::Reverse(size(*part).height), *part)
    });
    let area: f64 =
        order.iter().map(|part| f64::from(size(*part).width + BETWEEN) * f64::from(size(*part).height + BETWEEN)).sum();
    let widest = order.iter().map(|part| size(*part).width).max().unwrap_or_default();
    // Wider than high, as screens are.
    let width = widest.max((area * 1.6).sqrt() as i32);
    let empty = Rect { x: 0, y: 0, size: Size { width: 0, height: 0 } };
    let mut whole = Drawing { boxes: vec![empty; nodes], routes: vec![Vec::new(); edges], size: None };
    let (mut x, mut y, mut row, mut right) = (0, 0, 0, 0);
    for part in order {
        let Size { width: own, height } = size(part);
        if x > 0 && x + own > width {
            (x, y, row) = (0, y + row + BETWEEN, 0);
        }
        for (at, node) in parts[part].nodes.iter().enumerate() {
            let one = drawings[part].boxes[at];
            whole.boxes[*node] = Rect { x: one.x + x, y: one.y + y, ..one };
        }
        for (at, edge) in parts[part].edges.iter().enumerate() {
            whole.routes[*edge] = drawings[part].routes[at].iter().map(|(px, py)| (px + x, py + y)).collect();
        }
        right = right.max(x + own);
        x += own + BETWEEN;
        row = row.max(height);
    }
    whole.size = Some(Size { width: right, height: y + row });
    whole
}
