//! A JSON Schema made from a table of keys, so that an editor completes and checks what people write.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::written::Key;
use crate::written::Shape;
use crate::written::TEST;
use crate::written::manual::written_as;

const NAME: &str = "^[a-z][a-z0-9-]{0,59}$";
const PATH: &str = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*$";

/// The schema of a file whose head has these keys. `title` is what an editor shows for it.
pub fn schema(title: &str, keys: &[Key]) -> String {
    let mut whole = table(keys);
    if let Some(whole) = whole.as_object_mut() {
        whole.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
        whole.insert("title".to_owned(), json!(title));
        whole.insert("definitions".to_owned(), json!({ "cell": cell(), "row": row() }));
    }
    format!("{whole:#}\n")
}

fn table(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let needed: Vec<&str> = keys.iter().filter(|key| key.must).map(|key| key.name).collect();
    json!({ "type": "object", "properties": properties, "required": needed, "additionalProperties": false })
}

fn property(key: &Key) -> Value {
    let mut shape = shape(key.shape);
    if let Some(inside) = shape.as_object_mut() {
        let says = format!("{}. For example: {}", key.says, written_as(key));
        inside.insert("description".to_owned(), json!(says));
    }
    // What stands beside a reference is not read in this draft.
    if shape.get("$ref").is_some() { json!({ "allOf": [shape] }) } else { shape }
}

fn shape(shape: Shape) -> Value {
    let word = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match shape {
        Shape::Name => word(NAME),
        Shape::Names => one_or_list(&word(NAME)),
        Shape::Paths => one_or_list(&word(PATH)),
        Shape::Text => json!({ "type": "string" }),
        Shape::Lines | Shape::Lengths => one_or_list(&json!({ "type": "string" })),
        Shape::OneOf(words) => json!({ "type": "string", "enum": words }),
        Shape::SomeOf(words) => one_or_list(&json!({ "type": "string", "enum": words })),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Count => json!({ "type": "integer", "minimum": 0 }),
        Shape::Day => day(),
        Shape::DayOr(words) => json!({ "anyOf": [day(), { "type": "string", "enum": words }] }),
        Shape::DayInWords => json!({ "anyOf": [day(), { "type": "string" }] }),
        Shape::Days => json!({ "type": "array", "items": day() }),
        Shape::Cell => json!({ "$ref": "#/definitions/cell" }),
        Shape::Row => json!({ "$ref": "#/definitions/row" }),
        Shape::Rows => one_or_list(&json!({ "$ref": "#/definitions/row" })),
        Shape::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
        Shape::List(keys) | Shape::OneOrList(keys) => one_or_list(&table(keys)),
        Shape::Words => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Shape::Table(keys) => table(keys),
        Shape::Open => json!({ "type": "object", "additionalProperties": true }),
        Shape::OpenTables => json!({ "type": "array", "items": { "type": "object", "additionalProperties": true } }),
        Shape::Any => json!({ "additionalProperties": true }),
    }
}

fn one_or_list(one: &Value) -> Value {
    json!({ "anyOf": [one, { "type": "array", "items": one }] })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

/// A word, a list of words, or a test in curly brackets.
fn cell() -> Value {
    let word = json!({ "type": "string", "pattern": NAME });
    let words = json!({ "type": "array", "items": word, "minItems": 1 });
    json!({ "anyOf": [word, words, table(TEST)] })
}

/// Columns: a name, or a strategy that is run with columns of its own, and a cell.
fn row() -> Value {
    let column = json!({ "anyOf": [{ "$ref": "#/definitions/cell" }, { "$ref": "#/definitions/row" }] });
    json!({ "type": "object", "additionalProperties": column })
}
