//! Maximum length of a text for which a backtracking engine terminates soon.

use super::input::Input;

/// Limit of steps: some tens of milliseconds.
const MAX_STEPS: f64 = 2e6;

/// An upper bound on the number of ways in which a pattern can match a text of `n` characters.
///
/// Each repetition has `n + 1` ways, and `k` repetitions in sequence have `(n + 1)^k`. A repetition of something that can
/// match in several ways multiplies them in each round, and a repetition of something that can be empty may never end in
/// `regress`: such patterns are not matched at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bound {
    /// Number of repetitions, plus one for the start of the match.
    degree: i32,
    /// Number of binary choices.
    choices: i32,
    /// True if the pattern is never matched.
    is_excluded: bool,
}

impl Bound {
    /// Computes the bound of a valid pattern.
    pub(super) fn of(pattern: &str) -> Self {
        let mut bound = Self { degree: 1, choices: 0, is_excluded: false };
        let (mut groups, mut last_group, mut in_class) = (Groups::default(), None, false);
        let mut input = Input::new(pattern);
        while let Some(character) = input.next() {
            let group: Option<Self> = last_group.take();
            match character {
                '\\' => bound.is_excluded |= groups.refers_ahead(&mut input) && !in_class,
                '[' => in_class = true,
                ']' => in_class = false,
                _ if in_class => {}
                '(' => groups.open(&mut input, bound),
                ')' => last_group = groups.close(),
                '|' | '?' => bound.choices += 1,
                '*' | '+' | '{' => {
                    bound.is_excluded |=
                        group.is_some_and(|before| before.degree < bound.degree || before.choices < bound.choices);
                    let counts = if character == '{' { input.counts() } else { None };
                    // `{4}` of one thing has one way.
                    bound.degree += i32::from(counts.is_none_or(|counts| counts.contains(',')));
                }
                _ => {}
            }
        }
        bound
    }

    /// Returns true if texts of this length are matched.
    pub(super) fn allows(&self, length: usize) -> bool {
        let steps = (length as f64 + 1.0).powi(self.degree) * 2f64.powi(self.choices);
        !self.is_excluded && steps <= MAX_STEPS
    }
}

/// The groups of a pattern that were read so far.
#[derive(Default)]
struct Groups {
    /// For each open group, its number if it captures, and the bound before it.
    open: Vec<(Option<usize>, Bound)>,
    /// The names of the capturing groups, and whether they are closed.
    captures: Vec<(String, bool)>,
}

impl Groups {
    /// Opens a group after its parenthesis.
    fn open(&mut self, input: &mut Input, before: Bound) {
        let mut name = String::new();
        let looks_behind = input.starts_with("?<=") || input.starts_with("?<!");
        // What follows in `(?=` and `(?:` is not a quantifier.
        let is_plain = !input.skip('?');
        let is_named = !is_plain && !looks_behind && input.skip('<');
        let captures = is_plain || is_named;
        if is_named {
            while let Some(next) = input.next().filter(|next| *next != '>') {
                name.push(next);
            }
        }
        self.open.push((captures.then_some(self.captures.len()), before));
        if captures {
            self.captures.push((name, false));
        }
    }

    /// Closes the innermost group and returns the bound before it.
    fn close(&mut self) -> Option<Bound> {
        let (number, before) = self.open.pop()?;
        if let Some((_, is_closed)) = number.and_then(|number| self.captures.get_mut(number)) {
            *is_closed = true;
        }
        Some(before)
    }

    /// Reads the escape after a backslash and returns true if it refers to a group that is not closed. JavaScript takes
    /// that group for empty; `regress` may use its earlier match.
    fn refers_ahead(&self, input: &mut Input) -> bool {
        let mut name = String::new();
        let index = match input.next() {
            Some(digit @ '1'..='9') => {
                name.push(digit);
                while input.peek().is_some_and(|next| next.is_ascii_digit()) {
                    name.extend(input.next());
                }
                name.parse().ok().and_then(|number: usize| number.checked_sub(1))
            }
            Some('k') if input.skip('<') => {
                while let Some(next) = input.next().filter(|next| *next != '>') {
                    name.push(next);
                }
                self.captures.iter().position(|(other, _)| *other == name)
            }
            _ => return false,
        };
        !index.and_then(|index| self.captures.get(index)).is_some_and(|(_, is_closed)| *is_closed)
    }
}
