//! From a filter to a condition of SQLite.
//!
//! Nothing of the request becomes SQL text: columns are named by their position in the model, literals are bound.

use rusqlite::types::Value as Stored;
use weda_definition::{Generation, Kind};

use super::{Filter, Literal, Name, Operator, Problem};
use crate::profile::Profile;
use crate::store::{Column, Model};

/// A condition with its bound values, `?1` first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) values: Vec<Stored>,
}

pub(super) fn condition(filter: &Filter, model: &Model, profile: &Profile) -> Result<Condition, Problem> {
    let mut writer = Writer { model, profile, condition: Condition { sql: String::new(), values: Vec::new() } };
    writer.filter(filter)?;
    Ok(writer.condition)
}

struct Writer<'a> {
    model: &'a Model,
    profile: &'a Profile,
    condition: Condition,
}

impl<'a> Writer<'a> {
    fn filter(&mut self, filter: &Filter) -> Result<(), Problem> {
        match filter {
            Filter::All(filters) => self.joined(filters, " AND "),
            Filter::Any(filters) => self.joined(filters, " OR "),
            Filter::Contains { field, part } => self.contains(field, part),
            Filter::Compare { field, operator, literal, at } => self.compare(field, *operator, literal, *at),
        }
    }

    /// Halves the list again and again: a chain of thousands would otherwise exceed SQLite's depth of expressions.
    fn joined(&mut self, filters: &[Filter], joiner: &str) -> Result<(), Problem> {
        if let [filter] = filters {
            return self.filter(filter);
        }
        let (left, right) = filters.split_at(filters.len() / 2);
        self.condition.sql.push('(');
        self.joined(left, joiner)?;
        self.condition.sql.push_str(joiner);
        self.joined(right, joiner)?;
        self.condition.sql.push(')');
        Ok(())
    }

    /// An exact substring. `LIKE` would fold case and know wildcards.
    fn contains(&mut self, name: &Name, part: &str) -> Result<(), Problem> {
        let column = self.column(name)?;
        if !is_searchable(&column.field.kind) {
            return Err(wrong_operator(column, name, "contains"));
        }
        let value = self.bind(Stored::Text(part.to_owned()));
        self.condition.sql.push_str(&format!("instr({}, {value}) > 0", column.name));
        Ok(())
    }

    fn compare(&mut self, name: &Name, operator: Operator, literal: &Literal, at: usize) -> Result<(), Problem> {
        let column = self.column(name)?;
        let kind = &column.field.kind;
        let ordered = has_text_order(kind) || is_number(kind);
        if !ordered && matches!(operator, Operator::Gt | Operator::Lt) {
            return Err(wrong_operator(column, name, operator.word()));
        }
        let (fits, expected) = match kind {
            Kind::Boolean => (matches!(literal, Literal::Boolean(_)), "true or false"),
            _ if is_number(kind) => (matches!(literal, Literal::Whole(_) | Literal::Fraction(_)), "a bare number"),
            _ => (matches!(literal, Literal::Text(_)), "a text in single quotes"),
        };
        if !fits {
            let (field, kind) = (name.text.clone(), kind.name());
            return Err(Problem::WrongLiteral { field, kind, expected, found: literal.name(), at });
        }
        let value = self.bind(match literal.clone() {
            Literal::Text(text) => Stored::Text(text),
            Literal::Whole(whole) => Stored::Integer(whole),
            Literal::Fraction(double) => Stored::Real(double),
            Literal::Boolean(flag) => Stored::Integer(flag.into()),
        });
        let sign = match operator {
            Operator::Eq => "=",
            Operator::Ne if self.profile.ne_matches_missing => "IS NOT",
            Operator::Ne => "<>",
            Operator::Gt => ">",
            Operator::Lt => "<",
        };
        self.condition.sql.push_str(&format!("{} {sign} {value}", column.name));
        Ok(())
    }

    fn bind(&mut self, value: Stored) -> String {
        self.condition.values.push(value);
        format!("?{}", self.condition.values.len())
    }

    /// The column of a field that filters may name.
    fn column(&self, name: &Name) -> Result<&'a Column, Problem> {
        let (field, at) = (name.text.clone(), name.at);
        let Some(column) = self.model.column(&name.text) else {
            return Err(match self.model.virtual_field(&name.text) {
                Some(virtual_field) => Problem::NoFilter { field, kind: virtual_field.kind.name(), at },
                None => {
                    Problem::UnknownField { field, model: self.model.identifier.clone(), known: self.model.keys(), at }
                }
            });
        };
        let kind = &column.field.kind;
        match kind {
            Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json => {
                Err(Problem::NoFilter { field, kind: kind.name(), at })
            }
            Kind::Relation(relation) if relation.generation == Generation::New => {
                Err(Problem::NewRelation { field, kind: kind.name(), at })
            }
            _ => Ok(column),
        }
    }
}

/// Whether the order of the texts means something. The names of files and regions have none.
fn has_text_order(kind: &Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Choice(_) | Kind::AutoNumber(_))
}

/// Whether `contains` looks into the field: all texts but for the ids of files and records.
fn is_searchable(kind: &Kind) -> bool {
    has_text_order(kind) || *kind == Kind::AreaCode
}

fn is_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time)
}

fn wrong_operator(column: &Column, name: &Name, operator: &'static str) -> Problem {
    let kind = &column.field.kind;
    let allowed = match kind {
        Kind::AreaCode => "eq, ne or contains(field,'text')",
        _ if is_number(kind) => "eq, ne, gt or lt",
        _ => "eq or ne",
    };
    Problem::WrongOperator { field: name.text.clone(), kind: kind.name(), operator, allowed, at: name.at }
}
