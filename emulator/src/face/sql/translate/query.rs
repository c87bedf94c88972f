//! Queries: set operations, ORDER BY and LIMIT.

use rusqlite::types::Value as Stored;
use sqlparser::ast::{
    Expr, Ident, LimitClause, OrderBy, OrderByExpr, OrderByKind, OrderByOptions, OrderBySort, Query, SetExpr,
    SetOperator, SetQuantifier, Spanned, Value,
};

use super::scope::Selected;
use super::typed::Type;
use super::{Translator, refuse};
use crate::face::sql::problem::Problem;
use crate::face::sql::value::{Literal, MarkValue};
use crate::mysql::COLLATION;

/// The maximum SELECTs that UNION joins.
const MAX_UNION: usize = 100;

/// A translated query. Its columns are named `o1`, `o2` and so on.
pub(super) struct TranslatedQuery {
    pub(super) sql: String,
    pub(super) columns: Vec<OutColumn>,
    /// True if it has exactly one row.
    pub(super) is_single: bool,
    pub(super) has_limit: bool,
}

/// A column of a result.
#[derive(Debug, Clone)]
pub(super) struct OutColumn {
    pub(super) name: String,
    pub(super) kind: Type,
    /// The model and the field, if it is the column of one.
    pub(super) field: Option<(String, String)>,
}

