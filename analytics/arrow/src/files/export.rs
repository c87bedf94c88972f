//! An export that can be resumed.

use std::collections::HashSet;

use arrow::datatypes::SchemaRef;
use serde::de::DeserializeOwned;
use weda_definition::printable;

use super::error::{FileError, FileErrorKind};
use super::location::Location;
use super::manifest::{KIND, Manifest, PartFile, Segment};
use super::model_export::ModelExport;
use super::names::{self, MANIFEST, PROGRESS};
use super::plan::Plan;
use super::store::Store;

/// An export of models to a directory or a store.
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{Int64Array, RecordBatch, StringArray};
/// use weda_arrow::files::{Export, FileFormat, Location, ModelPlan, Plan};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// let batch = RecordBatch::try_from_iter([
///     ("_id", Arc::new(StringArray::from(vec!["a", "b"])) as _),
///     ("score", Arc::new(Int64Array::from(vec![90, 59])) as _),
/// ])?;
/// let plan = Plan {
///     source: "http://127.0.0.1:4010 lowcode-1 pre".to_owned(),
///     format: FileFormat::Parquet,
///     partition_by: None,
///     filter: None,
///     rows_per_file: 100_000,
///     models: vec![ModelPlan::new("student", &batch.schema())],
/// };
/// let location = Location::parse(&folder.path().join("backup"))?;
/// let mut export = Export::open(&location, plan).await?;
/// let mut students = export.model(0, &batch.schema())?;
/// if !students.is_complete() {
///     students.write(&batch, "b").await?; // those after `students.after()`
///     students.end().await?;
/// }
/// let manifest = export.finish("2026-11-30T12:00:00+08:00").await?;
/// assert_eq!(manifest.models[0].rows, 2);
/// # Ok(())
/// # }
/// ```
pub struct Export {
    pub(super) store: Store,
    pub(super) plan: Plan,
    /// The complete segments of each model.
    pub(super) segments: Vec<Vec<Segment>>,
    location: Location,
    is_resumed: bool,
    /// Complete since an earlier run, which ended before it could say so.
    complete: Option<Manifest>,
}

/// The name of the plan. It is the first file of an export, and the last of the progress that is removed.
const PLAN: &str = "_progress/export.json";

impl Export {
    /// Begins an export, or resumes one with the same plan. What an earlier run left incomplete is removed.
    ///
    /// # Errors
    /// Returns an error of kind [`FileErrorKind::Occupied`] if the place holds anything else: another export, a complete
    /// one, or other files. Nothing is changed then.
    pub async fn open(location: &Location, plan: Plan) -> Result<Self, FileError> {
        check_models(&plan)?;
        let mut store = Store::at(location)?;
        let occupied = |message: String| FileError::new(FileErrorKind::Occupied, message);
        let names = store.list().await?;
        let has = |name: &str| names.iter().any(|other| other == name);
        let segments = vec![Vec::new(); plan.models.len()];
        if !has(PLAN) {
            if let Some(manifest) = read::<Manifest>(&store, MANIFEST).await?.filter(|manifest| manifest.kind == KIND) {
                return Err(occupied(format!(
                    "`{location}` holds an export that was complete at {}; choose another place, or remove it first",
                    printable(&manifest.completed)
                )));
            }
            let is_draft = |name: &&String| name.starts_with(PROGRESS) && name.ends_with(".tmp");
            if let Some(other) = names.iter().find(|name| !is_draft(name)) {
                let other = printable(other).into_owned();
                return Err(occupied(format!(
                    "`{location}` holds other files, such as `{other}`; choose an empty place"
                )));
            }
        }
        store.lock()?;
        // Once more, since another process may have been faster.
        let Some(earlier) = read::<Plan>(&store, PLAN).await? else {
            store.write(PLAN, pretty(&plan)?).await?;
            return Ok(Self { store, plan, segments, location: location.clone(), is_resumed: false, complete: None });
        };
        if let Some(difference) = earlier.difference(&plan) {
            return Err(occupied(format!(
                "`{location}` holds another export, which is not complete: {}; repeat the command of that one, choose another \
                 place, or remove it first",
                printable(&difference)
            )));
        }
        let complete = read::<Manifest>(&store, MANIFEST).await?;
        let mut export = Self { store, plan, segments, location: location.clone(), is_resumed: true, complete };
        match &export.complete {
            // Its segments may be removed already.
            Some(manifest) => export.segments = manifest.models.iter().map(|entry| vec![Segment::of(entry)]).collect(),
            None => export.read_segments().await?,
        }
        export.remove_leftovers(&names).await?;
        Ok(export)
    }

