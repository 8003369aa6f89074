//! What the README and the pages of `docs/` show is what the program prints.
//!
//! In a fence marked `console`, a line that starts with `$ ` is a command, and the lines after it
//! are its output, standard output before standard error. `UPDATE=1 cargo test --test it docs::`
//! rewrites them.

use crate::support;
use std::path::PathBuf;
use std::process::Command;

fn pages() -> Vec<PathBuf> {
    let mut pages = vec![PathBuf::from("README.md")];
    if let Ok(folder) = std::fs::read_dir("docs") {
        pages.extend(
            folder.map(|entry| entry.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "md")),
        );
    }
    pages.sort();
    pages
}

fn run(command: &str) -> String {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("paysched"), "only paysched is run: {command}");
    let mut program = Command::new(env!("CARGO_BIN_EXE_paysched"));
    let output = support::scrubbed(&mut program).args(words).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    // A calendar's lines end with CRLF, a page's do not.
    shown.replace("\r\n", "\n")
}

/// The page with every command's output as it is now, and how many commands there are.
fn refreshed(page: &str) -> (String, usize) {
    let mut fresh = String::new();
    let mut commands = 0;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|line| *line != "```") {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            commands += 1;
            fresh.push_str(&format!("{line}\n{}", run(command)));
        }
    }
    (fresh, commands)
}

#[test]
fn every_page_shows_what_the_program_prints() {
    let mut commands = 0;
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        let (fresh, count) = refreshed(&page);
        commands += count;
        support::golden(&path, &fresh);
    }
    assert!(commands >= 4, "the README shows at least four commands");
}
