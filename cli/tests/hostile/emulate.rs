//! The request log of `weda emulate`.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::screen::{BAD, BAD_NAME, assert_harmless};
use crate::world::{student, weda};

/// An emulator on a terminal of its own.
struct Shown {
    process: Child,
    text: Arc<Mutex<Vec<u8>>>,
    address: String,
}

impl Shown {
    fn start(mut command: Command) -> Self {
        let size = Winsize { ws_row: 24, ws_col: 200, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(&size, None).unwrap();
        let side = || Stdio::from(pty.slave.try_clone().unwrap());
        let process = command.stdin(side()).stdout(side()).stderr(side()).spawn().unwrap();
        drop((command, pty.slave));
        let text = Arc::<Mutex<Vec<u8>>>::default();
        let (mut screen, reading) = (File::from(pty.master), Arc::clone(&text));
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = screen.read(&mut piece) {
                reading.lock().unwrap().extend_from_slice(&piece[..length]);
            }
        });
        let mut shown = Self { process, text, address: String::new() };
        let text = shown.wait_for("By hand:");
        shown.address = text.split("http://").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        shown
    }

    fn wait_for(&self, part: &str) -> String {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let text = String::from_utf8_lossy(&self.text.lock().unwrap()).into_owned();
            if text.contains(part) {
                return text;
            }
            assert!(Instant::now() < end, "{part} does not come: {text}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn send(&self, request: &[u8]) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let _ = kill(Pid::from_raw(self.process.id().cast_signed()), Signal::SIGTERM);
        let _ = self.process.wait();
    }
}

/// A request's target and the code of a demanded refusal stood in the log as they came, without a token: one request painted
/// the terminal in which the emulator runs.
#[test]
fn requests_do_not_steer_the_terminal() {
    for flags in [&[][..], &["--json"]] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("database-schemas")).unwrap();
        for name in ["student", &format!("m{BAD_NAME}")] {
            let path = folder.path().join(format!("database-schemas/{name}.json"));
            std::fs::write(path, student().to_string()).unwrap();
        }
        let mut command = weda(folder.path());
        command.args(["emulate", "--listen", "127.0.0.1:0", "--control"]).args(flags);
        let shown = Shown::start(command);
        for target in
            ["/weda/odata/v1/pre/stu\u{9b}31mRED", "/\u{202e}\u{200b}", "/weda/odata/v1/pre/%1B%C2%9B", "/x?\u{9b}2J"]
        {
            shown.send(format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes());
        }
        shown.send(
            "GET / HTTP/1.1\r\nHost: \u{9b}\r\nX-Request-Id: \u{9b}\u{202e}\r\nConnection: close\r\n\r\n".as_bytes(),
        );
        let fault = serde_json::json!({ "effect": { "refuse": format!("A{BAD}") }, "path": "/odata/" }).to_string();
        shown.send(
            format!(
                "POST /_emulator/faults HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n{fault}",
                shown.address,
                fault.len()
            )
            .as_bytes(),
        );
        shown.send(b"GET /weda/odata/v1/pre/last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let text = shown.wait_for("/pre/last");
        assert_harmless(&format!("emulate {flags:?}"), &text, true);
        assert!(text.contains("RED") && text.contains("x?"), "{text}");
    }
}