impl Translator<'_> {
    pub(super) fn query(&mut self, query: &Query) -> Result<TranslatedQuery, Problem> {
        self.deeper(query.span(), |translator| translator.query_inside(query))
    }

    fn query_inside(&mut self, query: &Query) -> Result<TranslatedQuery, Problem> {
        let Query {
            with,
            body,
            order_by,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        refuse(with.is_some(), "`WITH`", "write the query in FROM, as (SELECT ..) AS name")?;
        refuse(fetch.is_some(), "`FETCH`", "use LIMIT")?;
        refuse(!locks.is_empty() || for_clause.is_some(), "`FOR UPDATE`", "leave it out")?;
        let rest = settings.is_some() || format_clause.is_some() || !pipe_operators.is_empty();
        refuse(rest, "a clause after the query", "leave it out")?;
        let orders = match order_by {
            None => &[][..],
            Some(OrderBy { kind: OrderByKind::Expressions(orders), interpolate: None }) => orders,
            Some(_) => return Err(Problem::unsupported("this form of ORDER BY", "name the columns to sort by")),
        };
        let mut translated = match &**body {
            SetExpr::Select(select) => self.select(select, orders, false)?,
            SetExpr::Query(query) if orders.is_empty() && limit_clause.is_none() => return self.query(query),
            body => self.set_operation(body, orders)?,
        };
        if let Some(limit) = limit_clause {
            translated.sql += &self.limit(limit)?;
            (translated.has_limit, translated.is_single) = (true, false);
        }
        Ok(translated)
    }

    /// A chain of UNIONs, which group to the left.
    fn set_operation(&mut self, body: &SetExpr, orders: &[OrderByExpr]) -> Result<TranslatedQuery, Problem> {
        let (mut operands, mut rest) = (Vec::new(), body);
        while let SetExpr::SetOperation { left, op, set_quantifier, right } = rest {
            let word = match (op, set_quantifier) {
                (SetOperator::Union, SetQuantifier::All) => "UNION ALL",
                (SetOperator::Union, SetQuantifier::None | SetQuantifier::Distinct) => "UNION",
                _ => return Err(Problem::unsupported(format_args!("`{op}`"), "use UNION, or IN with a subquery")),
            };
            operands.push((word, &**right));
            rest = left;
        }
        operands.push(("", rest));
        if operands.len() > MAX_UNION {
            return Err(Problem::invalid(format_args!(
                "at most {MAX_UNION} SELECTs can be joined by UNION: use fewer"
            )));
        }
        let (mut sql, mut columns): (String, Vec<OutColumn>) = (String::new(), Vec::new());
        for (word, operand) in operands.into_iter().rev() {
            let translated = self.operand(operand)?;
            if word.is_empty() {
                columns = translated.columns;
            } else {
                if columns.len() != translated.columns.len() {
                    return Err(Problem::invalid(
                        "the SELECTs of UNION have different numbers of columns: select as many in each",
                    ));
                }
                for (column, other) in columns.iter_mut().zip(&translated.columns) {
                    if column.kind.is_mixed(other.kind) {
                        let what = format!("a column `{}` of UNION with both numbers and texts", column.name);
                        return Err(Problem::unsupported(what, "convert the numbers, as in CAST(n AS CHAR)"));
                    }
                    column.kind = column.kind.common(other.kind);
                    if column.field != other.field {
                        column.field = None;
                    }
                }
            }
            sql += &format!(" {word} {}", translated.sql);
        }
        let selected: Vec<Selected> = columns
            .iter()
            .enumerate()
            .map(|(index, column)| Selected {
                name: column.name.clone(),
                expression: None,
                typed: super::Typed::new(format!("o{}", index + 1), column.kind),
            })
            .collect();
        let mut terms = Vec::new();
        for order in orders {
            let (expression, direction) = order_parts(order)?;
            let Some(index) = selected_index(expression, &selected)? else {
                let message =
                    "after UNION, ORDER BY can have only names and numbers of selected columns: use one of them";
                return Err(Problem::invalid(message).at(expression.span()));
            };
            terms.push(format!("{} {direction}", selected[index].typed.collated()));
        }
        if !terms.is_empty() {
            sql += &format!(" ORDER BY {}", terms.join(", "));
        }
        Ok(TranslatedQuery { sql, columns, is_single: false, has_limit: false })
    }

    /// A SELECT of a UNION.
    fn operand(&mut self, operand: &SetExpr) -> Result<TranslatedQuery, Problem> {
        match operand {
            SetExpr::Select(select) => self.select(select, &[], true),
            SetExpr::Query(query) => {
                // SQLite has no parentheses around the SELECTs of a UNION.
                let translated = self.query(query)?;
                let alias = self.alias();
                let names: Vec<String> = translated
                    .columns
                    .iter()
                    .enumerate()
                    .map(|(index, column)| {
                        let name = format!("o{}", index + 1);
                        let collation =
                            if column.kind == Type::Text { format!(" COLLATE {COLLATION}") } else { String::new() };
                        format!("{alias}.{name}{collation} AS {name}")
                    })
                    .collect();
                let sql = format!("SELECT {} FROM ({}) AS {alias}", names.join(", "), translated.sql);
                Ok(TranslatedQuery { sql, is_single: false, has_limit: false, ..translated })
            }
            SetExpr::SetOperation { .. } => self.set_operation(operand, &[]),
            SetExpr::Values(_) => Err(Problem::unsupported("`VALUES` as a query", "use SELECT")),
            SetExpr::Table(_) => Err(Problem::unsupported("`TABLE`", "use SELECT * FROM")),
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                Err(Problem::unsupported("a write inside a query", "send it as a statement of its own"))
            }
        }
    }

    /// LIMIT and OFFSET.
    pub(super) fn limit(&mut self, clause: &LimitClause) -> Result<String, Problem> {
        let (limit, offset) = match clause {
            LimitClause::LimitOffset { limit: Some(limit), offset, limit_by } if limit_by.is_empty() => {
                (limit, offset.as_ref().map(|offset| &offset.value))
            }
            LimitClause::OffsetCommaLimit { offset, limit } => (limit, Some(offset)),
            LimitClause::LimitOffset { .. } => {
                return Err(Problem::invalid("OFFSET needs LIMIT before it: write LIMIT 10 OFFSET 20"));
            }
        };
        let limit = self.row_count(limit)?;
        let offset = offset.map(|offset| self.row_count(offset)).transpose()?;
        Ok(format!(" LIMIT {limit} OFFSET {}", offset.as_deref().unwrap_or("0")))
    }

    /// A number of rows: digits or a parameter.
    pub(super) fn row_count(&mut self, expression: &Expr) -> Result<String, Problem> {
        let count = match expression {
            Expr::Value(value) => match &value.value {
                // MySQL has unsigned numbers here, and its manual the largest one for "all further rows".
                Value::Number(digits, false) => {
                    digits.parse::<u64>().ok().map(|count| i64::try_from(count).unwrap_or(i64::MAX))
                }
                Value::Placeholder(placeholder) => match self.mark(placeholder)?.1 {
                    MarkValue::One(Literal::Number(Stored::Integer(count))) => Some(*count),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        match count.filter(|count: &i64| *count >= 0) {
            Some(count) => Ok(self.bind(Stored::Integer(count))),
            None => Err(Problem::invalid(
                "LIMIT and OFFSET need a whole number from 0 to 18446744073709551615, or a parameter of type NUMBER",
            )
            .at(expression.span())),
        }
    }
}

/// The expression and the direction of a term of ORDER BY.
pub(super) fn order_parts(order: &OrderByExpr) -> Result<(&Expr, &'static str), Problem> {
    let OrderByExpr { expr, options: OrderByOptions { sort, nulls_first }, with_fill } = order;
    refuse(nulls_first.is_some(), "`NULLS FIRST` and `NULLS LAST`", "sort by (x IS NULL) first")?;
    refuse(with_fill.is_some(), "`WITH FILL`", "leave it out")?;
    match sort {
        None | Some(OrderBySort::Asc) => Ok((expr, "ASC")),
        Some(OrderBySort::Desc) => Ok((expr, "DESC")),
        Some(OrderBySort::Using(_)) => Err(Problem::unsupported("`USING` in ORDER BY", "use ASC or DESC")),
    }
}

/// The index of the selected column that a term names by its number or its name.
pub(super) fn selected_index(expression: &Expr, selected: &[Selected]) -> Result<Option<usize>, Problem> {
    match expression {
        Expr::Value(value) => {
            let Value::Number(digits, _) = &value.value else { return Ok(None) };
            let index = digits.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            match index.filter(|index| *index < selected.len()) {
                Some(index) => Ok(Some(index)),
                None => Err(Problem::invalid(format_args!(
                    "there is no selected column {digits}: use a number from 1 to {}",
                    selected.len()
                ))
                .at(value.span)),
            }
        }
        Expr::Identifier(Ident { value, .. }) => {
            Ok(selected.iter().position(|selected| selected.name.eq_ignore_ascii_case(value)))
        }
        _ => Ok(None),
    }
}
