//! INSERT, REPLACE, UPDATE and DELETE. Their values and records are SELECTs; the writes themselves are the service's.

use sqlparser::ast::{
    Assignment, AssignmentTarget, Delete, Expr, FromTable, Ident, Insert, ObjectName, OrderByExpr, Query, SetExpr,
    Spanned, TableFactor, TableObject, TableWithJoins, Update,
};

use super::query::order_parts;
use super::scope::Scope;
use super::{Selection, Surroundings, Translator, refuse};
use crate::face::sql::catalog::TableName;
use crate::face::sql::mark::MarkKind;
use crate::face::sql::problem::Problem;
use crate::face::sql::statement::mark_index;

/// New records.
#[derive(Debug)]
pub(crate) struct Insertion {
    pub(crate) replaces: bool,
    pub(crate) table: WrittenTable,
    pub(crate) columns: Vec<String>,
    /// Selects the values of the records.
    pub(crate) values: Selection,
}

/// A change or a deletion of records of a table.
#[derive(Debug)]
pub(crate) struct RowChange {
    pub(crate) table: WrittenTable,
    /// The columns that change; none for a deletion.
    pub(crate) columns: Vec<String>,
    /// Selects the ids of the records, and the new values.
    pub(crate) rows: Selection,
}

/// The table of a write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WrittenTable {
    Named(String),
    Model(Option<String>),
}

impl WrittenTable {
    pub(crate) fn name(&self) -> TableName<'_> {
        match self {
            WrittenTable::Named(name) => TableName::Named(name),
            WrittenTable::Model(model) => TableName::Model(model.as_deref()),
        }
    }
}

/// Translates an INSERT or REPLACE.
pub(in crate::face::sql) fn insertion(insert: &Insert, surroundings: Surroundings<'_>) -> Result<Insertion, Problem> {
    let Insert {
        insert_token: _,
        optimizer_hints: _,
        or,
        ignore,
        into,
        table,
        table_alias,
        columns,
        by_name,
        overwrite,
        source,
        assignments,
        partitioned,
        after_columns,
        overriding,
        has_table_keyword,
        on,
        returning,
        output,
        replace_into,
        priority,
        insert_alias,
        settings,
        format_clause,
        multi_table_insert_type,
        multi_table_into_clauses,
        multi_table_when_clauses,
        multi_table_else_clause,
    } = insert;
    let word = if *replace_into { "REPLACE" } else { "INSERT" };
    refuse(*ignore, "`INSERT IGNORE`", "send only records that can be stored")?;
    refuse(on.is_some(), "`ON DUPLICATE KEY UPDATE`", "use REPLACE INTO, or UPDATE")?;
    refuse(!assignments.is_empty(), "`INSERT .. SET`", "write INSERT INTO t (a, b) VALUES (..)")?;
    refuse(priority.is_some(), "a priority of a write", "leave it out")?;
    refuse(table_alias.is_some() || insert_alias.is_some(), "an alias of the table that is written", "leave it out")?;
    refuse(!into, &format!("`{word}` without INTO"), "write INTO")?;
    let foreign = or.is_some()
        || *by_name
        || *overwrite
        || partitioned.is_some()
        || !after_columns.is_empty()
        || overriding.is_some()
        || *has_table_keyword
        || returning.is_some()
        || output.is_some()
        || settings.is_some()
        || format_clause.is_some()
        || multi_table_insert_type.is_some()
        || !multi_table_into_clauses.is_empty()
        || !multi_table_when_clauses.is_empty()
        || multi_table_else_clause.is_some();
    refuse(foreign, &format!("a clause of {word}"), "leave it out")?;
    let TableObject::TableName(name) = table else {
        return Err(Problem::unsupported("this kind of table", "name a table"));
    };
    if columns.is_empty() {
        return Err(Problem::invalid(format_args!(
            "{word} needs the columns: write {word} INTO table (_id, owner, _openid, ..) VALUES (..)"
        ))
        .at(name.span()));
    }
    let columns: Vec<String> = columns.iter().map(column_name).collect::<Result<_, _>>()?;
    let rows = values(word, source.as_deref())?;
    let mut translator = Translator::new(surroundings);
    let table = translator.written(name)?;
    // The values see no table.
    translator.scopes.push(Scope::default());
    let mut items = Vec::new();
    for row in &rows {
        if row.len() != columns.len() {
            let (found, expected) = (row.len(), columns.len());
            let problem =
                Problem::invalid(format_args!("a record has {found} values for {expected} columns: send as many"));
            return Err(row.first().map_or(problem.clone(), |value| problem.at(value.span())));
        }
        for value in *row {
            items.push(translator.expression(value)?.sql);
        }
    }
    let rows: Vec<String> = items.chunks(columns.len()).map(|row| format!("({})", row.join(", "))).collect();
    let values = translator.finish(format!("VALUES {}", rows.join(", ")), columns.clone())?;
    Ok(Insertion { replaces: *replace_into, table, columns, values })
}

