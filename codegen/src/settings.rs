//! The settings in `weda.toml`.

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

/// The settings in `weda.toml`: where definitions are, and what is generated from them.
///
/// The file is the nearest one from the folder of the package (for the command: the current folder) up to the root of the
/// workspace or repository. Paths in it are relative to its own folder. It is beside the directory of the definitions and not
/// in it, since the vendor's tool takes every file there for a model.
///
/// All settings are optional. An unknown setting, model or field is an error.
///
/// ```
/// use weda_codegen::Settings;
///
/// let text = r#"
/// models = "definitions"                     # where the definitions are; else `database-schemas` beside this file
/// out = "src/data"                           # where `weda generate` writes; else `src/models`
/// only = ["student", "class", "sys_user"]    # these models and no others
/// skip = ["sys_user"]                        # but not these
/// optional = ["student.name", "x-rtf"]       # required by the definition, missing in old records
/// present = ["student.phone", "boolean"]     # not required by the definition, but present in every record
/// derive = ["PartialEq"]                     # more traits for all generated types
/// serde = "derive"                           # serde's two traits by its own macros, with the names of the wire
/// library = false                            # whether the output is a crate of its own
/// emulator = "127.0.0.1:4010"                # where `weda emulate` listens, for the commands that call the service
/// gateway = "model"                          # the interface that these commands use; else `odata`
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
/// | `text` | texts of every format, except those below |
/// | `number`, `integer`, `boolean` | numbers with a fraction, whole numbers, booleans |
/// | `datetime`, `date`, `time` | points in time, days, times of day |
/// | `file`, `region`, `location` | files and images, regions, places |
/// | `autonumber` | automatic numbers |
/// | `json` | free JSON |
/// | `choice`, `list`, `object`, `relation` | only in `optional` and `present`, since their types differ from field to field |
///
/// The format is that of the field itself; elements of lists are matched by their kind. A field has precedence over a format,
/// and a format over a kind.
///
/// # Scope of the settings
///
/// - `weda generate` uses all settings.
/// - A build script uses all but [`out`](Self::out) and [`library`](Self::library), since its output is a module in cargo's
///   folder.
/// - `#[weda_model]` uses [`models`](Self::models), [`optional`](Self::optional) and [`present`](Self::present): a view has its
///   own fields, types and derives.
/// - The commands that call the service use [`emulator`](Self::emulator) and [`gateway`](Self::gateway).
/// - `weda pull`, `weda diff` and `weda doctor` use `models`, and request the models of [`includes`](Self::includes).
/// - `weda emulate` uses `models` and serves every valid model: [`only`](Self::only) and [`skip`](Self::skip) only decide which
///   files may be invalid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The file; `None` if there is none, and then nothing is set.
    pub file: Option<PathBuf>,
    /// `models = "definitions"`: the directory of the definitions. The variable `WEDA_MODELS` overrides it. Defaults to
    /// `database-schemas` beside the file. An empty text counts as not set, also for the variable.
    pub models: Option<PathBuf>,
    /// `out = "src/data"`: the folder that `weda generate` writes to, with `src/data.rs` beside it. The command's `--out`
    /// overrides it. Defaults to `src/models` in the current folder, or `src` for a [`library`](Self::library). Its last part
    /// is the name of the module, so that it cannot be `.`, `..` or empty.
    pub out: Option<PathBuf>,
    /// `only = ["student"]`: code is generated only for these models. Relations may refer to others, which become types
    /// without fields, as for models without a definition.
    pub only: Option<Vec<Entry>>,
    /// `skip = ["student"]`: no code is generated for these models, and their definitions may be invalid.
    pub skip: Vec<Entry>,
    /// `optional = ["student.name", "student.address.city", "x-rtf"]`: fields that some records lack although the
    /// definition requires them. They are read as `Option`; a new record still needs them. An entry is a field, a format or
    /// a kind.
    pub optional: Vec<Entry>,
    /// `present = ["student.phone", "boolean"]`: fields that every record has although the definition does not require
    /// them. They are read as `T` instead of `Option<T>`, and a record without one is an error; new records need the
    /// same fields as before. An entry is a field, a format or a kind, and must not be in `optional` too. Reverse relations are
    /// not in records, so they stay an `Option`.
    pub present: Vec<Entry>,
    /// `[types]` with lines such as `"student.phone" = "crate::Phone"`: types of your own for fields, in place of
    /// `String`, `f64` and so on, in rows, nested objects and create shapes. The key is a field (in quotes), a format or a
    /// kind; the value is the type's path, as code in the output folder would write it. Elements of lists follow their
    /// kind.
    ///
    /// The type implements `Clone` and `Debug`, `weda::codec::Codec` to be read and written, `weda::codec::Decode<K>` for the kind `K`
    /// of the field, and `weda::value::IntoValue<K, A>` for all `A` to be set and compared, all by delegation to the type it
    /// replaces. With [`serde = "derive"`](Self::serde) it implements serde's two traits, and with [`derive`](Self::derive) the
    /// traits named there. The field's constant does not change: filters take the usual types, and yours.
    ///
    /// Generated code has one line for each of your types that asserts its kind, so that an unsuitable type is an error at that
    /// line: ``this type cannot hold a field of kind `Number` ``.
    pub types: Vec<OwnType>,
    /// `derive = ["PartialEq"]`: traits that all generated types derive besides `Debug` and `Clone`: rows, create shapes,
    /// nested objects and option sets. A trait of another crate needs its path, as in `schemars::JsonSchema`. `PartialOrd`
    /// and `Ord` are refused: an option that the definition lists later would change its place in a derived order.
    pub derive: Vec<Entry>,
    /// `serde = false`: generated types do not implement `serde::Serialize` and `serde::Deserialize`. Otherwise all of them
    /// do, with the names of the wire; an option is its stored text, even if the definition does not list it. A missing member
    /// is `None`. The implementation uses the tables of their fields and works for self-describing formats (JSON, TOML, CBOR);
    /// the package does not need `serde`.
    ///
    /// `serde = "derive"`: by serde's derive macros, which run about three times faster and take many times longer to
    /// compile. The package needs `serde` with its feature `derive`, and [types of your own](Self::types) implement both traits.
    ///
    /// Other formats, such as bincode, CSV and forms, need `"derive"`, too.
    ///
    /// If [`derive`](Self::derive) names serde's traits or those of another crate, whose macros may read serde's attributes,
    /// `false` is the default and `true` means `"derive"`. With [types of your own](Self::types) `true` means `"derive"`, too:
    /// tables serialize such a type by its `Codec`, and not by its own `Serialize`.
    pub serde: Option<Serde>,
    /// `library = true`: the output is a crate that contains only models. The file that declares them is `lib.rs` in the output
    /// folder, by default `src`. The crate depends on `weda`; types of your own are in other crates.
    pub library: bool,
    /// `emulator = "127.0.0.1:4010"`: the address of the emulator that the command calls if no flag and no variable names an
    /// emulator or an environment. An address of this machine, as in `WEDA_EMULATOR_HOST`. An empty text counts as not set.
    /// Programs do not read it: they use `WEDA_EMULATOR_HOST` or `Client::for_emulator`.
    pub emulator: Option<String>,
    /// `gateway = "model"`: the interface through which the command calls the service, `odata` or `model`, if the variable
    /// `WEDA_GATEWAY` does not name one. Programs do not read it: they use `WEDA_GATEWAY` or `ClientBuilder::gateway`.
    pub gateway: Option<String>,
    /// The name of the crate `weda` in the package. Not a setting of the file. `None` means [the name in the
    /// `Cargo.toml`](crate::runtime_name) of the package that contains the output.
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
    /// The field, format or kind.
    pub of: Entry,
    /// The path of the type.
    pub path: String,
}

