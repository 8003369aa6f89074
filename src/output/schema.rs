//! The JSON Schemas of an offer, of the account register, of explanations and of the configuration,
//! generated from the tables that the readers use.

mod scalar;

use serde_json::{Map, Value, json};

use crate::offer::{Key, Shape, Table};
use crate::offer::{accounts, explanations};
use crate::{offer, workspace::config};
use scalar::Typing;

/// A file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// An offer.
    Offer,
    /// The account register.
    Accounts,
    /// Known differences between plans and reports.
    Explanations,
    /// `paysched.toml`.
    Config,
}

impl File {
    /// Every file that has a schema.
    pub const ALL: [Self; 4] = [Self::Offer, Self::Accounts, Self::Explanations, Self::Config];

    /// The word for it: `offer`, `accounts`, `explanations`, `config`.
    #[doc(hidden)]
    pub fn word(self) -> &'static str {
        self.format().0.name
    }

    fn format(self) -> (&'static Table, &'static str, Typing) {
        match self {
            Self::Offer => (&offer::FORMAT, "paysched offer, format version 1", Typing::Written),
            Self::Accounts => {
                (&accounts::FORMAT, "paysched account register, format version 1", Typing::Written)
            }
            Self::Explanations => {
                (&explanations::FORMAT, "paysched file of explanations, format version 1", Typing::Written)
            }
            Self::Config => (&config::FORMAT, "paysched.toml", Typing::Typed),
        }
    }
}

/// The schema of a file in JSON Schema 2020-12, as text with a line end.
///
/// It covers a file's structure: keys, types, words, the form of dates, amounts and ids. What depends on
/// the calendar or on several values is left to the rules.
///
/// ```
/// let schema = paysched::schema::text(paysched::schema::File::Offer);
/// assert!(schema.contains("\"accept_by\""));
/// ```
pub fn text(file: File) -> String {
    // Alternate formatting of a JSON value is its indented text.
    format!("{:#}\n", schema(file))
}

/// The schema of a file as a value; its keys keep their order.
pub fn schema(file: File) -> Value {
    let (table, title, typing) = file.format();
    let mut writer = SchemaWriter { typing, definitions: Map::new() };
    let mut root = Map::new();
    root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("$id".to_owned(), json!(format!("urn:paysched:schema:{}:1", table.name)));
    root.insert("title".to_owned(), json!(title));
    root.extend(writer.table(table));
    if !writer.definitions.is_empty() {
        root.insert("$defs".to_owned(), Value::Object(writer.definitions));
    }
    Value::Object(root)
}

/// Writes shapes, and collects each table and each form of text as a definition.
struct SchemaWriter {
    typing: Typing,
    definitions: Map<String, Value>,
}

impl SchemaWriter {
    fn shape(&mut self, shape: &Shape) -> Map<String, Value> {
        match shape {
            Shape::List(item) => object(json!({"type": "array", "items": self.shape(item)})),
            Shape::Either(shapes) => {
                let shapes: Vec<_> = shapes.iter().map(|shape| self.shape(shape)).collect();
                object(json!({"anyOf": shapes}))
            }
            Shape::Map(key, value) => self.map(key, value),
            Shape::Keys(keys) => self.keys(&keys()),
            Shape::Table(table) => self.defined(table.name, |writer| writer.table(table)),
            scalar => match scalar::definition(scalar) {
                Some(name) => self.defined(name, |writer| scalar::scalar(scalar, writer.typing)),
                None => scalar::scalar(scalar, self.typing),
            },
        }
    }

    /// A reference to a definition, which is written on first use.
    fn defined(
        &mut self,
        name: &'static str,
        write: impl FnOnce(&mut Self) -> Map<String, Value>,
    ) -> Map<String, Value> {
        if !self.definitions.contains_key(name) {
            // It comes before the definitions that it needs itself.
            self.definitions.insert(name.to_owned(), Value::Null);
            let definition = write(self);
            self.definitions.insert(name.to_owned(), Value::Object(definition));
        }
        object(json!({"$ref": format!("#/$defs/{name}")}))
    }

    fn table(&mut self, table: &Table) -> Map<String, Value> {
        let mut schema = object(json!({"description": table.about}));
        schema.extend(self.keys(table.keys));
        let exactly_one =
            |[one, other]: &[&str; 2]| json!({"oneOf": [{"required": [one]}, {"required": [other]}]});
        if !table.either.is_empty() {
            schema.insert("allOf".to_owned(), table.either.iter().map(exactly_one).collect());
        }
        if !table.needs.is_empty() {
            let needs = table.needs.iter().map(|[key, needed]| ((*key).to_owned(), json!([needed])));
            schema.insert("dependentRequired".to_owned(), Value::Object(needs.collect()));
        }
        schema
    }

    fn keys(&mut self, keys: &[Key]) -> Map<String, Value> {
        let mut properties = Map::new();
        for key in keys {
            let mut value = object(json!({"description": key.about}));
            value.extend(self.shape(&key.shape));
            properties.insert(key.name.to_owned(), Value::Object(value));
        }
        let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        let mut schema = object(json!({"type": "object", "properties": properties}));
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        schema.insert("additionalProperties".to_owned(), json!(false));
        schema
    }

    /// A mapping whose keys are free, or of one form.
    fn map(&mut self, key: &Shape, value: &Shape) -> Map<String, Value> {
        let value = self.shape(value);
        object(match scalar::pattern(key) {
            None => json!({"type": "object", "additionalProperties": value}),
            Some(pattern) => {
                json!({"type": "object", "patternProperties": {pattern: value}, "additionalProperties": false})
            }
        })
    }
}

/// The object of a `json!` value.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
