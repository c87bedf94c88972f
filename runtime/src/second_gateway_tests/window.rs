//! Windows of numbered pages, which start at multiples of their size.

use crate::protocol::Window;

pub(super) const LONGEST: u64 = 200;

/// The way in which a page is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Windows {
    /// Starts with the wanted window.
    #[default]
    Exact,
    /// May start before it, and contains as much of it as possible.
    Widest,
}

impl Windows {
    pub fn window(self, wanted: Window) -> Window {
        let top = wanted.top.clamp(1, LONGEST);
        let size = match self {
            Self::Exact => {
                let mut fitting = (1..=LONGEST).filter(|size| wanted.skip.is_multiple_of(*size));
                // One page that is too large, rather than two.
                fitting.clone().find(|size| *size >= top).or_else(|| fitting.next_back()).unwrap_or(1)
            }
            Self::Widest => {
                let covered = |size: u64| (size - wanted.skip % size).min(top);
                (top..=LONGEST).rev().max_by_key(|size| covered(*size)).unwrap_or(top)
            }
        };
        Window { skip: wanted.skip - wanted.skip % size, top: size }
    }
}

#[test]
fn windows_are_pages_that_contain_the_start_of_the_wanted_window() {
    for windows in [Windows::Exact, Windows::Widest] {
        for skip in (0..450).chain([9_973, 10_000, u64::from(u32::MAX)]) {
            for top in [1, 2, 7, 30, 199, 200] {
                let asked = windows.window(Window { skip, top });
                assert!((1..=LONGEST).contains(&asked.top) && asked.skip % asked.top == 0, "{asked:?}");
                assert!(asked.skip <= skip && skip < asked.skip + asked.top, "{skip} {top} {asked:?}");
                assert!(windows == Windows::Widest || asked.skip == skip, "{skip} {top} {asked:?}");
                assert!(top > 1 || asked == Window { skip, top }, "one record is a page of its own");
            }
        }
    }
}
