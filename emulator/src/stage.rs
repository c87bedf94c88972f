/// The two separate stores of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Pre,
    Prod,
}

impl Stage {
    pub(crate) const ALL: [Stage; 2] = [Stage::Pre, Stage::Prod];

    /// The stage with this name in paths.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Stage::Pre => "pre",
            Stage::Prod => "prod",
        }
    }
}
