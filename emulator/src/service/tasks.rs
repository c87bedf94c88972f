//! Tasks that create models, as the platform's designer starts them.

use std::fmt;
use std::sync::Mutex;

use jiff::Timestamp;
use uuid::Uuid;
use weda_definition::Definition;

use super::Service;
use super::models::GivenDetails;
use crate::locked::locked;

/// The tasks with their ids, oldest first.
#[derive(Default)]
pub(super) struct Tasks(Mutex<Vec<(String, Task)>>);

/// The maximum number of tasks that are remembered.
const MAX_TASKS: usize = 1000;

/// A model to create.
#[derive(Clone)]
pub(crate) struct NewModel {
    pub(crate) definition: Definition,
    pub(crate) details: GivenDetails,
}

/// The state of a task.
#[derive(Clone)]
pub(crate) enum Task {
    /// It is carried out at this time, in Unix seconds.
    Waiting { due: i64, models: Vec<NewModel> },
    /// It was carried out.
    Done {
        /// The identifiers of the models that were created.
        created: Vec<String>,
        /// The reasons for those that were not.
        failures: Vec<String>,
    },
}

/// The error for a task beyond the maximum: no other has been carried out.
#[derive(Debug)]
pub(crate) struct TooManyTasks;

impl fmt::Display for TooManyTasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MAX_TASKS} tasks are waiting, which is the limit; send the call again once one of them has ended")
    }
}

impl Service {
    /// Starts a task and returns its id. After the profile's delay it creates each model that can be created. Of too
    /// many tasks the oldest one that was carried out is forgotten.
    pub(crate) fn start_task(&self, models: Vec<NewModel>) -> Result<String, TooManyTasks> {
        let now = self.clock.now();
        let due = now.as_second().saturating_add(i64::from(self.profile().answers.task_seconds));
        let id = Uuid::new_v4().simple().to_string();
        {
            let mut tasks = locked(&self.tasks.0);
            if tasks.len() == MAX_TASKS {
                let is_done = |(_, task): &(String, Task)| matches!(task, Task::Done { .. });
                let done = tasks.iter().position(is_done).ok_or(TooManyTasks)?;
                tasks.remove(done);
            }
            tasks.push((id.clone(), Task::Waiting { due, models }));
        }
        self.carry_out_tasks(now);
        Ok(id)
    }

    /// The state of a task; `None` if there is no such task.
    pub(crate) fn task(&self, id: &str) -> Option<Task> {
        locked(&self.tasks.0).iter().find(|(known, _)| known == id).map(|(_, task)| task.clone())
    }

    /// Carries out the tasks that are due.
    pub(super) fn carry_out_tasks(&self, now: Timestamp) {
        for (_, task) in &mut *locked(&self.tasks.0) {
            if let Task::Waiting { due, models } = task
                && *due <= now.as_second()
            {
                *task = self.carry_out(std::mem::take(models));
            }
        }
    }

    fn carry_out(&self, models: Vec<NewModel>) -> Task {
        let (mut created, mut failures) = (Vec::new(), Vec::new());
        for NewModel { definition, details } in models {
            let model = definition.identifier.clone();
            match self.create_model(definition, details) {
                Ok(()) => created.push(model),
                Err(error) => failures.push(error.to_string()),
            }
        }
        Task::Done { created, failures }
    }
}
