//! Plain YAML is scanned, the rest is read by the library, and who reads a text makes no difference.

use crate::support::{self, promises, slips};
use paysched::internals::text::source::SourceFile;
use paysched::internals::text::yaml;
use proptest::prelude::*;

/// What offers are written in.
const PLAIN: [&str; 23] = [
    "a: 1\n",
    "a: 1",
    "a: 1\r\nb: 2\r\n",
    "# c\n\na: 1 # c\nb:\n  # c\nc: # c\n",
    "  a: 1\n  b: # c\n# c\n  c: d\n",
    "a:\n- b\n- c: d\n  e: f\ng: h\n",
    "a:\n  - - b\n    - c\n  -\n    d: e\n",
    "- a\n- b: c\n",
    "a:\n  b\nc: d\n",
    "a: {b: 1, \"c\":2, 'd' : [e, f,], g: }\n",
    "a: [\n  b, # c\n  {c: d}\n  ]\n",
    "{\"a\": 1,\n\"b\": [2]}\n",
    "a: 'it''s'\nb: \"x: # y\"\nc: x#y:z\nd: -1\n",
    "a b : c d  \n'e': f\n\"g\" : h\n",
    "---\na: 1\n--- # c\nb: 2\n",
    "a: 1\na: 2\n<<: 3\n",
    "名前: \"日 本\"\r\nb:\r\n  - {x: 'y'} # é\r\n",
    "",
    "# only a comment\n",
    "a: ...\nb: --- c\n",
    "a:\n    b:\n     c:\n",
    "a: []\nb: {}\nc: ''\n",
    "a: x\u{a0}y\u{2028}z\n",
];

/// What they might be, or should not.
const OTHER: [&str; 44] = [
    "a:\t1\n",
    "a: 1\rb: 2\n",
    "\u{feff}a: 1\n",
    "a: \u{7f}\n",
    "a: \u{85}\n",
    "a\n",
    "---\n",
    "a: 1\n...\n",
    "%YAML 1.2\n---\na: 1\n",
    "--- a\n",
    "---a: 1\n",
    "a: &x 1\nb: *x\n",
    "a: !!str 1\n",
    "a: |\n  b\n",
    "a: >\n  b\n",
    "? a\n: b\n",
    "a: b\n  c\n",
    "a: \"b\n  c\"\n",
    "a: \"b\\n\"\n",
    "a: b: c\n",
    "a: - b\n",
    "- a\nb: c\n",
    "a: b\n- c\n",
    "a:\n    b: c\n  d: e\n",
    "- a\n  b: c\n",
    "- \n- a\n",
    "a: {b}\n",
    "a: {b:1}\n",
    "a: [b: c]\n",
    "a: [b, , c]\n",
    "a: {b: c\n",
    "a: {b: c\nd: e}\n",
    "a: [b]\n]\n",
    "a: [b] c\n",
    "a: [b]: c\n",
    "a: [b # c\n  d]\n",
    "a: [- b]\n",
    "a: \"b\"c\n",
    "a: \"b\"#c\n",
    "a: [b]#c\n",
    "a: @b\n",
    "a: {b: %c}\n",
    "a\n: b\n",
    "[a]: b\n",
];

#[test]
fn what_offers_are_written_in_is_scanned() {
    for text in PLAIN {
        assert!(promises::yaml(text), "{text:?}");
    }
    for path in support::schedules() {
        assert!(promises::yaml(&std::fs::read_to_string(&path).unwrap()), "{path:?}");
    }
}

#[test]
fn what_is_not_sure_is_left_to_the_library() {
    for text in OTHER {
        assert!(!promises::yaml(text), "{text:?}");
    }
    let key = "k".repeat(1025);
    assert!(!promises::yaml(&format!("{key}: 1\n")) && !promises::yaml(&format!("a: {{{key}: 1}}\n")));
}

#[test]
fn both_go_as_deep() {
    for depth in [63, 64, 65] {
        let brackets = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let keys: String = (0..depth).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        for text in [brackets, keys, format!("{}a\n", "- ".repeat(depth))] {
            assert_eq!(promises::yaml(&text), depth <= yaml::MAX_DEPTH, "{text}");
        }
    }
}

/// The comments, too, lie where they are.
#[test]
fn comments_are_the_same_by_either_way() {
    for text in PLAIN {
        let file = SourceFile::new("x.yaml", text);
        let comments = |documents: &[yaml::Document<'_>]| yaml::comments(&file, documents);
        assert_eq!(comments(&yaml::parse(&file)), comments(&yaml::by_library(text)), "{text:?}");
    }
}

/// Texts out of all that means something in YAML, one in some without a mistake.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b c",
        "x: ",
        "y:",
        "k: v\n",
        "- ",
        "-",
        "- a\n",
        ": ",
        ":",
        "\n",
        "\n",
        "\n  ",
        "\n    ",
        "\n ",
        "{",
        "}",
        "[",
        "]",
        ",",
        ", ",
        "'",
        "'x'",
        "''",
        "\"",
        "\"x\"",
        "#",
        " # c\n",
        "---\n",
        "...\n",
        "<<: ",
        "é",
        "? ",
        " ",
        "  ",
        "\r\n",
        "\r",
        "%",
        "&a ",
        "*a",
        "!t ",
        "|\n",
        "\t",
        "{a: 1}",
        "[a, b]",
        "- - x",
        "- x: 1\n  y: 2\n",
        "\u{feff}",
        "~",
        "a: b\nc: {d: e}\nf:\n  - g\n",
    ]);
    prop::collection::vec(piece, 1..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_reads_the_same_by_either_way(text in pieces()) {
        promises::yaml(&text);
    }

    #[test]
    fn a_mutated_offer_reads_the_same_by_either_way(dice in prop::collection::vec(any::<u8>(), 8..32)) {
        promises::yaml(&slips::offer(&dice));
        promises::yaml(&slips::broken_line(&dice).1);
    }
}
