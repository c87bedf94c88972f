//! How long a text may be so that a backtracking engine surely ends soon.

/// How many steps are soon: some tens of milliseconds.
const STEPS: f64 = 2e6;

/// A bound from above on the ways in which a pattern can be tried on a text of `n` characters.
///
/// Each repetition of one thing has `n + 1` ways, and so there are `(n + 1)^k` of `k` repetitions behind each other. A
/// repetition of what can itself match in several ways multiplies them with each round, and of what can be empty it may
/// never end in `regress`: such patterns are not matched at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bound {
    /// The number of repetitions, and one for where the match begins.
    degree: i32,
    /// The number of choices, each taken or not.
    choices: i32,
    is_exponential: bool,
}

impl Bound {
    /// The bound of a pattern that a parser has accepted.
    pub(super) fn of(pattern: &str) -> Self {
        let mut bound = Self { degree: 1, choices: 0, is_exponential: false };
        // For each open group, what the bound was before it.
        let mut open: Vec<Self> = Vec::new();
        let mut last_group: Option<Self> = None;
        let (mut in_class, mut characters) = (false, pattern.chars().peekable());
        while let Some(character) = characters.next() {
            let group = last_group.take();
            match character {
                '\\' => _ = characters.next(),
                '[' => in_class = true,
                ']' => in_class = false,
                _ if in_class => {}
                '(' => {
                    open.push(bound);
                    // What follows in `(?=`, `(?<name>` is not a quantifier.
                    characters.next_if_eq(&'?');
                }
                ')' => last_group = open.pop(),
                '|' => bound.choices += 1,
                '?' => bound.choices += 1,
                '*' | '+' | '{' => {
                    bound.is_exponential |=
                        group.is_some_and(|before| before.degree < bound.degree || before.choices < bound.choices);
                    let count: String =
                        characters.clone().take_while(|next| character == '{' && next.is_ascii_digit()).collect();
                    // `{4}` of one thing has one way.
                    let is_fixed = !count.is_empty() && characters.clone().nth(count.len()) == Some('}');
                    bound.degree += i32::from(!is_fixed);
                }
                _ => {}
            }
        }
        bound
    }

    /// Whether texts of this length are matched.
    pub(super) fn allows(&self, length: usize) -> bool {
        let steps = (length as f64 + 1.0).powi(self.degree) * 2f64.powi(self.choices);
        !self.is_exponential && steps <= STEPS
    }
}
