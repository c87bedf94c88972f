//! What happens before anybody is told that the emulator is there.

use std::path::PathBuf;
use std::thread;

use weda_emulator::{Emulator, EmulatorBuilder, Existing, Fault, Loaded};

use super::variables::Variables;
use crate::failure::Failure;

/// All that the emulator starts with.
pub(super) struct Start {
    pub builder: EmulatorBuilder,
    /// The folder of records, and what becomes of those that are there.
    pub load: Option<(PathBuf, Existing)>,
    pub publish: bool,
    pub faults: Vec<Fault>,
    pub variables: Option<Variables>,
}

/// An emulator that serves.
pub(super) struct Started {
    pub emulator: Emulator,
    pub loaded: Option<Loaded>,
}

impl Start {
    /// # Errors
    /// Whatever keeps the emulator from serving what it shall.
    pub fn run(self) -> Result<Started, Failure> {
        let emulator = self.builder.start().map_err(Failure::Emulator)?;
        if self.publish {
            emulator.unpublished().iter().try_for_each(|model| emulator.publish(model)).map_err(Failure::Emulator)?;
        }
        let load = |(dir, existing): (PathBuf, Existing)| emulator.load_files_with(dir, existing);
        let loaded = self.load.map(load).transpose().map_err(Failure::Emulator)?;
        self.faults.into_iter().try_for_each(|fault| emulator.inject_fault(fault)).map_err(Failure::Emulator)?;
        if let Some(variables) = self.variables {
            variables.write(emulator.address())?;
        }
        Ok(Started { emulator, loaded })
    }
}

/// Does something in a thread of its own, so that nothing keeps the command from hearing that it shall end.
///
/// # Errors
/// The system gives no thread.
pub(super) fn in_thread(name: &str, work: impl FnOnce() + Send + 'static) -> Result<thread::JoinHandle<()>, Failure> {
    thread::Builder::new().name(format!("weda-{name}")).spawn(work).map_err(Failure::NoRuntime)
}
