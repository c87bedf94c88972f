//! The thread that parses and translates a statement.

use super::problem::Problem;
use crate::face::error_response::Code;

/// The stack of the thread. Only used pages take memory.
pub(super) const STACK: usize = 64 << 20;

/// Runs a function on a thread whose stack is large enough for the parser.
pub(super) fn on_large_stack<T: Send>(run: impl FnOnce() -> Result<T, Problem> + Send) -> Result<T, Problem> {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("weda-emulator-sql".to_owned()).stack_size(STACK);
        match builder.spawn_scoped(scope, run) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(error) => Err(Problem::new(
                Code::SysErr,
                format_args!(
                    "the system has no thread for the statement ({error}): free some of the machine's resources"
                ),
            )),
        }
    })
}
