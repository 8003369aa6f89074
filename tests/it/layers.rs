//! The laws of the crate's structure: which room may import which, what only the edge touches, and
//! what is declared where. What breaks a law today stands in `tests/layers.txt`, a list that may
//! only become shorter.

pub(crate) mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use source::{Module, Name, Tree};

/// The rooms in the order of the way of the data: each imports only from those before it.
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
    "lsp",
    "cli",
];

/// The rooms that touch files, the clock, the environment, processes and the terminal.
const EDGE: &[&str] = &["workspace", "cli", "main"];

/// The most lines of a file, its tests apart.
const LINES: usize = 400;

/// What breaks a law: one line each, under the law.
type Broken = BTreeMap<&'static str, BTreeSet<String>>;

fn shown(name: &[String]) -> String {
    if name.is_empty() { "lib".to_owned() } else { name.join("::") }
}

fn room(module: &Module) -> &str {
    module.name.first().map_or("lib", String::as_str)
}

/// Where a room stands in the order; the crate's root and the program see everything.
fn floor(room: &str) -> Option<usize> {
    ROOMS.iter().position(|known| *known == room)
}

fn imports_against_the_order(tree: &Tree<'_>) -> BTreeSet<String> {
    let mut broken = BTreeSet::new();
    for module in tree.0.values() {
        let Some(own) = floor(room(module)) else { continue };
        for other in tree.dependencies(module) {
            // Nothing of the root is for the rooms: it only lists them.
            if other.first().and_then(|room| floor(room)).is_none_or(|floor| floor > own) {
                broken.insert(format!("{} imports {}", shown(&module.name), shown(other)));
            }
        }
    }
    broken
}

/// The imports of which circles are made: from each of the two modules the other is reached. A
/// module and the ones inside of it are one: its file names what they share.
fn circles(tree: &Tree<'_>) -> BTreeSet<String> {
    let apart = |name: &Name, other: &Name| !name.starts_with(other) && !other.starts_with(name);
    let others =
        |name, module| tree.dependencies(module).into_iter().filter(|other| apart(name, other)).collect();
    let edges: BTreeMap<&Name, BTreeSet<&Name>> =
        tree.0.iter().map(|(name, module)| (*name, others(name, module))).collect();
    let reached: BTreeMap<&Name, BTreeSet<&Name>> = edges
        .keys()
        .map(|start| {
            let mut seen = BTreeSet::new();
            let mut next: Vec<&Name> = edges[start].iter().copied().collect();
            while let Some(name) = next.pop() {
                if seen.insert(name) {
                    next.extend(&edges[name]);
                }
            }
            (*start, seen)
        })
        .collect();
    let mut found = BTreeSet::new();
    for (name, others) in &edges {
        for other in others.iter().filter(|other| reached[*other].contains(name)) {
            found.insert(format!("{} imports {}", shown(name), shown(other)));
        }
    }
    found
}

/// Whether an absolute path leads out of the program.
fn is_of_the_world(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["std", "fs" | "env" | "process" | "net" | "thread", ..]
        | ["std", "time", "SystemTime" | "Instant", ..]
        | ["std", "io", "stdin" | "stdout" | "stderr", ..]
        | ["ignore" | "tempfile" | "clap" | "clap_complete" | "clap_mangen", ..]
        | ["chrono", "Local", ..] => true,
        ["chrono", rest @ ..] => rest.contains(&"now"),
        _ => false,
    }
}

/// Methods of paths that ask the file system.
const ASKING: &[&str] =
    &["canonicalize", "exists", "is_dir", "is_file", "metadata", "read_dir", "try_exists"];

/// Macros that write to the terminal or read the environment of the build.
const SAYING: &[&str] = &["dbg", "eprint", "eprintln", "option_env", "print", "println"];

