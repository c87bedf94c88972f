use std::fmt;

use tokio::runtime::{self, Runtime};

use crate::error::Error;

/// A signal that asks the process to end: Ctrl-C, Ctrl-\\, SIGTERM, and SIGHUP unless the process was started to ignore
/// it (`nohup`). For programs that only run an emulator.
///
/// ```no_run
/// use weda_emulator::{Emulator, Interrupt};
///
/// let interrupt = Interrupt::listen()?;
/// let emulator = Emulator::builder().start()?;
/// println!("serving at {}", emulator.url());
/// interrupt.wait();
/// emulator.stop();
/// # Ok::<(), weda_emulator::Error>(())
/// ```
pub struct Interrupt {
    runtime: Runtime,
    signals: Signals,
}

impl Interrupt {
    /// Starts listening. The signals no longer end the process by themselves.
    ///
    /// # Errors
    /// Returns an error if the handlers cannot be installed.
    pub fn listen() -> Result<Self, Error> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Thread)?;
        let signals = {
            let _inside = runtime.enter();
            Signals::listen().map_err(Error::Thread)?
        };
        Ok(Self { runtime, signals })
    }

    /// Blocks until a signal arrives.
    pub fn wait(self) {
        let Self { runtime, mut signals } = self;
        runtime.block_on(signals.next());
    }
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interrupt").finish_non_exhaustive()
    }
}

#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate(), SignalKind::quit()];
        // Listening would undo what `nohup` did.
        if !ignores_hangup() {
            kinds.push(SignalKind::hangup());
        }
        kinds.into_iter().map(signal).collect::<std::io::Result<_>>().map(Self)
    }

    async fn next(&mut self) {
        std::future::poll_fn(|context| match self.0.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        })
        .await;
    }
}

/// Returns true if the process was started to ignore SIGHUP. Linux reports it; elsewhere the lack of a terminal on both
/// stdout and stderr, which `nohup` redirects, indicates it.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    use std::io::IsTerminal as _;

    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    match ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()) {
        Some(mask) => mask & 1 == 1,
        None => !std::io::stdout().is_terminal() && !std::io::stderr().is_terminal(),
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
