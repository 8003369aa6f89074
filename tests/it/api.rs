//! The public names of the library, in one list that is held fresh: `docs/api.txt`.
//!
//! What `lib.rs` shows by `pub mod` and `pub use` counts, with the public methods, associated
//! constants and trait methods of each; fields, variants and `#[doc(hidden)]` do not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{ImplItem, Item, TraitItem, UseTree, Visibility};

use crate::layers::source::{self, Name};
use crate::support;

/// The most public names that anybody can be said to have chosen.
const MOST: usize = 200;

/// The modules of the crate, by their paths from the root.
type Modules = BTreeMap<Name, Module>;

/// What a module declares and brings in.
struct Module {
    items: Vec<Item>,
    declared: Vec<Declared>,
    /// Each path of a `use`, with the name that it gets here.
    uses: Vec<(Name, String)>,
}

fn modules() -> Modules {
    let mut found = Modules::new();
    let files = source::modules();
    let makes = files.iter().flat_map(|file| file.items.iter().filter_map(makes)).collect();
    for file in files.into_iter().filter(|file| file.name != ["main"]) {
        insert(&mut found, &makes, file.name, file.items);
    }
    found
}

/// The public names that each macro declares where it is called: its methods are those of the type
/// which the call names.
type Makes = BTreeMap<String, Vec<(&'static str, String)>>;

fn makes(item: &Item) -> Option<(String, Vec<(&'static str, String)>)> {
    let Item::Macro(it) = item else { return None };
    let mut found = Vec::new();
    in_macro(&it.mac.tokens, &mut found);
    let public = found.into_iter().filter(|made| made.shown).map(|made| (made.kind, made.name));
    Some((it.ident.as_ref()?.to_string(), public.collect()))
}

/// Keeps a module, and those that stand in braces in it.
fn insert(found: &mut Modules, makes: &Makes, name: Name, mut items: Vec<Item>) {
    for item in &mut items {
        if let Item::Mod(inner) = item
            && let Some((_, items)) = inner.content.take()
        {
            insert(found, makes, below(&name, &inner.ident), items);
        }
    }
    let declared = items.iter().flat_map(|item| declared(item, makes)).collect();
    let mut uses = Vec::new();
    for item in &items {
        if let Item::Use(it) = item {
            brought(&it.tree, Vec::new(), &mut uses);
        }
    }
    found.insert(name, Module { items, declared, uses });
}

fn below(name: &[String], inner: &syn::Ident) -> Name {
    [name, &[inner.to_string()]].concat()
}

/// Whether a thing is promised to who sees its module.
fn is_shown(visibility: &Visibility, attributes: &[syn::Attribute]) -> bool {
    let hides = |attribute: &syn::Attribute| match &attribute.meta {
        syn::Meta::List(list) => list.path.is_ident("doc") && list.tokens.to_string() == "hidden",
        _ => false,
    };
    matches!(visibility, Visibility::Public(_)) && !attributes.iter().any(hides)
}

/// A name that an item declares.
struct Declared {
    name: String,
    kind: &'static str,
    shown: bool,
    /// What a trait asks for, and the methods that a macro gives to what it declares.
    asks: Vec<String>,
}

const KINDS: [&str; 7] = ["const", "enum", "fn", "static", "struct", "trait", "type"];

/// What an item declares; a macro's call declares what stands public in it.
fn declared(item: &Item, makes: &Makes) -> Vec<Declared> {
    let one = |kind, name: &syn::Ident, visibility, attributes: &[syn::Attribute]| {
        let shown = is_shown(visibility, attributes);
        vec![Declared { name: name.to_string(), kind, shown, asks: Vec::new() }]
    };
    match item {
        Item::Const(it) => one("const", &it.ident, &it.vis, &it.attrs),
        Item::Enum(it) => one("enum", &it.ident, &it.vis, &it.attrs),
        Item::Fn(it) => one("fn", &it.sig.ident, &it.vis, &it.attrs),
        Item::Static(it) => one("static", &it.ident, &it.vis, &it.attrs),
        Item::Struct(it) => one("struct", &it.ident, &it.vis, &it.attrs),
        Item::Type(it) => one("type", &it.ident, &it.vis, &it.attrs),
        Item::Trait(it) => {
            let mut found = one("trait", &it.ident, &it.vis, &it.attrs);
            found[0].asks.extend(it.items.iter().filter_map(|inner| match inner {
                TraitItem::Fn(it) => Some(format!("{} (fn)", it.sig.ident)),
                TraitItem::Const(it) => Some(format!("{} (const)", it.ident)),
                TraitItem::Type(it) => Some(format!("{} (type)", it.ident)),
                _ => None,
            }));
            found
        }
        Item::Macro(it) => {
            let mut found = Vec::new();
            // A definition declares nothing yet.
            if it.ident.is_none() {
                in_macro(&it.mac.tokens, &mut found);
            }
            let name = it.mac.path.segments.last().unwrap().ident.to_string();
            for (kind, name) in makes.get(&name).into_iter().flatten() {
                match *kind {
                    "fn" => found.iter_mut().for_each(|made| made.asks.push(format!("{name} (fn)"))),
                    kind => found.push(Declared { name: name.clone(), kind, shown: true, asks: Vec::new() }),
                }
            }
            found
        }
        _ => Vec::new(),
    }
}

/// Finds `struct Name` and the like, with and without `pub`.
fn in_macro(tokens: &TokenStream, found: &mut Vec<Declared>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match (token, tokens.get(at + 1)) {
            (TokenTree::Group(group), _) => in_macro(&group.stream(), found),
            (TokenTree::Ident(kind), Some(TokenTree::Ident(name))) => {
                let before = at.checked_sub(1).map(|before| tokens[before].to_string());
                if let Some(kind) = KINDS.into_iter().find(|known| kind == known) {
                    let shown = before.as_deref() == Some("pub");
                    found.push(Declared { name: name.to_string(), kind, shown, asks: Vec::new() });
                }
            }
            _ => {}
        }
    }
}

/// Each path that a `use` brings in, with the name that it gets.
fn brought(tree: &UseTree, at: Name, found: &mut Vec<(Name, String)>) {
    match tree {
        UseTree::Path(path) => brought(&path.tree, below(&at, &path.ident), found),
        UseTree::Name(name) if name.ident == "self" => found.push((at.clone(), at.last().unwrap().clone())),
        UseTree::Name(name) => found.push((below(&at, &name.ident), name.ident.to_string())),
        UseTree::Rename(rename) => found.push((below(&at, &rename.ident), rename.rename.to_string())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| brought(tree, at.clone(), found)),
        UseTree::Glob(_) => {}
    }
}

/// A path as written in a module, from the root of the crate.
fn absolute(modules: &Modules, from: &[String], path: &[String]) -> Name {
    let floors = path.iter().take_while(|part| *part == "super").count();
    match path[0].as_str() {
        "crate" => path[1..].to_vec(),
        "self" => [from, &path[1..]].concat(),
        "super" => [&from[..from.len() - floors], &path[floors..]].concat(),
        first => {
            let inner = [from, &[first.to_owned()]].concat();
            if modules.contains_key(&inner) { [from, path].concat() } else { path.to_vec() }
        }
    }
}

/// The module and the declaration that a path from the root names, through every re-export.
fn resolve<'m>(modules: &'m Modules, path: &[String]) -> Option<(Name, &'m Declared)> {
    let (name, home) = path.split_last()?;
    let module = modules.get(home)?;
    if let Some(found) = module.declared.iter().find(|declared| declared.name == *name) {
        return Some((home.to_vec(), found));
    }
    let (from, _) = module.uses.iter().find(|(_, as_name)| as_name == name)?;
    let from = absolute(modules, home, from);
    if from == path { None } else { resolve(modules, &from) }
}

