//! The lines that lead each of the vendor's clients to the emulator.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use weda_definition::printable;

use super::path_text::shown;
use super::startup_message::KEYS;

/// The facts about a running emulator that clients need.
pub(super) struct OfficialClients<'a> {
    pub(super) env_id: &'a str,
    pub(super) address: SocketAddr,
    pub(super) https: Option<SocketAddr>,
    pub(super) proxy: Option<SocketAddr>,
    pub(super) cert_file: Option<&'a Path>,
    /// True if the keys are not the public ones, which are the only ones that are printed.
    pub(super) has_own_keys: bool,
    /// True if there is an API key, which is not printed either.
    pub(super) has_api_key: bool,
}

impl fmt::Display for OfficialClients<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, https, proxy, cert_file, .. } = self;
        let env_id = printable(self.env_id);
        writeln!(f, "  js-sdk               app.registerHost('{address}', 'http')")?;
        writeln!(
            f,
            "  wx-cloud-client-sdk  generateHTTPClient(call, send, 'http://{address}/v1/model', \
             {{ sqlBaseUrl: 'http://{address}/v1/sql' }})"
        )?;
        writeln!(
            f,
            "  tcb                  export CLOUDBASE_TCB_CLOUDAPI_URL=http://{address} \
             CLOUDBASE_LOWCODE_CLOUDAPI_URL=http://{address}"
        )?;
        if https.is_none() && proxy.is_none() {
            return writeln!(
                f,
                "  node-sdk             needs --https or --proxy with --cert-file, and the MCP server --proxy"
            );
        }
        let trusted = match cert_file {
            Some(path) => format!("NODE_EXTRA_CA_CERTS={}", shown(path)),
            None => "NODE_EXTRA_CA_CERTS=FILE, the file of --cert-file".to_owned(),
        };
        writeln!(f, "  node-sdk             export {trusted}")?;
        if let Some(https) = https {
            let (key, note) = match self.has_api_key {
                true => ("process.env.WEDA_API_KEY", ""),
                false => ("'KEY'", "  with --api-key KEY"),
            };
            writeln!(
                f,
                "                       tcb.init({{ env: '{env_id}', accessKey: {key}, serviceUrl: '{https}' }}){note}"
            )?;
        }
        if let Some(proxy) = proxy {
            let keys = if self.has_own_keys {
                "secretId: process.env.WEDA_SECRET_ID, secretKey: process.env.WEDA_SECRET_KEY".to_owned()
            } else {
                format!("secretId: '{}', secretKey: '{}'", KEYS.0, KEYS.1)
            };
            writeln!(f, "                       tcb.init({{ env: '{env_id}', {keys}, proxy: 'http://{proxy}' }})")?;
            writeln!(
                f,
                "  MCP server           export http_proxy=http://{proxy} no_proxy=127.0.0.1,localhost {trusted}"
            )?;
        }
        Ok(())
    }
}
