//! Terms, joined.

use std::collections::VecDeque;

use super::Term;

/// What a filter says.
///
/// A group is a list and no tree. Programs join filters in loops, and a tree as deep as a loop is long would be cloned,
/// dropped and written by going down level by level, past the end of the stack.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// Every record, or none.
    Known(bool),
    /// Every record, since the caller says so. Writes by filter tell it from what came out so.
    Everything,
    Term(Signed),
    /// `Open`, at least two members, `Close`. A member is a term or a group.
    Group(VecDeque<Step>),
}

/// A term, or what it does not say.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Signed {
    pub term: Term,
    pub negated: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    Term(Signed),
    /// All of the members, otherwise at least one; or, `negated`, the opposite of that.
    Open {
        all: bool,
        negated: bool,
    },
    Close,
}

impl Expr {
    pub fn of(term: Term) -> Self {
        Self::Term(Signed { term, negated: false })
    }

    /// All of them, or, unless `all`, at least one; `None` of nothing. As [`joined`](Self::joined) again and again, faster.
    ///
    /// Any iterator, so that it is compiled once and not once for every model.
    pub fn group(exprs: &mut dyn Iterator<Item = Expr>, all: bool) -> Option<Self> {
        let mut first = exprs.next()?;
        let mut steps = VecDeque::new();
        for expr in exprs {
            match (expr.known(), first.known(), expr) {
                (Some(known), ..) if known == all => {}
                (Some(known), ..) | (None, Some(known), _) if known != all => return Some(Self::Known(known)),
                (None, Some(_), expr) => first = expr,
                (.., Self::Term(term)) => steps.push_back(Step::Term(term)),
                (.., expr) => steps.append(&mut expr.members(all)),
            }
        }
        if steps.is_empty() {
            return Some(first.plain());
        }
        let mut members = first.members(all);
        members.append(&mut steps);
        Some(Self::enclosed(members, all))
    }

    /// Both, or, unless `all`, at least one of them.
    pub fn joined(self, other: Expr, all: bool) -> Self {
        match (self.known(), other.known()) {
            (None, None) => {}
            (Some(known), _) | (_, Some(known)) if known != all => return Self::Known(known),
            (Some(_), _) => return other.plain(),
            (None, Some(_)) => return self,
        }
        let mut steps = self.members(all);
        match other {
            Self::Term(term) => steps.push_back(Step::Term(term)),
            other => {
                let mut others = other.members(all);
                // The shorter list moves, so that a loop is no slower for the side on which it adds.
                if steps.len() < others.len() {
                    while let Some(step) = steps.pop_back() {
                        others.push_front(step);
                    }
                    steps = others;
                } else {
                    steps.append(&mut others);
                }
            }
        }
        Self::enclosed(steps, all)
    }

    fn enclosed(mut members: VecDeque<Step>, all: bool) -> Self {
        members.push_front(Step::Open { all, negated: false });
        members.push_back(Step::Close);
        Self::Group(members)
    }

    /// What this is as a part of a group: a group of the same kind hands out its members.
    fn members(self, all: bool) -> VecDeque<Step> {
        match self {
            Self::Group(mut steps) => {
                if steps.front() == Some(&(Step::Open { all, negated: false })) {
                    steps.pop_front();
                    steps.pop_back();
                }
                steps
            }
            Self::Term(term) => {
                // Room for the few that most filters have: to grow costs more than to say one of them.
                let mut steps = VecDeque::with_capacity(8);
                steps.push_back(Step::Term(term));
                steps
            }
            Self::Known(_) | Self::Everything => unreachable!("what is known is no part of a group"),
        }
    }

    /// Whether it is every record, or none.
    fn known(&self) -> Option<bool> {
        match self {
            Self::Known(known) => Some(*known),
            Self::Everything => Some(true),
            Self::Term(_) | Self::Group(_) => None,
        }
    }

    /// As a part of others, everything is known and no more.
    fn plain(self) -> Self {
        match self {
            Self::Everything => Self::Known(true),
            other => other,
        }
    }

    pub fn negated(mut self) -> Self {
        match &mut self {
            Self::Everything => self = Self::Known(false),
            Self::Known(known) => *known = !*known,
            Self::Term(term) => term.negated = !term.negated,
            Self::Group(steps) => {
                if let Some(Step::Open { negated, .. }) = steps.front_mut() {
                    *negated = !*negated;
                }
            }
        }
        self
    }
}
