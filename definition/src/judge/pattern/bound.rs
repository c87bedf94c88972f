//! How long a text may be so that a backtracking engine surely ends soon.

use super::input::Input;

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
    /// Whether no text is matched.
    is_excluded: bool,
}

impl Bound {
    /// The bound of a pattern that a parser has accepted.
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

    /// Whether texts of this length are matched.
    pub(super) fn allows(&self, length: usize) -> bool {
        let steps = (length as f64 + 1.0).powi(self.degree) * 2f64.powi(self.choices);
        !self.is_excluded && steps <= STEPS
    }
}

/// The groups of a pattern, as far as it was read.
#[derive(Default)]
struct Groups {
    /// For each open group, its number if it captures, and the bound before it.
    open: Vec<(Option<usize>, Bound)>,
    /// The names of the groups that capture, and whether they are closed.
    captures: Vec<(String, bool)>,
}

impl Groups {
    /// Opens a group whose parenthesis was read.
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

    /// Closes the innermost group, and gives the bound before it.
    fn close(&mut self) -> Option<Bound> {
        let (number, before) = self.open.pop()?;
        if let Some((_, is_closed)) = number.and_then(|number| self.captures.get_mut(number)) {
            *is_closed = true;
        }
        Some(before)
    }

    /// Reads what follows a backslash: whether it refers back to a group that is not closed. JavaScript takes it for
    /// empty there; `regress` may remember what the group was before.
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
