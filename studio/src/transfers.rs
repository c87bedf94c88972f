//! The calls for files: `upload`, `preview`, `import`, `stop`, `rejects`, `discard`, `export`, and the download by a ticket.

use std::io::{self, Read as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::BodyExt as _;
use hyper::body::{Bytes, Incoming};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio::task;

use crate::body::Outgoing;
use crate::files::{Export, Files, Format, Import, Stop};
use crate::place::Place;
use crate::refused::{Refused, RefusedKind};
use crate::vault::{Download, REJECTS, Vault, file_name, without_folder};

/// The maximum length of an upload, in bytes.
const MAX_UPLOAD: u64 = 1 << 30;
/// The maximum number of ids of an export.
const MAX_IDS: usize = 100;
/// The length of a piece of a download.
const PIECE: usize = 1 << 16;

/// The files, and the imports that run.
#[derive(Default)]
pub(crate) struct Transfers {
    vault: Vault,
    /// By the hashes of their files.
    running: Mutex<Vec<(String, Stop)>>,
}

/// An export that somebody waits for. It is stopped when this is dropped: if the browser goes away, the time is over, or the
/// studio ends.
#[derive(Default)]
struct Awaited(Stop);

impl Drop for Awaited {
    fn drop(&mut self) {
        self.0.raise();
    }
}

/// The import that a call is about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ImportCall {
    pub(crate) at: Place,
    /// The hash that the upload was answered with.
    file: String,
    format: Format,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    keep_ids: bool,
    #[serde(default)]
    pub(crate) dry_run: bool,
    /// See the call `write`.
    #[serde(default)]
    pub(crate) confirm: Option<String>,
}

impl Transfers {
    /// Keeps the body of a request as a file. Its name is the hash of its content.
    pub(crate) async fn upload(&self, mut body: Incoming) -> Result<Value, Refused> {
        let mut draft = self.vault.draft()?;
        let (mut hash, mut length) = (Sha256::new(), 0_u64);
        while let Some(frame) = body.frame().await {
            let broken = |error| Refused::new(RefusedKind::Invalid, format!("the file did not arrive whole: {error}"));
            let Ok(piece) = frame.map_err(broken)?.into_data() else { continue };
            length += piece.len() as u64;
            if length > MAX_UPLOAD {
                return Err(Refused::new(RefusedKind::TooLarge, "the file is larger than 1 GiB: use `weda import`"));
            }
            hash.update(&piece);
            draft.write_all(&piece).map_err(|error| {
                Refused::new(
                    RefusedKind::Internal,
                    format!("the file cannot be kept ({error}): see that the disk is not full"),
                )
            })?;
        }
        let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        self.vault.keep(draft, &hash, length)?;
        self.clear();
        Ok(json!({ "file": hash, "bytes": length }))
    }

    /// Notes that a dialog is closed, which needs its upload no more.
    pub(crate) fn discard(&self, file: &str) {
        self.vault.release(file);
        self.clear();
    }

    fn clear(&self) {
        // Held, so that no import begins in between.
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        self.vault.clear(&|hash| running.iter().any(|(file, _)| file == hash));
    }

    fn import(&self, files: &dyn Files, call: &ImportCall) -> Result<Import, Refused> {
        let file = self.vault.upload(&call.file)?;
        let checkpoints = files.checkpoints();
        // One for each place that a file is imported into.
        let service = checkpoints.as_ref().map_or("", |checkpoints| &checkpoints.service);
        let place = Sha256::digest(format!("{service}/{}/{}", call.at.stage.name(), call.at.model));
        let place: String = place.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name = |ending: &str| format!("{}-{place}{ending}", call.file);
        let checkpoint = match checkpoints {
            Some(checkpoints) => checkpoints.folder.join(name(".checkpoint")),
            None => file.with_file_name(name(".checkpoint")),
        };
        Ok(Import {
            at: call.at.clone(),
            format: call.format,
            key: call.key.clone(),
            keep_ids: call.keep_ids,
            dry_run: call.dry_run,
            rejects: file.with_file_name(name(REJECTS)),
            checkpoint,
            file,
        })
    }

    /// The beginning of an uploaded file.
    pub(crate) fn preview(&self, files: &dyn Files, call: &ImportCall) -> Result<Value, Refused> {
        let import = self.import(files, call)?;
        let mut preview = files.preview(&import).map_err(|refused| shown(refused, &import))?;
        preview.resumes = import.checkpoint.exists();
        Ok(json!(preview))
    }

