//! Compiles filters to SQL conditions.
//!
//! No text of a request becomes SQL: columns have numbers as names, literals are bound.

use rusqlite::types::Value as Stored;
use weda_definition::Kind;

use super::{FieldName, Filter, FilterMismatch, Function, Literal, Operator};
use crate::profile::{Feature, Nulls, Profile};
use crate::schema::{Column, Model};

/// A condition with its bound values, `?1` first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) values: Vec<Stored>,
}

/// Turns a filter into a condition on the records of a model.
pub(crate) fn compile(filter: &Filter, model: &Model, profile: &Profile) -> Result<Condition, FilterMismatch> {
    let mut builder = SqlBuilder { model, profile, condition: Condition { sql: String::new(), values: Vec::new() } };
    builder.filter(filter)?;
    Ok(builder.condition)
}

struct SqlBuilder<'a> {
    model: &'a Model,
    profile: &'a Profile,
    condition: Condition,
}

impl<'a> SqlBuilder<'a> {
    fn filter(&mut self, filter: &Filter) -> Result<(), FilterMismatch> {
        match filter {
            Filter::All(filters) => self.joined(filters, " AND "),
            Filter::Any(filters) => self.joined(filters, " OR "),
            Filter::Not(filter) => self.not(filter),
            Filter::Search { function, field, part } => self.search(*function, field, part),
            Filter::Compare { field, operator, literal: Literal::Null, at } => self.compare_null(field, *operator, *at),
            Filter::Compare { field, operator, literal, at } => self.compare(field, *operator, literal, *at),
        }
    }

    /// Joins filters as a balanced tree: a chain of thousands would exceed SQLite's maximum depth of expressions.
    fn joined(&mut self, filters: &[Filter], joiner: &str) -> Result<(), FilterMismatch> {
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

    /// SQLite has three-valued logic. Where a missing value counts as a value, unknown counts as false, and its
    /// negation as true.
    fn not(&mut self, filter: &Filter) -> Result<(), FilterMismatch> {
        let (before, after) = match self.profile.lists.nulls {
            Nulls::Value => ("((", ") IS NOT TRUE)"),
            Nulls::Unknown => ("(NOT (", "))"),
        };
        self.condition.sql.push_str(before);
        self.filter(filter)?;
        self.condition.sql.push_str(after);
        Ok(())
    }

    /// Searches for an exact part of a text. `LIKE` would ignore case and interpret wildcards.
    fn search(&mut self, function: Function, name: &FieldName, part: &str) -> Result<(), FilterMismatch> {
        let column = self.column(name)?;
        if !is_searchable(&column.field.kind) {
            return Err(wrong_operator(column, name, function.word()));
        }
        let (column, length) = (&column.name, part.len());
        let sql = if function == Function::Contains || part.is_empty() {
            let value = self.bind(Stored::Text(part.to_owned()));
            format!("instr({column}, {value}) > 0")
        } else {
            // As bytes, since SQLite's character functions stop at NUL. `substr` of an empty text is NULL.
            let value = self.bind(Stored::Blob(part.as_bytes().to_vec()));
            let end = if function == Function::StartsWith { format!("1, {length}") } else { format!("-{length}") };
            let bytes = format!("CAST({column} AS BLOB)");
            format!("(length({bytes}) >= {length} AND substr({bytes}, {end}) = {value})")
        };
        self.condition.sql.push_str(&sql);
        Ok(())
    }

    /// Compares a stored field of any kind with null.
    fn compare_null(&mut self, name: &FieldName, operator: Operator, at: usize) -> Result<(), FilterMismatch> {
        let column = self.stored(name)?;
        self.check_relation(name, column)?;
        if operator.is_order() {
            return Err(FilterMismatch::NullOrder { operator: operator.word(), at });
        }
        let is = if operator == Operator::Eq { "IS NULL" } else { "IS NOT NULL" };
        self.condition.sql.push_str(&format!("{} {is}", column.name));
        Ok(())
    }

    fn compare(
        &mut self,
        name: &FieldName,
        operator: Operator,
        literal: &Literal,
        at: usize,
    ) -> Result<(), FilterMismatch> {
        let column = self.column(name)?;
        let kind = &column.field.kind;
        let ordered = has_text_order(kind) || is_number(kind);
        if !ordered && operator.is_order() {
            return Err(wrong_operator(column, name, operator.word()));
        }
        let (fits, expected) = match kind {
            Kind::Boolean => (matches!(literal, Literal::Boolean(_)), "true or false"),
            _ if is_number(kind) => (matches!(literal, Literal::Whole(_) | Literal::Fraction(_)), "a bare number"),
            _ => (matches!(literal, Literal::Text(_)), "a text in single quotes"),
        };
        if !fits {
            let (field, kind) = (name.text.clone(), kind.name());
            return Err(FilterMismatch::WrongLiteral { field, kind, expected, found: literal.name(), at });
        }
        let is_empty = matches!(literal, Literal::Text(text) if text.is_empty());
        let value = self.bind(match literal.clone() {
            Literal::Text(text) => Stored::Text(text),
            Literal::Whole(whole) => Stored::Integer(whole),
            Literal::Fraction(double) => Stored::Real(double),
            Literal::Boolean(flag) => Stored::Integer(flag.into()),
            Literal::Null => Stored::Null,
        });
        if operator == Operator::Eq && !is_empty {
            self.condition.sql.push_str(&column.equals(&value));
            return Ok(());
        }
        let sign = match operator {
            Operator::Eq => "=",
            Operator::Ne if self.profile.lists.nulls == Nulls::Value => "IS NOT",
            Operator::Ne => "<>",
            Operator::Gt => ">",
            Operator::Ge => ">=",
            Operator::Lt => "<",
            Operator::Le => "<=",
        };
        self.condition.sql.push_str(&format!("{} {sign} {value}", column.name));
        Ok(())
    }

    fn bind(&mut self, value: Stored) -> String {
        self.condition.values.push(value);
        format!("?{}", self.condition.values.len())
    }

    /// The column of a field that can be filtered.
    fn column(&self, name: &FieldName) -> Result<&'a Column, FilterMismatch> {
        let column = self.stored(name)?;
        let kind = &column.field.kind;
        if let Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json = kind {
            return Err(not_filterable(name, kind));
        }
        self.check_relation(name, column)?;
        Ok(column)
    }

