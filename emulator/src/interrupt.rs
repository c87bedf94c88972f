use std::fmt;

use tokio::runtime::{self, Runtime};

use crate::error::Error;

/// Somebody's wish that the process end: Ctrl-C, or the signal that systems send before they use force. It is what a
/// program waits for that is nothing but an emulator.
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
    /// Listens from now on: the wish no longer ends the process by itself.
    ///
    /// # Errors
    /// The system does not tell of such wishes.
    pub fn listen() -> Result<Self, Error> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Thread)?;
        let signals = {
            let _inside = runtime.enter();
            Signals::listen().map_err(Error::Thread)?
        };
        Ok(Self { runtime, signals })
    }

    /// Waits until somebody wishes it.
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
struct Signals([tokio::signal::unix::Signal; 2]);

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]))
    }

    async fn next(&mut self) {
        let [interrupt, terminate] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
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
