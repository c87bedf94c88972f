//! Comparison of a copy with the service, record by record.

use std::collections::HashMap;

use weda::Client;

use crate::copy::Copy;
use crate::error::Error;
use crate::model::Model;
use crate::row::{Digest, Row, Sum};
use crate::sync::{Observer, Source, Step, Walk};

/// Number of ids that are named for each kind of difference.
const NAMED: usize = 10;

/// The comparison of a model's copy with the service.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Verification {
    /// The model.
    pub model: String,
    /// Number of records at the service.
    pub service_records: u64,
    /// Number of records of the copy that are not marked as deleted.
    pub records: u64,
    /// Number of records that are marked as deleted.
    pub deleted: u64,
    /// The hash of all records at the service, in hexadecimal digits.
    pub service_hash: String,
    /// The hash of all records of the copy that are not marked as deleted.
    pub hash: String,
    /// Records that were changed or created at the service since the copy was brought up to date.
    pub newer: Difference,
    /// Records with other values.
    pub different: Difference,
    /// Records that the copy does not have.
    pub missing: Difference,
    /// Records that the service does not have.
    pub extra: Difference,
    /// Records of the copy that do not match their own hash: they were changed after they were written.
    pub damaged: Difference,
}

/// Records that differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Number of records.
    pub records: u64,
    /// The first ids.
    pub ids: Vec<String>,
}

impl Difference {
    fn add(&mut self, id: &str) {
        self.records += 1;
        if self.ids.len() < NAMED {
            self.ids.push(id.to_owned());
        }
    }
}

impl Verification {
    /// Returns true if the copy has all records of the service as they were when it was brought up to date.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        [&self.different, &self.missing, &self.extra, &self.damaged].iter().all(|difference| difference.records == 0)
    }
}

/// A record at the service.
struct Found {
    digest: Digest,
    updated_at: Option<i64>,
}

/// Compares the copy of a model with the service.
///
/// # Errors
/// Returns an error if a call fails, a record does not fit its definition, or the copy is damaged or does not have the model.
pub(crate) async fn verify_model(
    client: &Client,
    copy: &mut dyn Copy,
    model: &Model,
    observer: &mut dyn Observer,
) -> Result<Verification, Error> {
    let prepared = copy.prepare(model, false)?;
    if prepared.has_changed {
        let reason = "its fields have changed since the last run; run `weda-mirror sync` first".to_owned();
        return Err(Error::Name { model: model.identifier().to_owned(), reason });
    }
    let mut stored = Vec::new();
    copy.rows(model, &mut |row| stored.push(row))?;
    let mut found = read_all(client, model, observer).await?;

    let (mut here, mut there) = (Sum::default(), Sum::default());
    found.values().for_each(|record| there.add(&record.digest));
    let mut verification = Verification {
        model: model.identifier().to_owned(),
        service_records: found.len() as u64,
        records: 0,
        deleted: 0,
        service_hash: there.to_string(),
        hash: String::new(),
        newer: Difference::default(),
        different: Difference::default(),
        missing: Difference::default(),
        extra: Difference::default(),
        damaged: Difference::default(),
    };
    let watermark = prepared.state.watermark;
    let is_newer = |record: &Found| record.updated_at.zip(watermark).is_some_and(|(time, until)| time > until);
    for row in stored {
        if row.computed != row.digest {
            verification.damaged.add(&row.id);
        }
        if row.is_deleted {
            verification.deleted += 1;
            continue;
        }
        verification.records += 1;
        here.add(&row.computed);
        match found.remove(&row.id) {
            Some(record) if record.digest == row.computed => {}
            Some(record) if is_newer(&record) && row.computed == row.digest => verification.newer.add(&row.id),
            Some(_) => verification.different.add(&row.id),
            None => verification.extra.add(&row.id),
        }
    }
    let mut missing: Vec<(&String, &Found)> = found.iter().collect();
    missing.sort_by_key(|(id, _)| *id);
    for (id, record) in missing {
        let kind = if is_newer(record) { &mut verification.newer } else { &mut verification.missing };
        kind.add(id);
    }
    verification.hash = here.to_string();
    Ok(verification)
}

/// Reads all records of the service.
async fn read_all(
    client: &Client,
    model: &Model,
    observer: &mut dyn Observer,
) -> Result<HashMap<String, Found>, Error> {
    let source = Source::new(client, model);
    let mut walk = Walk::new(None, 0, Vec::new());
    let (mut found, mut restarts) = (HashMap::new(), 0);
    loop {
        match walk.next(&source).await? {
            Step::Page(records, total) => {
                for record in &records {
                    let row = Row::read(model, record)?;
                    found.insert(record.id().to_owned(), Found { digest: row.digest, updated_at: row.updated_at });
                }
                observer.progress(model.identifier(), found.len() as u64, total);
            }
            Step::Again if restarts < 5 => {
                restarts += 1;
                found.clear();
            }
            Step::Again => return Err(Error::Unstable { model: model.identifier().to_owned(), restarts }),
            Step::End => return Ok(found),
        }
    }
}