/// The public methods and constants of every type, wherever its `impl` stands.
fn methods(modules: &Modules) -> BTreeMap<(Name, String), BTreeSet<String>> {
    let mut found: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for (module, inside) in modules {
        for item in &inside.items {
            let Item::Impl(it) = item else { continue };
            let syn::Type::Path(own) = &*it.self_ty else { continue };
            if it.trait_.is_some() {
                continue;
            }
            let path: Name = own.path.segments.iter().map(|s| s.ident.to_string()).collect();
            let here = [module.clone(), path.clone()].concat();
            let at = resolve(modules, &here).or_else(|| resolve(modules, &absolute(modules, module, &path)));
            let (home, declared) = at.unwrap_or_else(|| panic!("{} in {module:?}", path.join("::")));
            let names = it.items.iter().filter_map(|inner| match inner {
                ImplItem::Fn(it) if is_shown(&it.vis, &it.attrs) => Some(format!("{} (fn)", it.sig.ident)),
                ImplItem::Const(it) if is_shown(&it.vis, &it.attrs) => Some(format!("{} (const)", it.ident)),
                _ => None,
            });
            found.entry((home, declared.name.clone())).or_default().extend(names);
        }
    }
    found
}

/// The list as it grows.
struct Listing<'m> {
    modules: &'m Modules,
    methods: BTreeMap<(Name, String), BTreeSet<String>>,
    listed: BTreeSet<(Name, String)>,
    found: BTreeSet<String>,
}

