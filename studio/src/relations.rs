//! The relations between models, as a diagram and as a list.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weda_definition::{Definition, Kind, Relation};

use crate::described::on_delete;
use crate::diagram::{self, Size};
use crate::source::{Model, Models, Stage};

/// The height of a box with up to two routes at a side, and that of a further one, whose label must fit.
const HEIGHT: i32 = 52;
const ROUTE: i32 = 20;

/// The width of the number of fields.
const FIELDS: i32 = 64;

/// A relation of a model.
struct Link<'m> {
    from: usize,
    to: usize,
    key: &'m str,
    title: Option<&'m str>,
    /// The key of the other side.
    inverse: Option<&'m str>,
    is_many: bool,
    is_stored: bool,
    relation: &'m Relation,
}

impl Link<'_> {
    /// Returns true if both are the two sides of one relation: either names the other.
    fn is_same_relation(&self, other: &Self) -> bool {
        let names = |one: &Self, other: &Self| one.inverse == Some(other.key);
        (self.from, self.to) == (other.to, other.from) && (names(self, other) || names(other, self))
    }
}

/// Leaves one side of each relation: the one that records store, or else the first.
fn without_other_sides(links: Vec<Link<'_>>) -> Vec<Link<'_>> {
    let order = |at: usize| (!links[at].is_stored, at);
    let is_other_side = |at: usize| {
        (0..links.len()).any(|one| one != at && order(one) < order(at) && links[one].is_same_relation(&links[at]))
    };
    let kept: Vec<bool> = (0..links.len()).map(|at| !is_other_side(at)).collect();
    links.into_iter().zip(kept).filter_map(|(link, is_kept)| is_kept.then_some(link)).collect()
}

/// Models and the relations between them. A target that is not among the models is a box without a definition.
struct Graph<'m> {
    names: Vec<&'m str>,
    definitions: Vec<Option<&'m Definition>>,
    links: Vec<Link<'m>>,
}

impl<'m> Graph<'m> {
    fn new(models: &[&'m Definition]) -> Self {
        let mut names: Vec<&str> = models.iter().map(|model| model.identifier.as_str()).collect();
        let mut definitions: Vec<Option<&Definition>> = models.iter().copied().map(Some).collect();
        let mut numbers: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
        let mut links = Vec::new();
        for (from, model) in models.iter().enumerate() {
            // Every record has an owner: that would link every box to the users.
            for field in model.fields.iter().filter(|field| !field.system) {
                let (relation, is_many) = match field.kind.innermost() {
                    Kind::Relation(relation) => (relation, matches!(field.kind, Kind::List(_))),
                    Kind::Relations(relation) => (relation, true),
                    _ => continue,
                };
                let Some(target) = relation.target.as_deref() else { continue };
                let to = *numbers.entry(target).or_insert_with(|| {
                    names.push(target);
                    definitions.push(None);
                    names.len() - 1
                });
                let (key, title, inverse) = (&field.key, field.title.as_deref(), field.inverse_key());
                links.push(Link { from, to, key, title, inverse, is_many, is_stored: field.is_stored(), relation });
            }
        }
        Self { names, definitions, links: without_other_sides(links) }
    }

    /// Without the models that have no relation.
    fn linked(mut self) -> Self {
        let mut is_linked = vec![false; self.names.len()];
        self.links.iter().for_each(|link| (is_linked[link.from], is_linked[link.to]) = (true, true));
        let numbers: Vec<usize> =
            (0..is_linked.len()).map(|at| is_linked[..at].iter().filter(|kept| **kept).count()).collect();
        let keep = |at: usize| is_linked[at];
        self.names = self.names.into_iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, name)| name).collect();
        self.definitions =
            self.definitions.into_iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, one)| one).collect();
        self.links.iter_mut().for_each(|link| (link.from, link.to) = (numbers[link.from], numbers[link.to]));
        self
    }

    fn edges(&self) -> Vec<(usize, usize)> {
        self.links.iter().map(|link| (link.from, link.to)).collect()
    }

    fn sizes(&self) -> Vec<Size> {
        let mut sides = vec![(0, 0); self.names.len()];
        for link in &self.links {
            sides[link.from].0 += 1;
            sides[link.to].1 += 1;
        }
        let of = |(at, (out, into)): (usize, &(i32, i32))| {
            let title = self.definitions[at].and_then(|model| model.title.as_deref()).unwrap_or_default();
            let width = (text_width(title, 15, 8).max(text_width(self.names[at], 13, 7) + FIELDS) + 28).clamp(140, 300);
            Size { width, height: HEIGHT.max(ROUTE * (*out.max(into) + 1)) }
        };
        sides.iter().enumerate().map(of).collect()
    }
}

/// About the width of a text: letters of Chinese are wider.
fn text_width(text: &str, wide: i32, narrow: i32) -> i32 {
    text.chars().map(|character| if character.is_ascii() { narrow } else { wide }).sum()
}

/// The diagram of the models of a store; `linked` leaves out models without relations.
pub(crate) fn diagram(models: &Models, stage: Stage, linked: bool) -> Value {
    let definitions: Vec<&Definition> = models.models.iter().filter_map(|model| of(model, stage)).collect();
    let graph = Graph::new(&definitions);
    let graph = if linked { graph.linked() } else { graph };
    let drawing = diagram::lay_out(&graph.sizes(), &graph.edges());
    let boxes: Vec<Value> = drawing
        .boxes
        .iter()
        .enumerate()
        .map(|(at, place)| {
            let model = graph.definitions[at];
            json!({
                "model": graph.names[at],
                "title": model.and_then(|model| model.title.as_deref()),
                "fields": model.map(|model| model.fields.iter().filter(|field| !field.system).count()),
                "x": place.x, "y": place.y, "width": place.size.width, "height": place.size.height,
            })
        })
        .collect();
    let routes: Vec<Value> = graph
        .links
        .iter()
        .zip(&drawing.routes)
        .map(|(link, points)| {
            json!({
                "from": link.from, "to": link.to, "field": link.key, "title": link.title, "many": link.is_many,
                "onDelete": on_delete(link.relation.on_delete), "points": points,
            })
        })
        .collect();
    let size = drawing.size.unwrap_or(Size { width: 0, height: 0 });
    json!({ "boxes": boxes, "routes": routes, "width": size.width, "height": size.height })
}

fn of(model: &Model, stage: Stage) -> Option<&Definition> {
    let served = match stage {
        Stage::Pre => model.pre.as_ref(),
        Stage::Prod => model.prod.as_ref(),
    };
    served.map(|served| &served.definition)
}

#[cfg(test)]
mod tests;
