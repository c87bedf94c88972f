//! The records to change.

use weda::Client;
use weda::{Filter, Record};
use weda_definition::printable;

use super::Change;
use crate::arguments::Selection;
use crate::commands::get;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::progress::{Progress, grouped};
use crate::stderr::print_message;
use crate::table::{self, Shape, TableOptions};
use crate::terminal;

/// Number of records shown before asking.
const SHOWN: usize = 10;
/// Width of the table if stderr is not a terminal.
const WIDTH: usize = 100;

/// Maximum width of a new value.
const VALUE: usize = 60;

/// The selected records.
pub(super) struct Targets {
    pub ids: Vec<String>,
    /// The first records.
    first: Vec<Record>,
    /// Given ids without a record.
    pub missing: Vec<String>,
}

impl Targets {
    /// Reads the selected records, but stores only the ids and the first records.
    ///
    /// # Errors
    /// Returns an error if a call fails.
    pub async fn find(client: &Client, which: &Selection) -> Result<Self, Failure> {
        let Some(filter) = &which.filter else {
            let (records, missing) = get::read(client, &which.model, &which.ids).await?;
            let ids = records.iter().map(|record| record.id().to_owned()).collect();
            return Ok(Self { ids, first: records.into_iter().take(SHOWN).collect(), missing });
        };
        let mut targets = Self { ids: Vec::new(), first: Vec::new(), missing: Vec::new() };
        let mut progress = Progress::begin(format!("looking for records of {}", which.model), 0);
        let mut pages =
            client.model(&which.model).query().filter(Filter::<Record>::raw_unchecked(filter)).prefetch(2).pages();
        while let Some(page) = pages.next().await {
            let page = page?;
            for record in page.rows {
                targets.ids.push(record.id().to_owned());
                if targets.first.len() < SHOWN {
                    targets.first.push(record);
                }
            }
            progress.show(targets.ids.len() as u64, page.count);
        }
        Ok(targets)
    }

    /// Prints the first records and their new values.
    pub fn show(&self, change: &Change, fields: Option<&Fields>) {
        let definition = fields.map(Fields::definition);
        let width = terminal::width_of_stderr().or(Some(WIDTH));
        print_message(
            table::of(
                &self.first,
                TableOptions { definition, width, shape: Shape::Preview, ..TableOptions::default() },
            )
            .text,
        );
        let more = self.ids.len() - self.first.len();
        if more > 0 {
            print_message(format!("… and {} more", grouped(more as u64)));
        }
        if let Change::Update(record) = change {
            let named: Vec<String> = record.changes().map(|change| table::cut(&printable(&change), VALUE)).collect();
            print_message(format!("note: new values: {}", named.join(", ")));
        }
    }
}
