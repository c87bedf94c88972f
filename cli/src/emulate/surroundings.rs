//! What the emulator has to do with the machine around it.

use std::fs;
use std::net::ToSocketAddrs as _;
use std::path::Path;

use crate::failure::Failure;

/// Refuses an address that other machines reach, unless that is wanted: whoever reaches the emulator knows its keys.
pub(super) fn check_address(listen: &str, anyway: bool) -> Result<(), Failure> {
    // What is no address is for the emulator to say.
    let Ok(mut addresses) = listen.to_socket_addrs() else { return Ok(()) };
    if anyway || addresses.all(|address| address.ip().is_loopback()) {
        Ok(())
    } else {
        Err(Failure::Open { address: listen.to_owned() })
    }
}

/// Makes the folder that records shall be saved in. At the end, when they are there, it would be too late to learn that
/// there can be none.
pub(super) fn check_folder(dir: &Path) -> Result<(), Failure> {
    fs::create_dir_all(dir).map_err(|error| Failure::SaveFolder { path: dir.to_owned(), error })
}
