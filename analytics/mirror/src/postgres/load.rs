//! Loading in one transaction: everything or nothing.

mod schema;
mod tables;

use std::collections::BTreeMap;

use tokio_postgres::Transaction;
use weda::Client;
use weda_definition::{Definition, Definitions, OptionSets};

use super::column::JsonType;
use super::constraint::{self, Constraint};
use super::ddl::Ddl;
use super::error::{Error, reason};
use super::pairs;
use super::plan::Plan;
use super::report::{Finding, Report};
use super::value::Rules;
use tables::Loader;

/// Settings of a load.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The schema, which is created if it does not exist.
    pub schema: String,
    /// The type of columns that hold JSON.
    pub json: JsonType,
    /// Stores U+FFFD for U+0000 in texts, which PostgreSQL cannot hold. Otherwise it is an error.
    pub replace_nul: bool,
    /// Keeps values that their column cannot hold in the column `_extra`. Otherwise they are errors.
    pub keep_misfits: bool,
    /// Leaves out the tables of relations that no column holds.
    pub without_links: bool,
}

/// The models to load.
#[derive(Debug, Clone, Copy)]
pub struct Models<'m> {
    /// The definitions.
    pub definitions: &'m [Definition],
    /// The shared option sets that fields refer to.
    pub option_sets: &'m OptionSets,
}

/// Called now and then with the identifier of the model that is read, and the number of rows so far.
pub type Progress<'p> = &'p (dyn Fn(&str, u64) + Send + Sync);

/// Returns the statements that create the tables of these models, as a script for an empty database.
///
/// ```
/// use weda_definition::{Definition, OptionSets};
/// use weda_mirror::postgres::{Models, Options, ddl};
///
/// let text = r#"{ "title": "学生", "properties": { "name": { "type": "string", "title": "姓名" } } }"#;
/// let definitions = [Definition::parse("student", "database-schemas/student.json", text)?];
/// let models = Models { definitions: &definitions, option_sets: &OptionSets::default() };
/// let script = ddl(models, &Options { schema: "weda".to_owned(), ..Options::default() })?;
/// assert!(script.contains(r#"CREATE TABLE "weda"."student" ("#));
/// assert!(script.contains(r#"    "name" text"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Returns an error if the name of the schema cannot be used.
pub fn ddl(models: Models<'_>, options: &Options) -> Result<String, Error> {
    schema::check_name(&options.schema)?;
    let (plan, constraints) = planned(models, options);
    Ok(Ddl { schema: &options.schema, json: options.json }.script(&plan, &constraints))
}

fn planned(models: Models<'_>, options: &Options) -> (Plan, Vec<Constraint>) {
    let definitions: Definitions = models.definitions.iter().cloned().collect();
    let (mut plan, mut names) = Plan::of(&definitions, models.option_sets, !options.without_links);
    let constraints = constraint::all(&mut plan, &mut names);
    (plan, constraints)
}

