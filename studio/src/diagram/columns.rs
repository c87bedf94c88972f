//! The column of each box.

/// The columns, from 0, so that each edge leads to another column, and to a higher one unless it closes a cycle. Edges of a
/// box to itself do not count.
pub(super) fn of(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in edges.iter().filter(|(from, to)| from != to) {
        next[*from].push(*to);
    }
    let finished = forward(&mut next);
    let mut columns = vec![0; count];
    // A box that was left first is last in the order of the edges.
    for from in finished.iter().rev() {
        for to in &next[*from] {
            columns[*to] = columns[*to].max(columns[*from] + 1);
        }
    }
    // Boxes that nothing leads to move next to what they lead to.
    let mut is_reached = vec![false; count];
    next.iter().flatten().for_each(|to| is_reached[*to] = true);
    for node in (0..count).filter(|node| !is_reached[*node]) {
        if let Some(nearest) = next[node].iter().map(|to| columns[*to]).min() {
            columns[node] = nearest - 1;
        }
    }
    columns
}

/// Turns each edge that closes a cycle around, and returns the boxes in the order in which a walk left them.
fn forward(next: &mut [Vec<usize>]) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Left,
    }
    let count = next.len();
    let (mut states, mut finished, mut turned) = (vec![State::New; count], Vec::new(), Vec::new());
    let mut is_reached = vec![false; count];
    next.iter().flatten().for_each(|to| is_reached[*to] = true);
    // From boxes that nothing leads to, and then from the rest, which are in cycles.
    let starts = (0..count).filter(|node| !is_reached[*node]).chain(0..count).collect::<Vec<_>>();
    for start in starts {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Open;
        let mut path = vec![(start, 0)];
        while let Some((node, at)) = path.pop() {
            match next[node].get(at).copied() {
                Some(to) => match states[to] {
                    State::Open => {
                        next[node].remove(at);
                        turned.push((to, node));
                        path.push((node, at));
                    }
                    State::Left => path.push((node, at + 1)),
                    State::New => {
                        states[to] = State::Open;
                        path.extend([(node, at + 1), (to, 0)]);
                    }
                },
                None => {
                    states[node] = State::Left;
                    finished.push(node);
                }
            }
        }
    }
    // A turned edge leads from a box that was open to one below it, which was left before: the order holds.
    turned.into_iter().for_each(|(from, to)| next[from].push(to));
    finished
}
