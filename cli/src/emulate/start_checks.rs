//! Checks before the start.

use std::fs;
use std::net::ToSocketAddrs as _;
use std::path::Path;

use crate::failure::{EmulateError, Failure};

/// Rejects an address that other machines can reach, unless `anyway` is set, since the emulator's keys are public.
pub(super) fn check_address(listen: &str, anyway: bool) -> Result<(), Failure> {
    // The emulator reports invalid addresses.
    let Ok(mut addresses) = listen.to_socket_addrs() else { return Ok(()) };
    if anyway || addresses.all(|address| address.ip().is_loopback()) {
        Ok(())
    } else {
        Err(EmulateError::ExposedAddress { address: listen.to_owned() }.into())
    }
}

/// Rejects a file for a certificate if no port needs one.
pub(super) fn check_cert_file(file: Option<&Path>, has_certificate: bool) -> Result<(), Failure> {
    if file.is_some() && !has_certificate { Err(EmulateError::NoCertificate.into()) } else { Ok(()) }
}

/// Creates the folder for saved records now, since a failure at the end would lose them.
pub(super) fn check_folder(dir: &Path) -> Result<(), Failure> {
    fs::create_dir_all(dir).map_err(|error| EmulateError::SaveFolder { path: dir.to_owned(), error }.into())
}
