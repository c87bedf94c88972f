//! Layouts of random graphs.

use super::{Drawing, Rect, Size, lay_out};

/// A box and another one do not touch, and no route crosses a box.
#[track_caller]
pub(crate) fn check(drawing: &Drawing, edges: &[(usize, usize)], of: &str) {
    let size = drawing.size.unwrap();
    for (at, one) in drawing.boxes.iter().enumerate() {
        assert!(one.x >= 0 && one.y >= 0, "{of}: {one:?}");
        assert!(
            one.x + one.size.width <= size.width && one.y + one.size.height <= size.height,
            "{of}: {one:?} {size:?}"
        );
        for (number, other) in drawing.boxes.iter().enumerate().skip(at + 1) {
            let is_apart = one.x + one.size.width < other.x
                || other.x + other.size.width < one.x
                || one.y + one.size.height < other.y
                || other.y + other.size.height < one.y;
            assert!(is_apart, "{of}: box {at} {one:?} and box {number} {other:?}");
        }
    }
    for (points, (from, to)) in drawing.routes.iter().zip(edges) {
        let (from, to) = (&drawing.boxes[*from], &drawing.boxes[*to]);
        let (first, last) = (points.first().unwrap(), points.last().unwrap());
        assert!(is_on_side(from, *first) && is_on_side(to, *last), "{of}: {points:?} from {from:?} to {to:?}");
        for pair in points.windows(2) {
            let (x, y) = (
                (pair[0].0.min(pair[1].0), pair[0].0.max(pair[1].0)),
                (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1)),
            );
            for one in &drawing.boxes {
                let crosses =
                    x.1 > one.x && x.0 < one.x + one.size.width && y.1 > one.y && y.0 < one.y + one.size.height;
                assert!(!crosses, "{of}: {pair:?} crosses {one:?}");
            }
        }
    }
}

fn is_on_side(one: &Rect, (x, y): (i32, i32)) -> bool {
    (x == one.x || x == one.x + one.size.width) && y > one.y && y < one.y + one.size.height
}

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

#[test]
fn random_graphs_with_cycles_do_not_overlap() {
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let count = 1 + dice.roll(40);
        let sizes: Vec<Size> = (0..count)
            .map(|_| Size { width: 100 + dice.roll(160) as i32, height: 50 + dice.roll(80) as i32 })
            .collect();
        // Self-relations and several relations between two models among them.
        let edges: Vec<(usize, usize)> =
            (0..dice.roll(2 * count)).map(|_| (dice.roll(count), dice.roll(count))).collect();
        let drawing = lay_out(&sizes, &edges);
        assert_eq!((drawing.boxes.len(), drawing.routes.len()), (sizes.len(), edges.len()));
        assert!(drawing.boxes.iter().zip(&sizes).all(|(one, size)| one.size == *size));
        check(&drawing, &edges, &format!("seed {seed}"));
        assert_eq!(drawing, lay_out(&sizes, &edges), "the same again");
    }
}

#[test]
fn relations_lead_from_left_to_right() {
    let sizes = [Size { width: 100, height: 50 }; 4];
    let drawing = lay_out(&sizes, &[(0, 1), (1, 2), (0, 2), (3, 2)]);
    let x: Vec<i32> = drawing.boxes.iter().map(|one| one.x).collect();
    assert!(x[0] < x[1] && x[1] < x[2] && x[3] == x[1], "{x:?}");
    // The long one has a lane of its own.
    assert!(drawing.routes[2].len() > drawing.routes[0].len(), "{:?}", drawing.routes);
}

#[test]
fn nothing_and_one_are_drawn_too() {
    assert_eq!(lay_out(&[], &[]).boxes.len(), 0);
    let one = lay_out(&[Size { width: 100, height: 50 }], &[(0, 0)]);
    check(&one, &[(0, 0)], "one");
}

#[test]
fn a_long_chain_and_a_wide_star_take_no_stack() {
    let sizes = vec![Size { width: 100, height: 50 }; 2000];
    let chain: Vec<(usize, usize)> = (1..2000).map(|at| (at - 1, at)).collect();
    assert!(lay_out(&sizes, &chain).boxes[1999].x > lay_out(&sizes, &chain).boxes[0].x);
    let star: Vec<(usize, usize)> = (1..300).map(|at| (at, 0)).collect();
    let mut sizes = sizes[..300].to_vec();
    // Its routes need places at its side.
    sizes[0].height = 20 * 300;
    check(&lay_out(&sizes, &star), &star, "star");
}