    /// The place.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Returns true if an earlier run has begun it.
    #[must_use]
    pub fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    /// Writes a model of the plan. Models that are complete say so.
    ///
    /// # Errors
    /// Returns an error if it cannot be partitioned as planned.
    ///
    /// # Panics
    /// Panics if the plan has no model at this position.
    pub fn model(&mut self, at: usize, schema: &SchemaRef) -> Result<ModelExport<'_>, FileError> {
        assert!(at < self.plan.models.len(), "the plan has {} models, and {at} was asked for", self.plan.models.len());
        ModelExport::new(self, at, schema)
    }

    /// Writes the manifest, and removes what was needed to resume.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    ///
    /// # Panics
    /// Panics if a model was not ended.
    pub async fn finish(self, now: &str) -> Result<Manifest, FileError> {
        for (model, segments) in self.plan.models.iter().zip(&self.segments) {
            let is_complete = segments.last().is_some_and(|segment| segment.is_last);
            assert!(is_complete, "the export of {} was not ended: call `ModelExport::end`", model.model);
        }
        let manifest = match &self.complete {
            Some(manifest) => manifest.clone(),
            None => {
                let manifest = Manifest::of(&self.plan, now.to_owned(), self.segments.clone());
                self.store.write(MANIFEST, pretty(&manifest)?).await?;
                manifest
            }
        };
        for name in self.store.list().await?.iter().filter(|name| name.starts_with(PROGRESS) && *name != PLAN) {
            self.store.delete(name).await?;
        }
        // Last: as long as it is there, the next run finishes this one.
        self.store.delete(PLAN).await?;
        Ok(manifest)
    }

    pub(super) fn next_segment(&self, model: usize) -> u64 {
        self.segments[model].len() as u64 + 1
    }

    /// The values by which the complete files of a model are partitioned.
    pub(super) fn values(&self, model: usize) -> HashSet<&Option<String>> {
        let files = self.segments[model].iter().flat_map(|segment| &segment.files);
        files.filter_map(|file| file.partition.as_ref()).map(|partition| &partition.value).collect()
    }

    /// Keeps a segment: from now on its records are not read again.
    pub(super) async fn keep(&mut self, model: usize, segment: Segment) -> Result<(), FileError> {
        let name = names::segment(&self.plan.models[model].model, segment.number);
        self.store.write(&name, pretty(&segment)?).await?;
        self.segments[model].push(segment);
        Ok(())
    }

    async fn read_segments(&mut self) -> Result<(), FileError> {
        for (model, segments) in self.plan.models.iter().zip(&mut self.segments) {
            loop {
                let name = names::segment(&model.model, segments.len() as u64 + 1);
                let Some(segment) = read::<Segment>(&self.store, &name).await? else { break };
                if segment.number != segments.len() as u64 + 1 || segments.last().is_some_and(|last| last.is_last) {
                    return Err(FileError::damaged(&name, "it is out of order"));
                }
                segments.push(segment);
            }
        }
        Ok(())
    }

    /// Removes the files of the segment that an earlier run was writing. Nothing else is removed.
    async fn remove_leftovers(&self, names: &[String]) -> Result<(), FileError> {
        let files = self.segments.iter().flatten().flat_map(|segment| &segment.files);
        let complete: HashSet<&str> = files.map(|file: &PartFile| file.path.as_str()).collect();
        let found: HashSet<&str> = names.iter().map(String::as_str).collect();
        if let Some(missing) = complete.difference(&found).next() {
            let message = format!(
                "`{}` is missing from the export in `{}`; remove the export and repeat the command",
                printable(missing),
                self.location
            );
            return Err(FileError::new(FileErrorKind::Damaged, message));
        }
        let folders: Vec<String> = self.plan.models.iter().map(|it| format!("{}/", names::escape(&it.model))).collect();
        for name in names {
            let is_ours = folders.iter().any(|folder| name.starts_with(folder)) && names::is_part(name);
            let is_draft = name.starts_with(PROGRESS) && name.ends_with(".tmp");
            let is_manifest_draft = name == ".manifest.json.tmp";
            if (is_ours && !complete.contains(name.as_str())) || is_draft || is_manifest_draft {
                self.store.delete(name).await?;
            }
        }
        Ok(())
    }
}

/// Two models that differ by case alone would share a directory on some systems, and overwrite each other's files.
fn check_models(plan: &Plan) -> Result<(), FileError> {
    let mut seen = HashSet::new();
    match plan.models.iter().find(|model| !seen.insert(model.model.to_lowercase())) {
        None => Ok(()),
        Some(model) => {
            let model = printable(&model.model).into_owned();
            let message =
                format!("two models are called {model}, but for upper and lower case; export them to two places");
            Err(FileError::new(FileErrorKind::Occupied, message))
        }
    }
}

async fn read<T: DeserializeOwned>(store: &Store, name: &str) -> Result<Option<T>, FileError> {
    let Some(bytes) = store.read(name).await? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|error| FileError::damaged(name, &error.to_string()))
}

fn pretty<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, FileError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| FileError::damaged("JSON", &error.to_string()))?;
    text.push(b'\n');
    Ok(text)
}
