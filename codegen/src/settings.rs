//! What `weda.toml` says.

mod choose;
mod error;
mod fields;
mod file;
mod names;
mod paths;

use std::path::{Path, PathBuf};

use crate::ancestors::ancestors;
use crate::plan::Serde;

pub(crate) use choose::identifier;
pub use error::{SettingsError, SettingsErrors};

/// The name of the file.
const FILE: &str = "weda.toml";

/// The settings in `weda.toml`: where definitions are, and what is made of them.
///
/// The file that counts is the nearest one from the folder of the package (of the command: from the current folder) up to
/// the root of the workspace or repository. Paths in it start from its own folder. It lies beside the directory of the
/// definitions and never in it, since the vendor's tool takes every file there for a model.
///
/// Each setting may be left out. One that does not exist is an error, and so is a model or field that does not.
///
/// ```
/// use weda_codegen::Settings;
///
/// let text = r#"
/// models = "definitions"                     # where the definitions are; else `database-schemas` beside this file
/// out = "src/data"                           # where `weda generate` writes; else `src/models`
/// only = ["student", "class", "sys_user"]    # these models and no others
/// skip = ["sys_user"]                        # but not these
/// optional = ["student.name", "x-rtf"]       # required by the definition, missing in records of old
/// present = ["student.phone", "boolean"]     # not required by the definition, but there in every record
/// derive = ["PartialEq"]                     # more traits for all generated types
/// serde = "derive"                           # serde's two traits by its own macros, with the names of the wire
/// library = false                            # whether the output is a crate of its own
/// emulator = "127.0.0.1:4010"                # where `weda emulate` listens, for the commands that call the service
///
/// [types]                                    # types of your own: for a field, a format, a kind
/// "student.phone" = "crate::Phone"
/// email = "crate::Email"
/// datetime = "crate::Moment"
/// "#;
/// let settings = Settings::parse("/home/li/school/weda.toml".as_ref(), text).unwrap();
/// assert_eq!(settings.models.as_deref(), Some("/home/li/school/definitions".as_ref()));
///
/// let problems = Settings::parse("weda.toml".as_ref(), "modles = \"definitions\"").unwrap_err();
/// assert_eq!(problems.to_string(), "weda.toml:1 there is no setting `modles`; did you mean `models`?");
/// ```
///
/// # Many fields at once
///
/// [`optional`](Self::optional), [`present`](Self::present) and [`types`](Self::types) name a field by the keys from the
/// model down, as in `student.address.city`; or all fields of a format, as definitions spell it (`email`, `x-rtf`); or all
/// fields of a kind:
///
/// | kind | fields |
/// |---|---|
/// | `text` | texts of every format, but for those below |
/// | `number`, `integer`, `boolean` | numbers with a fraction, whole numbers, truth values |
/// | `datetime`, `date`, `time` | moments, days, times of day |
/// | `file`, `region`, `location` | files and images, regions, places |
/// | `autonumber` | automatic numbers |
/// | `json` | free JSON |
/// | `choice`, `list`, `object`, `relation` | only in `optional` and `present`, since their types differ from field to field |
///
/// The format is that of the field itself; elements of lists go by their kind. What is said of a field counts more than
/// what is said of its format, and that more than what is said of its kind.
///
/// # Who obeys
///
/// `weda generate` obeys all of them, and a build script all but [`out`](Self::out) and [`library`](Self::library), since
/// its output is a module in cargo's folder. `#[weda_model]` obeys [`models`](Self::models), [`optional`](Self::optional)
/// and [`present`](Self::present): a view says for itself what it loads, of which types, and what it derives.
/// The commands that call the service obey [`emulator`](Self::emulator).
/// `weda pull`, `weda diff` and `weda doctor` obey `models`, and ask for the models that [`includes`](Self::includes) names.
/// `weda emulate` obeys `models`, and serves every model that can be read: of [`only`](Self::only) and
/// [`skip`](Self::skip) it takes no more than which files may be broken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The file; `None` where there is none, and then nothing is set.
    pub file: Option<PathBuf>,
    /// `models = "definitions"`: the directory of the definitions. The variable `WEDA_MODELS` comes before it; without
    /// both it is `database-schemas` beside the file. The empty text counts as not set, as it does for the variable.
    pub models: Option<PathBuf>,
    /// `out = "src/data"`: the folder that `weda generate` writes to, with `src/data.rs` beside it. The command's `--out`
    /// comes before it; without both it is `src/models` in the current folder, or `src` for a [`library`](Self::library).
    /// Its last part is the module's name, so that a module's folder cannot be `.`, `..` or empty.
    pub out: Option<PathBuf>,
    /// `only = ["student"]`: code is generated for these models alone. Relations may point to others: these become types
    /// that are known by name only, as for models without a definition.
    pub only: Option<Vec<Entry>>,
    /// `skip = ["student"]`: no code is generated for these models, and their definitions may be broken.
    pub skip: Vec<Entry>,
    /// `optional = ["student.name", "student.address.city", "x-rtf"]`: fields that some records do not have although the
    /// definition requires them. They are read as `Option`; a new record needs them still. An entry is a field, a format or
    /// a kind.
    pub optional: Vec<Entry>,
    /// `present = ["student.phone", "boolean"]`: fields that every record has although the definition does not require
    /// them. They are read as `T` instead of `Option<T>`, and a record without one is an error; what a new record needs
    /// stays as the definition says. An entry is a field, a format or a kind, and none is in `optional` too. Reverse
    /// relations are in no record, so they stay an `Option`.
    pub present: Vec<Entry>,
    /// `[types]` with lines such as `"student.phone" = "crate::Phone"`: types of your own for fields, in place of
    /// `String`, `f64` and so on, in rows, nested objects and create shapes. The key is a field (in quotes), a format or a
    /// kind; the value is the type's path, as code in the output folder would write it. Elements of lists follow their
    /// kind.
    ///
    /// The type implements `Clone` and `Debug`, `weda::codec::Codec` to be read and written, `weda::codec::Decode<K>` for the kind `K`
    /// of the field, and `weda::value::IntoValue<K, A>` for all `A` to be set and compared; all of them by delegation to the type
    /// it replaces. With [`serde = "derive"`](Self::serde) it implements serde's two traits, and under [`derive`](Self::derive) those
    /// that are named there. The field's constant stays as it is: filters take what they always take, and your type.
    ///
    /// Generated code has one line for each of your types that holds it against its kind, so that a type that cannot hold
    /// the field is an error at that line: ``this type cannot hold a field of kind `Number` ``.
    pub types: Vec<OwnType>,
    /// `derive = ["PartialEq"]`: traits that all generated types derive besides `Debug` and `Clone`: rows, create shapes,
    /// nested objects and option sets. A trait of another crate needs its path, as in `schemars::JsonSchema`. `PartialOrd`
    /// and `Ord` are refused: an option that becomes listed would change its place in a derived order.
    pub derive: Vec<Entry>,
    /// `serde = false`: generated types do not implement `serde::Serialize` and `serde::Deserialize`. Otherwise all of them
    /// do, under the names of the wire; an option is the text that records store, and one that the definition does not list
    /// is kept. A member that is missing is `None`. They do so by the tables of their fields, in formats that describe
    /// themselves (JSON, TOML, CBOR), and the package needs no `serde`.
    ///
    /// `serde = "derive"`: by serde's derive macros, which run about three times faster and take many times longer to
    /// compile. The package needs `serde` with its feature `derive`, and [types of your own](Self::types) implement both traits.
    ///
    /// Formats that do not describe themselves, such as bincode, CSV and forms, need `"derive"`, too.
    ///
    /// Where [`derive`](Self::derive) names serde's traits or those of another crate, whose macros may read serde's attributes,
    /// `false` is the default and `true` means `"derive"`. With [types of your own](Self::types) `true` means `"derive"`, too:
    /// tables write such a type by its `Codec`, and not by its own `Serialize`.
    pub serde: Option<Serde>,
    /// `library = true`: the output is a crate that holds nothing but models. The file that declares them is `lib.rs` in
    /// the output folder, which is `src` unless [`out`](Self::out) says otherwise. The crate depends on `weda`; types of
    /// your own are in other crates.
    pub library: bool,
    /// `emulator = "127.0.0.1:4010"`: the address of the emulator that the command calls in place of an environment,
    /// where no flag and no variable names either of them. An address of this machine, as `WEDA_EMULATOR_HOST` takes it.
    /// The empty text counts as not set. Programs do not read it: they have
    /// `WEDA_EMULATOR_HOST` or `Client::for_emulator`.
    pub emulator: Option<String>,
    /// What the package calls the crate `weda`; no setting. `None` is [what its `Cargo.toml` says](crate::runtime_name): that of
    /// the package in which the output is.
    pub runtime: Option<String>,
}

