//! Tables: filled from the service, and read back.

use std::pin::pin;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_postgres::{CopyInSink, Transaction};
use weda::Client;
use weda_definition::{Definition, printable};

use super::{Options, Progress};
use crate::postgres::copy::{Decoder, Encoder, Wire};
use crate::postgres::ddl::Ddl;
use crate::postgres::error::Error;
use crate::postgres::names::quoted;
use crate::postgres::pairs::Pairs;
use crate::postgres::plan::{Link, Table};
use crate::postgres::report::{LinkReport, TableReport};
use crate::postgres::row::Rows;
use crate::postgres::sums::Sums;
use crate::postgres::value::{Cell, Rules};

/// Attempts to read a model whose records change places meanwhile.
const ATTEMPTS: u32 = 5;
/// Pages that are requested ahead.
const PREFETCH: usize = 4;
/// Bytes that are sent to the server at once.
const CHUNK: usize = 64 * 1024;

/// Fills tables.
pub(super) struct Loader<'l> {
    pub(super) client: &'l Client,
    pub(super) models: &'l [Definition],
    pub(super) ddl: Ddl<'l>,
    pub(super) rules: Rules,
    pub(super) options: &'l Options,
    pub(super) progress: Progress<'l>,
}

/// A table as COPY sees it.
struct Target<'t> {
    table: &'t str,
    columns: Vec<&'t str>,
    wires: Vec<Wire>,
}

