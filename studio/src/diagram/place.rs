//! The heights of items, near those of their neighbours.

use super::grid::Grid;

/// The number of sweeps over all columns.
const SWEEPS: usize = 16;

/// The height of the middle of each item. Items of a column keep their order and their distances.
pub(super) fn middles(grid: &Grid) -> Vec<i32> {
    let mut middles = vec![0; grid.heights.len()];
    for items in &grid.columns {
        let wanted = vec![0; items.len()];
        set(grid, items, &wanted, &mut middles);
    }
    for sweep in 0..SWEEPS {
        let columns: Vec<&Vec<usize>> = match sweep % 2 {
            0 => grid.columns.iter().collect(),
            _ => grid.columns.iter().rev().collect(),
        };
        for items in columns {
            let wanted: Vec<i32> = items
                .iter()
                .map(|item| {
                    let near = grid.before[*item].iter().chain(&grid.behind[*item]);
                    let (sum, count) =
                        near.fold((0_i64, 0), |(sum, count), one| (sum + i64::from(middles[*one]), count + 1));
                    if count == 0 { middles[*item] } else { i32::try_from(sum / count).unwrap_or_default() }
                })
                .collect();
            set(grid, items, &wanted, &mut middles);
        }
    }
    let top = |item: usize| middles[item] - grid.heights[item] / 2;
    let first = (0..middles.len()).map(top).min().unwrap_or_default();
    middles.iter().map(|middle| middle - first).collect()
}

/// Places the items of a column as near as possible to the wanted heights: the least squares with the distances between
/// them, by merging neighbours that would be too near (pool adjacent violators).
fn set(grid: &Grid, items: &[usize], wanted: &[i32], middles: &mut [i32]) {
    let mut offsets = Vec::with_capacity(items.len());
    let mut offset = 0;
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            offset += grid.distance(items[at - 1], *item);
        }
        offsets.push(offset);
    }
    // Sums and numbers of merged items.
    let mut pools: Vec<(i64, i64)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        pools.push((i64::from(*wanted) - i64::from(*offset), 1));
        while let [.., upper, lower] = pools.as_slice()
            && upper.0.div_euclid(upper.1) >= lower.0.div_euclid(lower.1)
        {
            let merged = (upper.0 + lower.0, upper.1 + lower.1);
            pools.truncate(pools.len() - 2);
            pools.push(merged);
        }
    }
    let means = pools.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum.div_euclid(*count), *count as usize));
    for ((item, offset), mean) in items.iter().zip(&offsets).zip(means) {
        middles[*item] = i32::try_from(mean).unwrap_or_default() + offset;
    }
}
