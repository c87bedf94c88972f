/// The calls about tokens and those who have them.
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
    /// `/auth/v1/user/me`: the user of a token.
    Me,
}

impl TokenCall {
    /// The call at a path below `/auth/v1`.
    pub(crate) fn at(path: &[&str]) -> Option<Self> {
        match path {
            ["token", "clientCredential"] => Some(Self::ClientCredential),
            ["token"] => Some(Self::Grant),
            ["signin"] => Some(Self::SignIn),
            ["signin", "anonymously"] => Some(Self::SignInAnonymously),
            ["user", "me"] => Some(Self::Me),
            _ => None,
        }
    }

    /// The kind of call, for log and counters.
    pub(crate) fn call(self) -> &'static str {
        match self {
            Self::ClientCredential | Self::Grant => "token",
            Self::SignIn | Self::SignInAnonymously => "sign in",
            Self::Me => "user",
        }
    }

    pub(crate) fn method(self) -> &'static str {
        if self == Self::Me { "GET" } else { "POST" }
    }
}
