//! The tables of models, as the service names them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bindings::Bindings;
use super::statement::{Part, Statement};
use crate::Error;
use crate::call::Call;
use crate::client::Client;
use crate::error::{ErrorKind, Problem};
use crate::protocol::Answer;
use crate::protocol::sql::Tables;
use crate::request::Request;

/// The names of tables by the names in `{{ }}`.
pub(super) type Named = BTreeMap<String, Arc<str>>;

/// Reads the names of the tables that a statement names, unless the client knows them.
pub(super) async fn of(
    client: &Client,
    statement: &Statement,
    bindings: &Bindings,
    tables: Tables,
) -> Result<Named, Error> {
    let mut named = Named::new();
    for name in statement.names().into_iter().filter(|name| !bindings.has(name)) {
        let table = match client.table_names().get(name, tables) {
            Some(table) => table,
            None => {
                let table: Arc<str> = read(client, name, bindings, tables).await?.into();
                client.table_names().insert(name, tables, &table);
                table
            }
        };
        named.insert(name.to_owned(), table);
    }
    Ok(named)
}

/// Forgets the names that a refused statement had, which may be outdated.
pub(super) fn forget(client: &Client, named: &Named, tables: Tables) {
    for name in named.keys() {
        client.table_names().forget(name, tables);
    }
}

async fn read(client: &Client, name: &str, bindings: &Bindings, tables: Tables) -> Result<String, Error> {
    let request = client.gateway().sql()?.table(name, tables)?;
    let (reader, model) = (client.clone(), name.to_owned());
    let finish = move |request: &Request, answer: &Answer| {
        let failed = |reason: String| {
            Error::decode(format!(
                "the table of `{model}` cannot be read: {reason}; give the request id to the vendor's support"
            ))
            .in_call(request, &answer.request_id)
        };
        match reader.gateway().sql()?.table_name(&answer.body, tables).map_err(failed)? {
            // In back quotes it must stay one name, and the service must not take it for a parameter.
            Some(table) if table.contains(|c: char| c.is_control() || "`{}\\".contains(c)) => {
                Err(failed(format!("`{}` is not a name of a table", table.escape_debug())))
            }
            table => Ok(table),
        }
    };
    let call = Call::new(client, Ok(request.clone()), finish);
    let (place, advice) = match tables {
        Tables::Published => ("`prod`", "publish the model, or read its trial data with `env_type(EnvType::Pre)`"),
        Tables::Trial => ("`pre`", "check that the model is saved"),
    };
    let missing = |text: String| Error::new(ErrorKind::NotFound, Problem::Text(text)).with_call(&request);
    match call.await {
        Ok(Some(table)) => Ok(table),
        Ok(None) => Err(missing(format!(
            "model `{name}` has no table in {place}, so the statement was not sent; {advice}, and check that the model is \
             stored in MySQL, the only database with SQL"
        ))),
        Err(error) if error.is_not_found() && error.is_refusal() => {
            let bound = bindings.listed();
            Err(missing(format!(
                "`{{{{ {name} }}}}` is neither bound nor a model in {place} ({bound}), so the statement was not sent; correct \
                 the name, bind it, or if it is a model, {advice}"
            ))
            .with_cause(error))
        }
        Err(error) => Err(error),
    }
}

/// Writes a statement with its tables. Bound names stay as they are.
pub(super) fn write(statement: &Statement, named: &Named) -> String {
    let mut text = String::new();
    for part in &statement.parts {
        match part {
            Part::Text(part) => text.push_str(part),
            Part::Name { name, .. } => match named.get(name) {
                Some(table) => text.extend(["`", table, "`"]),
                None => text.extend(["{{ ", name, " }}"]),
            },
        }
    }
    text
}
