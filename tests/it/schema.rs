//! The JSON Schemas that are kept are the ones that the tables of the readers give.

use crate::support;
use std::path::Path;
use std::process::Command;

use paysched::internals::output::schema::{File, schema, text};
use serde_json::Value;

#[test]
fn the_schemas_are_fresh() {
    for file in File::ALL {
        support::golden(&Path::new("schema").join(format!("{}.schema.json", file.word())), &text(file));
    }
}

#[test]
fn the_command_writes_the_offers_schema_unless_told_otherwise() {
    let run = |words: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_paysched"));
        let output = support::scrubbed(&mut program).arg("schema").args(words).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(run(&[]), (Some(0), text(File::Offer)));
    for file in File::ALL {
        assert_eq!(run(&[file.word()]), (Some(0), text(file)));
    }
    assert_eq!(run(&["ofer"]), (Some(2), String::new()));
}

/// Every value below `value`, itself included.
fn each<'v>(value: &'v Value, see: &mut impl FnMut(&'v Value)) {
    see(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| each(item, see)),
        Value::Object(map) => map.values().for_each(|item| each(item, see)),
        _ => {}
    }
}

#[test]
fn every_key_is_described_and_every_mapping_is_closed() {
    for file in File::ALL {
        let schema = schema(file);
        let mut keys = 0;
        each(&schema, &mut |value| {
            let Some(properties) = value.get("properties").and_then(Value::as_object) else { return };
            assert_eq!(value.get("additionalProperties"), Some(&Value::Bool(false)), "{value}");
            for (key, value) in properties {
                let about = value.get("description").and_then(Value::as_str).unwrap_or("");
                assert!(about.len() > 10, "{key} says nothing of itself");
                keys += 1;
            }
        });
        // A file of explanations has no more than these.
        assert!(keys >= if file == File::Explanations { 7 } else { 11 }, "{file:?}");
        each(&schema, &mut |value| {
            if let Some(name) = value.get("$ref").and_then(Value::as_str) {
                let pointer = name.strip_prefix('#').unwrap();
                assert!(schema.pointer(pointer).is_some_and(Value::is_object), "{name}");
            }
        });
    }
}
