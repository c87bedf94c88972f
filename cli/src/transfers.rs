//! Export and import in the studio, by the commands' own rules.

pub(crate) mod filter;
mod import;
mod preview;
mod refused;
mod state;

use std::future::poll_fn;
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use serde_json::Value;
use weda::dynamic::field;
use weda::{Client, EnvType, Filter, Record};
use weda_studio::{Checkpoints, Export, Exported, Files, Import, Place, Preview, Refused, RefusedKind, Stage, Stop};

use crate::export::ExportJob;
use crate::failure::{Failure, TransferError};
use crate::progress::Progress;
use crate::records::{Format, Headers, WriteOptions};
use crate::service::{Variables, wait_for};
pub(crate) use refused::refused;

/// The number of pages that are read ahead, as in `weda export`.
const AHEAD: usize = 4;
/// The interval of checks for a request to stop.
const CHECK: Duration = Duration::from_millis(50);

/// The commands over a client.
pub(crate) struct CommandFiles {
    client: Client,
    /// The client's settings.
    variables: Variables,
    /// The folder of checkpoints that outlive the studio.
    checkpoints: Option<PathBuf>,
}

impl CommandFiles {
    /// The commands over this client, which was built from these variables.
    pub fn new(client: Client, variables: Variables) -> Self {
        Self { client, variables, checkpoints: None }
    }

    /// Keeps the checkpoints of imports in the user's folder of state, so that an import goes on in a later studio.
    ///
    /// # Errors
    /// Returns the reason if there is no such folder.
    pub fn keep_checkpoints(&mut self) -> Result<(), String> {
        self.checkpoints = Some(state::folder()?);
        Ok(())
    }

    /// The commands over an emulator.
    ///
    /// # Errors
    /// Returns an error if its keys or its environment id cannot be those of a client.
    pub fn of_emulator(emulator: &weda_emulator::Emulator) -> Result<Self, Failure> {
        let mut variables = Variables::default();
        variables.set("WEDA_EMULATOR_HOST", &emulator.address().to_string());
        variables.set("WEDA_ENV_ID", emulator.env_id());
        variables.set("WEDA_SECRET_ID", emulator.keys().0);
        variables.set("WEDA_SECRET_KEY", emulator.keys().1);
        let builder = weda::ClientBuilder::from_variables(|name| variables.get(name));
        Ok(Self { client: builder.and_then(weda::ClientBuilder::build)?, variables, checkpoints: None })
    }

    fn at(&self, place: &Place) -> Client {
        self.client.with_env_type(match place.stage {
            Stage::Pre => EnvType::Pre,
            Stage::Prod => EnvType::Prod,
        })
    }
}

impl Files for CommandFiles {
    fn export(&self, export: &Export, out: &mut (dyn Write + Send), stop: &Stop) -> Result<Exported, Refused> {
        let client = self.at(&export.at);
        let options = WriteOptions {
            select: export.select.clone(),
            headers: if export.titles { Headers::Titles } else { Headers::Names },
            for_spreadsheets: export.spreadsheets,
            ..WriteOptions::default()
        };
        let chosen = export.ids.iter().map(|id| field("_id").eq(id.as_str()));
        let chosen = (!export.ids.is_empty()).then(|| Filter::<Record>::any(chosen));
        let filter = filter::parse(&export.filter)?.into_iter().chain(chosen).reduce(|one, other| one & other);
        let job = ExportJob { client: &client, model: &export.at.model, filter, ahead: AHEAD, options: &options };
        let fail = |error: io::Error| TransferError::Unwritable { path: "the file".into(), error }.into();
        let written = job.write_to(format(export.format), out, Progress::none(), fail);
        let written = wait_for(stoppable(written, stop)).map_err(failed)?;
        Ok(Exported::new(written.records(), written.unreadable.len() as u64))
    }

    fn checkpoints(&self) -> Option<Checkpoints> {
        let service = format!("{} {}", self.client.base_url(), self.client.env_id());
        Some(Checkpoints::new(self.checkpoints.clone()?, service))
    }

    fn preview(&self, import: &Import) -> Result<Preview, Refused> {
        preview::of(&self.at(&import.at), import)
    }

    fn import(&self, import: &Import, told: &mut dyn FnMut(Value), stop: &Stop) -> Result<(), Refused> {
        import::run(&self.variables, import, told, stop)
    }
}

/// Cancels `work` when `stop` is raised, even while a call is waited for.
async fn stoppable<T>(work: impl Future<Output = Result<T, Failure>>, stop: &Stop) -> Result<T, Failure> {
    let raised = async {
        while !stop.is_raised() {
            tokio::time::sleep(CHECK).await;
        }
    };
    let (mut work, mut raised) = (pin!(work), pin!(raised));
    poll_fn(|context| match raised.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(Err(TransferError::Interrupted.into())),
        Poll::Pending => work.as_mut().poll(context),
    })
    .await
}

fn format(format: weda_studio::Format) -> Format {
    match format {
        weda_studio::Format::Json => Format::Json,
        weda_studio::Format::Csv => Format::Csv,
        weda_studio::Format::Tsv => Format::Tsv,
        weda_studio::Format::Xlsx => Format::Xlsx,
        _ => Format::Ndjson,
    }
}

/// A failure of a command as the studio tells it.
fn failed(failure: Failure) -> Refused {
    match failure {
        Failure::Service(error) | Failure::RejectedInput(error) => refused(&error),
        failure => {
            let text = failure.to_string();
            let line = |line: &str| line.trim_start_matches("error: ").trim_start_matches("hint: ").to_owned();
            Refused::new(RefusedKind::Invalid, text.lines().map(line).collect::<Vec<_>>().join("; "))
        }
    }
}
