//! The schema: created, or empty already.

use tokio_postgres::Transaction;
use weda_definition::printable;

use crate::postgres::ddl::Ddl;
use crate::postgres::error::Error;
use crate::postgres::names::MAX_BYTES;

/// The most objects that an error names.
const NAMED: i64 = 5;

/// Checks the name of a schema.
///
/// # Errors
/// Returns an error if PostgreSQL would refuse or shorten it.
pub(super) fn check_name(name: &str) -> Result<(), Error> {
    let problem = match name {
        "" => "is empty",
        _ if name.len() > MAX_BYTES => "is longer than 63 bytes, and PostgreSQL would cut it off",
        _ if name.contains('\0') => "has the character U+0000",
        _ if name.starts_with("pg_") => "begins with `pg_`, which PostgreSQL reserves",
        _ => return Ok(()),
    };
    Err(Error::Settings(format!(
        "the name of the schema `{}` {problem}: name another one with `--schema`",
        printable(name)
    )))
}

/// Creates the schema, or checks that it is empty.
///
/// # Errors
/// Returns an error if it has objects, another run is loading it, the server's encoding is not UTF-8, or the role may not
/// create it.
pub(super) async fn prepare(transaction: &Transaction<'_>, ddl: Ddl<'_>) -> Result<(), Error> {
    let fail = || Error::server("cannot look at the schema");
    // Reading the service may take longer than sessions may be idle.
    let settings = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; \
                    SET LOCAL client_min_messages = warning";
    transaction.batch_execute(settings).await.map_err(fail())?;
    // PostgreSQL has it since 17.
    let longest = "SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'";
    transaction.query(longest, &[]).await.map_err(fail())?;
    let encoding: String =
        transaction.query_one("SHOW server_encoding", &[]).await.and_then(|row| row.try_get(0)).map_err(fail())?;
    if encoding != "UTF8" {
        return Err(Error::Settings(format!(
            "the database has the encoding {encoding}, which cannot hold all texts: name one with the encoding UTF8"
        )));
    }
    // Until the end of the transaction.
    let lock = "SELECT pg_try_advisory_xact_lock(hashtextextended('weda-mirror ' || $1::text, 0))";
    let is_free: bool =
        transaction.query_one(lock, &[&ddl.schema]).await.and_then(|row| row.try_get(0)).map_err(fail())?;
    if !is_free {
        let schema = printable(ddl.schema);
        return Err(Error::Settings(format!("another run is loading the schema `{schema}`: wait for its end")));
    }
    let exists = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1::text)";
    let exists: bool =
        transaction.query_one(exists, &[&ddl.schema]).await.and_then(|row| row.try_get(0)).map_err(fail())?;
    match exists {
        true => check_empty(transaction, ddl.schema).await,
        false => {
            let doing = format!("cannot create the schema `{}`", printable(ddl.schema));
            transaction.batch_execute(&ddl.create_schema()).await.map_err(Error::server(doing))
        }
    }
}

async fn check_empty(transaction: &Transaction<'_>, schema: &str) -> Result<(), Error> {
    // Whatever is in a schema depends on it: tables, views, types, functions and all others.
    let objects = "SELECT pg_describe_object(classid, objid, objsubid), count(*) OVER () FROM pg_depend \
                   WHERE refclassid = 'pg_namespace'::regclass AND deptype = 'n' \
                   AND refobjid = (SELECT oid FROM pg_namespace WHERE nspname = $1::text) ORDER BY 1 LIMIT $2";
    let fail = || Error::server("cannot look at the schema");
    let rows = transaction.query(objects, &[&schema, &NAMED]).await.map_err(fail())?;
    let Some(first) = rows.first() else { return Ok(()) };
    let count: i64 = first.try_get(1).map_err(fail())?;
    let mut found = Vec::new();
    for row in &rows {
        found.push(printable(&row.try_get::<_, String>(0).map_err(fail())?).into_owned());
    }
    if count > NAMED {
        found.push(format!("{} more", count - NAMED));
    }
    Err(Error::NotEmpty { schema: printable(schema).into_owned(), found: found.join(", ") })
}