fn touches_the_world(tree: &Tree<'_>) -> BTreeSet<String> {
    let mut broken = BTreeSet::new();
    for module in tree.0.values().filter(|module| !EDGE.contains(&room(module))) {
        let paths = tree.absolute(module);
        let paths = paths.iter().filter(|path| is_of_the_world(path)).map(|path| path.join("::"));
        let methods = module.seen.methods.iter().filter(|name| ASKING.contains(&name.as_str())).cloned();
        let macros = module.seen.macros.iter().filter(|name| SAYING.contains(&name.as_str()));
        for what in paths.chain(methods).chain(macros.map(|name| format!("{name}!"))) {
            broken.insert(format!("{} touches {what}", shown(&module.name)));
        }
    }
    broken
}

fn draws_with_miette(tree: &Tree<'_>) -> BTreeSet<String> {
    let modules = tree.0.values().filter(|module| module.name.last().is_none_or(|name| name != "picture"));
    let knows = |module: &&&Module| tree.absolute(module).iter().any(|path| path[0] == "miette");
    modules.filter(knows).map(|module| shown(&module.name)).collect()
}

fn is_long(module: &Module) -> Option<String> {
    let lines = module.text.split("#[cfg(test)]").next().unwrap().lines().count();
    (lines > LINES).then(|| shown(&module.name))
}

/// Whether a text has `--` and a letter, with no word before it: a flag of the command line.
fn names_a_flag(text: &str) -> bool {
    text.match_indices("--").any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + 2..].chars().next();
        after.is_some_and(|c| c.is_ascii_lowercase())
            && before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '!'))
    })
}

fn flags(modules: &[Module]) -> BTreeSet<String> {
    let others = modules.iter().filter(|module| !["cli", "main"].contains(&room(module)));
    let mut broken = BTreeSet::new();
    for module in others {
        for text in module.seen.strings.iter().filter(|text| names_a_flag(text)) {
            broken.insert(format!("{} {text:?}", shown(&module.name)));
        }
    }
    broken
}

fn types_of_one_name(modules: &[Module]) -> BTreeSet<String> {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for module in modules {
        for name in &module.seen.types {
            places.entry(name).or_default().push(shown(&module.name));
        }
    }
    places.retain(|_, places| places.len() > 1);
    // Each command has the arguments of its own.
    places.remove("Args");
    let each = places.iter().flat_map(|(name, places)| places.iter().map(move |place| (name, place)));
    each.map(|(name, place)| format!("{name} in {place}")).collect()
}

/// Where quantities, weights, percentages and exchange rates are read and held: bare decimals, which are no
/// amounts of money.
const BARE_DECIMALS: &[&str] = &[
    "cli::amend",
    "deal::amend",
    "deal::amend::error",
    "lint::rules::offer::contract_reduced",
    "lint::rules::offer::resale_terms_differ",
    "lint::rules::product::quantity_out_of_range",
    "lint::rules::product::tier_with_several_dimensions",
    "lint::rules::resale",
    "marketplace::aws::change_set::pricing",
    "marketplace::limits",
    "offer::amount",
    "offer::amount::forms",
    "offer::installments",
    "offer::money",
    "offer::pricing",
    "offer::rate",
    "offer::rounding",
    "offer::value",
    "offer::values",
    "output::plans::svg::scale",
    "schedule::amounts",
];

/// Where the digits of an amount are taken: its own arithmetic, and places on a drawing.
const DIGITS_OF_AMOUNTS: &[&str] = &["offer::rounding", "output::plans::svg::scale"];

/// An amount has no operators, so money can be added or divided out of hand only by what turns it into a
/// bare decimal. Both lists are exact.
fn bare_decimals(tree: &Tree<'_>) -> BTreeSet<String> {
    let mut broken = BTreeSet::new();
    let mut hold = |what: &str, listed: &[&str], does: &dyn Fn(&Module) -> bool| {
        let found: BTreeSet<String> =
            tree.0.values().filter(|module| does(module)).map(|module| shown(&module.name)).collect();
        let listed = listed.iter().map(|name| (*name).to_owned()).collect();
        broken.extend(found.symmetric_difference(&listed).map(|name| format!("{name} {what}")));
    };
    hold("names bare decimals", BARE_DECIMALS, &|module| {
        let named = |path: &Name| {
            path[0] == "rust_decimal" && path.iter().any(|name| name == "Decimal" || name == "*")
        };
        tree.absolute(module).iter().any(named)
    });
    hold("takes the digits of an amount", DIGITS_OF_AMOUNTS, &|module| {
        let taken = |path: &Name| path.ends_with(&["Amount".to_owned(), "decimal".to_owned()]);
        module.seen.methods.contains("decimal") || tree.absolute(module).iter().any(taken)
    });
    broken
}