    /// Runs an import on a thread. The answer is its progress, a line of JSON each. If nobody reads it any more, the import
    /// is stopped.
    pub(crate) fn run(self: &Arc<Self>, files: Arc<dyn Files>, call: &ImportCall) -> Result<Outgoing, Refused> {
        let stop = Stop::default();
        {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            if running.iter().any(|(file, _)| *file == call.file) {
                return Err(Refused::new(RefusedKind::Conflict, "this file is being imported: wait, or stop it"));
            }
            running.push((call.file.clone(), stop.clone()));
        }
        let import = self.import(files.as_ref(), call).inspect_err(|_| self.end(&call.file))?;
        let (out, pieces) = mpsc::channel(64);
        let (transfers, file) = (Arc::clone(self), call.file.clone());
        task::spawn_blocking(move || {
            let mut tell = |line: Value| {
                let text = without_folder(&without_folder(&line.to_string(), &import.rejects), &import.file) + "\n";
                if out.blocking_send(Ok(text.into())).is_err() {
                    stop.raise();
                }
            };
            if let Err(refused) = files.import(&import, &mut tell, &stop) {
                tell(json!({ "error": shown(refused, &import) }));
            }
            transfers.end(&file);
        });
        Ok(Outgoing::Pieces(pieces))
    }

    fn end(&self, file: &str) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).retain(|(one, _)| one != file);
        // Its dialog may be closed by now.
        self.clear();
    }

    /// Asks the import of a file to stop.
    pub(crate) fn stop(&self, file: &str) -> bool {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let found = running.iter().find(|(one, _)| one == file);
        found.inspect(|(_, stop)| stop.raise()).is_some()
    }

    /// Asks all imports to stop.
    pub(crate) fn stop_all(&self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|(_, stop)| stop.raise());
    }

    /// A ticket for the rejected rows of an import.
    pub(crate) fn rejects(&self, files: &dyn Files, call: &ImportCall) -> Result<Value, Refused> {
        let import = self.import(files, call)?;
        if !import.rejects.is_file() {
            return Err(Refused::new(RefusedKind::NotFound, "no row of this file was rejected"));
        }
        // Tables have their rejected rows as tables.
        let ending = match call.format {
            Format::Ndjson | Format::Json => "ndjson",
            Format::Tsv => "tsv",
            _ => "csv",
        };
        let name = file_name(&format!("{}-rejected", call.at.model), ending);
        Ok(json!({ "ticket": self.vault.ticket(Download { path: import.rejects, name }, false) }))
    }

    /// Writes an export into a file on a thread, and gives a ticket for it. If nobody waits for it any more, it is stopped.
    pub(crate) async fn export(self: &Arc<Self>, files: Arc<dyn Files>, export: Export) -> Result<Value, Refused> {
        if export.ids.len() > MAX_IDS {
            let message = format!("an export has at most {MAX_IDS} selected records: use a filter instead");
            return Err(Refused::new(RefusedKind::TooLarge, message));
        }
        let awaited = Awaited::default();
        let (transfers, stop) = (Arc::clone(self), awaited.0.clone());
        blocking(move || transfers.written(files.as_ref(), &export, &stop)).await
    }

    fn written(&self, files: &dyn Files, export: &Export, stop: &Stop) -> Result<Value, Refused> {
        let mut draft = self.vault.draft()?;
        let exported = files.export(export, draft.as_file_mut(), stop)?;
        let path = draft.into_temp_path().keep().map_err(|error| {
            Refused::new(RefusedKind::Internal, format!("the file cannot be kept ({}): try again", error.error))
        })?;
        let name = file_name(&export.at.model, export.format.name());
        Ok(
            json!({ "ticket": self.vault.ticket(Download { path, name: name.clone() }, true), "name": name, "exported": exported }),
        )
    }

    /// The file of a ticket: its name, its length and its content.
    pub(crate) fn download(&self, ticket: &str) -> Option<(String, u64, Outgoing)> {
        let (mut file, download) = self.vault.open(ticket)?;
        let length = file.metadata().ok()?.len();
        let (out, pieces) = mpsc::channel(4);
        task::spawn_blocking(move || {
            loop {
                let mut piece = vec![0; PIECE];
                let sent = match file.read(&mut piece) {
                    Ok(0) => return,
                    Ok(length) => {
                        piece.truncate(length);
                        out.blocking_send(Ok(Bytes::from(piece)))
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
                    Err(error) => out.blocking_send(Err(error)),
                };
                if sent.is_err() {
                    return;
                }
            }
        });
        Some((download.name, length, Outgoing::Pieces(pieces)))
    }
}

/// Runs on a thread where waiting stops nobody.
pub(crate) async fn blocking(work: impl FnOnce() -> Result<Value, Refused> + Send + 'static) -> Result<Value, Refused> {
    let failed = |_| Err(Refused::new(RefusedKind::Internal, "the studio failed: see its output"));
    task::spawn_blocking(work).await.unwrap_or_else(failed)
}

/// A refusal without the paths of the studio.
fn shown(mut refused: Refused, import: &Import) -> Refused {
    refused.message = without_folder(&without_folder(&refused.message, &import.rejects), &import.file);
    refused
}
