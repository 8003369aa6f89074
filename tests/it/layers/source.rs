//! The crate's source as a tree of modules: which names each declares, re-exports and uses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A path of names, such as `crate::offer::Offer`, without the first `crate`.
pub(crate) type Name = Vec<String>;

/// One file of `src`, read without its tests.
pub(crate) struct Module {
    /// Where it stands: empty for `lib.rs`, `["offer", "date"]` for `offer/date.rs`.
    pub(crate) name: Name,
    /// The whole text of the file.
    pub(crate) text: String,
    pub(crate) items: Vec<syn::Item>,
    pub(crate) seen: Seen,
}

/// What a file says.
#[derive(Default)]
pub(crate) struct Seen {
    /// Every path as written, those of `use` without its re-exports.
    paths: BTreeSet<Name>,
    /// What each name that `use` brings in stands for.
    imports: BTreeMap<String, Name>,
    /// What is re-exported, under the name that it has here.
    reexports: BTreeMap<String, Name>,
    /// Structs, enums, unions, traits and type aliases.
    pub(crate) types: BTreeSet<String>,
    /// Functions whose signature gives `Result<_, String>`.
    pub(crate) string_errors: BTreeSet<String>,
    /// Literals outside attributes.
    pub(crate) strings: BTreeSet<String>,
    /// Methods that are called.
    pub(crate) methods: BTreeSet<String>,
    /// Macros that are called.
    pub(crate) macros: BTreeSet<String>,
}

/// Reads every file of `src`.
pub(crate) fn modules() -> Vec<Module> {
    files().into_iter().map(|(name, text)| module(name, text)).collect()
}

/// Every file of `src`: the name of its module, and its text.
pub(crate) fn files() -> Vec<(Name, String)> {
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    files.sort();
    files.into_iter().map(|path| (name(&path), std::fs::read_to_string(&path).unwrap())).collect()
}

/// The name of the module that stands in a file.
pub(crate) fn name(path: &Path) -> Name {
    let below = path.strip_prefix("src").unwrap().with_extension("");
    below.iter().map(|part| part.to_str().unwrap().to_owned()).filter(|part| part != "lib").collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Reads the text of a module.
pub(crate) fn module(name: Name, text: String) -> Module {
    let file = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", name.join("::")));
    let mut seen = Seen::default();
    seen.visit_file(&file);
    Module { name, text, items: file.items, seen }
}

impl Seen {
    fn tree(&mut self, tree: &syn::UseTree, before: &Name, public: bool) {
        let with = |name: &syn::Ident| [before.clone(), vec![name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident), public),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.tree(tree, before, public));
            }
            syn::UseTree::Glob(_) => {
                self.take("*".to_owned(), [before.clone(), vec!["*".to_owned()]].concat(), public);
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                self.take(before.last().unwrap().clone(), before.clone(), public);
            }
            syn::UseTree::Name(name) => self.take(name.ident.to_string(), with(&name.ident), public),
            syn::UseTree::Rename(name) => self.take(name.rename.to_string(), with(&name.ident), public),
        }
    }

    fn take(&mut self, name: String, path: Name, public: bool) {
        if public {
            self.reexports.insert(name.clone(), path.clone());
        } else {
            self.paths.insert(path.clone());
        }
        self.imports.insert(name, path);
    }

    /// Reads what a macro is given, or stands for: it cannot be parsed, but its paths are there.
    /// In the braces of a `use`, each path goes on from the one before them.
    fn tokens(&mut self, stream: TokenStream, before: &[String]) {
        let start = if before.is_empty() { 0 } else { 2 };
        let (mut path, mut colons) = (before.to_vec(), start);
        for token in stream {
            if let (TokenTree::Punct(punct), true) = (&token, path.len() > before.len())
                && punct.as_char() == ':'
            {
                colons += 1;
                continue;
            }
            if let (TokenTree::Ident(name), 2) = (&token, colons) {
                path.push(name.to_string());
                colons = 0;
                continue;
            }
            let ended = std::mem::replace(&mut path, before.to_vec());
            let goes_on = colons == 2;
            colons = start;
            match token {
                TokenTree::Group(group) if goes_on && group.delimiter() == Delimiter::Brace => {
                    self.tokens(group.stream(), &ended);
                    continue;
                }
                TokenTree::Group(group) => self.tokens(group.stream(), &[]),
                TokenTree::Ident(name) => {
                    path = vec![name.to_string()];
                    colons = 0;
                }
                TokenTree::Literal(literal) => {
                    if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                        self.strings.insert(text.value());
                    }
                }
                TokenTree::Punct(_) => {}
            }
            self.take_path(ended, before.len());
        }
        self.take_path(path, before.len());
    }

    /// Keeps a path that is longer than what it goes on from, and more than one name.
    fn take_path(&mut self, path: Name, before: usize) {
        if path.len() > before.max(1) {
            self.paths.insert(path);
        }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|a| {
        a.path().is_ident("test")
            || a.path().is_ident("cfg")
                && a.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}

fn is_string_error(signature: &syn::Signature) -> bool {
    struct Found(bool);
    impl<'ast> Visit<'ast> for Found {
        fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
            if let (true, syn::PathArguments::AngleBracketed(given)) =
                (segment.ident == "Result", &segment.arguments)
            {
                self.0 |= given.args.len() == 2
                    && matches!(&given.args[1], syn::GenericArgument::Type(syn::Type::Path(error))
                        if error.path.is_ident("String"));
            }
            visit::visit_path_segment(self, segment);
        }
    }
    let mut found = Found(false);
    found.visit_return_type(&signature.output);
    found.0
}

