//! The statements that create the tables.

use super::column::{Column, JsonType};
use super::constraint::Constraint;
use super::names::{literal, quoted};
use super::plan::{Link, Plan, Table};

/// Writes statements for one schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ddl<'s> {
    pub(super) schema: &'s str,
    pub(super) json: JsonType,
}

impl Ddl<'_> {
    /// The name of a table with its schema.
    pub(super) fn table(self, name: &str) -> String {
        format!("{}.{}", quoted(self.schema), quoted(name))
    }

    /// The statement that creates the schema.
    pub(super) fn create_schema(self) -> String {
        format!("CREATE SCHEMA {}", quoted(self.schema))
    }

    /// The statements that create all tables, without keys and constraints.
    pub(super) fn tables(self, plan: &Plan) -> Vec<String> {
        let mut statements = Vec::new();
        for table in &plan.tables {
            self.model(table, &mut statements);
        }
        for link in &plan.links {
            self.link(link, &mut statements);
        }
        statements
    }

    /// The statements that add the primary keys, which need unique ids.
    pub(super) fn primary_keys(self, plan: &Plan) -> Vec<String> {
        let of_tables = plan.tables.iter().map(|table| {
            let id = quoted(&table.columns[0].name);
            self.primary_key(&table.name, &table.primary_key, &id)
        });
        let of_links = plan.links.iter().map(|link| {
            let both = format!("{}, {}", quoted(&link.own.column), quoted(&link.other.column));
            self.primary_key(&link.name, &link.primary_key, &both)
        });
        of_tables.chain(of_links).collect()
    }

    /// All statements, for an empty database, as a script.
    pub(super) fn script(self, plan: &Plan, constraints: &[Constraint]) -> String {
        let mut script = String::from("SET client_encoding = 'UTF8';\nBEGIN;\n\n");
        let mut add = |statement: String| script.extend([statement.as_str(), ";\n"]);
        add(self.create_schema());
        self.tables(plan).into_iter().for_each(&mut add);
        script.push_str("\n-- Keys, indexes and constraints: after the records.\n");
        let mut add = |statement: String| script.extend([statement.as_str(), ";\n"]);
        self.primary_keys(plan).into_iter().for_each(&mut add);
        constraints.iter().map(|constraint| constraint.add(self, true)).for_each(&mut add);
        script.push_str("\nCOMMIT;\n");
        script
    }

    fn primary_key(self, table: &str, name: &str, columns: &str) -> String {
        format!("ALTER TABLE {} ADD CONSTRAINT {} PRIMARY KEY ({columns})", self.table(table), quoted(name))
    }

    fn model(self, table: &Table, statements: &mut Vec<String>) {
        let column = |column: &Column| {
            let not_null = if column.key == "_id" { " NOT NULL" } else { "" };
            format!("\n    {} {}{not_null}", quoted(&column.name), column.sql_type(self.json))
        };
        let mut columns: Vec<String> = table.columns.iter().map(column).collect();
        columns.push(format!("\n    {} {}", quoted(&table.extra), super::column::Scalar::Json.sql(self.json)));
        let name = self.table(&table.name);
        statements.push(format!("CREATE TABLE {name} ({}\n)", columns.join(",")));
        let model = format!("model {}", table.model);
        let lines = [table.title.as_deref(), table.description.as_deref(), Some(&model)];
        statements.push(format!("COMMENT ON TABLE {name} IS {}", comment(lines.into_iter().flatten())));
        for column in &table.columns {
            let labels = column.options.iter().map(|option| match &option.label {
                Some(label) => format!("{} = {label}", option.key),
                None => option.key.clone(),
            });
            let labels = labels.collect::<Vec<_>>().join("\n");
            let field = match column.name == column.key {
                true => column.kind.clone(),
                false => format!("{}, field {}", column.kind, column.key),
            };
            let lines = [column.title.as_deref(), column.description.as_deref(), Some(&field), Some(&labels)];
            let text = comment(lines.into_iter().flatten());
            statements.push(format!("COMMENT ON COLUMN {name}.{} IS {text}", quoted(&column.name)));
        }
        let text = "Fields that the definition does not have, and values that their column cannot hold";
        statements.push(format!("COMMENT ON COLUMN {name}.{} IS {}", quoted(&table.extra), literal(text)));
    }

    fn link(self, link: &Link, statements: &mut Vec<String>) {
        let name = self.table(&link.name);
        let (own, other) = (quoted(&link.own.column), quoted(&link.other.column));
        statements.push(format!("CREATE TABLE {name} (\n    {own} text NOT NULL,\n    {other} text NOT NULL\n)"));
        let sides = match link.other.key.is_empty() {
            true => format!("{}.{} to {}", link.own.model, link.own.key, link.other.model),
            false => format!("{}.{} and {}.{}", link.own.model, link.own.key, link.other.model, link.other.key),
        };
        let lines = [link.title.as_deref(), Some(&sides)];
        statements.push(format!("COMMENT ON TABLE {name} IS {}", comment(lines.into_iter().flatten())));
    }
}

fn comment<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    literal(&lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
}
