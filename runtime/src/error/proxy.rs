use std::fmt;

/// A proxy that cannot be used. Its address is not repeated, since it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProxyProblem {
    /// The variable that names it; otherwise it was given to the builder.
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
            "{place} does not name a proxy that can be used; write it like http://127.0.0.1:7890 or socks5h://127.0.0.1:7890"
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
