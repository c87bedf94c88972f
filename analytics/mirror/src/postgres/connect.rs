//! The connection: settings from variables, and TLS.

mod tls;

use std::time::Duration;

use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, NoTls};

use super::error::Error;

/// The variable with a URL, which comes before the others.
const URL: &str = "WEDA_POSTGRES_URL";
/// The folder of the server's socket on Debian, where libpq looks as well.
const SOCKETS: &str = "/var/run/postgresql";
const TIMEOUT: Duration = Duration::from_secs(10);

/// Settings of a connection to PostgreSQL. They have a password, and are never printed.
pub struct Connection {
    config: Config,
    /// The file with the certificates to trust; `None` for those of the system.
    root_certificates: Option<String>,
    uses_tls: bool,
}

impl Connection {
    /// Reads the settings from variables: `WEDA_POSTGRES_URL`, or else `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`,
    /// `PGDATABASE`, `PGSSLMODE`, `PGSSLROOTCERT` and `PGCONNECT_TIMEOUT`. Empty ones count as unset.
    ///
    /// A connection to another machine uses TLS, and checks the server's certificate and name, unless `sslmode` is
    /// `disable`. One to this machine uses TLS if `sslmode` asks for it; a Unix socket has none.
    ///
    /// ```
    /// use weda_mirror::postgres::Connection;
    ///
    /// let variable = |name: &str| (name == "WEDA_POSTGRES_URL").then(|| "postgresql://me@127.0.0.1/reports".to_owned());
    /// assert!(Connection::from_variables(&variable).is_ok());
    /// let variable = |name: &str| (name == "WEDA_POSTGRES_URL").then(|| "mysql://localhost".to_owned());
    /// assert!(Connection::from_variables(&variable).is_err());
    /// ```
    ///
    /// # Errors
    /// Returns an error that names the variable if one cannot be used.
    pub fn from_variables(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let mut settings = match variable(URL) {
            Some(url) => of_url(url.trim())?,
            None => of_variables(&variable)?,
        };
        if settings.config.get_hosts().is_empty() && settings.config.get_hostaddrs().is_empty() {
            match std::path::Path::new(SOCKETS).is_dir() {
                // A name that begins with a slash is that of a folder.
                true => settings.config.host(SOCKETS),
                false => settings.config.host("localhost"),
            };
        }
        if settings.config.get_user().is_none() {
            let user = variable("USER").or_else(|| variable("LOGNAME"));
            settings.config.user(user.ok_or_else(|| wrong("PGUSER", "is not set: set it to the name of a role"))?);
        }
        if settings.config.get_connect_timeout().is_none() {
            settings.config.connect_timeout(TIMEOUT);
        }
        settings.config.application_name("weda-mirror");
        settings.into_connection()
    }

    /// Connects. The connection ends with the client.
    ///
    /// # Errors
    /// Returns an error if the server cannot be reached or refuses.
    pub async fn open(self) -> Result<Client, Error> {
        let fail = || Error::server("cannot connect to PostgreSQL");
        match self.uses_tls {
            true => {
                let tls = tls::connector(self.root_certificates.as_deref())?;
                let (client, connection) = self.config.connect(tls).await.map_err(fail())?;
                tokio::spawn(connection);
                Ok(client)
            }
            false => {
                let (client, connection) = self.config.connect(NoTls).await.map_err(fail())?;
                tokio::spawn(connection);
                Ok(client)
            }
        }
    }
}

/// Prints nothing of the settings.
impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("uses_tls", &self.uses_tls).finish_non_exhaustive()
    }
}

/// Settings as they were given.
struct Settings {
    config: Config,
    ssl_mode: Option<String>,
    root_certificates: Option<String>,
    /// The variable with the mode, for messages.
    source: &'static str,
}

fn wrong(name: &str, what: &str) -> Error {
    Error::Settings(format!("the variable {name} {what}"))
}

fn of_url(url: &str) -> Result<Settings, Error> {
    if !url.starts_with("postgresql://") && !url.starts_with("postgres://") {
        return Err(wrong(URL, "is not a URL of PostgreSQL: write `postgresql://USER@HOST:PORT/DATABASE`"));
    }
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut ssl_mode, mut root_certificates, mut rest) = (None, None, Vec::new());
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            Some(("sslmode", mode)) => ssl_mode = Some(mode.to_owned()),
            Some(("sslrootcert", file)) => {
                let file = percent_encoding::percent_decode_str(file).decode_utf8();
                root_certificates =
                    Some(file.map_err(|_| wrong(URL, "has an `sslrootcert` that is not UTF-8"))?.into());
            }
            _ => rest.push(parameter),
        }
    }
    let url = if rest.is_empty() { address.to_owned() } else { format!("{address}?{}", rest.join("&")) };
    // The reason could contain a part of the password.
    let what = "is not a valid URL of PostgreSQL: write `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`, with `%` and two \
                digits for special characters, as `%40` for `@` (it is not shown, since it may have a password)";
    let config: Config = url.parse().map_err(|_| wrong(URL, what))?;
    Ok(Settings { config, ssl_mode, root_certificates, source: URL })
}