/// The rows of VALUES.
fn values<'a>(word: &str, source: Option<&'a Query>) -> Result<Vec<&'a [Expr]>, Problem> {
    let Some(query) = source else {
        return Err(Problem::invalid(format_args!("{word} needs VALUES: write VALUES (..)")));
    };
    let Query { body, .. } = query;
    let plain = query.with.is_none()
        && query.order_by.is_none()
        && query.limit_clause.is_none()
        && query.fetch.is_none()
        && query.locks.is_empty()
        && query.for_clause.is_none()
        && query.settings.is_none()
        && query.format_clause.is_none()
        && query.pipe_operators.is_empty();
    match &**body {
        SetExpr::Values(values) if plain => Ok(values.rows.iter().map(|row| row.content.as_slice()).collect()),
        _ => Err(Problem::unsupported(format_args!("`{word} .. SELECT`"), "select first, then write the values")),
    }
}

/// Translates an UPDATE.
pub(in crate::face::sql) fn update(update: &Update, surroundings: Surroundings<'_>) -> Result<RowChange, Problem> {
    let Update {
        update_token: _,
        optimizer_hints: _,
        table,
        on_cluster,
        assignments,
        from,
        selection,
        returning,
        output,
        or,
        order_by,
        limit,
        settings,
    } = update;
    let foreign = on_cluster.is_some()
        || from.is_some()
        || returning.is_some()
        || output.is_some()
        || or.is_some()
        || settings.is_some();
    refuse(foreign, "a clause of UPDATE", "leave it out")?;
    let mut columns = Vec::new();
    for Assignment { target, .. } in assignments {
        match target {
            AssignmentTarget::ColumnName(name) => columns.push(column_name(name)?),
            AssignmentTarget::Tuple(_) => {
                return Err(Problem::unsupported("an assignment to several columns", "write one for each"));
            }
        }
    }
    let values: Vec<&Expr> = assignments.iter().map(|assignment| &assignment.value).collect();
    let tables = std::slice::from_ref(table);
    let parts =
        RowParts { word: "UPDATE", tables, condition: selection.as_ref(), orders: order_by, limit: limit.as_ref() };
    change(parts, columns, &values, surroundings)
}

/// Translates a DELETE.
pub(in crate::face::sql) fn delete(delete: &Delete, surroundings: Surroundings<'_>) -> Result<RowChange, Problem> {
    let Delete {
        delete_token: _,
        optimizer_hints: _,
        tables,
        from,
        on_cluster,
        using,
        selection,
        returning,
        output,
        order_by,
        limit,
        settings,
    } = delete;
    refuse(!tables.is_empty() || using.is_some(), "DELETE from several tables", "delete from one")?;
    let foreign = on_cluster.is_some() || returning.is_some() || output.is_some() || settings.is_some();
    refuse(foreign, "a clause of DELETE", "leave it out")?;
    let FromTable::WithFromKeyword(tables) = from else {
        return Err(Problem::invalid("DELETE needs FROM: write DELETE FROM table WHERE .."));
    };
    let parts =
        RowParts { word: "DELETE", tables, condition: selection.as_ref(), orders: order_by, limit: limit.as_ref() };
    change(parts, Vec::new(), &[], surroundings)
}

