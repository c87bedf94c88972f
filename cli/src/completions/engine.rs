//! Completions of a command line: subcommands, flags and values, by the clap definitions.

use clap::{Arg, ArgAction, Command, ValueHint};

use super::definitions::LocalModels;
use super::words::Words;

/// The completions of a word.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The shell completes file names.
    Files,
    Values(Vec<Candidate>),
}

/// A value in place of the current word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub value: String,
    pub description: String,
}

impl Candidate {
    pub(super) fn new(value: impl Into<String>, description: impl Into<String>) -> Self {
        Self { value: value.into(), description: description.into() }
    }
}

/// The kind of value that an argument takes.
enum Takes {
    Model,
    Fields,
    Assignment,
    Files,
    Nothing,
}

/// Completes the current word.
pub(super) fn answer(root: &mut Command, words: &Words) -> Answer {
    // Fills in help, version and the numbers of positional arguments.
    root.build();
    let Some((name, rest)) = words.before.split_first() else {
        return Answer::Values(starting(subcommands(root).chain(flags(root)), &words.current));
    };
    let Some(task) = root.find_subcommand(name) else { return Answer::Values(Vec::new()) };
    if name == "help" {
        return Answer::Values(starting(subcommands(root), &words.current));
    }
    match expected(task, rest) {
        Expected::Value(argument) => value(argument, words, &words.current, ""),
        Expected::Any(positional) => {
            if let Some((flag, text)) = words.current.split_once('=').filter(|(flag, _)| flag.starts_with("--")) {
                let argument = task.get_arguments().find(|argument| is_named(argument, flag));
                return argument
                    .map_or(Answer::Values(Vec::new()), |argument| value(argument, words, text, &format!("{flag}=")));
            }
            match positional {
                _ if words.current.starts_with('-') => Answer::Values(starting(flags(task), &words.current)),
                Some(argument) => value(argument, words, &words.current, ""),
                None => Answer::Values(starting(flags(task), &words.current)),
            }
        }
    }
}

/// The possible kinds of the next word.
enum Expected<'a> {
    /// The value of a flag.
    Value(&'a Arg),
    /// A flag, or this positional argument.
    Any(Option<&'a Arg>),
}

fn expected<'a>(task: &'a Command, words: &[String]) -> Expected<'a> {
    let positionals: Vec<&Arg> = task.get_positionals().collect();
    let (mut given, mut waiting, mut only_values) = (0, None, false);
    for word in words {
        if waiting.take().is_some() {
            continue;
        }
        if only_values || !word.starts_with('-') || word == "-" {
            given += 1;
        } else if word == "--" {
            only_values = true;
        } else if !word.contains('=') {
            let flag = task.get_arguments().find(|argument| is_named(argument, word));
            // The value of a flag with an optional value is written behind `=`.
            waiting = flag
                .filter(|flag| takes_value(flag) && flag.get_num_args().is_none_or(|number| number.min_values() > 0));
        }
    }
    if let Some(argument) = waiting {
        return Expected::Value(argument);
    }
    let last = positionals.last().filter(|last| matches!(last.get_action(), ArgAction::Append)).copied();
    Expected::Any(positionals.get(given).copied().or(last))
}

fn is_named(argument: &Arg, word: &str) -> bool {
    let long = |name: &str| argument.get_long_and_visible_aliases().is_some_and(|names| names.contains(&name));
    let short = |name: char| argument.get_short_and_visible_aliases().is_some_and(|names| names.contains(&name));
    match word.strip_prefix("--") {
        Some(name) => long(name),
        None => {
            let mut letters = word.chars().skip(1);
            letters.next().is_some_and(|letter| letters.next().is_none() && short(letter))
        }
    }
}

fn takes_value(argument: &Arg) -> bool {
    argument.get_action().takes_values()
}

fn subcommands(command: &Command) -> impl Iterator<Item = Candidate> + '_ {
    let shown = command.get_subcommands().filter(|task| !task.is_hide_set());
    shown.map(|task| Candidate::new(task.get_name(), task.get_about().map(ToString::to_string).unwrap_or_default()))
}

fn flags(command: &Command) -> impl Iterator<Item = Candidate> + '_ {
    let flags = command.get_arguments().filter(|argument| !argument.is_hide_set());
    flags.filter_map(|argument| {
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        Some(Candidate::new(format!("--{}", argument.get_long()?), help))
    })
}

/// The values of an argument that begin with `text`; `prefix` is in front of them in the word.
fn value(argument: &Arg, words: &Words, text: &str, prefix: &str) -> Answer {
    let possible = argument.get_possible_values();
    if !possible.is_empty() {
        let help = |value: &clap::builder::PossibleValue| value.get_help().map(ToString::to_string).unwrap_or_default();
        let all = possible.iter().filter(|value| !value.is_hide_set());
        return with_prefix(starting(all.map(|value| Candidate::new(value.get_name(), help(value))), text), prefix);
    }
    let models = || LocalModels::find(words);
    match takes(argument) {
        Takes::Files => Answer::Files,
        Takes::Nothing => Answer::Values(Vec::new()),
        Takes::Model => {
            let (done, last) = split_list(argument, text);
            let candidates = models().map(|models| models.all(last)).unwrap_or_default();
            with_prefix(candidates, &format!("{prefix}{done}"))
        }
        Takes::Fields => {
            let (done, last) = split_list(argument, text);
            let named: Vec<&str> = done.split(',').collect();
            let mut fields = models().and_then(|models| models.fields(words)).unwrap_or_default();
            fields.retain(|field| !named.contains(&field.value.as_str()));
            with_prefix(starting(fields.into_iter(), last), &format!("{prefix}{done}"))
        }
        Takes::Assignment => {
            let found = models().and_then(|models| match text.split_once('=') {
                Some((field, text)) => {
                    let options = models.options(words, field)?;
                    Some((starting(options.into_iter(), text), format!("{prefix}{field}=")))
                }
                None => {
                    let fields = models.writable(words)?.into_iter();
                    let named = fields.map(|field| Candidate::new(format!("{}=", field.value), field.description));
                    Some((starting(named, text), prefix.to_owned()))
                }
            });
            found.map_or(Answer::Values(Vec::new()), |(candidates, prefix)| with_prefix(candidates, &prefix))
        }
    }
}

fn takes(argument: &Arg) -> Takes {
    match argument.get_id().as_str() {
        "model" | "models" | "names" => Takes::Model,
        "select" | "clear" | "order_by" | "key" => Takes::Fields,
        "set" => Takes::Assignment,
        // The folder of `--dir` is a path, as are those that clap knows by their type.
        _ if is_path(argument) => Takes::Files,
        _ => Takes::Nothing,
    }
}

fn is_path(argument: &Arg) -> bool {
    matches!(
        argument.get_value_hint(),
        ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath | ValueHint::ExecutablePath
    )
}

/// The finished items of a list with their comma, and the last one.
fn split_list<'a>(argument: &Arg, text: &'a str) -> (&'a str, &'a str) {
    match argument.get_value_delimiter().and_then(|_| text.rfind(',')) {
        Some(at) => text.split_at(at + 1),
        None => ("", text),
    }
}

fn starting(candidates: impl Iterator<Item = Candidate>, text: &str) -> Vec<Candidate> {
    candidates.filter(|candidate| candidate.value.starts_with(text)).collect()
}

fn with_prefix(candidates: Vec<Candidate>, prefix: &str) -> Answer {
    let prefixed = candidates.into_iter().map(|candidate| Candidate {
        value: format!("{prefix}{}", candidate.value),
        description: candidate.description,
    });
    Answer::Values(prefixed.collect())
}
