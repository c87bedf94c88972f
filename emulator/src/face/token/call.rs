/// The calls that issue tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenCall {
    /// `/auth/v1/token/clientCredential`.
    ClientCredential,
    /// `/auth/v1/token`: any grant.
    Grant,
    /// `/auth/v1/signin`.
    SignIn,
    /// `/auth/v1/signin/anonymously`.
    SignInAnonymously,
}

impl TokenCall {
    /// The call at a path below `/auth/v1`.
    pub(crate) fn at(path: &[&str]) -> Option<Self> {
        match path {
            ["token", "clientCredential"] => Some(Self::ClientCredential),
            ["token"] => Some(Self::Grant),
            ["signin"] => Some(Self::SignIn),
            ["signin", "anonymously"] => Some(Self::SignInAnonymously),
            _ => None,
        }
    }

    /// The kind of call, for log and counters.
    pub(crate) fn call(self) -> &'static str {
        match self {
            Self::ClientCredential | Self::Grant => "token",
            Self::SignIn | Self::SignInAnonymously => "sign in",
        }
    }
}