fn broken(modules: &[Module]) -> Broken {
    let tree = Tree::new(modules);
    let errors = modules.iter().flat_map(|module| {
        module.seen.string_errors.iter().map(|name| format!("{}::{name}", shown(&module.name)))
    });
    let bare = modules.iter().filter(|module| !module.text.starts_with("//!"));
    Broken::from([
        ("A room imports only from the rooms before it", imports_against_the_order(&tree)),
        ("No modules import one another in a circle", circles(&tree)),
        ("Only the edge touches files, clock, environment and terminal", touches_the_world(&tree)),
        ("Only the picture of a diagnostic knows miette", draws_with_miette(&tree)),
        ("A file has at most 400 lines, tests apart", modules.iter().filter_map(is_long).collect()),
        ("A file opens with what it owns", bare.map(|module| shown(&module.name)).collect()),
        ("An error is a type, not a String", errors.collect()),
        ("Flags are named in `cli` alone", flags(modules)),
        ("Money is added up as amounts, never as bare decimals", bare_decimals(&tree)),
        ("A type's name is declared once", types_of_one_name(modules)),
    ])
}

const KEPT: &str = "tests/layers.txt";

/// The laws with what is known to break each.
fn kept(text: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut law = "";
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("# ") {
            Some(title) => law = title,
            None => assert!(found.entry(law).or_default().insert(line), "{line} stands twice"),
        }
    }
    found
}

/// What is not in the list fails, with `UPDATE=1` too; what is mended must leave the list.
#[test]
fn the_laws_hold_but_for_what_is_listed() {
    let broken = broken(&source::modules());
    let text = std::fs::read_to_string(KEPT).unwrap();
    let kept = kept(&text);
    let mut new = String::new();
    let mut fresh = String::new();
    for (law, lines) in &broken {
        let known = kept.get(law);
        for line in lines.iter().filter(|line| known.is_none_or(|known| !known.contains(line.as_str()))) {
            new.push_str(&format!("{law}: {line}\n"));
        }
        if !lines.is_empty() {
            fresh.push_str(&format!("# {law}\n"));
            lines.iter().for_each(|line| fresh.push_str(&format!("{line}\n")));
            fresh.push('\n');
        }
    }
    assert!(new.is_empty(), "laws are broken anew:\n{new}");
    crate::support::golden(Path::new(KEPT), &fresh);
}

/// A crate of a few files, by name, and what each depends on.
fn dependencies(files: &[(&str, &str)]) -> Vec<String> {
    let modules: Vec<Module> = files
        .iter()
        .map(|(path, text)| source::module(source::name(&Path::new("src").join(path)), (*text).to_owned()))
        .collect();
    let tree = Tree::new(&modules);
    let shown = |module: &Module| {
        let others = tree.dependencies(module).into_iter().map(|name| shown(name));
        format!("{}: {}", shown(&module.name), others.collect::<Vec<_>>().join(" "))
    };
    modules.iter().map(shown).collect()
}

