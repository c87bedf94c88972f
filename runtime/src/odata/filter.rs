//! Filters as text, on the documented ground: `eq ne gt lt contains and or` and parentheses.

use super::literal::literal;
use crate::filter::{Comparison, Expr};
use crate::time::DAY;
use crate::value::{Value, Wire};
use crate::{Dialect, Error};

/// What a filter comes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    Everything,
    /// No request is needed.
    Nothing,
    /// The text of `$filter`.
    Text(String),
}

/// Joined conditions, before they are text.
enum Node {
    Known(bool),
    Term(String),
    And(Vec<String>),
    Or(Vec<String>),
}

pub(crate) fn condition(filter: Option<&Expr>, dialect: &Dialect) -> Result<Condition, Error> {
    let Some(expr) = filter else { return Ok(Condition::Everything) };
    let writer = Writer { dialect };
    Ok(match writer.node(expr, false)? {
        Node::Known(true) => Condition::Everything,
        Node::Known(false) => Condition::Nothing,
        node => Condition::Text(node.text()),
    })
}

struct Writer<'d> {
    dialect: &'d Dialect,
}

impl Writer<'_> {
    /// `negated`: `!` is pushed inward, since the grammar has no `not`.
    fn node(&self, expr: &Expr, negated: bool) -> Result<Node, Error> {
        match expr {
            Expr::Not(inner) => self.node(inner, !negated),
            Expr::And(parts) => self.join(parts, negated, !negated),
            Expr::Or(parts) => self.join(parts, negated, negated),
            Expr::Compare { field, comparison, value } => {
                self.comparison(field, if negated { comparison.negated() } else { *comparison }, value)
            }
            Expr::Contains { field, .. } if negated => Err(Error::not_enabled(format!(
                "`!` before `contains` on field `{field}`: WeDa documents no way to say it; \
                 filter by what the field does contain, or leave the rows out after reading them"
            ))),
            Expr::Contains { field, part } => {
                Ok(Node::Term(format!("contains({field},{})", self.literal(field, part)?)))
            }
        }
    }

    fn join(&self, parts: &[Expr], negated: bool, all: bool) -> Result<Node, Error> {
        let mut texts = Vec::with_capacity(parts.len());
        for part in parts {
            match self.node(part, negated)? {
                Node::Known(known) if known == all => {}
                Node::Known(known) => return Ok(Node::Known(known)),
                // Of one joiner, parentheses change nothing; where both meet, they are required.
                Node::And(inner) if all => texts.extend(inner),
                Node::Or(inner) if !all => texts.extend(inner),
                Node::Term(text) => texts.push(text),
                node => texts.push(format!("({})", node.text())),
            }
        }
        Ok(match texts.len() {
            0 => Node::Known(all),
            1 => Node::Term(texts.swap_remove(0)),
            _ if all => Node::And(texts),
            _ => Node::Or(texts),
        })
    }

    fn comparison(&self, field: &'static str, comparison: Comparison, value: &Value) -> Result<Node, Error> {
        if matches!(value.0, Wire::Reference(_)) && !self.dialect.relation_filters {
            return Err(Error::not_enabled(format!(
                "a filter on field `{field}`: WeDa does not document filters on relations of this kind; \
                 if your environment has them, set `dialect.relation_filters = true` on the client"
            )));
        }
        if let Wire::Day(day) = value.0 {
            return Ok(day_comparison(field, comparison, day.first_milli()));
        }
        let value = self.literal(field, value)?;
        let simple = |operator: &str| format!("{field} {operator} {value}");
        Ok(match comparison {
            Comparison::Eq => Node::Term(simple("eq")),
            Comparison::Ne => Node::Term(simple("ne")),
            Comparison::Gt => Node::Term(simple("gt")),
            Comparison::Lt => Node::Term(simple("lt")),
            // `ge` and `le` are not documented.
            Comparison::Ge => Node::Or(vec![simple("gt"), simple("eq")]),
            Comparison::Le => Node::Or(vec![simple("lt"), simple("eq")]),
        })
    }

    fn literal(&self, field: &str, value: &Value) -> Result<String, Error> {
        literal(&value.0).map_err(|why| {
            Error::invalid_value(format!(
                "the value that field `{field}` is compared with: {why}; compare with another"
            ))
        })
    }
}

/// A date is stored as a moment within its day, so each comparison is one with the ends of the day in Beijing.
///
/// Source: the vendor's own tables compare dates as ranges of 24 hours.
fn day_comparison(field: &str, comparison: Comparison, first: i64) -> Node {
    let next = first + DAY;
    let before = format!("{field} lt {first}");
    let from = format!("{field} gt {}", first - 1);
    let until = format!("{field} lt {next}");
    let after = format!("{field} gt {}", next - 1);
    match comparison {
        Comparison::Eq => Node::And(vec![from, until]),
        Comparison::Ne => Node::Or(vec![before, after]),
        Comparison::Gt => Node::Term(after),
        Comparison::Ge => Node::Term(from),
        Comparison::Lt => Node::Term(before),
        Comparison::Le => Node::Term(until),
    }
}

impl Node {
    fn text(self) -> String {
        match self {
            Node::Term(text) => text,
            Node::And(parts) => parts.join(" and "),
            Node::Or(parts) => parts.join(" or "),
            Node::Known(_) => unreachable!("a known condition is never written"),
        }
    }
}

impl Comparison {
    fn negated(self) -> Self {
        match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Gt => Self::Le,
            Self::Ge => Self::Lt,
            Self::Lt => Self::Ge,
            Self::Le => Self::Gt,
        }
    }
}

#[cfg(test)]
mod tests;
