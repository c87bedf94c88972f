//! Failures of the import of a copy, in the terms of the copy.

use weda_definition::{Printable, printable};

use super::snapshot::Snapshot;
use crate::exit::Exit;
use crate::failure::{Failure, ImportError, Mistake};

/// Replaces hints that name flags of `weda import`, or files that the user of a copy has not named.
pub(super) fn of_copy(failure: Failure, snapshot: &Snapshot) -> Failure {
    let new_ids = "copy with `--key FIELD`, a field whose value is unique for each record; the copies get new ids";
    let file = Printable(snapshot.path.display());
    match failure {
        Failure::Import(ImportError::NothingStored(cause)) => {
            Failure::Import(ImportError::NothingStored(Box::new(of_copy(*cause, snapshot))))
        }
        Failure::Import(ImportError::Aborted(mut aborted)) => {
            aborted.cause = of_copy(aborted.cause, snapshot);
            Failure::Import(ImportError::Aborted(aborted))
        }
        Failure::Import(ImportError::IdReassigned { .. }) => {
            let what = "the service assigned its own id to the first record, so the record was deleted again";
            Mistake::new(what, new_ids).with_exit(Exit::Other).into()
        }
        Failure::Import(ImportError::IdProbablyReassigned { id, .. }) => {
            let id = printable(&id);
            let what = format!("the service seems to have stored the first record under its own id, {id}");
            let hint = format!("check that record, and delete it if it is the copy (`weda delete`); then {new_ids}");
            Mistake::new(what, hint).with_exit(Exit::Other).into()
        }
        Failure::Import(ImportError::OtherImport { path, difference }) => {
            let path = Printable(path.display());
            let what = format!("{path} is not the checkpoint of this copy: {}", printable(&difference));
            let hint = format!("repeat the earlier command; or, to start over, delete the checkpoint and {file}");
            Mistake::new(what, hint).with_exit(Exit::LocalFile).into()
        }
        Failure::Import(ImportError::AlreadyRunning { .. }) => {
            let what = format!("another copy that uses {file} is running");
            let hint = "wait until it has ended, or give another `--file` to copy something else";
            Mistake::new(what, hint).with_exit(Exit::LocalFile).into()
        }
        Failure::Import(ImportError::ChangedRow { row, .. } | ImportError::ChangedInDoubt { row }) => {
            let what = format!("row {row} of {file} was changed since it was sent");
            let hint = format!("undo the change; or delete {file} and its checkpoint, and repeat the command");
            Mistake::new(what, hint).with_exit(Exit::LocalFile).into()
        }
        other => other,
    }
}
