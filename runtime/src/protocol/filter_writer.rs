//! Writing a filter in one pass: negations are pushed inward, and a group inside one of its kind is merged with it.

use crate::Error;
use crate::filter::{Expr, Signed, Step};

/// The groups that are being written.
#[derive(Default)]
pub(super) struct Groups {
    inner: Option<Group>,
    outer: Vec<Group>,
    negated: bool,
}

struct Group {
    all: bool,
    negates: bool,
    /// The group has brackets of its own; otherwise its members are those of the enclosing group.
    has_brackets: bool,
    begun: bool,
}

impl Groups {
    /// Returns true if a record must match each member of the current group to match the filter.
    pub(super) fn all_must_hold(&self) -> bool {
        self.outer.iter().chain(&self.inner).all(|group| group.all)
    }

    /// Returns true if the terms of the current group are negated.
    pub(super) fn negated(&self) -> bool {
        self.negated
    }
}

/// A writer of filters in the syntax of a gateway.
pub(super) trait FilterWriter {
    fn groups(&mut self) -> &mut Groups;

    /// Returns true if a group needs brackets inside `outer`; `true` stands for a group whose members must all hold, `None`
    /// for the whole filter.
    fn needs_brackets(outer: Option<bool>, all: bool) -> bool;

    fn begin(&mut self, all: bool);

    fn end(&mut self);

    /// Writes what separates two members.
    fn separate(&mut self, all: bool);

    fn term(&mut self, term: &Signed) -> Result<(), Error>;

    /// Begins a condition on related records.
    fn enter(&mut self, field: &str, is_list: bool, negated: bool) -> Result<(), Error>;

    /// Ends the condition that the last [`enter`](Self::enter) began, if the current group is not one of its members.
    fn leave(&mut self) -> bool;

    /// Writes a filter that is not a constant.
    fn filter(&mut self, expr: &Expr) -> Result<(), Error> {
        match expr {
            Expr::Constant(_) | Expr::Everything => unreachable!("constants are handled before a request is built"),
            Expr::Term(term) => self.term(term)?,
            Expr::Group(steps) => {
                for step in steps {
                    match step {
                        Step::Term(term) => self.term(term)?,
                        Step::Open { all, negated } => {
                            let groups = self.groups();
                            groups.negated ^= negated;
                            let all = *all != groups.negated;
                            self.open_signed(all, *negated);
                        }
                        Step::Enter { field, is_list, negated } => self.enter(field, *is_list, *negated)?,
                        Step::Close if self.groups().inner.is_none() && self.leave() => {}
                        Step::Close => self.close(),
                    }
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, all: bool) {
        self.open_signed(all, false);
    }

    /// Opens a group; `negates` if closing it ends a negation.
    fn open_signed(&mut self, all: bool, negates: bool) {
        let has_brackets = Self::needs_brackets(self.groups().inner.as_ref().map(|outer| outer.all), all);
        if has_brackets {
            self.next();
            self.begin(all);
        }
        let groups = self.groups();
        let begun = !has_brackets && groups.inner.as_ref().is_some_and(|outer| outer.begun);
        let outer = groups.inner.replace(Group { all, negates, has_brackets, begun });
        groups.outer.extend(outer);
    }

    fn close(&mut self) {
        let groups = self.groups();
        let Some(closed) = groups.inner.take() else { return };
        groups.inner = groups.outer.pop();
        groups.negated ^= closed.negates;
        if closed.has_brackets {
            self.end();
        } else if let Some(outer) = &mut groups.inner {
            outer.begun = closed.begun;
        }
    }

    /// Begins the next member.
    fn next(&mut self) {
        if let Some(group) = &mut self.groups().inner
            && std::mem::replace(&mut group.begun, true)
        {
            let all = group.all;
            self.separate(all);
        }
    }
}
