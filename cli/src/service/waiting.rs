//! A word about a service that does not answer, long before the call is given up.

use std::future::poll_fn;
use std::io::{IsTerminal as _, stderr};
use std::pin::pin;
use std::sync::OnceLock;
use std::task::Poll;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::last_heard::{heard, silence};
use crate::stderr::say;
use crate::terminal::status_line;

/// Silence that people wonder about, on a terminal.
const ON_TERMINAL: Duration = Duration::from_secs(2);
/// Silence that is worth a line of a log.
const IN_LOG: Duration = Duration::from_secs(10);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(250);

static HOST: OnceLock<String> = OnceLock::new();

/// Says whose answers are waited for from now on.
pub(super) fn wait_for_host(base_url: &str) {
    let host = base_url.split_once("://").map_or(base_url, |(_, host)| host);
    // A command calls one service; a second name would be that of the same one.
    let _ = HOST.set(host.to_owned());
}

/// Does the work, and looks now and then whether it is silent.
pub(super) async fn watched<T>(work: impl Future<Output = T>) -> T {
    heard();
    let mut work = pin!(work);
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let on_terminal = stderr().is_terminal();
    let (mut is_shown, mut is_logged) = (false, false);
    let done = poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        while look.poll_tick(context).is_ready() {
            let silent = silence();
            let Some(host) = HOST.get() else { continue };
            if on_terminal && silent >= ON_TERMINAL {
                status_line::draw(&format!("waiting for {host}, {} s …", silent.as_secs()));
                is_shown = true;
            } else if !on_terminal && silent >= IN_LOG && !is_logged {
                say(format!("note: still waiting for {host}, which has not answered for {} s", IN_LOG.as_secs()));
                is_logged = true;
            }
        }
        Poll::Pending
    })
    .await;
    if is_shown {
        status_line::clear();
    }
    done
}
