//! Checks of the service and of access to it.

use std::path::Path;
use std::time::{Duration, SystemTime};

use weda::{Client, ErrorKind};
use weda_codegen::{Settings, Side};
use weda_definition::printable;

use super::row::Row;
use crate::arguments::Environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::pull::fetch::{Fetched, fetch};
use crate::service::{Connection, wait_for};

/// Clock skew from which times in records cannot be compared with local ones.
const SKEW: Duration = Duration::from_secs(60);

/// Maximum number of models that are named.
const NAMED: usize = 12;

/// Checks environment, address and keys, and reports their sources.
pub(super) fn connect(environment: &Environment, rows: &mut Vec<Row>) -> Option<Client> {
    let connection = match environment.connection() {
        Ok(connection) => connection,
        Err(failure) => {
            let name = if failure.exit() == Exit::Authentication { "keys" } else { "environment" };
            rows.push(Row::of_failure(name, &failure));
            return None;
        }
    };
    let Connection { client, found, .. } = &connection;
    let place =
        |names: &[&str]| found.iter().rev().find(|(name, _)| names.contains(&name.as_str())).map(|(_, place)| place);
    let from =
        |place: Option<&String>, otherwise: &str| place.map_or(otherwise.to_owned(), |place| format!("from {place}"));
    let env_id = from(place(&["WEDA_ENV_ID", "CLOUDBASE_ENV_ID", "TCB_ENV"]), "the emulator's own");
    let env_type = from(place(&["WEDA_ENV_TYPE"]), "the default");
    rows.push(Row::ok("environment", format!("{} ({env_id}), {} ({env_type})", client.env_id(), client.env_type())));
    let address = from(place(&["WEDA_EMULATOR_HOST", "WEDA_BASE_URL"]), "the public cloud");
    rows.push(Row::ok("address", format!("{} ({address})", client.base_url())));
    rows.push(Row::ok("keys", keys(found)));
    Some(connection.client)
}

/// The first complete pair is used. Keys are never shown.
fn keys(found: &[(String, String)]) -> String {
    let pairs = [
        ("WEDA_SECRET_ID", "WEDA_SECRET_KEY"),
        ("TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY"),
        ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"),
    ];
    let is_found = |name: &str| found.iter().any(|(found, _)| found == name);
    match pairs.iter().find(|(id, key)| is_found(id) && is_found(key)) {
        Some((id, key)) => format!("from {id} and {key}"),
        None => "the emulator's public pair".to_owned(),
    }
}

/// Checks token, clock and models; returns the definitions of the service.
pub(super) fn check(client: &Client, settings: &Settings, dir: &Path, rows: &mut Vec<Row>) -> Option<Served> {
    let names = wait_for(async {
        // A small response is enough for token and clock.
        let answer = client.request("GET", "/weda/model/v1/getSchemaList/sys_user").await;
        let date = answer.as_ref().ok().and_then(weda::api::ApiAnswer::date);
        let here = SystemTime::now();
        let refused = |error: &weda::Error| {
            matches!(error.kind(), ErrorKind::Authentication | ErrorKind::Network | ErrorKind::Timeout)
        };
        let accepted = answer.is_ok();
        if let Err(error) = answer
            && refused(&error)
        {
            return Err(Failure::Service(error));
        }
        let mut good = |date: Option<SystemTime>| {
            rows.push(Row::ok("token", "issued and accepted"));
            rows.extend(date.map(|date| clock(date, here)));
        };
        if accepted {
            good(date);
        }
        let models = client.definitions().await?;
        // If only the first call was rejected, this one shows that the token is accepted.
        if !accepted {
            good(None);
        }
        Ok(models.iter().map(|row| row.name().to_owned()).collect::<Vec<_>>())
    });
    let names = match names {
        Ok(names) => names,
        Err(failure) => {
            let name = if failure.exit() == Exit::Authentication { "token" } else { "service" };
            rows.push(Row::of_failure(name, &failure));
            return None;
        }
    };
    rows.push(models(&names));
    match fetch(client, &[], settings, dir).and_then(|fetched| Ok((fetched.side(client)?, fetched))) {
        Ok((side, fetched)) => Some(Served { side, fetched }),
        Err(failure) => {
            rows.push(Row::of_failure("models", &failure));
            None
        }
    }
}

/// The definitions of the service.
pub(super) struct Served {
    pub side: Side,
    pub fetched: Fetched,
}

/// Compares clocks. The date of a response is in whole seconds and delayed by the network.
fn clock(there: SystemTime, here: SystemTime) -> Row {
    let (ahead, skew) = match here.duration_since(there) {
        Ok(skew) => ("ahead of", skew),
        Err(error) => ("behind", error.duration()),
    };
    if skew < SKEW {
        return Row::ok("clock", "agrees with that of the service");
    }
    let text = format!("this machine's clock is {} seconds {ahead} the service's", skew.as_secs());
    Row::warning("clock", text, "synchronize it with a time server, so that times in records are comparable")
}

fn models(names: &[String]) -> Row {
    if names.is_empty() {
        let fix = "create a model in the console, and publish it";
        return Row::warning("models", "the environment has none", fix);
    }
    let more = names.len().saturating_sub(NAMED);
    let shown = names.iter().take(NAMED).map(|name| printable(name)).collect::<Vec<_>>().join(", ");
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Row::ok("models", format!("{} served: {shown}{more}", names.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_skew_is_reported_with_its_direction() {
        let there = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let row = |here| clock(there, here).to_string();
        assert!(clock(there, there + Duration::from_secs(59)).is_healthy());
        assert!(row(there + Duration::from_secs(300)).contains("300 seconds ahead of the service's"));
        assert!(row(there - Duration::from_secs(61)).contains("61 seconds behind the service's"));
    }
}
