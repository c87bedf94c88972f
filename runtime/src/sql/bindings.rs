//! The values that are bound to names.

use super::into_parameter::IntoParameter;
use super::statement::is_name;
use crate::Error;
use crate::protocol::sql::Parameter;

/// The values so far, or the first error.
#[derive(Debug, Clone, Default)]
pub(super) struct Bindings {
    parameters: Vec<Parameter>,
    problem: Option<Error>,
}

impl Bindings {
    pub fn bind(&mut self, name: String, value: impl IntoParameter) {
        let problem = match () {
            () if !is_name(&name) || name.contains('-') => format!(
                "`{}` is not a name for a value; use letters, digits and underscores, such as `min`",
                name.escape_debug()
            ),
            () if self.has(&name) => format!("`{name}` is bound twice; bind it once"),
            () => {
                self.parameters.push(Parameter { name, value: value.into_parameter() });
                return;
            }
        };
        self.problem.get_or_insert_with(|| Error::invalid_value(problem));
    }

    pub fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }

    /// Returns the values.
    ///
    /// # Errors
    /// Returns the first error of binding.
    pub fn checked(&self) -> Result<&[Parameter], Error> {
        match &self.problem {
            Some(problem) => Err(problem.clone()),
            None => Ok(&self.parameters),
        }
    }

    /// Returns the bound names for messages.
    pub fn listed(&self) -> String {
        let names: Vec<String> = self.parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
        match names.is_empty() {
            true => "nothing is bound".to_owned(),
            false => format!("bound: {}", names.join(", ")),
        }
    }
}
