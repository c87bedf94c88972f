//! Indexes and constraints that are added after loading: valid where all records keep them, or else for new rows only.

use weda_definition::OnDelete;

use super::column::{Column, Scalar};
use super::ddl::Ddl;
use super::names::{Names, literal, quoted};
use super::plan::{Plan, Table};

/// The longest text that an index of this crate takes, in bytes. PostgreSQL's limit is about 2,700.
const MAX_INDEXED: u32 = 2_000;

/// An index or a constraint of one column.
#[derive(Debug, Clone)]
pub(super) struct Constraint {
    pub(super) name: String,
    pub(super) table: String,
    pub(super) column: String,
    pub(super) rule: Rule,
}

/// The rule of a constraint.
#[derive(Debug, Clone)]
pub(super) enum Rule {
    /// The values, or the elements of the lists, are among these.
    Options { keys: Vec<String>, is_list: bool },
    /// Values refer to the `_id` of a table.
    Reference { target: String, on_delete: &'static str },
    /// No two rows have the same value; empty texts do not count.
    Unique { is_text: bool },
    /// The column is searched by.
    Index,
}

/// Returns all constraints of a plan. `names` are those of the tables and indexes.
pub(super) fn all(plan: &mut Plan, names: &mut Names) -> Vec<Constraint> {
    let mut constraints = Vec::new();
    for table in &mut plan.tables {
        of_table(table, names, &mut constraints);
    }
    for link in &plan.links {
        let mut own = Names::default();
        own.take(&link.primary_key);
        for side in [&link.own, &link.other] {
            let rule = Rule::Reference { target: side.table.clone(), on_delete: "CASCADE" };
            let name = own.take(&format!("{}_{}_fkey", link.name, side.column));
            constraints.push(Constraint { name, table: link.name.clone(), column: side.column.clone(), rule });
        }
        // The primary key begins with the other column.
        let name = names.take(&format!("{}_{}_idx", link.name, link.other.column));
        let (table, column) = (link.name.clone(), link.other.column.clone());
        constraints.push(Constraint { name, table, column, rule: Rule::Index });
    }
    // Foreign keys are checked faster with the indexes in place.
    constraints.sort_by_key(|constraint| matches!(constraint.rule, Rule::Reference { .. }));
    constraints
}

fn of_table(table: &mut Table, names: &mut Names, constraints: &mut Vec<Constraint>) {
    let mut own = std::mem::take(&mut table.constraints);
    own.take(&table.primary_key);
    let mut add = |name: String, column: &str, rule: Rule| {
        constraints.push(Constraint { name, table: table.name.clone(), column: column.to_owned(), rule });
    };
    let named = |column: &str, ending: &str| format!("{}_{column}_{ending}", table.model);
    for Column { name, shape, options, is_list, is_unique, .. } in &table.columns {
        let scalar = shape.scalar();
        if !options.is_empty() {
            let keys = options.iter().map(|option| option.key.clone()).collect();
            add(own.take(&named(name, "check")), name, Rule::Options { keys, is_list: *is_list });
        }
        if *is_unique && scalar != Scalar::Json {
            add(names.take(&named(name, "key")), name, Rule::Unique { is_text: scalar == Scalar::Text });
        } else if table.references.iter().any(|reference| reference.column == *name) {
            add(names.take(&named(name, "idx")), name, Rule::Index);
        }
    }
    for reference in &table.references {
        let rule = Rule::Reference { target: reference.target.clone(), on_delete: action(reference.on_delete) };
        add(own.take(&named(&reference.column, "fkey")), &reference.column, rule);
    }
}

fn action(on_delete: OnDelete) -> &'static str {
    match on_delete {
        OnDelete::Refuse => "RESTRICT",
        OnDelete::Cascade => "CASCADE",
        OnDelete::Clear => "SET NULL",
        // A foreign key cannot leave a reference to nothing.
        _ => "NO ACTION",
    }
}

impl Constraint {
    /// The statement that adds it, as valid for all rows or for new ones only. An index that is not valid is not unique.
    pub(super) fn add(&self, ddl: Ddl<'_>, is_valid: bool) -> String {
        let (table, name, column) = (ddl.table(&self.table), quoted(&self.name), quoted(&self.column));
        let not_valid = if is_valid { "" } else { " NOT VALID" };
        match &self.rule {
            Rule::Options { .. } => {
                format!("ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({}){not_valid}", self.condition())
            }
            Rule::Reference { target, on_delete } => format!(
                "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {} ({}) \
                 ON DELETE {on_delete}{not_valid}",
                ddl.table(target),
                quoted("_id")
            ),
            Rule::Unique { is_text } => {
                let unique = if is_valid { "UNIQUE " } else { "" };
                let given = if *is_text { format!(" WHERE {column} <> ''") } else { String::new() };
                format!("CREATE {unique}INDEX {name} ON {table} ({column}){given}")
            }
            Rule::Index => format!("CREATE INDEX {name} ON {table} ({column})"),
        }
    }

    /// The query for the number of rows that do not keep it, and up to three of their values; of repeated values, which may
    /// be personal, ids of records that have them.
    pub(super) fn violations(&self, ddl: Ddl<'_>) -> Option<String> {
        let (table, column) = (ddl.table(&self.table), quoted(&self.column));
        let of_rows = |condition: String| {
            format!(
                "SELECT count(*), coalesce((array_agg(DISTINCT left(r.{column}::text, 80)))[1:3], '{{}}') \
                 FROM {table} r WHERE {condition}"
            )
        };
        match &self.rule {
            // A check holds for null, and null stays null here.
            Rule::Options { .. } => Some(of_rows(format!("NOT ({})", self.condition()))),
            Rule::Reference { target, .. } => Some(of_rows(format!(
                "r.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM {} t WHERE t.{} = r.{column})",
                ddl.table(target),
                quoted("_id")
            ))),
            Rule::Unique { is_text } => {
                let given = if *is_text { "<> ''" } else { "IS NOT NULL" };
                Some(format!(
                    "SELECT coalesce(sum(n), 0)::bigint, coalesce((array_agg(id ORDER BY id))[1:3], '{{}}') FROM \
                     (SELECT count(*) n, min({}) id FROM {table} WHERE {column} {given} \
                     GROUP BY {column} HAVING count(*) > 1) d",
                    quoted("_id")
                ))
            }
            Rule::Index => None,
        }
    }

    /// The query for whether the column has a value that is too long for an index; `None` if it needs none.
    pub(super) fn too_long(&self, ddl: Ddl<'_>) -> Option<String> {
        let column = quoted(&self.column);
        let needs = matches!(self.rule, Rule::Index | Rule::Unique { is_text: true });
        needs.then(|| {
            let table = ddl.table(&self.table);
            format!("SELECT EXISTS (SELECT FROM {table} WHERE octet_length({column}) > {MAX_INDEXED})")
        })
    }

    fn condition(&self) -> String {
        let Rule::Options { keys, is_list } = &self.rule else { return "true".to_owned() };
        let column = quoted(&self.column);
        let keys = keys.iter().map(|key| literal(key));
        match is_list {
            true => format!("{column} <@ ARRAY[{}]::text[]", keys.collect::<Vec<_>>().join(", ")),
            // No choice is stored as an empty text.
            false => {
                let keys: Vec<String> = std::iter::once(literal("")).chain(keys).collect();
                format!("{column} IN ({})", keys.join(", "))
            }
        }
    }
}
