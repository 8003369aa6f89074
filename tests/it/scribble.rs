//! The same offers in every handwriting: keys in any order, any indentation, brackets or none,
//! comments and empty lines anywhere.

use proptest::prelude::*;

/// A value of an offer.
#[derive(Debug, Clone)]
enum Tree {
    Text(&'static str),
    /// Words that may be written in any of YAML's ways.
    Words([&'static str; 3]),
    List(Vec<Tree>),
    Keys(Vec<(&'static str, Tree)>),
}
use Tree::{Keys, List, Text, Words};

/// An offer with a bit of everything, some of it wrong.
fn offer() -> Vec<(&'static str, Tree)> {
    let keys =
        |keys: &[(&'static str, &'static str)]| Keys(keys.iter().map(|(k, v)| (*k, Text(v))).collect());
    let texts = |texts: &[&'static str]| List(texts.iter().map(|t| Text(t)).collect());
    vec![
        ("paysched", Text("1")),
        ("name", Text("\"Acme: the #1 plan\"")),
        ("description", Words(["Enterprise", "plan", "# for Acme"])),
        ("refund_policy", Words(["- none", "at", "all"])),
        ("product", keys(&[("id", "prod-k3xu7yexample"), ("type", "saas_contract"), ("title", "'It''s'")])),
        (
            "buyers",
            List(vec![
                Text("\"111122223333\""),
                keys(&[
                    ("account", "\"444455556666\""),
                    ("payer", "\"111122223333\""),
                    ("billing", "invoice"),
                    ("net_days", "30"),
                ]),
            ]),
        ),
        ("release", Text("2026-12-01")),
        ("accept_by", Text("2026-12-31")),
        ("term", Text("36 months")),
        ("currency", Text("USD")),
        ("total", Text("360000.00")),
        ("rounding", keys(&[("step", "0.01"), ("leftover", "first")])),
        (
            "installments",
            List(vec![
                keys(&[("invoice_date", "2026-12-15"), ("amount", "0.00"), ("note", "On acceptance")]),
                keys(&[("invoice_date", "2027-01-20"), ("amount", "60000.00")]),
                Keys(vec![
                    ("first", Text("2027-01-31")),
                    ("every", Text("month")),
                    ("times", Text("3")),
                    ("except", texts(&["2027-02", "2027-03-31"])),
                    ("split", Text("remainder")),
                    ("weights", texts(&["1", "2", "3"])),
                    ("note", Text("\"{n} of {count}\"")),
                ]),
            ]),
        ),
        (
            "pricing",
            Keys(vec![
                ("contract_type", Text("options")),
                (
                    "dimensions",
                    List(vec![Keys(vec![
                        ("key", Text("users")),
                        ("prices", keys(&[("1 month", "12.000"), ("36 months", "14400.000")])),
                        ("quantity", Text("25")),
                    ])]),
                ),
            ]),
        ),
        (
            "mine",
            List(vec![
                Words(["one", "two", "three"]),
                Text("~"),
                Words(["a", "\\", "b"]),
                List(vec![List(vec![Text("1"), keys(&[("x", "2"), ("a", "-3")])])]),
            ]),
        ),
        ("labels", Keys(vec![("owner", Words(["sales", "in", "Tokyo"])), ("deal", Text("A-1"))])),
    ]
}

/// Offers in some handwriting, each text with all that it needs to be read.
pub(crate) fn offers() -> impl Strategy<Value = String> {
    (prop::collection::vec(any::<u16>(), 0..1000), 0..4_u8).prop_map(|(dice, kind)| {
        let mut pen = Pen { dice, at: 0, text: String::new(), comments: 0 };
        if kind == 1 {
            pen.text.push_str("# yaml-language-server: $schema=x\n\n");
        }
        let mut offer = offer();
        if pen.roll(4) != 1 {
            offer.retain(|(key, _)| *key != "mine");
        }
        let text = pen.document(&Keys(offer));
        match kind {
            2 => text.replace('\n', "\r\n"),
            3 => format!("\u{feff}{text}"),
            _ => text,
        }
    })
}

struct Pen {
    dice: Vec<u16>,
    at: usize,
    text: String,
    comments: usize,
}

impl Pen {
    /// A number below `sides`; 0, the plainest choice, when the dice have run out.
    fn roll(&mut self, sides: usize) -> usize {
        let rolled = self.dice.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(rolled) % sides
    }

    fn pick(&mut self, choices: &[&str]) {
        let choice = choices[self.roll(choices.len())];
        self.text.push_str(choice);
    }

    fn document(&mut self, root: &Tree) -> String {
        let Keys(keys) = root else { panic!("an offer is a mapping") };
        let indent = [0, 0, 0, 2][self.roll(4)];
        self.keys(keys, indent, None);
        self.comment_lines(indent, 3);
        if self.roll(4) == 1 {
            self.text.push_str("...\n");
        }
        if self.roll(8) == 1 {
            self.text.push_str("\n\n");
        }
        std::mem::take(&mut self.text)
    }

    fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut items = items.to_vec();
        for at in 1..items.len() {
            let other = at - self.roll(at + 1);
            items.swap(at, other);
        }
        items
    }

    fn keys(&mut self, keys: &[(&'static str, Tree)], indent: usize, opened: Option<()>) {
        let mut opened = opened;
        for (key, value) in self.shuffled(keys) {
            if opened.take().is_none() {
                self.comment_lines(indent, 6);
                self.text.push_str(&" ".repeat(indent));
            }
            self.text.push_str(key);
            self.pick(&[":", ":", ": ", " :"]);
            self.value(&value, indent, false);
        }
    }

    fn list(&mut self, items: &[Tree], indent: usize, opened: Option<()>) {
        let mut opened = opened;
        for item in items {
            if opened.take().is_none() {
                self.comment_lines(indent, 6);
                self.text.push_str(&" ".repeat(indent));
            }
            self.text.push('-');
            self.value(item, indent, true);
        }
    }

    /// A value after its key's colon or its dash, with the end of its last line.
    fn value(&mut self, value: &Tree, indent: usize, dash: bool) {
        match value {
            Text(text) => {
                if self.roll(12) == 1 {
                    self.end_of_line();
                    self.comment_lines(indent + 1, 4);
                    self.text.push_str(&" ".repeat(indent + 1 + self.dice.len() % 3));
                } else {
                    self.pick(&[" ", " ", "   ", "  "]);
                }
                self.text.push_str(text);
                self.end_of_line();
            }
            Words(words) => self.words(words, indent),
            _ if self.roll(3) == 1 => {
                self.text.push(' ');
                self.flow(value, indent);
                self.end_of_line();
            }
            _ if dash && self.roll(3) != 1 => {
                let gap = 1 + self.roll(3);
                self.text.push_str(&" ".repeat(gap));
                self.block(value, indent + 1 + gap, Some(()));
            }
            List(_) if !dash && self.roll(3) == 1 => {
                self.end_of_line();
                self.block(value, indent, None);
            }
            _ => {
                self.end_of_line();
                let deeper = 1 + self.roll(4);
                self.block(value, indent + deeper, None);
            }
        }
    }

    fn block(&mut self, value: &Tree, indent: usize, opened: Option<()>) {
        match value {
            Keys(keys) => self.keys(keys, indent, opened),
            List(items) => self.list(items, indent, opened),
            Text(_) | Words(_) => {}
        }
        if self.roll(8) == 1 {
            self.comment_lines(indent, 2);
        }
    }

    fn words(&mut self, words: &[&str], indent: usize) {
        let deeper = " ".repeat(indent + 1 + self.roll(3));
        match self.roll(5) {
            0 => {
                self.text.push(' ');
                self.quoted(words, indent);
                self.end_of_line();
            }
            1 => {
                // Plain, where that is possible.
                let plain: Vec<&str> = words.iter().map(|w| w.trim_start_matches(['#', '-', ' '])).collect();
                let breaks = ["\n", "\n\n", "  \n"][self.roll(3)];
                self.text.push_str(&format!(" {}", plain.join(&format!("{breaks}{deeper}"))));
                self.end_of_line();
            }
            2 => {
                self.pick(&[" |", " >", " |-", " >-", " |+"]);
                self.end_of_line();
                for word in words {
                    let more = ["", "", "\n"][self.roll(3)];
                    self.text.push_str(&format!("{deeper}{word}\n{more}"));
                }
            }
            3 => {
                self.pick(&[" |2\n", " >2-\n", " |2+\n"]);
                let more = " ".repeat(self.roll(3));
                for word in words {
                    self.text.push_str(&format!("{}{more}{word}\n", " ".repeat(indent + 2)));
                }
                self.pick(&["", "\n", "\n\n"]);
            }
            _ => {
                self.text.push_str(" |\n");
                self.text.push_str(&format!("{deeper}{}\n{deeper}   {}\n", words[0], words[1]));
                self.text.push_str(&format!("{deeper}     \n"));
            }
        }
    }

    /// In quotes, over one line or several.
    fn quoted(&mut self, words: &[&str], indent: usize) {
        let breaks = [" ", " ", "\n", "\n\n", "  \n \n"][self.roll(5)];
        let deeper = if breaks == " " { String::new() } else { " ".repeat(indent + 1 + self.roll(3)) };
        let joint = format!("{breaks}{deeper}");
        let text = if self.roll(2) == 1 {
            format!("'{}'", words.join(&joint))
        } else {
            let escaped: Vec<String> = words.iter().map(|w| w.replace('\\', "\\\\ ")).collect();
            format!("\"{}\"", escaped.join(&joint))
        };
        self.text.push_str(&text);
    }

    fn flow(&mut self, value: &Tree, indent: usize) {
        let (open, close, pairs): (_, _, Vec<(Option<&str>, Tree)>) = match value {
            Text(text) => return self.text.push_str(text),
            Words(words) => return self.quoted(words, indent),
            List(items) => ('[', ']', items.iter().map(|item| (None, item.clone())).collect()),
            Keys(keys) => ('{', '}', self.shuffled(keys).into_iter().map(|(k, v)| (Some(k), v)).collect()),
        };
        self.text.push(open);
        self.flow_gap(indent);
        let last = pairs.len() - 1;
        for (at, (key, value)) in pairs.into_iter().enumerate() {
            if let Some(key) = key {
                self.text.push_str(key);
                self.text.push_str(": ");
            }
            self.flow(&value, indent);
            if at < last {
                self.text.push(',');
            }
            self.flow_gap(indent);
        }
        self.text.push(close);
    }

    fn flow_gap(&mut self, indent: usize) {
        match self.roll(12) {
            1 => {
                self.end_of_line();
                self.comment_lines(indent + 1, 3);
                self.text.push_str(&" ".repeat(indent + 1));
            }
            2 | 3 => self.text.push_str("  "),
            _ => self.text.push(' '),
        }
    }

    fn end_of_line(&mut self) {
        if self.roll(6) == 1 {
            self.pick(&[" ", "  ", "     "]);
            self.comment();
        } else if self.roll(20) == 1 {
            self.text.push_str("  ");
        }
        self.text.push('\n');
    }

    /// Perhaps comments and empty lines; the fewer `sides`, the likelier.
    fn comment_lines(&mut self, indent: usize, sides: usize) {
        while self.roll(sides) == 1 {
            match self.roll(4) {
                0 => self.text.push('\n'),
                1 => self.text.push_str("   \n\n"),
                at => {
                    let deeper = if at == 2 { 0 } else { self.roll(4) };
                    self.text.push_str(&" ".repeat(indent + deeper));
                    self.comment();
                    self.text.push('\n');
                }
            }
        }
    }

    fn comment(&mut self) {
        self.comments += 1;
        let number = self.comments;
        match self.roll(6) {
            1 | 5 => self.text.push_str(&format!("# paysched: allow(zero-amount) {number}")),
            2 => self.text.push_str(&format!("# paysched: allow(unknown-key, total-mismatch) {number}")),
            3 => self.text.push_str(&format!("#no blank {number}")),
            4 => self.text.push_str(&format!("# - {{key: value}} | {number}  ")),
            _ => self.text.push_str(&format!("# comment {number}")),
        }
    }
}
