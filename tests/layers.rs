//! Who may import whom: each room of the crate sees only the rooms below it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a broken test stops here")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A room and the rooms that it may import from.
const ROOMS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("fnv", &[]),
    ("words", &[]),
    ("diagnostic", &["source"]),
    ("yaml", &["diagnostic", "source"]),
    ("offer", &["words", "yaml", "diagnostic", "source"]),
    ("accounts", &["offer", "yaml", "diagnostic", "source"]),
    ("schedule", &["offer", "diagnostic", "source"]),
    ("limits", &["offer"]),
    ("rules", &["words", "compare", "accounts", "schedule", "limits", "offer", "diagnostic", "source"]),
    ("lint", &["fnv", "rules", "accounts", "schedule", "limits", "offer", "yaml", "diagnostic", "source"]),
    ("config", &["lint", "rules", "limits", "offer", "diagnostic", "source"]),
    ("discover", &["config", "lint", "rules", "accounts", "schedule", "offer", "yaml", "source"]),
    ("report", &["words", "lint", "rules", "config", "diagnostic", "source"]),
    ("compare", &["schedule", "offer"]),
    ("fix", &["lint", "diagnostic", "source"]),
    ("fmt", &["accounts", "offer", "yaml", "diagnostic", "source"]),
    ("draft", &["fmt", "schedule", "offer", "yaml", "source"]),
    ("propose", &["draft", "schedule", "offer"]),
    ("plan", &["words", "accounts", "schedule", "limits", "offer", "source"]),
    ("amend", &["words", "draft", "plan", "schedule", "limits", "offer"]),
    ("resell", &["draft", "schedule", "limits", "offer"]),
    ("marketplace", &["draft", "schedule", "limits", "offer", "yaml", "source"]),
    ("reconcile", &["words", "plan", "marketplace", "offer"]),
    (
        "render",
        &[
            "words",
            "fnv",
            "amend",
            "resell",
            "reconcile",
            "marketplace",
            "plan",
            "compare",
            "limits",
            "offer",
        ],
    ),
    ("schema", &["offer", "accounts", "config"]),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The room that a source file belongs to.
fn room(path: &Path) -> String {
    let below = path.strip_prefix("src").unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms that the code of a file names, its tests apart.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let code: String = code.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
    let word =
        |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    code.match_indices("crate::").map(|(at, found)| word(code.get(at + found.len()..).unwrap())).collect()
}

#[test]
fn each_room_imports_only_from_the_rooms_below_it() {
    let mut found = Vec::new();
    files(Path::new("src"), &mut found);
    let mut seen = BTreeSet::new();
    for path in found {
        let own = room(&path);
        seen.insert(own.clone());
        // The command line sees everything; the crate's root only names the rooms.
        if matches!(own.as_str(), "cli" | "lib" | "main") {
            continue;
        }
        let (_, allowed) =
            ROOMS.iter().find(|(name, _)| *name == own).unwrap_or_else(|| panic!("{own} is no known room"));
        for other in imports(&std::fs::read_to_string(&path).unwrap()) {
            let is_room = ROOMS.iter().any(|(name, _)| *name == other) || other == "cli";
            let fine = !is_room || other == own || allowed.contains(&other.as_str());
            assert!(fine, "{} imports from {other}, which {own} may not see", path.display());
        }
    }
    assert!(ROOMS.iter().all(|(name, _)| seen.contains(*name)));
}

#[test]
fn only_the_edge_touches_the_world() {
    let mut found = Vec::new();
    files(Path::new("src"), &mut found);
    for path in found {
        let edge =
            ["cli", "discover", "main"].contains(&room(&path).as_str()) || path.ends_with("source/load.rs");
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for world in [
            "std::fs",
            "std::env",
            "SystemTime",
            "Instant::",
            "std::process",
            "io::stdout",
            "io::stderr",
            "io::stdin",
        ] {
            assert!(edge || !code.contains(world), "{} touches {world}", path.display());
        }
    }
}

#[test]
fn only_the_picture_knows_miette() {
    let mut found = Vec::new();
    files(Path::new("src"), &mut found);
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("use miette") || path.ends_with("human/picture.rs"), "{}", path.display());
    }
}

#[test]
fn no_file_has_grown_to_two_subjects() {
    let mut found = Vec::new();
    files(Path::new("src"), &mut found);
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap().lines().count();
        assert!(code <= 430, "{} has {code} lines of code", path.display());
        assert!(text.starts_with("//!"), "{} does not open with what it owns", path.display());
    }
}
