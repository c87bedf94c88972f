//! Compiles filters to SQL conditions.
//!
//! No text of a request becomes SQL: columns have numbers as names, literals are bound.

use rusqlite::types::Value as Stored;
use weda_definition::Kind;

use super::{
    Expected, FieldName, Filter, FilterMismatch, FilterRules, Function, Literal, Operator, Operators, functions,
};
use crate::mysql::leading_number;
use crate::profile::Nulls;
use crate::schema::{Column, Link, Model, Relation};

/// A condition with its bound values, `?1` first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) values: Vec<Stored>,
}

/// Turns a filter into a condition on the records of a model.
pub(crate) fn compile(filter: &Filter, model: &Model, rules: FilterRules) -> Result<Condition, FilterMismatch> {
    let mut builder = SqlBuilder { model, rules, condition: Condition { sql: String::new(), values: Vec::new() } };
    builder.filter(filter)?;
    Ok(builder.condition)
}

struct SqlBuilder<'a> {
    /// The model of the records, or of the subquery.
    model: &'a Model,
    rules: FilterRules,
    condition: Condition,
}

impl<'a> SqlBuilder<'a> {
    fn filter(&mut self, filter: &'a Filter) -> Result<(), FilterMismatch> {
        match filter {
            Filter::All(filters) => self.joined(filters, " AND "),
            Filter::Any(filters) => self.joined(filters, " OR "),
            Filter::Not(filter) => self.not(filter),
            Filter::Search { function, field, part } => self.search(*function, field, part),
            Filter::OneOf { field, literals, at } => self.one_of(field, literals, *at),
            Filter::Related { relation, filter } => self.related(relation, filter.as_deref()),
            Filter::Compare { field, operator, literal: Literal::Null, at } => self.compare_null(field, *operator, *at),
            Filter::Compare { field, operator, literal, at } => self.compare(field, *operator, literal, *at),
        }
    }

