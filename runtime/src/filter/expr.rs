//! Filter expressions.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::{Search, Term};

/// A filter expression.
///
/// Groups are flat lists, not trees: programs combine filters in loops, and cloning, dropping or writing a tree of such
/// depth would overflow the stack.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// Matches every record, or none.
    Constant(bool),
    /// Matches every record, by the caller's explicit wish, which writes by filter require.
    Everything,
    Term(Signed),
    /// `Open`, at least two members, `Close`, or `Enter`, one member, `Close`. A member is a term or such a list.
    Group(VecDeque<Step>),
}

/// A term, possibly negated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Signed {
    pub term: Term,
    pub negated: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    Term(Signed),
    /// `all`: all members match, otherwise at least one does. `negated`: the opposite.
    Open {
        all: bool,
        negated: bool,
    },
    /// The member is about the records that the relation `field` leads to. `negated`: no such record matches.
    Enter {
        field: Cow<'static, str>,
        /// The relation may lead to several records.
        is_list: bool,
        negated: bool,
    },
    Close,
}

impl Expr {
    pub fn of(term: Term) -> Self {
        Self::Term(Signed { term, negated: false })
    }

    /// Combines expressions with `and` if `all` is true, and otherwise with `or`; returns `None` for none. Equivalent
    /// to repeated [`joined`](Self::joined), but faster.
    ///
    /// Takes a `dyn Iterator`, so that it is compiled once and not once per model.
    pub fn group(exprs: &mut dyn Iterator<Item = Expr>, all: bool) -> Option<Self> {
        let mut first = exprs.next()?;
        let mut steps = VecDeque::new();
        for expr in exprs {
            match (expr.constant(), first.constant(), expr) {
                (Some(value), ..) if value == all => {}
                (Some(value), ..) | (None, Some(value), _) if value != all => return Some(Self::Constant(value)),
                (None, Some(_), expr) => first = expr,
                (.., Self::Term(term)) => steps.push_back(Step::Term(term)),
                (.., expr) => steps.append(&mut expr.members(all)),
            }
        }
        if steps.is_empty() {
            return Some(first.without_intent());
        }
        let mut members = first.members(all);
        members.append(&mut steps);
        Some(Self::enclosed(members, all))
    }

    /// Combines two expressions with `and` if `all` is true, and otherwise with `or`.
    pub fn joined(self, other: Expr, all: bool) -> Self {
        match (self.constant(), other.constant()) {
            (None, None) => {}
            (Some(value), _) | (_, Some(value)) if value != all => return Self::Constant(value),
            (Some(_), _) => return other.without_intent(),
            (None, Some(_)) => return self,
        }
        let mut steps = self.members(all);
        match other {
            Self::Term(term) => steps.push_back(Step::Term(term)),
            other => {
                let mut others = other.members(all);
                // Moves the shorter list, so that loops are fast on whichever side they add.
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

    /// Turns the expression, which is not a constant, into a condition on the records that a relation leads to.
    pub fn of_related(self, field: impl Into<Cow<'static, str>>, is_list: bool) -> Self {
        let mut steps = match self {
            Self::Group(steps) => steps,
            other => other.members(true),
        };
        steps.push_front(Step::Enter { field: field.into(), is_list, negated: false });
        steps.push_back(Step::Close);
        Self::Group(steps)
    }

    fn enclosed(mut members: VecDeque<Step>, all: bool) -> Self {
        members.push_front(Step::Open { all, negated: false });
        members.push_back(Step::Close);
        Self::Group(members)
    }

    /// Returns the expression as members of a group; a group of the same kind is flattened.
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
                // Most filters have few terms, and growing costs more than adding one.
                let mut steps = VecDeque::with_capacity(8);
                steps.push_back(Step::Term(term));
                steps
            }
            Self::Constant(_) | Self::Everything => unreachable!("constants are not members of groups"),
        }
    }

    /// Returns the value if the expression matches every record or none.
    pub fn constant(&self) -> Option<bool> {
        match self {
            Self::Constant(value) => Some(*value),
            Self::Everything => Some(true),
            Self::Term(_) | Self::Group(_) => None,
        }
    }

    /// Returns the fields of the conditions, each once, after the relation that leads to them. Raw text has none.
    pub fn fields(&self) -> Vec<(Option<&str>, &str)> {
        let mut fields = Vec::new();
        match self {
            Self::Constant(_) | Self::Everything => {}
            Self::Term(signed) => fields.extend(signed.term.field().map(|field| (None, field))),
            Self::Group(steps) => {
                // The relation of each group around a step.
                let mut around: Vec<Option<&str>> = Vec::new();
                for step in steps {
                    let relation = around.last().copied().flatten();
                    match step {
                        Step::Term(signed) => fields.extend(signed.term.field().map(|field| (relation, field))),
                        Step::Open { .. } => around.push(relation),
                        Step::Enter { field, .. } => around.push(Some(field)),
                        Step::Close => drop(around.pop()),
                    }
                }
            }
        }
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// Returns the first relation that a condition goes through.
    pub fn relation(&self) -> Option<&str> {
        let Self::Group(steps) = self else { return None };
        steps.iter().find_map(|step| match step {
            Step::Enter { field, .. } => Some(&**field),
            _ => None,
        })
    }

    /// Returns the field of the first search without regard to case.
    pub fn search_without_case(&self) -> Option<&str> {
        let of = |signed: &Signed| matches!(signed.term, Term::Search { search: Search::ContainsIgnoreCase, .. });
        let found = match self {
            Self::Term(signed) => of(signed).then_some(signed),
            Self::Group(steps) => steps.iter().find_map(|step| match step {
                Step::Term(signed) if of(signed) => Some(signed),
                _ => None,
            }),
            Self::Constant(_) | Self::Everything => None,
        };
        found.and_then(|signed| signed.term.field())
    }

    /// Drops the explicit intent of `Everything` if it is combined with others.
    fn without_intent(self) -> Self {
        match self {
            Self::Everything => Self::Constant(true),
            other => other,
        }
    }

    pub fn negated(mut self) -> Self {
        match &mut self {
            Self::Everything => self = Self::Constant(false),
            Self::Constant(value) => *value = !*value,
            Self::Term(term) => term.negated = !term.negated,
            Self::Group(steps) => {
                if let Some(Step::Open { negated, .. } | Step::Enter { negated, .. }) = steps.front_mut() {
                    *negated = !*negated;
                }
            }
        }
        self
    }
}
