//! Finding and planning the definition.

use std::path::{Path, PathBuf};

use weda_codegen::plan::{ModelPlan, Plan};
use weda_codegen::{Settings, check, locate, nearest, runtime_name};
use weda_definition::{Definition, OptionSets};

use crate::mistake;

/// The package in which definitions are searched.
pub struct Package {
    /// The directory of the package that is being compiled.
    pub dir: PathBuf,
    /// The value of `WEDA_MODELS`.
    pub variable: Option<String>,
}

impl Package {
    /// Returns the package that is being compiled, from cargo's variables.
    pub fn current() -> Self {
        let dir = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        Self { dir, variable: std::env::var("WEDA_MODELS").ok() }
    }

    /// Returns the package's name for the runtime.
    pub fn runtime(&self) -> String {
        runtime_name(&self.dir)
    }
}

/// The definition of one model, planned.
pub struct Source {
    /// Absolute paths of the files that determine the plan: definition, option sets and settings.
    pub files: Vec<PathBuf>,
    pub plan: Plan,
}

/// A definition that cannot be used.
pub struct SourceError {
    /// The error message for the attribute's argument.
    pub text: String,
    /// The definition of the model that was probably meant, or this one without the settings around it, so that uses of
    /// the view cause no further errors.
    pub meant: Option<Box<Source>>,
}

impl From<String> for SourceError {
    fn from(text: String) -> Self {
        Self { text, meant: None }
    }
}

impl Source {
    /// Reads the definition of `model`.
    ///
    /// # Errors
    /// Returns an error if it does not exist or cannot be used.
    pub fn read(model: &str, package: &Package) -> Result<Self, SourceError> {
        let located = |settings: &Settings| locate(&package.dir, package.variable.as_deref(), settings);
        let found = Settings::find(&package.dir);
        let named = |mut settings: Settings| {
            settings.runtime = Some(package.runtime());
            settings
        };
        let settings = found.map(named).map_err(|problems| {
            let settings = named(Settings::default());
            let meant = Self::of(model, &located(&settings).dir, settings);
            SourceError { text: problems.to_string(), meant: meant.ok().map(Box::new) }
        })?;
        let located = located(&settings);
        let known = identifiers(&located.dir).ok_or_else(|| mistake::no_directory(model, &located))?;
        // An identifier is an exact file name, never a path to another directory.
        if known.iter().any(|known| known == model) {
            return Self::of(model, &located.dir, settings);
        }
        let stem = model.strip_suffix(".json").unwrap_or(model);
        let near = nearest(stem, known.iter().map(String::as_str));
        Err(SourceError {
            text: mistake::unknown_model(model, &located, near),
            meant: near.and_then(|near| Self::of(near, &located.dir, settings).ok().map(Box::new)),
        })
    }

    fn of(model: &str, dir: &Path, mut settings: Settings) -> Result<Self, SourceError> {
        let path = dir.join(format!("{model}.json"));
        let definition = Definition::read(&path).map_err(|error| error.to_string())?;
        // A view declares the types of its fields itself.
        settings.types.clear();
        let sets = OptionSets::beside(dir);
        match plan(&definition, &sets, &settings) {
            Ok(plan) => {
                let sets = Some(sets).filter(|path| path.exists());
                Ok(Self { files: std::iter::once(path).chain(sets).chain(settings.file).collect(), plan })
            }
            Err(text) => {
                let mut defaults = Settings::default();
                defaults.runtime = settings.runtime;
                let meant = check([&definition], &OptionSets::default(), &defaults).ok();
                Err(SourceError { text, meant: meant.map(|plan| Box::new(Self { files: Vec::new(), plan })) })
            }
        }
    }

    pub fn model(&self) -> &ModelPlan {
        &self.plan.models[0]
    }
}

fn plan(definition: &Definition, sets: &Path, settings: &Settings) -> Result<Plan, String> {
    let sets = OptionSets::read(sets).map_err(|error| error.to_string())?;
    check([definition], &sets, settings).map_err(|problems| problems.to_string())
}

/// Returns the models with definitions in the directory, or `None` if it does not exist.
fn identifiers(dir: &Path) -> Option<Vec<String>> {
    let paths = std::fs::read_dir(dir).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let json = paths.filter(|path| weda_definition::is_definition_file(path));
    Some(json.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect())
}
