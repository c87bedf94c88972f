//! The copies of several models in one place.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use weda::Client;

use crate::copy::{self, Access, Environment};
use crate::error::Error;
use crate::model::Model;
use crate::sync::{self, ModelReport, Observer, SyncOptions};
use crate::verify::{self, Verification};

/// Copies of models in one place: a SQLite file (`.sqlite`, `.sqlite3`, `.db`), or a directory of Parquet files.
///
/// The service is only read: the mirror uses the client in its read-only mode.
///
/// ```no_run
/// use weda::Client;
/// use weda_definition::{Definitions, OptionSets};
/// use weda_mirror::{Mirror, Model, SilentObserver, SyncOptions};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let sets = OptionSets::read("option-sets.json".as_ref())?;
/// let definitions = Definitions::read("database-schemas")?;
/// let models = definitions.iter().map(|definition| Model::new(definition, &sets)).collect();
/// let mirror = Mirror::new(Client::from_env()?, models, "school.sqlite");
/// for outcome in mirror.sync(&SyncOptions::default(), &mut SilentObserver).await? {
///     println!("{}: {} records", outcome.report.model, outcome.report.records);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Mirror {
    client: Client,
    models: Vec<Model>,
    target: PathBuf,
}

/// The outcome of a run for one model.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The result; up to the error, if there is one.
    pub report: ModelReport,
    /// The error that ended the run of this model.
    pub error: Option<Error>,
    /// The time that it took.
    pub duration: Duration,
}

impl Mirror {
    /// Describes copies at this place. Nothing is opened or sent.
    #[must_use]
    pub fn new(client: Client, models: Vec<Model>, target: impl Into<PathBuf>) -> Self {
        Self { client: client.read_only(), models, target: target.into() }
    }

    /// Brings the copies up to date, one model after the other. A model whose run fails does not keep the others from theirs.
    ///
    /// Can be dropped at any time: the next run goes on from the last commit.
    ///
    /// # Errors
    /// Returns an error if the place cannot be opened: it is in use, damaged, or a copy of another environment.
    pub async fn sync(&self, options: &SyncOptions, observer: &mut dyn Observer) -> Result<Vec<Outcome>, Error> {
        let access = if options.dry_run { Access::Read } else { Access::Write };
        let mut copy = copy::open(&self.target, &Environment::of(&self.client), access, options.rows_per_file)?;
        let mut outcomes = Vec::new();
        for model in &self.models {
            let start = Instant::now();
            let (report, error) = sync::sync_model(&self.client, &mut *copy, model, options, observer).await;
            outcomes.push(Outcome { report, error, duration: start.elapsed() });
        }
        if !options.dry_run {
            copy.finish()?;
        }
        Ok(outcomes)
    }

    /// Compares the copies with the service, record by record. Nothing is changed.
    ///
    /// # Errors
    /// Returns an error if the place cannot be opened, a call fails, or a copy is damaged.
    pub async fn verify(&self, observer: &mut dyn Observer) -> Result<Vec<Verification>, Error> {
        if !self.target.exists() {
            return Err(Error::NotACopy { path: self.target.clone(), reason: "does not exist" });
        }
        let mut copy = copy::open(&self.target, &Environment::of(&self.client), Access::Read, 1)?;
        let mut verifications = Vec::new();
        for model in &self.models {
            verifications.push(verify::verify_model(&self.client, &mut *copy, model, observer).await?);
        }
        Ok(verifications)
    }
}
