//! An emulator with the records, and sessions over it.

use std::path::PathBuf;

use datafusion::prelude::SessionContext;
use serde_json::Value;
use weda::client::GatewayKind;
use weda::{Client, ClientBuilder};
use weda_datafusion::{Models, TableOptions, session};
use weda_definition::Definitions;
use weda_emulator::profile::Nulls;
use weda_emulator::{Emulator, Profile};

use crate::records::Data;

/// The directory of the definitions.
pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sql/definitions")
}

pub fn definitions() -> Definitions {
    Definitions::read(directory()).expect("the definitions of the tests are valid")
}

/// An emulator with these records, which treats missing values by `nulls`.
pub fn emulator(data: &Data, nulls: Nulls) -> Emulator {
    let profile = Profile::documented().with(|profile| profile.lists.nulls = nulls);
    let emulator = Emulator::builder().definitions(directory()).profile(profile).start().expect("a free port");
    for (model, records) in &data.0 {
        emulator.load(model, records.iter().cloned().map(Value::Object)).expect("the records fit the definitions");
    }
    emulator
}

/// A client of the emulator through a gateway.
pub fn client(emulator: &Emulator, gateway: GatewayKind) -> Client {
    let address = emulator.address().to_string();
    let builder = ClientBuilder::from_variables(|name| (name == "WEDA_EMULATOR_HOST").then(|| address.clone()));
    builder.and_then(|builder| builder.gateway(gateway).build()).expect("an emulator needs no settings")
}

/// A session over the emulator.
pub fn context(client: &Client, options: TableOptions) -> SessionContext {
    let context = session(&Models::new(definitions(), client, options));
    let state = context.state_ref();
    state.write().config_mut().options_mut().execution.target_partitions = options.partitions;
    context
}

/// Number of requests for records that the emulator has answered.
pub fn requests(emulator: &Emulator) -> u64 {
    emulator.call_counts().iter().filter(|(kind, _)| **kind != "token").map(|(_, count)| count).sum()
}