/// One text in a list of settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The text.
    pub text: String,
    /// Its line; the first is 1.
    pub line: u32,
}

/// One line of the table `types`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnType {
    /// The fields it is about: a field, a format or a kind.
    pub of: Entry,
    /// The path of the type.
    pub path: String,
}

impl Settings {
    /// Reads the nearest `weda.toml` from the folder `start` up to the root of the workspace or repository. Where there is
    /// none, nothing is set.
    ///
    /// # Errors
    /// The file cannot be read, or as [`parse`](Self::parse).
    pub fn find(start: &Path) -> Result<Self, SettingsErrors> {
        let mut files = ancestors(start).into_iter().map(|folder| folder.join(FILE));
        match files.find(|file| file.is_file()) {
            Some(file) => file::read(&file),
            None => Ok(Self::default()),
        }
    }

    /// Understands the text of the settings in `file`.
    ///
    /// # Errors
    /// It is no TOML, has settings that do not exist, or values of another kind.
    pub fn parse(file: &Path, text: &str) -> Result<Self, SettingsErrors> {
        file::parse(file, text)
    }

    /// Where the command writes: `flag` if it was given, else [`out`](Self::out), else the folder that is usual.
    ///
    /// ```
    /// let settings = weda_codegen::Settings::default();
    /// assert_eq!(settings.output(None), std::path::Path::new("src/models"));
    /// ```
    #[must_use]
    pub fn output(&self, flag: Option<PathBuf>) -> PathBuf {
        let usual = || if self.library { "src" } else { "src/models" };
        flag.or_else(|| self.out.clone()).unwrap_or_else(|| usual().into())
    }

    /// A problem with one line of the file.
    fn error(&self, line: Option<u32>, fault: error::Fault) -> SettingsError {
        SettingsError { file: self.file.clone().unwrap_or_else(|| FILE.into()), line, fault }
    }
}
