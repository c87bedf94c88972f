//! SELECT.

use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, Ident, OrderByExpr, Select, SelectFlavor, SelectItem, SelectItemQualifiedWildcardKind,
    Spanned, WildcardAdditionalOptions,
};

use super::query::{OutColumn, TranslatedQuery, order_parts, selected_index};
use super::scope::{Group, Scope, Selected};
use super::{Translator, refuse};
use crate::face::sql::problem::Problem;
use crate::face::sql::statement::without_marks;

/// The maximum columns of a SELECT in SQLite.
const MAX_COLUMNS: usize = 2_000;

impl Translator<'_> {
    /// A SELECT; with `is_operand` it is part of a UNION, whose rows are compared.
    pub(super) fn select(
        &mut self,
        select: &Select,
        orders: &[OrderByExpr],
        is_operand: bool,
    ) -> Result<TranslatedQuery, Problem> {
        check(select)?;
        let scope = Scope { sources: Vec::new(), ..Scope::default() };
        self.scopes.push(scope);
        let translated = self.select_inside(select, orders, is_operand);
        self.scopes.pop();
        translated
    }

    fn select_inside(
        &mut self,
        select: &Select,
        orders: &[OrderByExpr],
        is_operand: bool,
    ) -> Result<TranslatedQuery, Problem> {
        let is_distinct = match &select.distinct {
            None | Some(Distinct::All) => false,
            Some(Distinct::Distinct) => true,
            Some(Distinct::On(_)) => return Err(Problem::unsupported("`DISTINCT ON`", "use GROUP BY")),
        };
        let from = self.from(&select.from)?;
        let condition = select.selection.as_ref().map(|condition| self.condition(condition)).transpose()?;
        let groups = self.groups(select)?;
        self.scope().allows_aggregates = true;
        let selected = self.selected(select)?;
        let scope = self.scope();
        (scope.selected, scope.sees_selected) = (selected.clone(), true);
        let having = select.having.as_ref().map(|having| self.condition(having)).transpose()?;
        let orders = self.orders(orders, &selected, is_distinct)?;
        let scope = self.scope();
        scope.check_groups()?;
        let is_grouped = !scope.groups.is_empty() || scope.has_aggregates;
        if having.is_some() && !is_grouped {
            return Err(Problem::unsupported("HAVING without GROUP BY and aggregates", "use WHERE"));
        }
        let is_single = scope.groups.is_empty() && scope.has_aggregates && having.is_none();

        let mut sql = String::from(if is_distinct { "SELECT DISTINCT " } else { "SELECT " });
        let items: Vec<String> = selected
            .iter()
            .enumerate()
            .map(|(index, selected)| {
                let value =
                    if is_distinct || is_operand { selected.typed.collated() } else { selected.typed.sql.clone() };
                format!("{value} AS o{}", index + 1)
            })
            .collect();
        sql += &items.join(", ");
        if !from.is_empty() {
            sql += &format!(" FROM {from}");
        }
        if let Some(condition) = condition {
            sql += &format!(" WHERE {condition}");
        }
        if !groups.is_empty() {
            sql += &format!(" GROUP BY {}", groups.join(", "));
        }
        if let Some(having) = having {
            sql += &format!(" HAVING {having}");
        }
        if !orders.is_empty() {
            sql += &format!(" ORDER BY {}", orders.join(", "));
        }
        let scope = self.scope();
        let columns = selected
            .into_iter()
            .map(|Selected { name, typed, .. }| OutColumn { field: scope.field_of(&typed.sql), name, kind: typed.kind })
            .collect();
        Ok(TranslatedQuery { sql, columns, is_single, has_limit: false })
    }

    /// The scope of the current SELECT.
    pub(super) fn scope(&mut self) -> &mut Scope {
        self.scopes.last_mut().expect("a SELECT pushes its scope before it translates its parts")
    }

    /// The expressions of GROUP BY, for SQLite; they are kept in the scope too.
    fn groups(&mut self, select: &Select) -> Result<Vec<String>, Problem> {
        let GroupByExpr::Expressions(expressions, modifiers) = &select.group_by else {
            return Err(Problem::unsupported("`GROUP BY ALL`", "name the columns"));
        };
        refuse(!modifiers.is_empty(), "`WITH ROLLUP`", "leave it out")?;
        let (names, mut groups) = (names(select), Vec::new());
        for expression in expressions {
            let expression = self.group(expression, &names)?;
            let typed = self.expression(&expression)?;
            groups.push(typed.collated());
            self.scope().groups.push(Group { expression, typed });
        }
        Ok(groups)
    }

    /// The expression that a term of GROUP BY stands for: itself, or a selected one by its number or name. Columns
    /// come before the names of selected expressions.
    fn group(&mut self, term: &Expr, names: &[Selected]) -> Result<Expr, Problem> {
        let is_column = match term {
            Expr::Identifier(name) => self.scope().find(None, name)?.is_some(),
            _ => false,
        };
        if is_column || !matches!(term, Expr::Identifier(_) | Expr::Value(_)) {
            return Ok(term.clone());
        }
        match selected_index(term, names)? {
            Some(index) => names[index].expression.clone().ok_or_else(|| {
                Problem::unsupported("the number of a column of `*`", "name the column").at(term.span())
            }),
            None => Ok(term.clone()),
        }
    }

    fn selected(&mut self, select: &Select) -> Result<Vec<Selected>, Problem> {
        let mut selected = Vec::new();
        for item in &select.projection {
            match item {
                SelectItem::UnnamedExpr(expression) => {
                    let name = match expression {
                        Expr::Identifier(Ident { value, .. }) => value.clone(),
                        Expr::CompoundIdentifier(parts) => {
                            parts.last().map_or_else(String::new, |last| last.value.clone())
                        }
                        _ => shown(expression),
                    };
                    selected.push(self.item(expression, name)?);
                }
                SelectItem::ExprWithAlias { expr, alias } => selected.push(self.item(expr, alias.value.clone())?),
                SelectItem::ExprWithAliases { .. } => {
                    return Err(Problem::unsupported("several names for a column", "give it one"));
                }
                SelectItem::Wildcard(options) => {
                    check_wildcard(options)?;
                    self.all_columns(None, &mut selected)?;
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options) => {
                    check_wildcard(options)?;
                    let table = match &name.0[..] {
                        [part] => part.as_ident(),
                        _ => None,
                    };
                    let Some(table) = table else {
                        return Err(
                            Problem::unsupported("the name of a database", "name the table only").at(name.span())
                        );
                    };
                    self.all_columns(Some(table), &mut selected)?;
                }
                SelectItem::QualifiedWildcard(..) => {
                    return Err(Problem::unsupported("`*` of an expression", "use the name of a table").at(item.span()));
                }
            }
            if selected.len() > MAX_COLUMNS {
                let message = format_args!("a SELECT has at most {MAX_COLUMNS} columns: select fewer");
                return Err(Problem::invalid(message).at(item.span()));
            }
        }
        Ok(selected)
    }

    fn item(&mut self, expression: &Expr, name: String) -> Result<Selected, Problem> {
        Ok(Selected { name, typed: self.expression(expression)?, expression: Some(expression.clone()) })
    }

    /// The columns of `*` or `table.*`.
    fn all_columns(&mut self, table: Option<&Ident>, selected: &mut Vec<Selected>) -> Result<(), Problem> {
        let before = selected.len();
        let names: Vec<(Ident, Ident)> = self
            .scope()
            .sources
            .iter()
            .filter(|source| table.is_none_or(|table| source.name == table.value))
            .flat_map(|source| {
                source.columns.iter().map(|column| (Ident::new(source.name.as_str()), Ident::new(column.name.as_str())))
            })
            .collect();
        for (table, name) in names {
            let found = self.scope().find(Some(&table), &name)?;
            let Some(found) = found else { continue };
            self.scope().note(&found, &name);
            selected.push(Selected { name: name.value, expression: None, typed: found.typed });
        }
        match table {
            Some(table) if selected.len() == before => Err(unknown_table(table)),
            None if selected.len() == before => Err(Problem::invalid("`*` needs a table: add FROM")),
            _ => Ok(()),
        }
    }

    fn orders(
        &mut self,
        orders: &[OrderByExpr],
        selected: &[Selected],
        is_distinct: bool,
    ) -> Result<Vec<String>, Problem> {
        let mut terms = Vec::new();
        for order in orders {
            let (expression, direction) = order_parts(order)?;
            let index = match selected_index(expression, selected)? {
                Some(index) => Some(index),
                None => selected.iter().position(|selected| selected.expression.as_ref() == Some(expression)),
            };
            let typed = match index {
                Some(index) => super::Typed::new(format!("o{}", index + 1), selected[index].typed.kind),
                None => {
                    let typed = self.expression(expression)?;
                    match selected.iter().position(|selected| selected.typed.sql == typed.sql) {
                        Some(index) => super::Typed::new(format!("o{}", index + 1), typed.kind),
                        None if is_distinct => {
                            let message =
                                "with DISTINCT, ORDER BY can have only selected columns: select what to sort by";
                            return Err(Problem::invalid(message).at(expression.span()));
                        }
                        None => typed,
                    }
                }
            };
            terms.push(format!("{} {direction}", typed.collated()));
        }
        Ok(terms)
    }
}

