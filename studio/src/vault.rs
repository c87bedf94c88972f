//! Files of one start of the studio: what was uploaded, what is to be downloaded. They are in a folder that only the user
//! may read, and go with the studio. Uploads go earlier, once nobody needs them.

mod uploads;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::{NamedTempFile, TempDir};

use crate::refused::{Refused, RefusedKind};
use crate::token::Token;
use uploads::Uploads;

/// The time in which a ticket must be used.
const TICKET: Duration = Duration::from_secs(30);

/// The ending of files of rejected rows.
pub(crate) const REJECTS: &str = ".rejects";

/// The folder and the tickets.
#[derive(Default)]
pub(crate) struct Vault(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// Created when it is needed.
    folder: Option<TempDir>,
    tickets: BTreeMap<String, Ticket>,
    uploads: Uploads,
}

struct Ticket {
    download: Download,
    until: Instant,
    /// Deleted with the ticket.
    is_temporary: bool,
}

/// A file to download.
#[derive(Debug, Clone)]
pub(crate) struct Download {
    pub(crate) path: PathBuf,
    /// The name for the browser.
    pub(crate) name: String,
}

/// A folder that only the user may read.
fn private() -> io::Result<tempfile::TempDir> {
    let mut folder = tempfile::Builder::new();
    #[cfg(unix)]
    folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    folder.prefix("weda-studio-").tempdir()
}

impl Vault {
    /// The folder.
    pub(crate) fn folder(&self) -> Result<PathBuf, Refused> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.folder.is_none() {
            inner.folder = Some(private().map_err(unusable)?);
        }
        inner
            .folder
            .as_ref()
            .map(|folder| folder.path().to_owned())
            .ok_or_else(|| unusable(io::ErrorKind::NotFound.into()))
    }

    /// A new file in it, which is deleted unless it is kept.
    pub(crate) fn draft(&self) -> Result<NamedTempFile, Refused> {
        NamedTempFile::new_in(self.folder()?).map_err(unusable)
    }

    /// Keeps a complete upload under the hash of its content, by which it is named from then on.
    pub(crate) fn keep(&self, draft: NamedTempFile, hash: &str, bytes: u64) -> Result<(), Refused> {
        let path = self.folder()?.join(hash);
        // Together, so that an upload of the same content is not cleared away in between.
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        draft.persist(path).map_err(|error| unusable(error.error))?;
        inner.uploads.add(hash, bytes);
        Ok(())
    }

    /// Notes that a dialog does not need an upload any more.
    pub(crate) fn release(&self, hash: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).uploads.release(hash);
    }

    /// Deletes the uploads that nobody needs, and their rejected rows. A checkpoint stays, since the file may be chosen again.
    pub(crate) fn clear(&self, is_in_use: &dyn Fn(&str) -> bool) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(folder) = inner.folder.as_ref().map(|folder| folder.path().to_owned()) else { return };
        for hash in inner.uploads.take_surplus(is_in_use) {
            let _ = fs::remove_file(folder.join(&hash));
            let files = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
            let is_of_it = |path: &PathBuf| {
                path.file_name()
                    .and_then(|name| name.to_str())
                    .is_some_and(|name| name.starts_with(&hash) && name.ends_with(REJECTS))
            };
            files.map(|file| file.path()).filter(is_of_it).for_each(|path| inner.delete(&path));
        }
    }

    /// The path of an upload. Anything but a hash of ours has none.
    pub(crate) fn upload(&self, hash: &str) -> Result<PathBuf, Refused> {
        let is_hash =
            hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let path = self.folder()?.join(if is_hash { hash } else { "none" });
        match path.is_file() {
            true => Ok(path),
            false => Err(Refused::new(RefusedKind::NotFound, "the file is not here any more: choose it again")),
        }
    }

    /// A ticket for one download.
    pub(crate) fn ticket(&self, download: Download, is_temporary: bool) -> String {
        let token = Token::random().text().to_owned();
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.sweep();
        let until = Instant::now() + TICKET;
        inner.tickets.insert(token.clone(), Ticket { download, until, is_temporary });
        token
    }

    /// Opens the file of a ticket, which is used up by that.
    pub(crate) fn open(&self, ticket: &str) -> Option<(File, Download)> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.sweep();
        let ticket = inner.tickets.remove(ticket)?;
        let file = File::open(&ticket.download.path).ok();
        ticket.end();
        Some((file?, ticket.download))
    }
}