impl Listing<'_> {
    /// Lists what a module shows, under its public path.
    fn module(&mut self, at: &[String], shown: &str) {
        let items = &self.modules[at].items;
        for item in items {
            match item {
                Item::Use(it) if is_shown(&it.vis, &it.attrs) => {
                    let mut uses = Vec::new();
                    brought(&it.tree, Vec::new(), &mut uses);
                    for (path, name) in uses {
                        self.path(&absolute(self.modules, at, &path), &format!("{shown}::{name}"));
                    }
                }
                _ => {}
            }
        }
        for declared in self.modules[at].declared.iter().filter(|declared| declared.shown) {
            self.item(at, declared, &format!("{shown}::{}", declared.name));
        }
        for item in items {
            if let Item::Mod(it) = item
                && is_shown(&it.vis, &it.attrs)
            {
                self.inner(&below(at, &it.ident), &format!("{shown}::{}", it.ident));
            }
        }
    }

    fn inner(&mut self, at: &[String], shown: &str) {
        self.module(at, shown);
    }

    fn path(&mut self, path: &[String], shown: &str) {
        match resolve(self.modules, path) {
            Some((home, declared)) => self.item(&home, declared, shown),
            None if self.modules.contains_key(path) => self.inner(path, shown),
            None => panic!("{shown} is nowhere"),
        }
    }

    fn item(&mut self, home: &[String], declared: &Declared, shown: &str) {
        // Under its first path alone; the root comes before its modules.
        if !self.listed.insert((home.to_vec(), declared.name.clone())) {
            return;
        }
        self.found.insert(format!("{shown} ({})", declared.kind));
        let own = self.methods.get(&(home.to_vec(), declared.name.clone()));
        let inner = own.into_iter().flatten().chain(&declared.asks);
        self.found.extend(inner.map(|inner| format!("{shown}::{inner}")));
    }
}

#[test]
fn the_public_names_are_chosen_and_listed() {
    let modules = modules();
    let (methods, listed, found) = (methods(&modules), BTreeSet::new(), BTreeSet::new());
    let mut list = Listing { modules: &modules, methods, listed, found };
    list.module(&[], "paysched");
    let text: String = list.found.iter().map(|name| format!("{name}\n")).collect();
    support::golden(Path::new("docs/api.txt"), &text);
    assert!(list.found.len() < MOST, "{} public names are more than anybody chose", list.found.len());
}