/// Copies the records of these models into an empty schema, in one transaction, and compares what is stored with what was
/// read.
///
/// The client only reads. Nothing is dropped, and the schema must have no objects. Memory does not grow with the number of
/// records, but for their ids, by which the client notices records that change places.
///
/// ```no_run
/// use weda_definition::{Definitions, OptionSets};
/// use weda_mirror::postgres::{Connection, Models, Options, load};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let definitions: Vec<_> = Definitions::read("database-schemas")?.into_iter().collect();
/// let models = Models { definitions: &definitions, option_sets: &OptionSets::default() };
/// let connection = Connection::from_variables(&|name| std::env::var(name).ok())?;
/// let options = Options { schema: "weda".to_owned(), ..Options::default() };
/// let report = load(&weda::Client::from_env()?, models, connection, &options, &|_, _| {}).await?;
/// println!("{report}");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Returns an error, and leaves nothing behind, if the schema is not empty, the service or the server refuses or cannot be
/// reached, or a value cannot be stored.
pub async fn load(
    client: &Client,
    models: Models<'_>,
    connection: super::Connection,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Report, Error> {
    schema::check_name(&options.schema)?;
    let (plan, constraints) = planned(models, options);
    let client = client.read_only();
    pairs::check(&client, &plan.links)?;
    let mut server = connection.open().await?;
    let mut transaction = server.transaction().await.map_err(Error::server("cannot begin a transaction"))?;
    let ddl = Ddl { schema: &options.schema, json: options.json };
    schema::prepare(&transaction, ddl).await?;
    execute(&transaction, "cannot create the tables", ddl.tables(&plan)).await?;
    let rules = Rules { json: options.json, replace_nul: options.replace_nul };
    let loader = Loader { client: &client, models: models.definitions, ddl, rules, options, progress };
    let mut report = Report::new(&options.schema, plan.notes.clone());
    for table in in_order(&plan) {
        report.tables.push(loader.table(&mut transaction, &plan.tables[table]).await?);
    }
    report.tables.sort_by(|one, other| one.model.cmp(&other.model));
    for link in &plan.links {
        report.links.push(loader.link(&mut transaction, link).await?);
    }
    execute(&transaction, "cannot add the primary keys", ddl.primary_keys(&plan)).await?;
    for constraint in &constraints {
        report.findings.extend(add(&transaction, ddl, constraint).await?);
    }
    transaction.commit().await.map_err(|error| match error.as_db_error() {
        Some(_) => Error::server("cannot commit the transaction")(error),
        None => Error::InDoubt { schema: options.schema.clone(), problem: reason(&error) },
    })?;
    Ok(report)
}

/// The tables in an order in which a table comes before those that it refers to, as far as there is one: a record that is
/// created meanwhile then finds its target.
fn in_order(plan: &Plan) -> Vec<usize> {
    let positions: BTreeMap<&str, usize> =
        plan.tables.iter().enumerate().map(|(at, table)| (table.name.as_str(), at)).collect();
    let (mut order, mut visited) = (Vec::new(), vec![false; plan.tables.len()]);
    // Targets first, without recursion, since a chain of models may be long; then reversed.
    for start in 0..plan.tables.len() {
        let mut stack = vec![(start, false)];
        while let Some((at, is_done)) = stack.pop() {
            if is_done {
                order.push(at);
            } else if !std::mem::replace(&mut visited[at], true) {
                stack.push((at, true));
                let targets = plan.tables[at].references.iter().map(|reference| reference.target.as_str());
                stack.extend(targets.filter_map(|target| Some((*positions.get(target)?, false))));
            }
        }
    }
    order.reverse();
    order
}

async fn execute(transaction: &Transaction<'_>, doing: &str, statements: Vec<String>) -> Result<(), Error> {
    for statement in statements {
        transaction.batch_execute(&statement).await.map_err(Error::server(doing))?;
    }
    Ok(())
}

/// Adds a constraint: valid if all rows keep it, or else for new rows, with what was found.
async fn add(transaction: &Transaction<'_>, ddl: Ddl<'_>, constraint: &Constraint) -> Result<Option<Finding>, Error> {
    let fail = || {
        let Constraint { table, column, .. } = constraint;
        let doing = format!("cannot add the constraints of column `{column}` of table `{table}`");
        Error::server(weda_definition::printable(&doing).into_owned())
    };
    if let Some(query) = constraint.too_long(ddl)
        && transaction.query_one(&query, &[]).await.and_then(|row| row.try_get::<_, bool>(0)).map_err(fail())?
    {
        return Ok(Some(Finding::too_long(constraint)));
    }
    let finding = match constraint.violations(ddl) {
        Some(query) => {
            let row = transaction.query_one(&query, &[]).await.map_err(fail())?;
            let rows: i64 = row.try_get(0).map_err(fail())?;
            let values: Vec<Option<String>> = row.try_get(1).map_err(fail())?;
            (rows > 0)
                .then(|| Finding::violated(constraint, rows.unsigned_abs(), values.into_iter().flatten().collect()))
        }
        None => None,
    };
    transaction.batch_execute(&constraint.add(ddl, finding.is_none())).await.map_err(fail())?;
    Ok(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(models: &[(&str, &str)]) -> Plan {
        let definition = |(name, target): &(&str, &str)| {
            let text = format!(
                r#"{{ "properties": {{ "to": {{ "type": "string", "format": "father-son",
                     "x-parent": {{ "parentDataSourceName": "{target}" }} }} }} }}"#
            );
            Definition::parse(name, "m.json", &text).unwrap()
        };
        Plan::of(&models.iter().map(definition).collect(), &OptionSets::default(), true).0
    }

    #[test]
    fn a_table_is_read_before_those_it_refers_to() {
        let named = |models: &[(&str, &str)]| -> Vec<String> {
            let plan = plan(models);
            in_order(&plan).into_iter().map(|at| plan.tables[at].name.clone()).collect()
        };
        assert_eq!(named(&[("a", "b"), ("b", "c"), ("c", "")]), ["a", "b", "c"]);
        assert_eq!(named(&[("a", ""), ("b", "a"), ("c", "b")]), ["c", "b", "a"]);
        let mut cycle = named(&[("a", "b"), ("b", "a"), ("c", "c")]);
        cycle.sort();
        assert_eq!(cycle, ["a", "b", "c"], "each once");
    }
}
