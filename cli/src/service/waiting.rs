//! A notice while the service does not respond.

use std::future::poll_fn;
use std::io::{IsTerminal as _, stderr};
use std::pin::pin;
use std::sync::OnceLock;
use std::task::Poll;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::last_response::{record_response, since_last_response};
use crate::stderr::print_message;
use crate::terminal::status_line;

/// Time until the notice on a terminal.
const ON_TERMINAL: Duration = Duration::from_secs(2);
/// Time until the notice in a log.
const IN_LOG: Duration = Duration::from_secs(10);
/// Interval of checks.
const CHECK_INTERVAL: Duration = Duration::from_millis(250);

static HOST: OnceLock<String> = OnceLock::new();

/// Sets the host that is named in the notice.
pub(super) fn set_host(base_url: &str) {
    let host = base_url.split_once("://").map_or(base_url, |(_, host)| host);
    // A command calls only one service.
    let _ = HOST.set(host.to_owned());
}

/// Runs `work`, and shows a notice if there is no response for some time.
pub(super) async fn with_notice<T>(work: impl Future<Output = T>) -> T {
    record_response();
    let mut work = pin!(work);
    let mut ticks = tokio::time::interval(CHECK_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let on_terminal = stderr().is_terminal();
    let (mut is_shown, mut is_logged) = (false, false);
    let done = poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        while ticks.poll_tick(context).is_ready() {
            let silent = since_last_response();
            let Some(host) = HOST.get() else { continue };
            if on_terminal && silent >= ON_TERMINAL {
                status_line::draw(&format!("waiting for {host}, {} s …", silent.as_secs()));
                is_shown = true;
            } else if !on_terminal && silent >= IN_LOG && !is_logged {
                print_message(format!("note: still waiting for {host}, no response for {} s", IN_LOG.as_secs()));
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
