//! Who may import whom: each room of the crate sees only the rooms below it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rooms in the order of the way of the data: each sees only those before it.
const ROOMS: &[&str] = &[
    "text",
    "offer",
    "schedule",
    "marketplace",
    "plan",
    "deal",
    "reconcile",
    "lint",
    "workspace",
    "output",
    "cli",
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
fn each_room_imports_only_from_the_rooms_before_it() {
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
        let floor = ROOMS.iter().position(|room| *room == own);
        let floor = floor.unwrap_or_else(|| panic!("{own} is no known room"));
        for other in imports(&std::fs::read_to_string(&path).unwrap()) {
            let fine = ROOMS.iter().position(|room| *room == other).is_none_or(|above| above <= floor);
            assert!(fine, "{} imports from {other}, which {own} may not see", path.display());
        }
    }
    assert!(ROOMS.iter().all(|room| seen.contains(*room) || *room == "cli"));
}

#[test]
fn only_the_edge_touches_the_world() {
    let mut found = Vec::new();
    files(Path::new("src"), &mut found);
    for path in found {
        let edge = ["cli", "workspace", "main"].contains(&room(&path).as_str());
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
