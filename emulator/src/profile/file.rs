//! Profiles as TOML.

use std::io;
use std::path::Path;

use serde::Deserialize;
use toml::{Table, Value};
use weda_definition::read_regular_file;

use super::{Accept, Answers, Errors, Gateway, Identity, Lists, ModelApi, Profile, Writes};
use crate::error::Error;

/// Largest file that is read as a profile.
const MAX_BYTES: u64 = 1 << 20;

impl Profile {
    /// Reads a profile from TOML: a preset, which defaults to `documented`, and the switches that differ from it. Errors call
    /// the text `source`.
    ///
    /// ```
    /// use weda_emulator::Profile;
    ///
    /// let text = r#"
    ///     preset = "strict"
    ///
    ///     [accept]
    ///     ge_le = true
    ///
    ///     [answers]
    ///     unknown_get = "no-content"
    /// "#;
    /// let profile = Profile::parse("emulator.toml", text)?;
    /// assert!(profile.accept.ge_le && profile.gateway.request_id_required);
    /// # Ok::<(), weda_emulator::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error, which names the line, if the text is not TOML, or names an unknown switch or value.
    pub fn parse(source: &str, text: &str) -> Result<Self, Error> {
        let refuse =
            |error: toml::de::Error| Error::Profile { source_name: source.to_owned(), reason: located(&error, text) };
        // Typed first: only so do mistakes know their lines.
        let File { preset, accept, lists, writes, answers, errors, gateway, identity, model_api } =
            toml::from_str(text).map_err(refuse)?;
        let preset = match preset {
            Preset::Documented => {
                return Ok(Self { accept, lists, writes, answers, errors, gateway, identity, model_api });
            }
            Preset::Lenient => Self::lenient(),
            Preset::Strict => Self::strict(),
        };
        let changes: Table = toml::from_str(text).map_err(refuse)?;
        let merge = || {
            let mut all = Table::try_from(preset).ok()?;
            for (group, switches) in changes {
                let (Some(Value::Table(all)), Value::Table(switches)) = (all.get_mut(&group), switches) else {
                    continue;
                };
                all.extend(switches);
            }
            all.try_into().ok()
        };
        let reason = || "the switches do not fit together: report it".to_owned();
        merge().ok_or_else(|| Error::Profile { source_name: source.to_owned(), reason: reason() })
    }

    /// Reads the profile in the file at `path`.
    ///
    /// # Errors
    /// Returns an error as [`Profile::parse`] does, or if the file cannot be read.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let source = path.display().to_string();
        let bytes = read_regular_file(path, MAX_BYTES);
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8 text")));
        let text = text.map_err(|error| {
            let reason = format!("cannot be read ({error}): give the path of a TOML file");
            Error::File { path: path.to_owned(), reason }
        })?;
        Self::parse(&source, &text)
    }
}

/// Content of a file: a preset beside the groups of switches, which here are those of `documented`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    preset: Preset,
    accept: Accept,
    lists: Lists,
    writes: Writes,
    answers: Answers,
    errors: Errors,
    gateway: Gateway,
    identity: Identity,
    model_api: ModelApi,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Preset {
    #[default]
    Documented,
    Lenient,
    Strict,
}

/// `line 3: unknown field ..`.
fn located(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let message = error.message();
    match line {
        Some(line) => format!("line {line}: {message}: use the switches that the documentation of `Profile` lists"),
        None => format!("{message}: use the switches that the documentation of `Profile` lists"),
    }
}
