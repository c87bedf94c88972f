//! Starts the emulator, up to the point where it is announced.

use std::path::PathBuf;
use std::thread;

use weda_emulator::{Emulator, EmulatorBuilder, Existing, Fault, Loaded};

use super::variables::Variables;
use crate::failure::Failure;

/// Everything that the start needs.
pub(super) struct Start {
    pub builder: EmulatorBuilder,
    /// The folder of records, and the treatment of existing records.
    pub load: Option<(PathBuf, Existing)>,
    pub publish: bool,
    pub faults: Vec<Fault>,
    pub variables: Option<Variables>,
}

/// A running emulator.
pub(super) struct Started {
    pub emulator: Emulator,
    pub loaded: Option<Loaded>,
}

impl Start {
    /// # Errors
    /// Returns an error if the emulator cannot start, or if records, faults or variables cannot be processed.
    pub fn run(self) -> Result<Started, Failure> {
        let emulator = self.builder.start().map_err(Failure::from)?;
        if self.publish {
            emulator.unpublished().iter().try_for_each(|model| emulator.publish(model)).map_err(Failure::from)?;
        }
        let load = |(dir, existing): (PathBuf, Existing)| emulator.load_files_with(dir, existing);
        let loaded = self.load.map(load).transpose().map_err(Failure::from)?;
        self.faults.into_iter().try_for_each(|fault| emulator.inject_fault(fault).map(drop)).map_err(Failure::from)?;
        if let Some(variables) = self.variables {
            variables.write(emulator.address())?;
        }
        Ok(Started { emulator, loaded })
    }
}

/// Runs `work` on a separate thread, so that the command stays responsive to signals.
///
/// # Errors
/// Returns an error if the thread cannot be started.
pub(super) fn in_thread(name: &str, work: impl FnOnce() + Send + 'static) -> Result<thread::JoinHandle<()>, Failure> {
    thread::Builder::new().name(format!("weda-{name}")).spawn(work).map_err(Failure::NoRuntime)
}
