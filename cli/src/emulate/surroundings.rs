//! What the emulator has to do with the machine around it.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::Path;
use std::{fs, io};

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

/// Writes the variables that a client needs, one a line; `-` is stdout.
pub(super) fn write_variables(
    path: &Path,
    address: SocketAddr,
    env_id: &str,
    keys: Option<&(String, String)>,
) -> Result<(), Failure> {
    let mut lines = format!("WEDA_EMULATOR_HOST={address}\nWEDA_ENV_ID={env_id}\n");
    if let Some((id, key)) = keys {
        lines += &format!("WEDA_SECRET_ID={id}\nWEDA_SECRET_KEY={key}\n");
    }
    let written = if path == Path::new("-") {
        io::Write::write_all(&mut io::stdout().lock(), lines.as_bytes())
    } else {
        write_for_its_owner(path, &lines)
    };
    written.map_err(|error| Failure::EnvFile { path: path.to_owned(), error })
}

/// Writes a file that nobody else may read, since it can hold keys.
fn write_for_its_owner(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // One that was there before keeps its mode.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    io::Write::write_all(&mut file, text.as_bytes())
}
