//! The order of items in their columns, with few crossings of routes.

use super::grid::Grid;

/// The number of sweeps over all columns.
const SWEEPS: usize = 12;

/// Orders the items of each column by the mean of their neighbours, and keeps the best order that was found.
pub(super) fn untangle(grid: &mut Grid) {
    let mut best = (crossings(grid), grid.columns.clone());
    for sweep in 0..SWEEPS {
        let is_forward = sweep % 2 == 0;
        let last = grid.columns.len();
        for step in 1..last {
            let (column, fixed) = if is_forward { (step, step - 1) } else { (last - 1 - step, last - step) };
            let neighbours = if is_forward { &grid.before } else { &grid.behind };
            let places = places(grid, fixed);
            let mut keyed: Vec<(u64, usize, usize)> = Vec::new();
            for (at, item) in grid.columns[column].iter().enumerate() {
                let near: Vec<u64> = neighbours[*item].iter().map(|one| places[*one]).collect();
                // An item without neighbours stays about where it is. In thousandths, so that no rounding decides.
                let mean = match near.len() as u64 {
                    0 => at as u64 * 1000,
                    count => near.iter().sum::<u64>() * 1000 / count,
                };
                keyed.push((mean, at, *item));
            }
            keyed.sort_unstable();
            grid.columns[column] = keyed.into_iter().map(|(_, _, item)| item).collect();
        }
        let found = crossings(grid);
        if found < best.0 {
            best = (found, grid.columns.clone());
        }
    }
    grid.columns = best.1;
}

fn places(grid: &Grid, column: usize) -> Vec<u64> {
    let mut places = vec![0; grid.heights.len()];
    for (at, item) in grid.columns[column].iter().enumerate() {
        places[*item] = at as u64;
    }
    places
}

/// The number of pairs of routes that cross between two columns.
fn crossings(grid: &Grid) -> usize {
    let mut found = 0;
    for column in 1..grid.columns.len() {
        let places = places(grid, column);
        // From top to bottom of the column before; a pair crosses if its ends are the other way round.
        let ends = grid.columns[column - 1].iter().flat_map(|item| {
            let mut ends: Vec<u64> = grid.behind[*item].iter().map(|to| places[*to]).collect();
            ends.sort_unstable();
            ends
        });
        let mut seen = vec![0_usize; grid.columns[column].len() + 1];
        for (number, end) in ends.enumerate() {
            found += number - prefix(&seen, end as usize + 1);
            add(&mut seen, end as usize + 1);
        }
    }
    found
}

/// The sum of a Fenwick tree up to a position, from 1.
fn prefix(tree: &[usize], mut at: usize) -> usize {
    let mut sum = 0;
    while at > 0 {
        sum += tree[at];
        at &= at - 1;
    }
    sum
}

fn add(tree: &mut [usize], mut at: usize) {
    while at < tree.len() {
        tree[at] += 1;
        at += at & at.wrapping_neg();
    }
}
