//! FROM and its joins.

use sqlparser::ast::{
    Join, JoinConstraint, JoinOperator, ObjectName, Spanned, TableAlias, TableFactor, TableWithJoins,
};

use super::scope::{Source, SourceColumn};
use super::{Translator, refuse};
use crate::face::sql::catalog::TableName;
use crate::face::sql::mark::MarkKind;
use crate::face::sql::problem::Problem;
use crate::face::sql::statement::{MAX_JOINS, mark_index, without_marks};

impl Translator<'_> {
    /// FROM for SQLite; empty if there is none. Its tables are added to the scope.
    pub(super) fn from(&mut self, tables: &[TableWithJoins]) -> Result<String, Problem> {
        let mut sql = Vec::new();
        let mut all: Vec<Source> = Vec::new();
        for TableWithJoins { relation, joins } in tables {
            // In MySQL an ON sees the tables of its own joins, not those before a comma.
            let mut part = self.factor(relation)?;
            for Join { relation, global, join_operator } in joins {
                refuse(*global, "`GLOBAL`", "leave it out")?;
                let table = self.factor(relation)?;
                let (word, on) = join(join_operator, tables.len() > 1)?;
                part += &format!(" {word} {table}");
                if let Some(on) = on {
                    part += &format!(" ON {}", self.condition(on)?);
                }
            }
            sql.push(part);
            all.append(&mut self.scope().sources);
            if all.len() > MAX_JOINS {
                return Err(Problem::invalid(format_args!("MySQL joins at most {MAX_JOINS} tables: name fewer")));
            }
        }
        for (index, source) in all.iter().enumerate() {
            if all[..index].iter().any(|other| other.name == source.name) {
                let name = without_marks(&source.name);
                return Err(Problem::invalid(format_args!("two tables in FROM are named `{name}`: give one an alias")));
            }
        }
        self.scope().sources = all;
        Ok(sql.join(", "))
    }

    /// A table or a subquery in FROM, added to the scope.
    fn factor(&mut self, factor: &TableFactor) -> Result<String, Problem> {
        match factor {
            TableFactor::Table {
                name,
                alias,
                args,
                with_hints,
                version,
                with_ordinality,
                partitions,
                json_path,
                sample,
                index_directives,
                inheritance,
            } => {
                refuse(args.is_some(), "a table function", "use a table")?;
                let options = !with_hints.is_empty()
                    || version.is_some()
                    || *with_ordinality
                    || !partitions.is_empty()
                    || json_path.is_some()
                    || sample.is_some()
                    || inheritance.is_some();
                refuse(options, "an option of a table in FROM", "leave it out")?;
                refuse(!index_directives.is_empty(), "an index hint", "leave it out")?;
                self.table(name, alias.as_ref())
            }
            TableFactor::Derived { lateral, subquery, alias, sample } => {
                refuse(*lateral, "`LATERAL`", "join the tables")?;
                refuse(sample.is_some(), "an option of a subquery in FROM", "leave it out")?;
                let Some(name) = alias.as_ref().map(alias_name).transpose()? else {
                    return Err(Problem::invalid("a subquery in FROM needs a name: write (SELECT ..) AS name")
                        .at(subquery.span()));
                };
                // It does not see the tables around it.
                let outer = std::mem::take(&mut self.scopes);
                let translated = self.query(subquery);
                self.scopes = outer;
                let translated = translated?;
                let mut columns: Vec<SourceColumn> = Vec::new();
                for (index, column) in translated.columns.into_iter().enumerate() {
                    if columns.iter().any(|known| known.name.eq_ignore_ascii_case(&column.name)) {
                        return Err(Problem::invalid(format_args!(
                            "the subquery `{name}` has two columns `{}`: give one an alias",
                            column.name
                        ))
                        .at(subquery.span()));
                    }
                    let sql = Some(format!("o{}", index + 1));
                    columns.push(SourceColumn { name: column.name, sql, kind: column.kind });
                }
                let alias = self.alias();
                let sql = format!("({}) AS {alias}", translated.sql);
                self.scope().sources.push(Source { name, alias, model: None, columns });
                Ok(sql)
            }
            TableFactor::NestedJoin { .. } => {
                Err(Problem::unsupported("a join in parentheses", "write the joins one after the other")
                    .at(factor.span()))
            }
            _ => Err(Problem::unsupported("this kind of table in FROM", "use tables and subqueries").at(factor.span())),
        }
    }

    /// A table, added to the scope.
    pub(super) fn table(&mut self, name: &ObjectName, alias: Option<&TableAlias>) -> Result<String, Problem> {
        let table = match &name.0[..] {
            [part] => part.as_ident(),
            _ => None,
        };
        let Some(table) = table else {
            return Err(
                Problem::unsupported(format_args!("the database in `{name}`"), "name the table only").at(name.span())
            );
        };
        let marks = self.surroundings.marks;
        let wanted = match mark_index(&table.value).and_then(|index| marks.get(index)) {
            Some(mark) => match &mark.kind {
                MarkKind::TableName { model } => TableName::Model(model.as_deref()),
                _ => return Err(Problem::invalid("a table can be named by model.tableName() only").at(mark.span)),
            },
            None => TableName::Named(&table.value),
        };
        let found = self.surroundings.catalog.table(wanted).map_err(|problem| problem.at(table.span))?;
        let name = alias.map(alias_name).transpose()?.unwrap_or_else(|| table.value.clone());
        let alias = self.alias();
        let sql = format!("{} AS {alias}", found.name);
        self.scope().sources.push(Source::of_table(name, alias, &found));
        Ok(sql)
    }
}

fn alias_name(alias: &TableAlias) -> Result<String, Problem> {
    let TableAlias { explicit: _, name, columns, at } = alias;
    refuse(!columns.is_empty() || at.is_some(), "names of columns after an alias", "name them in the subquery")?;
    Ok(name.value.clone())
}

/// The join for SQLite and its condition.
fn join(operator: &JoinOperator, has_comma: bool) -> Result<(&'static str, Option<&sqlparser::ast::Expr>), Problem> {
    let (word, constraint, needs_on) = match operator {
        JoinOperator::Join(constraint) | JoinOperator::Inner(constraint) => ("JOIN", constraint, false),
        JoinOperator::CrossJoin(constraint) => ("JOIN", constraint, false),
        JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => ("LEFT JOIN", constraint, true),
        JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => {
            // A comma binds weaker than JOIN in MySQL and as strongly in SQLite.
            refuse(has_comma, "`RIGHT JOIN` beside a comma", "write CROSS JOIN for the comma")?;
            ("RIGHT JOIN", constraint, true)
        }
        JoinOperator::FullOuter(_) => {
            return Err(Problem::unsupported("`FULL JOIN`", "MySQL does not have it: use UNION"));
        }
        _ => return Err(Problem::unsupported("this kind of join", "use JOIN, LEFT JOIN, RIGHT JOIN or CROSS JOIN")),
    };
    match constraint {
        JoinConstraint::On(on) => Ok((word, Some(on))),
        JoinConstraint::None if needs_on => Err(Problem::invalid(format_args!("{word} needs ON: write the condition"))),
        JoinConstraint::None => Ok((word, None)),
        JoinConstraint::Using(_) | JoinConstraint::UsingAlias(..) => {
            Err(Problem::unsupported("`USING`", "write ON a.x = b.x"))
        }
        JoinConstraint::Natural => Err(Problem::unsupported("`NATURAL JOIN`", "write ON a.x = b.x")),
    }
}
