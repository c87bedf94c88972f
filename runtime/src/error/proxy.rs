use std::fmt;

/// A proxy that cannot be used. Messages leave out its URL, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProxyProblem {
    /// The environment variable that names it; `None` if it was given to the builder.
    variable: Option<&'static str>,
}

impl ProxyProblem {
    pub fn of_builder() -> Self {
        Self { variable: None }
    }

    pub fn of_variable(variable: &'static str) -> Self {
        Self { variable: Some(variable) }
    }
}

impl fmt::Display for ProxyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.variable.unwrap_or("`Proxy::url`");
        write!(
            f,
            "{place} is not the URL of a usable proxy; write it like http://127.0.0.1:7890 or socks5h://127.0.0.1:7890"
        )?;
        if cfg!(not(feature = "socks")) {
            f.write_str(" (with the feature `socks` of weda)")?;
        }
        match self.variable {
            Some(_) => f.write_str(", unset it, or exempt the host with NO_PROXY"),
            None => Ok(()),
        }
    }
}