impl Loader<'_> {
    /// Fills the table of a model.
    ///
    /// # Errors
    /// Returns an error if the service cannot be read, a value cannot be stored, or the rows differ afterwards.
    pub(super) async fn table(&self, transaction: &mut Transaction<'_>, table: &Table) -> Result<TableReport, Error> {
        let mut columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        columns.push(&table.extra);
        let mut wires: Vec<Wire> = table.columns.iter().map(|column| Wire::of(column, self.rules.json)).collect();
        wires.push(Wire::json(self.rules.json));
        let target = Target { table: &table.name, columns, wires };
        let model = self.models.iter().find(|model| model.identifier == table.model);
        let mut attempts = 0;
        loop {
            attempts += 1;
            let mut rows = Rows::of(table, model, self.rules, self.options.keep_misfits);
            let savepoint = self.savepoint(transaction).await?;
            match self.records(&savepoint, &target, &mut rows).await {
                Ok(sums) => {
                    self.release(savepoint).await?;
                    self.verify(transaction, &target, &sums).await?;
                    let Rows { unknown, misfits, .. } = rows;
                    let (model, table) = (table.model.clone(), table.name.clone());
                    return Ok(TableReport { model, table, rows: sums.rows, unknown, misfits });
                }
                Err(error) if error.is_unstable() && attempts < ATTEMPTS => self.undo(savepoint).await?,
                Err(error) => return Err(error),
            }
        }
    }

    /// Fills the table of a relation.
    ///
    /// # Errors
    /// Returns an error as [`table`](Self::table) does.
    pub(super) async fn link(&self, transaction: &mut Transaction<'_>, link: &Link) -> Result<LinkReport, Error> {
        let columns = vec![link.own.column.as_str(), link.other.column.as_str()];
        let target = Target { table: &link.name, columns, wires: vec![Wire::TEXT, Wire::TEXT] };
        let mut attempts = 0;
        loop {
            attempts += 1;
            let savepoint = self.savepoint(transaction).await?;
            match self.pairs(&savepoint, &target, link).await {
                Ok(sums) => {
                    self.release(savepoint).await?;
                    self.verify(transaction, &target, &sums).await?;
                    let relation = format!("{}.{}", link.own.model, link.own.key);
                    return Ok(LinkReport { relation, table: link.name.clone(), rows: sums.rows });
                }
                Err(error) if error.is_unstable() && attempts < ATTEMPTS => self.undo(savepoint).await?,
                Err(error) => return Err(error),
            }
        }
    }

    async fn records(
        &self,
        transaction: &Transaction<'_>,
        target: &Target<'_>,
        rows: &mut Rows<'_>,
    ) -> Result<Sums, Error> {
        let model = rows.model().to_owned();
        let mut copy = Copy::begin(self, transaction, target).await?;
        let mut pages = self.client.model(model.as_str()).query().prefetch(PREFETCH).pages();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| Error::Service { model: model.clone(), error })?;
            for record in &page.rows {
                let cells = rows.cells(record.id(), record.as_json())?;
                copy.row(&cells).await?;
            }
            (self.progress)(&model, copy.rows);
        }
        copy.finish().await
    }

    async fn pairs(&self, transaction: &Transaction<'_>, target: &Target<'_>, link: &Link) -> Result<Sums, Error> {
        let mut copy = Copy::begin(self, transaction, target).await?;
        let mut pairs = Pairs::of(self.client, link);
        while let Some(page) = pairs.next().await? {
            for (own, other) in page {
                copy.row(&[Cell::Text(own.into()), Cell::Text(other.into())]).await?;
            }
            (self.progress)(&format!("{}.{}", link.own.model, link.own.key), copy.rows);
        }
        copy.finish().await
    }

    /// Compares the stored rows with the sums of those that were sent.
    async fn verify(&self, transaction: &Transaction<'_>, target: &Target<'_>, sent: &Sums) -> Result<(), Error> {
        let fail = || Error::server(format!("cannot read the table `{}` back", printable(target.table)));
        let differs = |difference: String| Error::Differs { table: target.table.to_owned(), difference };
        let statement = format!("COPY {} TO STDOUT (FORMAT binary)", self.copied(target));
        let mut stream = pin!(transaction.copy_out(&statement).await.map_err(fail())?);
        let mut decoder = Decoder::new(target.wires.clone());
        while let Some(bytes) = stream.next().await {
            decoder.add(&bytes.map_err(fail())?).map_err(differs)?;
        }
        match sent.difference(&decoder.finish().map_err(differs)?, &target.columns) {
            Some(difference) => Err(differs(printable(&difference).into_owned())),
            None => transaction
                .batch_execute(&format!("ANALYZE {}", self.ddl.table(target.table)))
                .await
                .map_err(Error::server("cannot collect statistics")),
        }
    }

    /// The table with its columns, as COPY names them.
    fn copied(&self, target: &Target<'_>) -> String {
        let columns: Vec<String> = target.columns.iter().map(|name| quoted(name)).collect();
        format!("{} ({})", self.ddl.table(target.table), columns.join(", "))
    }

    async fn savepoint<'t>(&self, transaction: &'t mut Transaction<'_>) -> Result<Transaction<'t>, Error> {
        transaction.savepoint("weda_mirror").await.map_err(Error::server("cannot set a savepoint"))
    }

    async fn release(&self, savepoint: Transaction<'_>) -> Result<(), Error> {
        savepoint.commit().await.map_err(Error::server("cannot release a savepoint"))
    }

    async fn undo(&self, savepoint: Transaction<'_>) -> Result<(), Error> {
        savepoint.rollback().await.map_err(Error::server("cannot go back to a savepoint"))
    }
}

/// Rows on their way to the server.
struct Copy<'c> {
    sink: std::pin::Pin<Box<CopyInSink<Bytes>>>,
    encoder: Encoder,
    rows: u64,
    table: &'c str,
}

impl<'c> Copy<'c> {
    async fn begin(loader: &Loader<'_>, transaction: &Transaction<'_>, target: &Target<'c>) -> Result<Self, Error> {
        let statement = format!("COPY {} FROM STDIN (FORMAT binary)", loader.copied(target));
        let sink = transaction.copy_in(&statement).await.map_err(fail(target.table))?;
        let encoder = Encoder::new(target.wires.clone());
        Ok(Self { sink: Box::pin(sink), encoder, rows: 0, table: target.table })
    }

    async fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Error> {
        self.encoder.row(cells);
        self.rows += 1;
        if self.encoder.len() >= CHUNK {
            let bytes = self.encoder.take();
            self.sink.send(bytes).await.map_err(fail(self.table))?;
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<Sums, Error> {
        let (bytes, sums) = self.encoder.finish();
        self.sink.send(bytes).await.map_err(fail(self.table))?;
        self.sink.as_mut().finish().await.map_err(fail(self.table))?;
        Ok(sums)
    }
}

fn fail(table: &str) -> impl FnOnce(tokio_postgres::Error) -> Error {
    Error::server(format!("cannot fill the table `{}`", printable(table)))
}
