//! The paths of a model's records.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::stage::Stage;

/// The characters that a segment of a path cannot hold (RFC 3986, 3.3), and braces, which mark parameters in templates.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The paths of a model in a stage, on each interface.
pub(super) struct ModelPaths {
    /// Lists and creates, over OData.
    pub(super) odata: String,
    /// The same for many records at once.
    pub(super) odata_batch: String,
    /// The beginning of the gateway's paths, before an operation.
    pub(super) gateway: String,
}

impl ModelPaths {
    pub(super) fn of(stage: Stage, identifier: &str) -> Self {
        let (stage, model) = (stage.name(), utf8_percent_encode(identifier, ENCODED));
        Self {
            odata: format!("/weda/odata/v1/{stage}/{model}"),
            odata_batch: format!("/weda/odata/v1/batch/{stage}/{model}"),
            gateway: format!("/v1/model/{stage}/{model}"),
        }
    }
}
