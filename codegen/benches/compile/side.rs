//! The two sides: one model of each, and how a program uses it.

use std::fs;
use std::path::{Path, PathBuf};

use weda_codegen::plan::Serde;
use weda_codegen::{Settings, generate};

use crate::definition::definition;

/// What one model is on the other side.
pub const DERIVE: &str = include_str!("derive.rs");

/// Where models come from.
#[derive(Clone, Copy)]
pub enum Side {
    /// `weda generate` makes them of definitions.
    Generated,
    /// The same, without serde's traits.
    Bare,
    /// Somebody wrote them, with serde's derives.
    Derived,
}

impl Side {
    /// The name of its package.
    pub fn package(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Bare => "bare",
            Self::Derived => "derived",
        }
    }

    /// Writes all models, into a folder of nothing else, and the program that holds them.
    pub fn write(self, package: &Path, models: usize, is_used: bool) {
        fs::remove_dir_all(package.join("src")).ok();
        fs::remove_dir_all(package.join("definitions")).ok();
        fs::create_dir_all(package.join("src/models")).unwrap();
        fs::create_dir_all(package.join("definitions")).unwrap();
        fs::write(package.join("src/main.rs"), if is_used { self.user(models) } else { NOBODY.to_owned() }).unwrap();
        match self {
            Self::Generated | Self::Bare => {
                for number in 0..models {
                    fs::write(definition_file(package, number), definition(number, 0)).unwrap();
                }
                self.generate_all(package);
            }
            Self::Derived => {
                for number in 0..models {
                    fs::write(derived_file(package, number), derived(number, 0)).unwrap();
                }
                let modules: String = (0..models).map(|number| format!("pub mod ticket{number};\n")).collect();
                fs::write(package.join("src/models.rs"), modules).unwrap();
            }
        }
    }

    /// Gives one model a field more than last time.
    pub fn change(self, package: &Path, number: usize, more: usize) {
        match self {
            Self::Generated | Self::Bare => {
                fs::write(definition_file(package, number), definition(number, more)).unwrap();
                self.generate_all(package);
            }
            Self::Derived => fs::write(derived_file(package, number), derived(number, more)).unwrap(),
        }
    }

    fn generate_all(self, package: &Path) {
        let serde = matches!(self, Self::Bare).then_some(Serde::Off);
        let mut settings = Settings::default();
        settings.serde = serde;
        generate(&package.join("definitions"), &package.join("src/models"), &settings).unwrap();
    }

    /// A program that reads a page of every model, writes each of its records and makes a new one, each in a function of
    /// its own.
    fn user(self, models: usize) -> String {
        let (mut calls, mut functions) = (String::new(), String::new());
        for number in 0..models {
            let model = format!("models::ticket{number}::Ticket{number}");
            let new = match self {
                Self::Generated | Self::Bare => format!(
                    "    create(models::ticket{number}::NewTicket{number} {{ order_number: word(), title: word(), \
                     reporter: word() }});\n"
                ),
                Self::Derived => String::new(),
            };
            calls += &format!("    records += ticket{number}(&page);\n");
            functions += &format!("fn ticket{number}(page: &[u8]) -> usize {{\n{new}    work::<{model}>(page)\n}}\n");
        }
        let work = match self {
            Self::Generated | Self::Bare => GENERATED_WORK,
            Self::Derived => DERIVED_WORK,
        };
        format!("{USER}{calls}    println!(\"{{records}}\");\n}}\n{functions}{work}")
    }
}

const NOBODY: &str = "#![allow(dead_code)]
mod models;
fn main() {}
";

const USER: &str = "#![allow(dead_code)]
mod models;
fn main() {
    let page = std::io::read_to_string(std::io::stdin()).unwrap().into_bytes();
    let mut records = 0;
";

const GENERATED_WORK: &str = "
fn work<M: weda::Row + weda::__private::v1::Record>(page: &[u8]) -> usize {
    let rows: Vec<M> = weda::__private::page(page).unwrap();
    rows.iter().filter(|row| weda::__private::json(*row).is_some_and(|text| !text.is_empty())).count()
}
fn create<N: weda::write::IntoCreate>(new: N) {
    let _ = std::hint::black_box(new.into_create());
}
fn word() -> String {
    std::env::args().collect()
}
";

const DERIVED_WORK: &str = "
#[derive(serde::Deserialize)]
struct Page<M> {
    value: Vec<M>,
}
fn work<M: serde::Serialize + serde::de::DeserializeOwned>(page: &[u8]) -> usize {
    let page: Page<M> = serde_json::from_slice(page).unwrap();
    page.value.iter().filter(|row| serde_json::to_vec(row).is_ok_and(|text| !text.is_empty())).count()
}
";

fn definition_file(package: &Path, number: usize) -> PathBuf {
    package.join(format!("definitions/ticket{number}.json"))
}

fn derived_file(package: &Path, number: usize) -> PathBuf {
    package.join(format!("src/models/ticket{number}.rs"))
}

fn derived(number: usize, more: usize) -> String {
    let room = "pub room: Option<TicketRoom>,";
    let more: String = (1..=more).map(|number| format!(" pub more{number}: Option<String>,")).collect();
    DERIVE.replace(room, &format!("{room}{more}")).replace("Ticket", &format!("Ticket{number}"))
}
