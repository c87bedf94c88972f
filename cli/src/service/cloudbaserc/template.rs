//! Templates in the configuration of the official tool.

use std::path::Path;

use weda_definition::printable;

use crate::service::env_file::EnvFile;

/// Parts of the names of variables that may hold a secret. An environment id becomes part of an address, which others can
/// read.
const SECRETS: [&str; 5] = ["SECRET", "KEY", "TOKEN", "PASSWORD", "CREDENTIAL"];

/// The files of variables beside the configuration, of which the first wins. The tool's files of a mode are left out, since
/// the mode is an argument of its command line.
const FILES: [&str; 2] = [".env.local", ".env"];

/// Replaces each `{{env.NAME}}` by the variable of the process, or else of the files beside the configuration.
///
/// # Errors
/// Returns the reason if a template is not understood, or its variable is not set.
pub(super) fn expanded(text: &str, folder: &Path) -> Result<String, String> {
    let (mut done, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((name, after)) = behind.split_once("}}") else {
            return Err("the template is not closed by `}}`".to_owned());
        };
        done.push_str(before);
        done.push_str(&value(name.trim(), folder)?);
        rest = after;
    }
    done.push_str(rest);
    Ok(done)
}

fn value(template: &str, folder: &Path) -> Result<String, String> {
    let advice = "give `--env-id` or set WEDA_ENV_ID";
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let Some(name) = template.strip_prefix("env.").filter(|name| is_name(name)) else {
        return Err(format!("only templates such as `{{{{env.NAME}}}}` are understood here; {advice}"));
    };
    let upper = name.to_ascii_uppercase();
    if SECRETS.iter().any(|part| upper.contains(part)) {
        return Err(format!("{} looks like a secret, which is never part of an id; {advice}", printable(name)));
    }
    let set = |value: String| Some(value).filter(|value| !value.trim().is_empty());
    let of_file = |file: &str| EnvFile::read(&folder.join(file)).ok()?.get(name).map(str::to_owned);
    let found = std::env::var(name).ok().and_then(set).or_else(|| FILES.iter().find_map(|file| of_file(file)));
    found.map(|value| value.trim().to_owned()).ok_or_else(|| {
        format!("{name} is set neither in the process nor in .env.local or .env beside the file; set it, or {advice}")
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::expanded;

    #[test]
    fn variables_of_the_files_beside_it_are_inserted() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".env"), "STAGE=a\nREGION_ID=b\nMY_SECRET_ID=x\n").unwrap();
        fs::write(folder.path().join(".env.local"), "STAGE='local'\n").unwrap();
        let of = |text: &str| expanded(text, folder.path());
        assert_eq!(of("lowcode-{{env.STAGE}}-{{ env.REGION_ID }}").as_deref(), Ok("lowcode-local-b"));
        assert_eq!(of("plain").as_deref(), Ok("plain"));
        for text in ["{{tcb.envId}}", "{{util.uid}}", "{{env.}}", "{{env.a.b}}", "{{env.STAGE"] {
            assert!(of(text).is_err(), "{text}");
        }
    }

    /// A cloned repository must not make the command send a key of the machine as part of an address.
    #[test]
    fn secrets_are_never_inserted() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".env"), "MY_SECRET_ID=geheim\nWEDA_API_KEY=geheim\nsessionToken=geheim\n")
            .unwrap();
        for name in ["MY_SECRET_ID", "WEDA_API_KEY", "sessionToken"] {
            let reason = expanded(&format!("{{{{env.{name}}}}}"), folder.path()).unwrap_err();
            assert!(reason.contains("looks like a secret") && !reason.contains("geheim"), "{reason}");
        }
    }
}
