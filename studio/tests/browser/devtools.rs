//! Chromium over its debugging protocol: a WebSocket on the loopback interface.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The programs that Debian and others install.
const NAMES: [&str; 4] = ["chromium", "chromium-headless-shell", "chromium-browser", "google-chrome"];

/// The path of a browser, or `None` if none is installed.
pub fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

/// A running browser. It ends when it is dropped.
pub struct Browser {
    child: Child,
    address: String,
    profile: PathBuf,
}

impl Browser {
    pub fn start(program: &PathBuf) -> Self {
        let profile = std::env::temp_dir().join(format!("weda-studio-browser-{}", std::process::id()));
        let mut child = Command::new(program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--remote-debugging-port=0", "--remote-debugging-address=127.0.0.1", "--lang=en-US"])
            // No name but the loopback's resolves: nothing leaves the machine.
            .arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("DevTools listening on ws://").map(str::to_owned));
        // Its further messages must be read, or it would stop at a full pipe.
        thread::spawn(move || lines.for_each(drop));
        Self { child, address: listening.expect("the browser ended before it listened"), profile }
    }

    /// A new page in a context of its own, with nothing stored.
    pub fn page(&self, width: u32, height: u32) -> Page {
        let (host, path) = self.address.split_once('/').unwrap();
        let mut page = Page::connect(host, &format!("/{path}"));
        // Closed with the connection: pages that read the log or the state go on otherwise.
        let context = json!({ "disposeOnDetach": true });
        let context = page.send("Target.createBrowserContext", context)["browserContextId"].take();
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        page.send("Browser.grantPermissions", json!({ "permissions": permissions, "browserContextId": context }));
        let target = page.send("Target.createTarget", json!({ "url": "about:blank", "browserContextId": context }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        page.session = page.send("Target.attachToTarget", target)["sessionId"].take();
        for domain in ["Page", "Runtime", "Network", "Log", "DOM"] {
            page.send(&format!("{domain}.enable"), json!({}));
        }
        page.resize(width, height);
        page
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// A page of the browser.
pub struct Page {
    stream: BufReader<TcpStream>,
    session: Value,
    next: u64,
    /// The events that were not looked at.
    events: VecDeque<Value>,
    /// Everything that a page must not do: errors, violations of the policy, requests to other hosts.
    pub offences: Vec<String>,
    origin: Mutex<String>,
}

impl Page {
    fn connect(host: &str, path: &str) -> Self {
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut stream = BufReader::new(stream);
        write!(
            stream.get_mut(),
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: d2VkYS1zdHVkaW8tdGVzdA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        .unwrap();
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).unwrap();
        }
        let (session, events, offences) = (Value::Null, VecDeque::new(), Vec::new());
        Self { stream, session, next: 0, events, offences, origin: Mutex::default() }
    }

    /// Sends a command and returns its result.
    #[track_caller]
    pub fn send(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": parameters });
        if !self.session.is_null() {
            message["sessionId"] = self.session.clone();
        }
        self.write(&message.to_string());
        loop {
            let mut answer = self.read();
            if answer["id"] == self.next {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].take();
            }
            self.event(answer);
        }
    }

    fn event(&mut self, event: Value) {
        let parameters = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => self.offences.push(format!("exception: {}", parameters["exceptionDetails"])),
            "Runtime.consoleAPICalled" if parameters["type"] == "error" => {
                self.offences.push(format!("console: {}", parameters["args"]));
            }
            // Includes violations of the policy. A refused call is an answer, of which the page tells.
            "Log.entryAdded"
                if parameters["entry"]["level"] == "error" && parameters["entry"]["source"] != "network" =>
            {
                self.offences.push(format!("log: {}", parameters["entry"]));
            }
            "Network.requestWillBeSent" => {
                let url = parameters["request"]["url"].as_str().unwrap_or_default();
                let origin = self.origin.lock().unwrap();
                if !url.starts_with(origin.as_str()) {
                    self.offences.push(format!("request: {url}"));
                }
            }
            _ => {}
        }
        self.events.push_back(event);
        self.events.truncate(1000);
    }

    /// A text frame, masked as clients must.
    fn write(&mut self, text: &str) {
        let mut frame = vec![0x81];
        match text.len() {
            length @ 0..=125 => frame.push(0x80 | length as u8),
            length @ 126..=0xffff => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
            length => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        // A mask of zeros leaves the text as it is.
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.stream.get_mut().write_all(&frame).unwrap();
    }

    /// The next message.
    fn read(&mut self) -> Value {
        let mut text = Vec::new();
        loop {
            let mut head = [0; 2];
            self.stream.read_exact(&mut head).expect("the browser answers within 30 seconds");
            let mut length = u64::from(head[1] & 0x7f);
            if length >= 126 {
                let mut bytes = [0; 8];
                let start = if length == 126 { 6 } else { 0 };
                self.stream.read_exact(&mut bytes[start..]).unwrap();
                length = u64::from_be_bytes(bytes);
            }
            let from = text.len();
            text.resize(from + length as usize, 0);
            self.stream.read_exact(&mut text[from..]).unwrap();
            if head[0] & 0x80 != 0 {
                return serde_json::from_slice(&text).unwrap();
            }
        }
    }

    pub fn resize(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.send("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Opens an address, to which all requests must go from then on.
    pub fn open(&mut self, url: &str) {
        let origin: String = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/") + "/";
        *self.origin.lock().unwrap() = origin;
        self.send("Page.navigate", json!({ "url": url }));
    }

    /// The value of an expression of JavaScript, awaited.
    #[track_caller]
    pub fn eval(&mut self, expression: &str) -> Value {
        let mut result = self.send(
            "Runtime.evaluate",
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true }),
        );
        assert!(result.get("exceptionDetails").is_none(), "{expression}: {result}");
        result["result"]["value"].take()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub fn until(&mut self, expression: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        // A page that is being replaced has no body.
        while self.eval(&format!("(() => {{ try {{ return !!({expression}) }} catch {{ return false }} }})()")) != true
        {
            if Instant::now() > end {
                let text = self.eval("document.body.innerText");
                panic!(
                    "not within 20 seconds: {expression}\n{}\n{:?}",
                    text.as_str().unwrap_or_default(),
                    self.offences
                );
            }
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits for a text on the page.
    #[track_caller]
    pub fn see(&mut self, text: &str) {
        self.until(&format!("document.body.innerText.includes({})", json!(text)));
    }

    /// Clicks with the pointer in the middle of the element that a selector finds, as soon as it is there.
    #[track_caller]
    pub fn click(&mut self, selector: &str) {
        self.click_with(selector, 0);
    }

    #[track_caller]
    pub fn click_with(&mut self, selector: &str, modifiers: u32) {
        let selector = json!(selector);
        self.until(&format!("document.querySelector({selector}).getBoundingClientRect().width > 0"));
        let place = self.eval(&format!(
            "(() => {{ const e = document.querySelector({selector}); e.scrollIntoView({{ block: 'nearest' }}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1, "modifiers": modifiers });
            self.send("Input.dispatchMouseEvent", event);
        }
    }

    /// Clicks the first button or link with this text.
    #[track_caller]
    pub fn press(&mut self, text: &str) {
        let found = format!(
            "[...document.querySelectorAll('button, a, summary')].find((e) => e.innerText.trim() === {})",
            json!(text)
        );
        self.until(&found);
        self.eval(&format!("{found}.setAttribute('data-test', '1')"));
        self.click("[data-test]");
        self.eval("document.querySelector('[data-test]')?.removeAttribute('data-test')");
    }

    /// Types a text where the focus is.
    pub fn type_text(&mut self, text: &str) {
        self.send("Input.insertText", json!({ "text": text }));
    }

    /// Presses a key. Modifiers: 1 Alt, 2 Ctrl, 8 Shift.
    pub fn key(&mut self, key: &str, modifiers: u32) {
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "Backspace" => 8,
            "Delete" => 46,
            "Home" => 36,
            "End" => 35,
            "PageDown" => 34,
            "ArrowDown" => 40,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowLeft" => 37,
            " " => 32,
            "PageUp" => 33,
            "F2" => 113,
            ";" => 186,
            other => i32::from(other.to_ascii_uppercase().as_bytes()[0]),
        };
        let text = match key {
            "Enter" => "\r",
            one if one.chars().count() == 1 && modifiers & 2 == 0 => one,
            _ => "",
        };
        let mut event = json!({ "type": "keyDown", "key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers });
        if !text.is_empty() {
            event["text"] = json!(text);
        }
        self.send("Input.dispatchKeyEvent", event.clone());
        event["type"] = json!("keyUp");
        self.send("Input.dispatchKeyEvent", event);
    }

    /// Puts a text on the clipboard and presses the keys that paste it.
    pub fn paste(&mut self, text: &str) {
        self.eval(&format!("navigator.clipboard.writeText({})", json!(text)));
        self.command("v", "paste");
    }

    /// Presses the keys that copy, and returns what is on the clipboard then.
    pub fn copied(&mut self) -> String {
        self.command("c", "copy");
        self.clipboard()
    }

    /// The text on the clipboard.
    pub fn clipboard(&mut self) -> String {
        self.eval("navigator.clipboard.readText()").as_str().unwrap_or_default().to_owned()
    }

    fn command(&mut self, key: &str, command: &str) {
        let code = i32::from(key.to_ascii_uppercase().as_bytes()[0]);
        let event = json!({ "type": "keyDown", "key": key, "windowsVirtualKeyCode": code, "modifiers": 2, "commands": [command] });
        self.send("Input.dispatchKeyEvent", event);
        let event = json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code, "modifiers": 2 });
        self.send("Input.dispatchKeyEvent", event);
    }

    /// Drags from the middle of the element that a selector finds.
    pub fn drag(&mut self, selector: &str, by: f64) {
        let place = self.eval(&format!(
            "(() => {{ const r = document.querySelector({}).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()",
            json!(selector)
        ));
        let (x, y) = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
        for (kind, x) in
            [("mousePressed", x), ("mouseMoved", x + by / 2.0), ("mouseMoved", x + by), ("mouseReleased", x + by)]
        {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
            self.send("Input.dispatchMouseEvent", event);
        }
    }

    /// Saves a picture into the folder of `WEDA_STUDIO_PICTURES`, if it is set.
    pub fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("WEDA_STUDIO_PICTURES") else { return };
        let picture = self.send("Page.captureScreenshot", json!({ "format": "png" }));
        let path = PathBuf::from(folder).join(format!("{name}.png"));
        std::fs::write(path, decoded(picture["data"].as_str().unwrap())).unwrap();
    }

    /// No error, no violation of the policy, no request to another host.
    #[track_caller]
    pub fn end(mut self) {
        self.eval("1");
        assert!(self.offences.is_empty(), "{:#?}", self.offences);
    }
}

/// Base64.
fn decoded(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::new();
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0, |all, byte| all << 6 | value(*byte)) << (6 * (4 - four.len()));
        bytes.extend(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}
