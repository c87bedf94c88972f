//! Groups, SQL, plans and reasons of an emulator.

use std::time::Instant;

use serde_json::Value;
use weda_emulator::{GroupRequest, Period, ReadStop};

use super::{Emulated, StopOnDrop, name, refused};
use crate::refused::{Refused, RefusedKind};
use crate::reply::Reply;
use crate::source::{Amount, Ask, Group, Grouping, Groups, Place, Stage, Table};

impl Emulated {
    pub(super) fn read_reasons(&self, at: Place, filter: String) -> Reply<'static, Value> {
        self.read(move |emulator| {
            let reasons = emulator.why(&name(&at), &filter).map_err(refused)?;
            serde_json::to_value(reasons).map_err(|error| Refused::new(RefusedKind::Internal, error.to_string()))
        })
    }

    pub(super) fn read_groups(&self, ask: Ask, by: Grouping) -> Reply<'static, Groups> {
        self.read(move |emulator| {
            let mut request = GroupRequest::default();
            (request.filter, request.by, request.of) = (ask.filter, by.field, by.of);
            request.period = by.period.as_deref().map(period).transpose()?;
            let found = emulator.group(&name(&ask.at), &request).map_err(refused)?;
            let amount = |amount: weda_emulator::Amount| Amount::new(amount.count, amount.values, amount.sum);
            let mut groups = Groups::default();
            (groups.total_groups, groups.total) = (found.total_groups, amount(found.total));
            groups.groups = found.groups.into_iter().map(|group| Group::new(group.key, amount(group.amount))).collect();
            Ok(groups)
        })
    }

    /// Runs a statement, which is stopped when the reply is dropped.
    pub(super) fn read_rows(&self, stage: Stage, text: String, limit: u32) -> Reply<'static, Table> {
        let begin = Instant::now();
        let stop = ReadStop::new();
        let guard = StopOnDrop(stop.clone());
        let read = self.run(move |emulator| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            emulator.sql(stage.name(), &text, limit, &stop).map_err(refused)
        });
        Box::pin(async move {
            let rows = read.await?;
            drop(guard);
            let micros = u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
            Ok(Table { fields: rows.fields, ..Table::new(rows.columns, rows.rows, rows.is_cut, micros) })
        })
    }

    pub(super) fn read_plan(&self, number: u64) -> Reply<'static, Value> {
        self.read(move |emulator| {
            let plan = emulator.plan(number).map_err(refused)?;
            serde_json::to_value(plan).map_err(|error| Refused::new(RefusedKind::Internal, error.to_string()))
        })
    }
}

fn period(name: &str) -> Result<Period, Refused> {
    Period::named(name).ok_or_else(|| {
        Refused::new(RefusedKind::Invalid, format!("there is no period `{name}`: use day, week or month"))
    })
}