    /// Joins filters as a balanced tree: a chain of thousands would exceed SQLite's maximum depth of expressions.
    fn joined(&mut self, filters: &'a [Filter], joiner: &str) -> Result<(), FilterMismatch> {
        match filters {
            [] => {
                self.condition.sql.push_str(if joiner == " AND " { "TRUE" } else { "FALSE" });
                return Ok(());
            }
            [filter] => return self.filter(filter),
            _ => {}
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
    fn not(&mut self, filter: &'a Filter) -> Result<(), FilterMismatch> {
        let (before, after) = match self.rules.nulls {
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
        let sql = match function {
            // `substr` of an empty text is NULL.
            _ if part.is_empty() && function != Function::Matches => format!("instr({column}, '') > 0"),
            Function::Contains => {
                let value = self.bind(Stored::Text(part.to_owned()));
                format!("instr({column}, {value}) > 0")
            }
            Function::ContainsAnyCase => {
                let value = self.bind(Stored::Text(functions::folded(part)));
                format!("instr(weda_folded({column}), {value}) > 0")
            }
            Function::StartsWith | Function::EndsWith => {
                // As bytes, since SQLite's character functions stop at NUL.
                let value = self.bind(Stored::Blob(part.as_bytes().to_vec()));
                let end = if function == Function::StartsWith { format!("1, {length}") } else { format!("-{length}") };
                let bytes = format!("CAST({column} AS BLOB)");
                format!("(length({bytes}) >= {length} AND substr({bytes}, {end}) = {value})")
            }
            Function::Like | Function::LikeAnyCase | Function::Matches => {
                let pattern = match function {
                    Function::Matches => part.to_owned(),
                    _ => like(part, function == Function::LikeAnyCase),
                };
                functions::compile(&pattern)
                    .map_err(|error| FilterMismatch::Pattern { reason: error.to_string(), at: name.at })?;
                let value = self.bind(Stored::Text(pattern));
                format!("weda_matches({value}, {column})")
            }
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
        let ordered = (has_text_order(kind) && self.rules.text_order) || is_number(kind);
        if !ordered && operator.is_order() {
            return Err(wrong_operator(column, name, operator.word()));
        }
        let (sql, value) = self.operand(column, name, literal, at)?;
        let is_empty = matches!(&value, Stored::Text(text) if text.is_empty());
        let value = self.bind(value);
        if operator == Operator::Eq && !is_empty && sql == column.name {
            self.condition.sql.push_str(&column.equals(&value));
            return Ok(());
        }
        let sign = match operator {
            Operator::Eq => "=",
            Operator::Ne if self.rules.nulls == Nulls::Value => "IS NOT",
            Operator::Ne => "<>",
            Operator::Gt => ">",
            Operator::Ge => ">=",
            Operator::Lt => "<",
            Operator::Le => "<=",
        };
        self.condition.sql.push_str(&format!("{sql} {sign} {value}"));
        Ok(())
    }

    /// The SQL of a column and the value that it is compared with.
    fn operand(
        &self,
        column: &Column,
        name: &FieldName,
        literal: &Literal,
        at: usize,
    ) -> Result<(String, Stored), FilterMismatch> {
        let kind = &column.field.kind;
        let expected = expected(kind);
        let fits = match expected {
            Expected::Boolean => matches!(literal, Literal::Boolean(_)),
            Expected::Number => matches!(literal, Literal::Whole(_) | Literal::Fraction(_)),
            Expected::Text => matches!(literal, Literal::Text(_)),
        };
        if fits {
            return Ok((column.name.clone(), stored(literal)));
        }
        // As MySQL does: the text becomes a number.
        match (expected, literal) {
            (Expected::Number, Literal::Text(text)) if self.rules.mixed_types => {
                Ok((column.name.clone(), Stored::Real(leading_number(text))))
            }
            (Expected::Text, Literal::Whole(_) | Literal::Fraction(_)) if self.rules.mixed_types => {
                Ok((format!("CAST({} AS REAL)", column.name), stored(literal)))
            }
            _ => {
                let (field, kind, found) = (name.text.clone(), kind.name(), literal.name());
                Err(FilterMismatch::WrongLiteral { field, kind, expected, found, at })
            }
        }
    }

    /// The field, or an element of its list, equals one of the literals. Null among them matches a missing value.
    fn one_of(&mut self, name: &FieldName, literals: &[Literal], at: usize) -> Result<(), FilterMismatch> {
        let column = self.stored(name)?;
        self.check_relation(name, column)?;
        let is_list = match &column.field.kind {
            Kind::List(item) if is_scalar(item) => true,
            kind if is_scalar(kind) => false,
            kind => return Err(not_filterable(name, kind)),
        };
        let item = if is_list { column.field.kind.innermost() } else { &column.field.kind };
        let (expected, kind) = (expected(item), &column.field.kind);
        let (mut values, mut converted, mut has_null) = (Vec::new(), Vec::new(), false);
        for literal in literals {
            let fits = match (expected, literal) {
                (_, Literal::Null) => {
                    has_null = true;
                    continue;
                }
                (Expected::Boolean, Literal::Boolean(_)) => true,
                (Expected::Number, literal) => matches!(literal, Literal::Whole(_) | Literal::Fraction(_)),
                (Expected::Text, literal) => matches!(literal, Literal::Text(_)),
                _ => false,
            };
            if fits {
                values.push(self.bind(stored(literal)));
            } else if is_list {
                let (field, kind, found) = (name.text.clone(), kind.name(), literal.name());
                return Err(FilterMismatch::WrongLiteral { field, kind, expected, found, at });
            } else {
                let (sql, value) = self.operand(column, name, literal, at)?;
                let value = self.bind(value);
                if sql == column.name { values.push(value) } else { converted.push(value) }
            }
        }
        let column = &column.name;
        let values = values.join(", ");
        // A missing value gives unknown, for which `EXISTS` and an empty `IN` need help.
        let sql = if is_list {
            format!(
                "CASE WHEN {column} IS NOT NULL THEN EXISTS (SELECT 1 FROM json_each({column}) WHERE value IN ({values})) END"
            )
        } else if values.is_empty() {
            format!("({column} IS NULL AND NULL)")
        } else {
            format!("{column} IN ({values})")
        };
        let converted = match converted.join(", ") {
            values if values.is_empty() => values,
            values => format!(" OR CAST({column} AS REAL) IN ({values})"),
        };
        let null = if has_null { format!(" OR {column} IS NULL") } else { String::new() };
        self.condition.sql.push_str(&format!("({sql}{converted}{null})"));
        Ok(())
    }

    /// A list of ids that SQLite makes once, and looks up by the indexes of relations.
    fn related(&mut self, relation: &'a Relation, filter: Option<&'a Filter>) -> Result<(), FilterMismatch> {
        let Relation { target, link, .. } = relation;
        let (own_id, target_id, table) = (self.model.id_column(), target.id_column(), &target.table);
        let (before, after) = match link {
            Link::Column { name } => (format!("{name} IN (SELECT {target_id} FROM {table} WHERE "), ")"),
            Link::Reverse { name } => {
                (format!("{own_id} IN (SELECT {name} FROM {table} WHERE {name} IS NOT NULL AND "), ")")
            }
            Link::Table { number, own, other } => (
                format!(
                    "{own_id} IN (SELECT {own} FROM links WHERE relation = {number} AND {other} IN (SELECT {target_id} \
                     FROM {table} WHERE "
                ),
                "))",
            ),
        };
        self.condition.sql.push_str(&before);
        match filter {
            Some(filter) => {
                // Columns in a subquery belong to its table, also if it is the same one.
                let model = std::mem::replace(&mut self.model, target);
                let result = self.filter(filter);
                self.model = model;
                result?;
            }
            None => self.condition.sql.push_str("TRUE"),
        }
        self.condition.sql.push_str(after);
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

    /// Returns an error for relations that are stored as objects, unless the rules accept conditions on them.
    fn check_relation(&self, name: &FieldName, column: &Column) -> Result<(), FilterMismatch> {
        if column.is_object_relation() && !self.rules.object_relations {
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

/// Returns true if a column of this kind has one value and not JSON text.
fn is_scalar(kind: &Kind) -> bool {
    !matches!(kind, Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json)
}

fn expected(kind: &Kind) -> Expected {
    match kind {
        Kind::Boolean => Expected::Boolean,
        _ if is_number(kind) => Expected::Number,
        _ => Expected::Text,
    }
}

fn stored(literal: &Literal) -> Stored {
    match literal {
        Literal::Text(text) => Stored::Text(text.clone()),
        Literal::Whole(whole) => Stored::Integer(*whole),
        Literal::Fraction(double) => Stored::Real(*double),
        Literal::Boolean(flag) => Stored::Integer((*flag).into()),
        Literal::Null => Stored::Null,
    }
}

/// The regular expression of a part with the wildcards of LIKE.
fn like(part: &str, any_case: bool) -> String {
    let mut pattern = if any_case { "(?si)".to_owned() } else { "(?s)".to_owned() };
    for letter in part.chars() {
        match letter {
            '%' => pattern.push_str(".*"),
            '_' => pattern.push('.'),
            letter => pattern.push_str(&fancy_regex::escape(letter.encode_utf8(&mut [0; 4]))),
        }
    }
    pattern
}

fn is_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time)
}

fn not_filterable(name: &FieldName, kind: &Kind) -> FilterMismatch {
    let is_relation = matches!(kind, Kind::Relation(_) | Kind::Relations(_));
    FilterMismatch::NotFilterable { field: name.text.clone(), kind: kind.name(), is_relation, at: name.at }
}

fn wrong_operator(column: &Column, name: &FieldName, operator: &'static str) -> FilterMismatch {
    let kind = &column.field.kind;
    let allowed = match kind {
        Kind::AreaCode => Operators::EqualityAndSearch,
        _ if is_number(kind) => Operators::EqualityAndOrder,
        _ if is_searchable(kind) => Operators::EqualityAndSearch,
        _ => Operators::Equality,
    };
    FilterMismatch::WrongOperator { field: name.text.clone(), kind: kind.name(), operator, allowed, at: name.at }
}
