//! Models, fields and options of the local definitions. Whatever cannot be read has no completions.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use weda_codegen::{Settings, locate};
use weda_definition::{Definition, Field, Kind, OptionSets, is_definition_file, read_regular_file};

use super::engine::Candidate;
use super::words::Words;

/// Bytes that are read for the titles of models, at most: completion must not be felt.
const MAX_TITLES: u64 = 1 << 20;

/// The directory of the definitions.
pub(super) struct LocalModels {
    dir: PathBuf,
}

impl LocalModels {
    /// Finds the directory as the commands do; `--dir` may have been typed.
    pub(super) fn find(words: &Words) -> Option<Self> {
        if let Some(dir) = words.value_of(&["--dir", "-d"]) {
            return Some(Self { dir: PathBuf::from(dir) });
        }
        let here = std::env::current_dir().ok()?;
        let settings = Settings::find(&here).ok()?;
        let located = locate(&here, std::env::var("WEDA_MODELS").ok().as_deref(), &settings);
        Some(Self { dir: located.dir })
    }

    /// The models whose identifier begins with `text`, with their titles.
    pub(super) fn all(&self, text: &str) -> Vec<Candidate> {
        let mut left = MAX_TITLES;
        let mut files: Vec<(String, PathBuf)> =
            self.files().into_iter().filter(|(name, _)| name.starts_with(text)).collect();
        files.sort();
        let candidate = |(name, path): (String, PathBuf)| {
            let bytes = path.metadata().map_or(u64::MAX, |metadata| metadata.len());
            let fits = left.checked_sub(bytes);
            left = fits.unwrap_or_default();
            let title = fits.and_then(|_| title(&path));
            Candidate::new(name, title.unwrap_or_default())
        };
        files.into_iter().map(candidate).collect()
    }

    /// The fields of the model on the command line, with their titles.
    pub(super) fn fields(&self, words: &Words) -> Option<Vec<Candidate>> {
        Some(self.model(words)?.fields.iter().map(candidate).collect())
    }

    /// The fields that can be set.
    pub(super) fn writable(&self, words: &Words) -> Option<Vec<Candidate>> {
        Some(self.model(words)?.fields.iter().filter(|field| field.is_writable()).map(candidate).collect())
    }

    /// The values of a choice or a boolean field, with the labels of options.
    pub(super) fn options(&self, words: &Words, field: &str) -> Option<Vec<Candidate>> {
        let model = self.model(words)?;
        match &model.field(field)?.kind {
            Kind::Boolean => Some(["true", "false"].map(|value| Candidate::new(value, "")).into()),
            Kind::Choice(options) => {
                let shared = OptionSets::read(&OptionSets::beside(&self.dir)).unwrap_or_default();
                let set = options.set.as_deref().and_then(|name| shared.get(name));
                let items = if options.items.is_empty() { set.map(|set| &set.items)? } else { &options.items };
                let labelled = items.iter().map(|item| {
                    let label = item.label.clone().filter(|label| *label != item.key);
                    Candidate::new(item.key.clone(), label.unwrap_or_default())
                });
                Some(labelled.collect())
            }
            _ => None,
        }
    }

    /// The first word on the command line that is the identifier of a model. The word of the subcommand is not one.
    fn model(&self, words: &Words) -> Option<Definition> {
        let files = self.files();
        let of = |word: &String| files.iter().find(|(name, _)| name == word);
        words.before.iter().skip(1).find_map(of).and_then(|(_, path)| Definition::read(path).ok())
    }

    fn files(&self) -> Vec<(String, PathBuf)> {
        let paths = fs::read_dir(&self.dir).into_iter().flatten().flatten().map(|entry| entry.path());
        paths.filter(|path| is_definition_file(path)).filter_map(|path| Some((stem(&path)?, path))).collect()
    }
}

/// The title of a definition, without parsing its fields.
fn title(path: &Path) -> Option<String> {
    #[derive(Deserialize)]
    struct Titled {
        title: Option<String>,
    }
    serde_json::from_slice::<Titled>(&read_regular_file(path, MAX_TITLES).ok()?).ok()?.title
}

fn stem(path: &Path) -> Option<String> {
    path.file_stem()?.to_str().map(str::to_owned)
}

fn candidate(field: &Field) -> Candidate {
    Candidate::new(field.key.clone(), field.title.clone().unwrap_or_default())
}