/// The parts that UPDATE and DELETE have in common.
struct RowParts<'a> {
    word: &'static str,
    tables: &'a [TableWithJoins],
    condition: Option<&'a Expr>,
    orders: &'a [OrderByExpr],
    limit: Option<&'a Expr>,
}

fn change(
    parts: RowParts<'_>,
    columns: Vec<String>,
    values: &[&Expr],
    surroundings: Surroundings<'_>,
) -> Result<RowChange, Problem> {
    let RowParts { word, tables, condition, orders, limit } = parts;
    let several =
        || Problem::unsupported(format_args!("{word} of several tables"), "write one table, with subqueries in WHERE");
    let [TableWithJoins { relation: TableFactor::Table { name, alias, .. }, joins }] = tables else {
        return Err(several());
    };
    if !joins.is_empty() {
        return Err(several());
    }
    let mut translator = Translator::new(surroundings);
    let table = translator.written(name)?;
    translator.scopes.push(Scope::default());
    let from = translator.table(name, alias.as_ref())?;
    let key = translator.scope().sources[0].id();
    let Some(key) = key else {
        return Err(
            Problem::unsupported("a write to a table of links", "write the relation of a record").at(name.span())
        );
    };
    let mut items = vec![key];
    for (index, value) in values.iter().enumerate() {
        let typed = translator.expression(value)?;
        // MySQL assigns from left to right, so that later values see earlier ones.
        if let Some(name) = columns[..index].iter().find(|name| translator.uses(&typed.sql, name)) {
            return Err(Problem::unsupported(
                format_args!("a value that uses the column `{name}`, which the statement changes before it"),
                "write that assignment first",
            )
            .at(value.span()));
        }
        items.push(typed.sql);
    }
    let mut sql = format!("SELECT {} FROM {from}", items.join(", "));
    if let Some(condition) = condition {
        sql += &format!(" WHERE {}", translator.condition(condition)?);
    }
    let mut terms = Vec::new();
    for order in orders {
        let (expression, direction) = order_parts(order)?;
        terms.push(format!("{} {direction}", translator.expression(expression)?.collated()));
    }
    if !terms.is_empty() {
        sql += &format!(" ORDER BY {}", terms.join(", "));
    }
    if let Some(limit) = limit {
        sql += &format!(" LIMIT {}", translator.row_count(limit)?);
    }
    let names = std::iter::once("_id".to_owned()).chain(columns.iter().cloned()).collect();
    Ok(RowChange { table, columns, rows: translator.finish(sql, names)? })
}

impl Translator<'_> {
    /// Returns true if an expression for SQLite uses a column of the table that is written.
    fn uses(&mut self, sql: &str, name: &str) -> bool {
        let Ok(Some(found)) = self.scope().find(None, &Ident::new(name)) else { return false };
        let column = found.typed.sql;
        sql.match_indices(&column)
            .any(|(at, _)| !sql[at + column.len()..].starts_with(|next: char| next.is_ascii_digit()))
    }

    /// The table that a write names.
    fn written(&self, name: &ObjectName) -> Result<WrittenTable, Problem> {
        let [part] = &name.0[..] else {
            return Err(
                Problem::unsupported(format_args!("the database in `{name}`"), "name the table only").at(name.span())
            );
        };
        let Some(ident) = part.as_ident() else {
            return Err(Problem::unsupported("this kind of table", "name a table").at(name.span()));
        };
        match mark_index(&ident.value).and_then(|index| self.surroundings.marks.get(index)).map(|mark| &mark.kind) {
            Some(MarkKind::TableName { model }) => Ok(WrittenTable::Model(model.clone())),
            _ => Ok(WrittenTable::Named(ident.value.clone())),
        }
    }
}

/// The name of a column that is written.
fn column_name(name: &ObjectName) -> Result<String, Problem> {
    match name.0.last().and_then(|part| part.as_ident()) {
        Some(ident) if name.0.len() <= 2 => Ok(ident.value.clone()),
        _ => Err(Problem::unsupported(format_args!("the column `{name}`"), "write its name only").at(name.span())),
    }
}
