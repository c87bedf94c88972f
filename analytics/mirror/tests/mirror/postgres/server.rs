//! A PostgreSQL server of its own, as a child of the tests.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The password of the role `weda`, which no output may have.
pub const PASSWORD: &str = "correct-horse-battery";
/// The text by which psql prints null.
const NULL: &str = "<null>";

/// A running server. It ends when it is dropped.
pub struct Server {
    bin: PathBuf,
    dir: tempfile::TempDir,
    child: Child,
    pub port: u16,
    databases: AtomicU32,
}

/// Finds the newest server of Debian's packages that this user can start.
pub fn installed() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(|path| number(path))?;
    let bin = newest.join("bin");
    (bin.join("initdb").exists() && bin.join("psql").exists() && (!is_root() || role().is_some())).then_some(bin)
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// The user and group `postgres`, since the server refuses to run as root.
fn role() -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut parts = line.split(':').skip(2);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

impl Server {
    /// Starts a server with an empty database cluster. `settings` are added to its configuration.
    pub fn start(settings: &[&str]) -> Self {
        let bin = installed().expect("PostgreSQL is installed");
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let home = dir.path().join("home");
        fs::create_dir(&home).unwrap();
        fs::write(home.join("password"), PASSWORD).unwrap();
        if let Some((user, group)) = role().filter(|_| is_root()) {
            chown(&home, Some(user), Some(group)).unwrap();
            chown(home.join("password"), Some(user), Some(group)).unwrap();
        }
        certificate(&home);
        let data = home.join("data");
        let mut initdb = as_role(&bin.join("initdb"), &home);
        initdb.args(["--username=weda", "--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8"]);
        initdb.args(["--locale=C", "--no-sync", "--pwfile=password", "--pgdata"]).arg(&data);
        let done = initdb.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = as_role(&bin.join("postgres"), &home);
        server.arg("-D").arg(&data).args(["-p", &port.to_string(), "-k"]).arg(&home);
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "autovacuum=off"]);
        if home.join("server.key").exists() {
            for (name, file) in [("ssl_cert_file", "server.crt"), ("ssl_key_file", "server.key")] {
                server.args(["-c", &format!("{name}={}", home.join(file).display())]);
            }
            server.args(["-c", "ssl=on"]);
        }
        settings.iter().for_each(|setting| {
            server.args(["-c", setting]);
        });
        let log = fs::File::create(dir.path().join("log")).unwrap();
        let child = server.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let server = Self { bin, dir, child, port, databases: AtomicU32::new(0) };
        server.wait();
        server
    }

    fn wait(&self) {
        let end = Instant::now() + Duration::from_secs(30);
        while !self.run_psql("postgres", "select 1").0 {
            let log = || fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
            assert!(Instant::now() < end, "the server does not start: {}", log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The folder of its socket and of its certificate.
    pub fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    /// Creates an empty database, and returns its name.
    pub fn database(&self) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("create database {name} template template0"));
        name
    }

    /// The rows that psql prints.
    pub fn psql(&self, database: &str, sql: &str) -> Vec<Vec<Option<String>>> {
        let (is_done, out, errors) = self.run_psql(database, sql);
        assert!(is_done, "{sql}: {errors}");
        let value = |text: &str| (text != NULL).then(|| text.to_owned());
        // psql ends the last row with a line break, and prints nothing if there are no rows.
        let rows = out.strip_suffix('\n').map(|rows| rows.split('\u{1e}')).into_iter().flatten();
        rows.map(|row| row.split('\u{1f}').map(value).collect()).collect()
    }

    /// The only value of the only row.
    pub fn value(&self, database: &str, sql: &str) -> Option<String> {
        let rows = self.psql(database, sql);
        assert!(rows.len() == 1 && rows[0].len() == 1, "{sql}: {rows:?}");
        rows[0][0].clone()
    }

    /// The message with which the server refuses a statement.
    pub fn refusal(&self, database: &str, sql: &str) -> String {
        let (is_done, out, errors) = self.run_psql(database, sql);
        assert!(!is_done, "{sql}: {out}");
        errors
    }

    fn run_psql(&self, database: &str, sql: &str) -> (bool, String, String) {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-F", "\u{1f}", "-R", "\u{1e}"]);
        psql.args(["-P", &format!("null={NULL}"), "-d", database, "-U", "weda", "-f", "-"]);
        psql.env("PGHOST", self.home()).env("PGPORT", self.port.to_string()).env("PGTZ", "UTC");
        psql.env("PGOPTIONS", "-c intervalstyle=iso_8601 -c extra_float_digits=1");
        psql.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = psql.spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), sql.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.success(), text(done.stdout), text(done.stderr))
    }

    /// The variables by which a client finds a database, by TCP and with the password.
    pub fn variables(&self, database: &str) -> Vec<(&'static str, String)> {
        vec![
            ("PGHOST", "127.0.0.1".to_owned()),
            ("PGPORT", self.port.to_string()),
            ("PGUSER", "weda".to_owned()),
            ("PGPASSWORD", PASSWORD.to_owned()),
            ("PGDATABASE", database.to_owned()),
        ]
    }

    /// Waits until no client of the mirror is connected to a database.
    pub fn wait_for_clients(&self, database: &str) {
        let query = format!(
            "select count(*) from pg_stat_activity where datname = '{database}' and application_name = 'weda-mirror'"
        );
        let end = Instant::now() + Duration::from_secs(30);
        while self.value("postgres", &query).as_deref() != Some("0") {
            assert!(Instant::now() < end, "a client stays connected");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends the server as a crash would.
    pub fn crash(&mut self) {
        let _ = signal(self.child.id(), "QUIT");
        let _ = self.child.wait();
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        assert!(TcpStream::connect(address).is_err(), "it no longer listens");
    }
}

/// Sends a signal to a process.
pub fn signal(process: u32, name: &str) -> bool {
    Command::new("kill").args([format!("-{name}"), process.to_string()]).status().is_ok_and(|done| done.success())
}

fn as_role(program: &Path, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(dir).env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C");
    if let Some((user, group)) = role().filter(|_| is_root()) {
        command.uid(user).gid(group);
    }
    command
}

/// Makes a certificate for `localhost`, if openssl is there.
fn certificate(home: &Path) {
    let mut openssl = as_role(Path::new("openssl"), home);
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]);
    openssl.args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]);
    openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    openssl.args(["-keyout", "server.key", "-out", "server.crt"]);
    let _ = openssl.output();
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = signal(self.child.id(), "INT");
            let _ = self.child.wait();
        }
    }
}
