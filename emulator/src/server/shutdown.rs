//! Ending connections when the emulator stops.

use std::sync::Arc;

use tokio::sync::watch;

/// Ends all connections, each after its call in progress.
#[derive(Clone)]
pub(super) struct Shutdown(Arc<watch::Sender<bool>>);

/// A connection that is to be ended. The shutdown waits until it is dropped.
pub(super) struct Ending(watch::Receiver<bool>);

impl Shutdown {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Registers a connection.
    pub(super) fn register(&self) -> Ending {
        Ending(self.0.subscribe())
    }

    /// Ends all connections, and waits for them.
    pub(super) async fn shut_down(&self) {
        self.0.send_replace(true);
        self.0.closed().await;
    }
}

impl Ending {
    /// Waits until the connection is to end.
    pub(super) async fn requested(&mut self) {
        // Fails if the emulator is dropped, which ends connections by itself.
        drop(self.0.wait_for(|is_stopping| *is_stopping).await);
    }
}