#[test]
fn every_form_of_use_and_of_path_is_an_import() {
    for code in [
        "use crate::offer::date::Date;",
        "use crate::{offer::{date::{Date as Day}, money}, text};",
        "use crate::offer::{self, date::*};",
        "fn f() { use super::offer::date::parse; }",
        "fn f() { crate::offer::date::parse() }",
        "fn f(day: &[super::offer::date::Date]) {}",
        "use crate::offer; fn f() -> Vec<offer::date::Date> { Vec::new() }",
        "use crate::offer::date; fn f() { date::parse() }",
        "use super::offer as o; impl o::date::Parse for u8 {}",
        "fn f() { println!(\"{}\", crate::offer::date::LAST) }",
        "macro_rules! m { () => { $crate::offer::date::LAST } }",
        "macro_rules! m { () => { use $crate::{text, offer::{date::Date, money}}; } }",
        "#[derive(Args)] struct S { #[arg(value_parser = crate::offer::date::parse)] day: u8 }",
        // The parent only passes it on.
        "use crate::offer::Date;",
        "use crate::offer::Renamed;",
        "use crate::offer::Twice;",
    ] {
        let found = dependencies(&[
            ("lib.rs", "mod offer; mod plan; mod text;"),
            ("offer.rs", "mod date; mod money; pub use date::{Date, Date as Renamed}; pub use money::Twice;"),
            ("offer/date.rs", "pub struct Date;"),
            ("offer/money.rs", "pub(super) use super::date::Date as Twice;"),
            ("text.rs", ""),
            ("plan.rs", code),
        ]);
        assert!(found[5].contains("offer::date"), "{code}: {}", found[5]);
        assert!(!code.contains("offer::Date") || !found[5].contains("offer "), "{code}: {}", found[5]);
    }
}

#[test]
fn what_is_for_tests_and_what_only_says_who_sees_a_thing_is_no_import() {
    let found = dependencies(&[
        ("lib.rs", "mod offer; mod plan;"),
        ("offer.rs", "pub(crate) struct Offer;"),
        (
            "plan.rs",
            "/// As `crate::offer`.\npub(super) fn f() {}\n#[cfg(test)] mod tests { use crate::offer::Offer; }",
        ),
    ]);
    assert_eq!(found, ["lib: ", "offer: ", "plan: "]);
}

#[test]
fn modules_that_reach_one_another_are_a_circle() {
    let modules: Vec<Module> = [
        ("src/a.rs", "use crate::b::B;"),
        ("src/b.rs", "use crate::c::C;"),
        ("src/c.rs", "use crate::a::A;"),
        ("src/d.rs", "use crate::a::A;"),
    ]
    .into_iter()
    .map(|(path, text)| source::module(source::name(Path::new(path)), text.to_owned()))
    .collect();
    let circle = ["a imports b", "b imports c", "c imports a"].map(str::to_owned);
    assert_eq!(circles(&Tree::new(&modules)), BTreeSet::from(circle));
}

#[test]
fn money_that_becomes_a_bare_decimal_is_found() {
    let modules: Vec<Module> = [
        ("src/deal/named.rs", "use rust_decimal::Decimal; fn f(a: Decimal) {}"),
        ("src/deal/all.rs", "use rust_decimal::prelude::*;"),
        ("src/deal/path.rs", "fn f(a: rust_decimal::Decimal) {}"),
        ("src/deal/digits.rs", "fn f(a: Amount, b: Amount) { a.decimal() + b.decimal(); }"),
        ("src/deal/mapped.rs", "fn f(a: Vec<Amount>) { a.into_iter().map(Amount::decimal).sum() }"),
        (
            "src/deal/good.rs",
            "use rust_decimal::prelude::ToPrimitive; fn f(a: Amount, b: Amount) { a.plus(b); }",
        ),
    ]
    .into_iter()
    .map(|(path, text)| source::module(source::name(Path::new(path)), text.to_owned()))
    .collect();
    let found = bare_decimals(&Tree::new(&modules));
    let found: Vec<&String> =
        found.iter().filter(|line| line.starts_with("deal") && !line.contains("amend")).collect();
    assert_eq!(
        found,
        [
            "deal::all names bare decimals",
            "deal::digits takes the digits of an amount",
            "deal::mapped takes the digits of an amount",
            "deal::named names bare decimals",
            "deal::path names bare decimals",
        ]
    );
}

#[test]
fn a_flag_is_told_from_a_dash_and_an_arrow() {
    for text in ["--add", "write --at-once", "(`--fix`)", "{unsafely} with --fix"] {
        assert!(names_a_flag(text), "{text}");
    }
    for text in ["a--b", "-- x", "<!--x-->", "---", "--{name}", "- a"] {
        assert!(!names_a_flag(text), "{text}");
    }
}
