//! Opens a browser.

use std::io::{self, Write as _};
use std::process::{Command, Stdio};
use std::thread;

use tempfile::TempPath;

use crate::stderr::print_message;

/// Opens an address that holds a token. Others can see the command lines of processes, so that the browser gets a file that
/// only the user may read, and that leads to the address. It is deleted when the returned path is dropped.
pub(crate) fn open(url: &str) -> Option<TempPath> {
    let told = |why: String| print_message(format!("note: {why}; open the printed address yourself"));
    let page = match page(url) {
        Ok(page) => page,
        Err(error) => {
            told(format!("the file for the browser cannot be written ({error})"));
            return None;
        }
    };
    let (program, arguments) = opener();
    let mut command = Command::new(program);
    command.args(arguments).arg(&page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            told(format!("there is no `{program}`, which opens a browser"));
            return None;
        }
        Err(error) => {
            told(format!("`{program}` cannot be started ({error})"));
            return None;
        }
        // It may run as long as the browser does.
        Ok(mut child) => {
            let wait = move || match child.wait() {
                Ok(status) if !status.success() => told(format!("`{program}` opened no browser")),
                _ => {}
            };
            // Without a thread it is not told that no browser was opened.
            let _ = thread::Builder::new().name("weda-browser".to_owned()).spawn(wait);
        }
    }
    Some(page)
}

/// A file that leads to the address. Only its owner may read it.
fn page(url: &str) -> io::Result<TempPath> {
    let mut file = tempfile::Builder::new().prefix("weda-studio-").suffix(".html").tempfile()?;
    // The address is an address and a token of hexadecimal digits: nothing in it needs escaping.
    writeln!(
        file,
        "<!doctype html><meta charset=\"utf-8\"><title>weda studio</title>\n\
         <meta name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\"refresh\" content=\"0;url={url}\">\n\
         <a href=\"{url}\">weda studio</a>"
    )?;
    Ok(file.into_temp_path())
}

/// The program that opens a file with what the user prefers.
fn opener() -> (&'static str, &'static [&'static str]) {
    if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    }
}
