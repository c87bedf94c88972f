//! All effects, for tools that let a person choose one.

use std::sync::LazyLock;

use super::Effect;
use crate::own_docs;

/// An effect as tools offer it, with the sentence of its documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EffectKind {
    /// Its name in JSON: `drop-after`.
    pub name: String,
    /// The variant of [`Effect`]: `DropAfter`.
    pub variant: &'static str,
    /// The value that belongs to it, if there is one.
    pub argument: Option<EffectArgument>,
    /// Its documentation.
    pub doc: String,
}

/// The value that belongs to an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EffectArgument {
    /// An error code.
    Code,
    /// An HTTP status.
    Status,
    /// A number of milliseconds.
    Millis,
}

/// Read from the source of the type, so that no effect can be left out.
static KINDS: LazyLock<Vec<EffectKind>> = LazyLock::new(|| {
    let members = own_docs::members(include_str!("../fault.rs"), "enum Effect");
    let kind = |member: own_docs::Member| EffectKind {
        name: member.json_name(),
        variant: member.name,
        argument: match member.of {
            "String" => Some(EffectArgument::Code),
            "u16" => Some(EffectArgument::Status),
            "u64" => Some(EffectArgument::Millis),
            _ => None,
        },
        doc: member.doc,
    };
    members.into_iter().map(kind).collect()
});

impl Effect {
    /// All effects, in the order of their declaration.
    ///
    /// ```
    /// use weda_emulator::Effect;
    ///
    /// let kind = Effect::kinds().iter().find(|kind| kind.name == "drop-after").unwrap();
    /// assert_eq!(kind.doc, "The call is carried out; the connection ends without an answer.");
    /// ```
    #[must_use]
    pub fn kinds() -> &'static [EffectKind] {
        &KINDS
    }

    /// The name of the effect in JSON: `drop-after`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Effect::Refuse(_) => "refuse",
            Effect::RefuseAfter(_) => "refuse-after",
            Effect::Html => "html",
            Effect::Status(_) => "status",
            Effect::Drop => "drop",
            Effect::DropAfter => "drop-after",
            Effect::Half => "half",
            Effect::Late(_) => "late",
            Effect::Delay(_) => "delay",
            Effect::Twice => "twice",
            Effect::AnswerTwice => "answer-twice",
            Effect::ExpireTokens => "expire-tokens",
            Effect::Advance(_) => "advance",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Effect, EffectArgument};

    /// Each kind, with an argument, is read as JSON and has its name back; and the kinds are all that JSON knows.
    #[test]
    fn the_kinds_are_the_effects_of_json() {
        let mut names = Vec::new();
        for kind in Effect::kinds() {
            assert!(kind.doc.ends_with('.') && !kind.doc.contains("]("), "{kind:?}");
            let json = match kind.argument {
                None => serde_json::json!(kind.name),
                Some(EffectArgument::Code) => serde_json::json!({ kind.name.as_str(): "SYS_ERR" }),
                Some(EffectArgument::Status) => serde_json::json!({ kind.name.as_str(): 503 }),
                Some(EffectArgument::Millis) => serde_json::json!({ kind.name.as_str(): 5 }),
            };
            let effect: Effect = serde_json::from_value(json).unwrap();
            assert_eq!(effect.name(), kind.name);
            assert!(format!("{effect:?}").starts_with(kind.variant), "{kind:?}");
            names.push(format!("`{}`", kind.name));
        }
        let error = serde_json::from_str::<Effect>("\"none\"").unwrap_err().to_string();
        assert!(error.contains(&format!("expected one of {}", names.join(", "))), "{error}");
    }
}