impl<'ast> Visit<'ast> for Seen {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        use syn::Item as I;
        let (attributes, declared) = match item {
            I::Const(i) => (&i.attrs, None),
            I::Enum(i) => (&i.attrs, Some(&i.ident)),
            I::Fn(i) => (&i.attrs, None),
            I::Impl(i) => (&i.attrs, None),
            I::Macro(i) => (&i.attrs, None),
            I::Mod(i) => (&i.attrs, None),
            I::Static(i) => (&i.attrs, None),
            I::Struct(i) => (&i.attrs, Some(&i.ident)),
            I::Trait(i) => (&i.attrs, Some(&i.ident)),
            I::Type(i) => (&i.attrs, Some(&i.ident)),
            I::Use(i) => (&i.attrs, None),
            _ => panic!("an item that this reader does not know"),
        };
        if is_test(attributes) {
            return;
        }
        self.types.extend(declared.map(ToString::to_string));
        if let I::Mod(module) = item
            && let Some((_, items)) = &module.content
        {
            // What the root shows under another name: nothing is declared there, and nothing used.
            let shows = items.iter().all(|inner| matches!(inner, I::Use(_) | I::Mod(_)));
            assert!(shows, "the module {} has no file of its own", module.ident);
            return;
        }
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &Vec::new(), !matches!(item.vis, syn::Visibility::Inherited));
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if is_string_error(signature) {
            self.string_errors.insert(signature.ident.to_string());
        }
        visit::visit_signature(self, signature);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.insert(path.segments.iter().map(|s| s.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.macros.insert(call.path.segments.last().unwrap().ident.to_string());
        self.tokens(call.tokens.clone(), &[]);
        visit::visit_macro(self, call);
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.strings.insert(text.value());
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods.insert(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }

    /// `pub(super)` says who may see a thing, and imports nothing.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    /// What a derive is told names paths and texts too; documentation is no code.
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone(), &[]);
        }
    }
}

/// The modules by name, to follow paths through them.
pub(crate) struct Tree<'m>(pub(crate) BTreeMap<&'m Name, &'m Module>);

impl<'m> Tree<'m> {
    pub(crate) fn new(modules: &'m [Module]) -> Self {
        Self(modules.iter().map(|module| (&module.name, module)).collect())
    }

    /// The paths of a module, each from its beginning: `std::fs::read`, or without `crate` the
    /// names below it. Names that no `use` and no module explains are left out.
    pub(crate) fn absolute(&self, module: &Module) -> BTreeSet<Name> {
        module.seen.paths.iter().filter_map(|path| self.from(module, path, 0)).collect()
    }

    /// The modules that a module depends on: those in which what it names is declared.
    pub(crate) fn dependencies(&self, module: &Module) -> BTreeSet<&'m Name> {
        let paths = module.seen.paths.iter().filter_map(|path| self.from(module, path, 0));
        paths.filter_map(|path| self.declared_in(&path, 0)).filter(|other| **other != module.name).collect()
    }

    /// A path with what its first name stands for; names of the crate begin with `crate`.
    fn from(&self, module: &Module, path: &[String], depth: usize) -> Option<Name> {
        assert!(depth < 16, "{path:?} goes round");
        let (first, rest) = path.split_first()?;
        let of_crate = |name: &[String]| [&["crate".to_owned()], name, rest].concat();
        match first.as_str() {
            "crate" | "paysched" => Some(of_crate(&[])),
            "self" => Some(of_crate(&module.name)),
            "super" => {
                let floors = path.iter().take_while(|part| *part == "super").count();
                let above = &module.name[..module.name.len() - floors];
                Some([&["crate".to_owned()], above, &path[floors..]].concat())
            }
            "std" | "core" | "alloc" => Some(path.to_vec()),
            name => {
                let child = [module.name.clone(), vec![name.to_owned()]].concat();
                match module.seen.imports.get(name) {
                    Some(import) if import != path && import.first() != Some(first) => {
                        let import = self.from(module, import, depth + 1)?;
                        Some([&import, rest].concat())
                    }
                    _ if self.0.contains_key(&child) => Some(of_crate(&child)),
                    // A crate, or a name of the prelude or of this file.
                    _ => Some(path.to_vec()),
                }
            }
        }
    }

    /// The module that declares what a path of the crate names, whoever re-exports it.
    fn declared_in(&self, path: &[String], depth: usize) -> Option<&'m Name> {
        assert!(depth < 16, "{path:?} goes round");
        let names = path.strip_prefix(&["crate".to_owned()])?;
        let length = (0..=names.len()).rev().find(|n| self.0.contains_key(&names[..*n].to_vec()))?;
        let (name, module) = self.0.get_key_value(&names[..length].to_vec())?;
        let Some(item) = names.get(length) else { return Some(name) };
        if let Some(from) = module.seen.reexports.get(item) {
            let from = self.from(module, from, 0)?;
            return self.declared_in(&from, depth + 1).or(Some(name));
        }
        Some(name)
    }
}