impl Settings {
    /// Reads the nearest `weda.toml` from the folder `start` up to the root of the workspace or repository. Without a file
    /// nothing is set.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, and the errors of [`parse`](Self::parse).
    pub fn find(start: &Path) -> Result<Self, SettingsErrors> {
        let mut files = ancestors(start).into_iter().map(|folder| folder.join(FILE));
        match files.find(|file| file.is_file()) {
            Some(file) => file::read(&file),
            None => Ok(Self::default()),
        }
    }

    /// Parses the text of the settings in `file`.
    ///
    /// # Errors
    /// Returns an error if it is not TOML, or has unknown settings or values of the wrong kind.
    pub fn parse(file: &Path, text: &str) -> Result<Self, SettingsErrors> {
        file::parse(file, text)
    }

    /// Returns the output folder of the command: `flag` if given, else [`out`](Self::out), else the default.
    ///
    /// ```
    /// let settings = weda_codegen::Settings::default();
    /// assert_eq!(settings.output(None), std::path::Path::new("src/models"));
    /// ```
    #[must_use]
    pub fn output(&self, flag: Option<PathBuf>) -> PathBuf {
        let default = || if self.library { "src" } else { "src/models" };
        flag.or_else(|| self.out.clone()).unwrap_or_else(|| default().into())
    }

    /// A problem with one line of the file.
    fn error(&self, line: Option<u32>, problem: error::SettingsProblem) -> SettingsError {
        SettingsError { file: self.file.clone().unwrap_or_else(|| FILE.into()), line, problem }
    }
}
