//! What the environment says about its models: definitions and shared option sets, as the service prints them.

mod read;

use read::{definitions, option_sets};

use crate::Code;
use crate::call::Call;
use crate::client::Client;
use crate::error::{Error, ErrorKind};

/// The definition (数据模型) of one model, as the service has it. See [`Client::definitions`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionRow {
    id: Option<String>,
    name: String,
    title: Option<String>,
    schema: String,
    json: String,
}

impl DefinitionRow {
    /// The service's own id of the model.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The identifier (标识).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title, for people.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The schema: JSON text, byte for byte as the service keeps it.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// The whole row as it came, members that this library does not know included.
    pub fn as_json(&self) -> &str {
        &self.json
    }
}

/// Shared option sets, as the service has them. See [`Client::option_sets`].
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
    /// The whole answer as it came, which is what `option-sets.json` holds.
    pub fn as_json(&self) -> &str {
        &self.json
    }

    /// The sets, in the order of the answer. Those that the service does not know are not among them.
    pub fn rows(&self) -> &[OptionSetRow] {
        &self.rows
    }
}

impl OptionSetRow {
    /// The identifier, which fields refer to.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title, for people.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The options in their order: the JSON text of a list of `{key, value}`.
    pub fn config(&self) -> Option<&str> {
        self.config.as_deref()
    }

    /// The whole row as it came.
    pub fn as_json(&self) -> &str {
        &self.json
    }
}

impl Client {
    /// The definitions of all models of the environment, the platform's own included.
    ///
    /// Whether these are the published versions or those of the trial the vendor does not say.
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
    /// As every call: see [`Error::kind`].
    pub fn definitions(&self) -> Call<Vec<DefinitionRow>> {
        Call::new(self, self.gateway().definition(None), definitions)
    }

    /// The definition of one model, or `None` where there is no such model.
    ///
    /// # Errors
    /// As every call.
    pub fn definition(&self, model: impl Into<String>) -> Call<Option<DefinitionRow>> {
        let model = model.into();
        let request = self.gateway().definition(Some(&model));
        let call = Call::new(self, request, move |request, answer| {
            Ok(definitions(request, answer)?.into_iter().find(|row| row.name == model))
        });
        // What the service says of an unknown model is not documented.
        call.or_absent_if(says_no_model, None)
    }

    /// The shared option sets of these names; those that the service does not know are left out.
    ///
    /// ```
    /// let client = weda::Client::for_emulator("127.0.0.1:4010");
    /// let request = client.option_sets(["gender"]).preview()?.unwrap();
    /// assert_eq!(request.body.as_deref(), Some(r#"{"optionSetNames":["gender"]}"#));
    /// # Ok::<(), weda::Error>(())
    /// ```
    ///
    /// # Errors
    /// As every call; [`ErrorKind::InvalidValue`] where there is no name, since nobody documents whether the service
    /// would answer with all sets or none.
    pub fn option_sets(&self, names: impl IntoIterator<Item: Into<String>>) -> Call<OptionSetRows> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let request = match names.is_empty() {
            true => Err(Error::invalid_value(
                "no option set is named, and what the service makes of that is not documented; give at least one name"
                    .to_owned(),
            )),
            false => Ok(self.gateway().option_sets(&names)),
        };
        Call::new(self, request, option_sets)
    }
}

/// What the service says of an unknown model is not documented.
fn says_no_model(error: &Error) -> bool {
    let of_model = |code: &Code| code.as_str().starts_with(Code::ResourceNotFound.as_str());
    error.kind() == ErrorKind::NotFound && error.code().is_some_and(of_model)
}
