//! Windows of numbered pages, which start at multiples of their size.

use crate::protocol::Window;

/// The way in which tests choose a page.
#[cfg(test)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Windows {
    #[default]
    Exact,
    Widest,
}

/// Returns a page that starts with the wanted window: the smallest that contains it, or the largest.
///
/// Most lists are read from their start in full pages. After an odd start the pages grow with each step.
pub(super) fn exact(wanted: Window, most: u64) -> Window {
    let top = wanted.top.clamp(1, most);
    let mut fitting = (1..=most).filter(|size| wanted.skip.is_multiple_of(*size));
    // One page that is too large, rather than two.
    let size = fitting.clone().find(|size| *size >= top).or_else(|| fitting.next_back()).unwrap_or(1);
    Window { skip: wanted.skip, top: size }
}

/// Returns a page that may start before the wanted window, and contains as much of it as possible.
#[cfg(test)]
pub(super) fn widest(wanted: Window, most: u64) -> Window {
    let top = wanted.top.clamp(1, most);
    let covered = |size: u64| (size - wanted.skip % size).min(top);
    let size = (top..=most).rev().max_by_key(|size| covered(*size)).unwrap_or(top);
    Window { skip: wanted.skip - wanted.skip % size, top: size }
}

#[test]
fn windows_are_pages_that_contain_the_start_of_the_wanted_window() {
    type Choose = fn(Window, u64) -> Window;
    let cases: [(Choose, u64); 5] = [(exact, 200), (widest, 200), (exact, 30), (widest, 30), (exact, 1)];
    for (window, most) in cases {
        for skip in (0..450).chain([9_973, 10_000, u64::from(u32::MAX)]) {
            for top in [1, 2, 7, 30, 199, 200].into_iter().filter(|top| *top <= most) {
                let asked = window(Window { skip, top }, most);
                assert!((1..=most).contains(&asked.top) && asked.skip % asked.top == 0, "{asked:?}");
                assert!(asked.skip <= skip && skip < asked.skip + asked.top, "{skip} {top} {asked:?}");
                assert!(top > 1 || asked == Window { skip, top }, "one record is a page of its own");
            }
            assert_eq!(exact(Window { skip, top: 200 }, most).skip, skip);
        }
    }
}
