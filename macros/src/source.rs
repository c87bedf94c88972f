//! Finding and planning the definition.

use std::path::{Path, PathBuf};

use weda_codegen::plan::{ModelPlan, Plan};
use weda_codegen::{Settings, check, locate, nearest, runtime_name};
use weda_definition::{Definition, OptionSets};

use crate::mistake;

/// Where definitions are looked for.
pub struct Package {
    /// The folder of the package that is being compiled.
    pub dir: PathBuf,
    /// What `WEDA_MODELS` says.
    pub variable: Option<String>,
}

impl Package {
    /// The one that rustc compiles now, as cargo tells.
    pub fn current() -> Self {
        let dir = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        Self { dir, variable: std::env::var("WEDA_MODELS").ok() }
    }

    /// What its code calls the runtime.
    pub fn runtime(&self) -> String {
        runtime_name(&self.dir)
    }
}

/// The definition of one model, planned.
pub struct Source {
    /// The whole paths of the files that decide: the definition, the option sets and the settings.
    pub files: Vec<PathBuf>,
    pub plan: Plan,
}

/// Why there is no definition to check a view against.
pub struct Unread {
    /// The text of the one error to show at the attribute's argument.
    pub text: String,
    /// The definition of the model that was probably meant, or of this one without what is wrong around it: uses of the view
    /// are no further mistakes.
    pub meant: Option<Box<Source>>,
}

impl From<String> for Unread {
    fn from(text: String) -> Self {
        Self { text, meant: None }
    }
}

impl Source {
    /// Reads the definition of `model`.
    ///
    /// # Errors
    /// There is none, or it cannot be used.
    pub fn read(model: &str, package: &Package) -> Result<Self, Unread> {
        let located = |settings: &Settings| locate(&package.dir, package.variable.as_deref(), settings);
        let found = Settings::find(&package.dir);
        let named = |mut settings: Settings| {
            settings.runtime = Some(package.runtime());
            settings
        };
        let settings = found.map(named).map_err(|problems| {
            let settings = named(Settings::default());
            let meant = Self::of(model, &located(&settings).dir, settings);
            Unread { text: problems.to_string(), meant: meant.ok().map(Box::new) }
        })?;
        let located = located(&settings);
        let known = identifiers(&located.dir).ok_or_else(|| mistake::no_directory(model, &located))?;
        // An identifier is a file's name as it is spelled, never a way to another directory.
        if known.iter().any(|known| known == model) {
            return Self::of(model, &located.dir, settings);
        }
        let stem = model.strip_suffix(".json").unwrap_or(model);
        let near = nearest(stem, known.iter().map(String::as_str));
        Err(Unread {
            text: mistake::unknown_model(model, &located, near),
            meant: near.and_then(|near| Self::of(near, &located.dir, settings).ok().map(Box::new)),
        })
    }

    fn of(model: &str, dir: &Path, mut settings: Settings) -> Result<Self, Unread> {
        let path = dir.join(format!("{model}.json"));
        let definition = Definition::read(&path).map_err(|error| error.to_string())?;
        // A view says for itself of which types its fields are.
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
                Err(Unread { text, meant: meant.map(|plan| Box::new(Self { files: Vec::new(), plan })) })
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

/// The models that the directory has definitions of; `None` where there is no directory.
fn identifiers(dir: &Path) -> Option<Vec<String>> {
    let paths = std::fs::read_dir(dir).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let json = paths.filter(|path| weda_definition::is_definition_file(path));
    Some(json.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect())
}