fn of_variables(variable: &dyn Fn(&str) -> Option<String>) -> Result<Settings, Error> {
    let mut config = Config::new();
    if let Some(host) = variable("PGHOST") {
        config.host(host);
    }
    if let Some(port) = variable("PGPORT") {
        config.port(port.trim().parse().map_err(|_| wrong("PGPORT", "is not a port: write a number up to 65535"))?);
    }
    if let Some(user) = variable("PGUSER") {
        config.user(user);
    }
    if let Some(password) = variable("PGPASSWORD") {
        config.password(password);
    }
    if let Some(database) = variable("PGDATABASE") {
        config.dbname(database);
    }
    if let Some(seconds) = variable("PGCONNECT_TIMEOUT") {
        let seconds = seconds.trim().parse().map_err(|_| wrong("PGCONNECT_TIMEOUT", "is not a number of seconds"))?;
        config.connect_timeout(Duration::from_secs(seconds));
    }
    let (ssl_mode, root_certificates) = (variable("PGSSLMODE"), variable("PGSSLROOTCERT"));
    Ok(Settings { config, ssl_mode, root_certificates, source: "PGSSLMODE" })
}

impl Settings {
    fn into_connection(mut self) -> Result<Connection, Error> {
        let hosts = self.config.get_hosts();
        let is_socket = hosts.iter().any(|host| !matches!(host, Host::Tcp(_)));
        // An address goes before the name that stands for it.
        let is_remote = hosts.iter().any(|host| matches!(host, Host::Tcp(name) if !is_this_machine(name)))
            || self.config.get_hostaddrs().iter().any(|address| !address.is_loopback());
        let wrong = |what: &str| wrong(self.source, what);
        let uses_tls = match self.ssl_mode.as_deref() {
            None => is_remote,
            Some("disable") => false,
            Some("allow" | "prefer") if !is_remote => false,
            Some("allow" | "prefer") => {
                return Err(wrong(
                    "has an `sslmode` that falls back to a connection without TLS unnoticed: use `verify-full`, or \
                     `disable` on a private network",
                ));
            }
            Some("require" | "verify-ca" | "verify-full") if is_socket => {
                return Err(wrong("asks for TLS, which a Unix socket does not have: remove `sslmode`"));
            }
            Some("require" | "verify-ca" | "verify-full") => true,
            Some(_) => return Err(wrong("has an unknown `sslmode`: use `verify-full` or `disable`")),
        };
        if uses_tls && is_socket {
            return Err(wrong("names a Unix socket and another machine: name one of them"));
        }
        self.config.ssl_mode(if uses_tls { SslMode::Require } else { SslMode::Disable });
        Ok(Connection { config: self.config, root_certificates: self.root_certificates, uses_tls })
    }
}

/// Returns true for the names and addresses of the loopback interface.
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(variables: &[(&str, &str)]) -> Result<Connection, Error> {
        let variables: Vec<(String, String)> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Connection::from_variables(&|name| {
            variables.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
        })
    }

    #[test]
    fn other_machines_need_tls() {
        for (host, mode, expected) in [
            ("127.0.0.1", "", Some(false)),
            ("localhost", "prefer", Some(false)),
            ("::1", "verify-full", Some(true)),
            ("/run/postgresql", "", Some(false)),
            ("/run/postgresql", "require", None),
            ("db.example", "", Some(true)),
            ("db.example", "require", Some(true)),
            ("db.example", "disable", Some(false)),
            ("db.example", "prefer", None),
            ("10.0.0.5", "", Some(true)),
            ("db.example", "sometimes", None),
            ("127.0.0.1,db.example", "", Some(true)),
        ] {
            let variables = [("PGHOST", host), ("PGUSER", "me"), ("PGSSLMODE", mode)];
            let by_variables = connection(&variables).ok().map(|connection| connection.uses_tls);
            if host.contains(',') {
                continue;
            }
            assert_eq!(by_variables, expected, "{host} {mode}");
            let host = host.replace('/', "%2F").replace("::1", "[::1]");
            let mode = if mode.is_empty() { String::new() } else { format!("?sslmode={mode}") };
            let url = format!("postgresql://me@{host}/d{mode}");
            let by_url = connection(&[("WEDA_POSTGRES_URL", &url)]).ok().map(|connection| connection.uses_tls);
            assert_eq!(by_url, expected, "{url}");
        }
        let both = "postgresql://me@127.0.0.1,db.example/d";
        assert!(connection(&[("WEDA_POSTGRES_URL", both)]).unwrap().uses_tls, "one of two hosts is another machine");
        let address = "postgresql://me@localhost/d?hostaddr=10.0.0.5";
        assert!(connection(&[("WEDA_POSTGRES_URL", address)]).unwrap().uses_tls, "the address is what counts");
    }

    #[test]
    fn a_password_is_in_no_message() {
        for url in ["postgresql://me:hunter2@host:port/d", "postgresql://me:hunter2@h/d?sslmode=x", "hunter2"] {
            let error = connection(&[("WEDA_POSTGRES_URL", url)]).unwrap_err();
            let text = format!("{error} {error:?}");
            assert!(!text.contains("hunter2") && text.contains("WEDA_POSTGRES_URL"), "{text}");
        }
        let connection = connection(&[("PGHOST", "127.0.0.1"), ("PGUSER", "me"), ("PGPASSWORD", "hunter2")]).unwrap();
        assert!(!format!("{connection:?}").contains("hunter2"));
    }

    #[test]
    fn wrong_variables_are_named() {
        for (name, value) in [("PGPORT", "many"), ("PGCONNECT_TIMEOUT", "long"), ("PGSSLMODE", "verify")] {
            let error = connection(&[("PGUSER", "me"), ("PGHOST", "127.0.0.1"), (name, value)]).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
        assert!(connection(&[("PGHOST", "127.0.0.1")]).unwrap_err().to_string().contains("PGUSER"));
    }
}
