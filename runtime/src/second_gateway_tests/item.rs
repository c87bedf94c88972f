//! A row type as in generated code, with its create and patch.

use crate::Id;
use crate::codec::{Codec, FieldSlot, RecordFields, RecordLayout};
use crate::field::{Field, field};
use crate::model::presence::Nullable;
use crate::model::{Integer, List, Model, Required, Tag, Text, Updatable, tag_of};
use crate::write::{Creatable, Create, Patch, create, entry};

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub id: Id<Item>,
    pub name: String,
    pub n: Option<i64>,
    pub tags: Option<Vec<String>>,
}

static ITEM: RecordLayout = RecordLayout { model: "item", names: &["_id", "name", "n", "tags"], required: &[0, 1] };

impl Item {
    pub const NAME: Field<Item, Text, Required> = field("name");
    pub const N: Field<Item, Integer, Nullable> = field("n");
    pub const TAGS: Field<Item, List<Text>, Nullable> = field("tags");

    pub fn new(name: &str) -> Create<Item> {
        create([entry(Self::NAME, name)])
    }

    pub fn patch() -> Patch<Item> {
        Patch::new()
    }
}

impl Model for Item {
    type Tag = Tag<{ tag_of("item") }>;
    const IDENTIFIER: &'static str = "item";
}

impl Creatable for Item {}
impl Updatable for Item {}

impl RecordFields for Item {
    fn vacant() -> Self {
        Self { id: Codec::vacant(), name: Codec::vacant(), n: None, tags: None }
    }
    fn table(&self) -> &'static RecordLayout {
        &ITEM
    }
    fn cell(&self, index: usize) -> &dyn FieldSlot {
        match index {
            0 => &self.id,
            1 => &self.name,
            2 => &self.n,
            _ => &self.tags,
        }
    }
    fn cell_mut(&mut self, index: usize) -> &mut dyn FieldSlot {
        match index {
            0 => &mut self.id,
            1 => &mut self.name,
            2 => &mut self.n,
            _ => &mut self.tags,
        }
    }
}
