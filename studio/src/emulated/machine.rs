//! The state of an emulator, and its changes.

use std::time::Duration;

use weda_emulator::{Emulator, Error, Fault, FaultId, Snapshot};

use super::Emulated;
use crate::machine::{Clock, Limit, State, Tokens};
use crate::refused::{FieldProblem, Refused, RefusedKind};
use crate::reply::Reply;

/// The maximum size of the records that are kept for a reset, in bytes.
const MAX_SNAPSHOT: u64 = 64 << 20;

/// The records as they are now, unless they are too many to keep in memory.
pub(super) fn start_of(emulator: &Emulator) -> Option<Snapshot> {
    let bytes = emulator.stored_bytes().ok().filter(|bytes| *bytes <= MAX_SNAPSHOT);
    bytes.and_then(|_| emulator.snapshot().ok())
}

impl Emulated {
    pub(super) fn state_now(&self) -> State {
        let emulator = &self.emulator;
        let (clock, tokens, limits) = (emulator.clock(), emulator.token_state(), emulator.limits());
        let mut state = State::new(emulator.profile());
        state.waiting = emulator.waiting_switches();
        state.faults = emulator.faults();
        state.clock = Clock { now: clock.now, offset: clock.offset };
        state.tokens = Tokens {
            alive: tokens.alive,
            issued: tokens.issued,
            lifetime: u64::try_from(tokens.lifetime.as_millis()).unwrap_or(u64::MAX),
            first_end: tokens.first_end,
        };
        let limit = |switch, limit: weda_emulator::Limit| Limit { switch, max: limit.max, used: limit.used };
        state.limits = vec![
            limit("gateway.calls_per_second", limits.calls_per_second),
            limit("gateway.calls_per_day", limits.calls_per_day),
            limit("gateway.tokens_per_minute", limits.tokens_per_minute),
        ];
        state.unpublished = emulator.unpublished();
        state.can_reset = self.start.is_some();
        state
    }

    pub(super) fn add_fault(&self, fault: Fault) -> Result<FaultId, Refused> {
        self.emulator.inject_fault(fault).map_err(|error| {
            let field = if let Error::Fault { member, .. } = &error { Some((*member).to_owned()) } else { None };
            let message = error.to_string();
            let fields = field.iter().map(|field| FieldProblem::new(field, &message)).collect();
            Refused { field, fields, ..Refused::new(RefusedKind::Invalid, message) }
        })
    }

    pub(super) fn remove_faults(&self, fault: Option<FaultId>) {
        match fault {
            // One that has ended by itself is healed, too.
            Some(id) => drop(self.emulator.clear_fault(id)),
            None => self.emulator.clear_faults(),
        }
    }

    pub(super) fn advance_clock(&self, by: Duration) {
        self.emulator.advance_clock(by);
    }

    pub(super) fn publish_model(&self, model: String) -> Reply<'static, ()> {
        self.run(move |emulator| {
            emulator.publish(&model).map_err(|error| {
                let kind = match &error {
                    Error::UnknownModel { .. } => RefusedKind::NotFound,
                    _ => RefusedKind::Conflict,
                };
                Refused::new(kind, error.to_string())
            })
        })
    }

    pub(super) fn return_to_start(&self) -> Reply<'static, ()> {
        let start = self.start.clone();
        self.run(move |emulator| {
            let none = || {
                let message = "the data was larger than 64 MiB when the studio started, and was not kept: start the \
                               emulator again with its files";
                Refused::new(RefusedKind::Unsupported, message)
            };
            let start = start.as_deref().ok_or_else(none)?;
            emulator.restore(start).map_err(|error| Refused::new(RefusedKind::Conflict, error.to_string()))
        })
    }
}
