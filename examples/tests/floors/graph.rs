//! Resolves the paths in a crate's modules, through re-exports, to the module that defines the item.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::source::{self, Module, Place};

/// A use of one module's item in another.
pub struct Arrow {
    pub file: PathBuf,
    pub from: Place,
    pub to: Place,
    /// The path as written.
    pub path: String,
}

pub struct Graph {
    modules: BTreeMap<Place, Module>,
}

impl Graph {
    pub fn of(root: &Path) -> Self {
        Self { modules: source::modules(root) }
    }

    pub fn modules(&self) -> impl Iterator<Item = &Place> {
        self.modules.keys()
    }

    pub fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for (from, module) in &self.modules {
            for (file, path) in &module.paths {
                let Some(absolute) = self.absolute(from, path) else { continue };
                if let Some(to) = self.home(&absolute, 0) {
                    arrows.push(Arrow { file: file.clone(), from: from.clone(), to, path: path.join("::") });
                }
            }
        }
        arrows
    }

    /// A path from the root of the crate; `None` if it leads out of the crate.
    fn absolute(&self, from: &Place, path: &[String]) -> Option<Place> {
        let (first, rest) = path.split_first()?;
        let module = &self.modules[from];
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([from, rest].concat()),
            "super" => {
                let mut above = from.clone();
                above.pop()?;
                let ups = rest.iter().take_while(|segment| *segment == "super").count();
                above.truncate(above.len().checked_sub(ups)?);
                Some([&above, &rest[ups..]].concat())
            }
            name => {
                let child = [from.as_slice(), &[name.to_owned()]].concat();
                let is_bound = module.names.get(name).is_some_and(|bound| bound != path);
                (self.modules.contains_key(&child) || is_bound).then(|| [from, path].concat())
            }
        }
    }

    /// The module that defines the item.
    fn home(&self, path: &[String], depth: usize) -> Option<Place> {
        if depth > 20 {
            return None;
        }
        let mut at = Place::new();
        for (index, segment) in path.iter().enumerate() {
            let child = [at.as_slice(), std::slice::from_ref(segment)].concat();
            if self.modules.contains_key(&child) {
                at = child;
                continue;
            }
            let (module, rest) = (&self.modules[&at], &path[index + 1..]);
            if module.items.contains(segment) {
                return Some(at);
            }
            if let Some(bound) = module.names.get(segment) {
                let target = self.absolute(&at, bound)?;
                return self.home(&[target.as_slice(), rest].concat(), depth + 1);
            }
            let globs = module.globs.iter().filter_map(|glob| self.absolute(&at, glob));
            let mut found = globs.filter_map(|glob| {
                let home = self.home(&[glob.as_slice(), &path[index..]].concat(), depth + 1)?;
                self.modules[&home].items.contains(segment).then_some(home)
            });
            return found.next().or(Some(at));
        }
        Some(at)
    }
}