impl Inner {
    /// Deletes a file, or leaves that to the ticket by which it is about to be downloaded.
    fn delete(&mut self, path: &Path) {
        self.sweep();
        let mut awaited = self.tickets.values_mut().filter(|ticket| ticket.download.path == path).peekable();
        if awaited.peek().is_none() {
            let _ = fs::remove_file(path);
        }
        awaited.for_each(|ticket| ticket.is_temporary = true);
    }

    fn sweep(&mut self) {
        let now = Instant::now();
        self.tickets.retain(|_, ticket| {
            if ticket.until < now {
                ticket.end();
            }
            ticket.until >= now
        });
    }
}

impl Ticket {
    /// An open file can be read to its end nevertheless.
    fn end(&self) {
        if self.is_temporary {
            let _ = fs::remove_file(&self.download.path);
        }
    }
}

/// The name of a file for the browser, of characters that need no quoting.
pub(crate) fn file_name(model: &str, ending: &str) -> String {
    let plain =
        |character: char| if character.is_ascii_alphanumeric() || "_-".contains(character) { character } else { '_' };
    format!("{}.{ending}", model.chars().take(100).map(plain).collect::<String>())
}

/// The rest of a path behind the folder, for messages.
pub(crate) fn without_folder(text: &str, path: &Path) -> String {
    text.replace(&path.display().to_string(), "the file")
}

fn unusable(error: io::Error) -> Refused {
    let message =
        format!("the studio cannot use its folder of temporary files ({error}): see that the disk is not full");
    Refused::new(RefusedKind::Internal, message)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;

    #[test]
    fn a_ticket_is_for_one_download_in_its_time() {
        let vault = Vault::default();
        let mut draft = vault.draft().unwrap();
        draft.write_all(b"a").unwrap();
        let path = draft.into_temp_path().keep().unwrap();
        let ticket = vault.ticket(Download { path: path.clone(), name: "a.csv".to_owned() }, true);
        assert!(vault.open("other").is_none());
        let (mut file, _) = vault.open(&ticket).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), path.exists()), ("a", false));
        assert!(vault.open(&ticket).is_none(), "it is used up");

        let late = vault.ticket(Download { path, name: "a.csv".to_owned() }, true);
        vault.0.lock().unwrap().tickets.get_mut(&late).unwrap().until = Instant::now() - Duration::from_secs(1);
        assert!(vault.open(&late).is_none());
    }

    #[test]
    fn what_a_browser_sends_is_no_path() {
        let vault = Vault::default();
        let secret = vault.folder().unwrap().join("secret");
        fs::write(&secret, "x").unwrap();
        for name in ["secret", "../secret", "/etc/passwd", "", ".", &"/".repeat(64), &"..".repeat(32)] {
            assert!(vault.upload(name).is_err(), "{name}");
        }
        let hash = "0a".repeat(32);
        vault.keep(vault.draft().unwrap(), &hash, 0).unwrap();
        assert!(vault.upload(&hash).is_ok());
        assert_eq!(file_name("../a b\"\r\n学生", "csv"), "___a_b_____.csv");
    }

    #[test]
    fn an_upload_goes_with_its_dialog_and_its_checkpoint_stays() {
        let vault = Vault::default();
        let (hash, other) = ("0a".repeat(32), "0b".repeat(32));
        for hash in [&hash, &other] {
            vault.keep(vault.draft().unwrap(), hash, 0).unwrap();
        }
        let beside = |hash: &str, ending: &str| {
            let path = vault.folder().unwrap().join(format!("{hash}-place{ending}"));
            fs::write(&path, "x").unwrap();
            path
        };
        let (checkpoint, rejects) = (beside(&hash, ".checkpoint"), beside(&hash, REJECTS));
        let kept = beside(&other, REJECTS);
        vault.clear(&|_| false);
        assert!(vault.upload(&hash).is_ok());
        let ticket = vault.ticket(Download { path: rejects.clone(), name: "a.csv".to_owned() }, false);
        vault.release(&hash);
        vault.clear(&|_| false);
        assert!(vault.upload(&hash).is_err() && vault.upload(&other).is_ok());
        assert!(checkpoint.exists() && kept.exists() && rejects.exists(), "it is about to be downloaded");
        assert!(vault.open(&ticket).is_some() && !rejects.exists());
        vault.release(&other);
        vault.clear(&|_| false);
        assert!(!kept.exists());
    }
}