/// The selected expressions as terms of GROUP BY name them.
fn names(select: &Select) -> Vec<Selected> {
    let name = |item: &SelectItem| {
        let (name, expression) = match item {
            SelectItem::ExprWithAlias { expr, alias } => (alias.value.clone(), Some(expr.clone())),
            SelectItem::UnnamedExpr(expr) => (String::new(), Some(expr.clone())),
            _ => (String::new(), None),
        };
        Selected { name, expression, typed: super::Typed::number("NULL") }
    };
    select.projection.iter().map(name).collect()
}

/// An expression as text, for the name of its column.
fn shown(expression: &Expr) -> String {
    without_marks(&expression.to_string()).chars().take(200).collect()
}

pub(super) fn unknown_table(table: &Ident) -> Problem {
    let name = without_marks(&table.value);
    Problem::invalid(format_args!("there is no table `{name}` in FROM: use a table of FROM or its alias"))
        .at(table.span)
}

/// Returns an error for clauses that are not emulated.
fn check(select: &Select) -> Result<(), Problem> {
    let Select {
        select_token: _,
        optimizer_hints: _,
        distinct: _,
        select_modifiers,
        top,
        top_before_distinct: _,
        projection: _,
        exclude,
        into,
        from: _,
        lateral_views,
        prewhere,
        selection: _,
        connect_by,
        group_by: _,
        cluster_by,
        distribute_by,
        sort_by,
        having: _,
        named_window,
        qualify,
        window_before_qualify: _,
        value_table_mode,
        flavor,
    } = select;
    refuse(into.is_some(), "`INTO`", "read the answer of the call")?;
    refuse(
        select_modifiers.as_ref().is_some_and(|modifiers| modifiers.is_any_set()),
        "a modifier of SELECT",
        "leave it out",
    )?;
    refuse(!named_window.is_empty(), "`WINDOW`", "leave it out")?;
    let foreign = top.is_some()
        || exclude.is_some()
        || !lateral_views.is_empty()
        || prewhere.is_some()
        || !connect_by.is_empty()
        || !cluster_by.is_empty()
        || !distribute_by.is_empty()
        || !sort_by.is_empty()
        || qualify.is_some()
        || value_table_mode.is_some()
        || *flavor != SelectFlavor::Standard;
    refuse(foreign, "a clause that MySQL does not have", "leave it out")
}

fn check_wildcard(options: &WildcardAdditionalOptions) -> Result<(), Problem> {
    let WildcardAdditionalOptions {
        wildcard_token: _,
        opt_ilike,
        opt_exclude,
        opt_except,
        opt_replace,
        opt_rename,
        opt_alias,
    } = options;
    let has_options = opt_ilike.is_some()
        || opt_exclude.is_some()
        || opt_except.is_some()
        || opt_replace.is_some()
        || opt_rename.is_some()
        || opt_alias.is_some();
    refuse(has_options, "an option of `*`", "name the columns")
}
