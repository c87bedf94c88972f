//! Definitions and shared option sets of the environment, byte for byte.

mod read;

use read::{definitions, option_sets};

use crate::Code;
use crate::call::Call;
use crate::client::Client;
use crate::error::{Error, ErrorKind};

/// The definition (数据模型) of one model, as returned by the service. See [`Client::definitions`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionRow {
    id: Option<String>,
    name: String,
    title: Option<String>,
    schema: String,
    json: String,
}

impl DefinitionRow {
    /// The service's internal id of the model.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The identifier (标识).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The display title.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The schema as JSON text, byte for byte as the service stores it.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// The whole row as received, including members that this library does not know.
    pub fn as_json(&self) -> &str {
        &self.json
    }
}

/// Shared option sets, as returned by the service. See [`Client::option_sets`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionSetRows {
    json: String,
    rows: Vec<OptionSetRow>,
}

/// One shared option set (通用选项集).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionSetRow {
    name: String,
    title: Option<String>,
    config: Option<String>,
    json: String,
}

impl OptionSetRows {
    /// The whole answer as received: the content of `option-sets.json`.
    pub fn as_json(&self) -> &str {
        &self.json
    }

    /// The sets, in the order of the answer. Sets that the service does not know are missing.
    pub fn rows(&self) -> &[OptionSetRow] {
        &self.rows
    }
}

impl OptionSetRow {
    /// The identifier that fields refer to.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The display title.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The options in order: JSON text of a list of `{key, value}`.
    pub fn config(&self) -> Option<&str> {
        self.config.as_deref()
    }

    /// The whole row as received.
    pub fn as_json(&self) -> &str {
        &self.json
    }
}

impl Client {
    /// Reads the definitions of all models of the environment, including the platform's own.
    ///
    /// The vendor does not document whether these are the published or the trial versions.
    ///
    /// ```no_run
    /// # async fn run(client: weda::Client) -> weda::Result<()> {
    /// for row in client.definitions().await? {
    ///     println!("{} {}", row.name(), row.title().unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds).
    pub fn definitions(&self) -> Call<Vec<DefinitionRow>> {
        let client = self.clone();
        Call::new(self, self.gateway().definition(None), move |request, answer| {
            definitions(client.gateway(), request, answer)
        })
    }

    /// Reads the definition of one model; `None` if there is no such model.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds).
    pub fn definition(&self, model: impl Into<String>) -> Call<Option<DefinitionRow>> {
        let model = model.into();
        let (client, request) = (self.clone(), self.gateway().definition(Some(&model)));
        let call = Call::new(self, request, move |request, answer| {
            Ok(definitions(client.gateway(), request, answer)?.into_iter().find(|row| row.name == model))
        });
        // The answer for an unknown model is not documented.
        call.or_absent_if(says_no_model, None)
    }

    /// Reads the shared option sets with these names, without those that the service does not know.
    ///
    /// ```
    /// let client = weda::Client::for_emulator("127.0.0.1:4010");
    /// let request = client.option_sets(["gender"]).preview()?.unwrap();
    /// assert_eq!(request.body.as_deref(), Some(r#"{"optionSetNames":["gender"]}"#));
    /// # Ok::<(), weda::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error of kind [`ErrorKind::InvalidValue`] if `names` is empty, since the answer to that is not
    /// documented. See also [`Error::kind`].
    pub fn option_sets(&self, names: impl IntoIterator<Item: Into<String>>) -> Call<OptionSetRows> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let request = match names.is_empty() {
            true => Err(Error::invalid_value(
                "no option set is named, and the service's answer to that is not documented; name at least one"
                    .to_owned(),
            )),
            false => self.gateway().option_sets(&names),
        };
        Call::new(self, request, option_sets)
    }
}

/// The answer for an unknown model is not documented.
fn says_no_model(error: &Error) -> bool {
    let of_model = |code: &Code| code.is_of_model() || code.as_str().starts_with(Code::ResourceNotFound.as_str());
    error.kind() == ErrorKind::NotFound && error.code().is_some_and(of_model)
}
