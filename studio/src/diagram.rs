//! A layered layout of boxes and the routes between them. Equal input gives equal output; boxes do not overlap, and routes
//! do not cross boxes.
//!
//! Boxes are in columns, so that routes lead from left to right, except those that close a cycle. A route that passes a
//! column has a place of its own there, like a box. Parts without a route between them are laid out by themselves.

mod columns;
mod grid;
mod order;
mod pack;
mod place;
#[cfg(test)]
pub(crate) mod tests;

use grid::Grid;

/// The horizontal space between columns, which holds the curves and labels of routes.
pub(crate) const GAP: i32 = 132;

/// The vertical space between boxes.
const SPACE: i32 = 24;

/// The height that a route takes in a column that it passes.
const LANE: i32 = 14;

/// The size of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// A placed box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) size: Size,
}

/// A point of a route. Between points of equal height a route is straight, otherwise it is a curve between two columns.
pub(crate) type Point = (i32, i32);

/// The layout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Drawing {
    /// The boxes in the order of their sizes.
    pub(crate) boxes: Vec<Rect>,
    /// The routes in the order of the edges, from the edge of a box to the edge of another.
    pub(crate) routes: Vec<Vec<Point>>,
    pub(crate) size: Option<Size>,
}

/// Lays out boxes of these sizes with a route for each edge, `(from, to)`.
pub(crate) fn lay_out(sizes: &[Size], edges: &[(usize, usize)]) -> Drawing {
    let parts = pack::parts(sizes.len(), edges);
    let drawings: Vec<Drawing> = parts
        .iter()
        .map(|part| {
            let sizes: Vec<Size> = part.nodes.iter().map(|node| sizes[*node]).collect();
            connected(&sizes, &part.edges_between(edges))
        })
        .collect();
    pack::together(&parts, &drawings, sizes.len(), edges.len())
}

/// Lays out one part.
fn connected(sizes: &[Size], edges: &[(usize, usize)]) -> Drawing {
    let columns = columns::of(sizes.len(), edges);
    let mut grid = Grid::new(sizes, edges, &columns);
    order::untangle(&mut grid);
    let middles = place::middles(&grid);
    grid.draw(sizes, edges, &middles)
}