    /// Returns an error for relations that are stored as objects, unless the profile accepts filters on them.
    fn check_relation(&self, name: &FieldName, column: &Column) -> Result<(), FilterMismatch> {
        if column.is_object_relation() && !self.profile.accept.has(Feature::RelationFilters) {
            let kind = column.field.kind.name();
            return Err(FilterMismatch::ObjectRelation { field: name.text.clone(), kind, at: name.at });
        }
        Ok(())
    }

    /// The column of a stored field.
    fn stored(&self, name: &FieldName) -> Result<&'a Column, FilterMismatch> {
        let model = self.model;
        model.column(&name.text).ok_or_else(|| match model.virtual_field(&name.text) {
            Some(field) => not_filterable(name, &field.kind),
            None => {
                let (field, model, known) = (name.text.clone(), model.identifier.clone(), model.keys());
                FilterMismatch::UnknownField { field, model, known, at: name.at }
            }
        })
    }
}

/// Returns true if the order of the texts is meaningful: not for files and regions.
fn has_text_order(kind: &Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Choice(_) | Kind::AutoNumber(_))
}

/// Returns true if the search functions apply: to all texts except ids of files and records.
fn is_searchable(kind: &Kind) -> bool {
    has_text_order(kind) || *kind == Kind::AreaCode
}

fn is_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time)
}

fn not_filterable(name: &FieldName, kind: &Kind) -> FilterMismatch {
    FilterMismatch::NotFilterable { field: name.text.clone(), kind: kind.name(), at: name.at }
}

fn wrong_operator(column: &Column, name: &FieldName, operator: &'static str) -> FilterMismatch {
    let kind = &column.field.kind;
    let allowed = match kind {
        Kind::AreaCode => "eq, ne or contains(field,'text')",
        _ if is_number(kind) => "eq, ne, gt or lt",
        _ => "eq or ne",
    };
    FilterMismatch::WrongOperator { field: name.text.clone(), kind: kind.name(), operator, allowed, at: name.at }
}
