//! Slips of a hand: offers as people, editors and programs get them wrong.

/// The offer that an example completes: whatever the example does not say is as here.
pub(crate) const BASE: &str = r#"paysched: 1
name: Acme KK, three-year enterprise plan
description: Enterprise plan for Acme KK
product: {id: prod-k3xu7yexample, type: saas_contract}
buyers:
  - {account: "111122223333", billing: invoice, net_days: 30}
release: 2026-12-01
accept_by: 2026-12-31
term: 36 months
currency: USD
total: 360000.00
installments:
  - {invoice_date: 2026-12-15, amount: 60000.00}
  - {first: 2027-01-31, every: month, day: last, times: 30, split: remainder}
"#;

/// What people and programs put into a file.
const PIECES: [&str; 46] = [
    "&",
    "*",
    "|",
    ">",
    "%",
    "@",
    "'",
    "\"",
    "#",
    " #",
    "- ",
    ": ",
    ":",
    ",",
    "{",
    "}",
    "[",
    "]",
    "\t",
    "\n",
    "\r",
    "  ",
    "：",
    "，",
    "｛",
    "］",
    "、",
    "\u{3000}",
    "\u{a0}",
    "“",
    "=",
    "1,234",
    "360.000,00",
    "12/15/2026",
    "$",
    "days: 30, ",
    "count: 2.00, ",
    "date: 2026-12-15, ",
    "合計: 5\n",
    "net 30",
    "月末",
    "\u{200b}",
    "null",
    "!x",
    "---\n",
    "# paysched: allow(zero-amount) x",
];

/// Lines that come along when rows are pasted.
const ROWS: [&str; 10] = [
    "2027-01-15\t6000.00\n",
    "2027-01-15\t6,000.00\tPO 4711\r\n",
    "Date\tAmount\n2027-01-15\t6000.00\n",
    "  - 2027-01-15: 6000.00\n",
    "  - {ChargeDate: 2027-01-15, ChargeAmount: 60.00}\n",
    "  • {invoice_date: 2027/01/15, amount: 60.00},\n",
    "  -{invoice_date: 2027-01-15 amount: 60.00}\n",
    "  - {invoice_date: 2027-01-15, amount: 60.00, note: PO #4711}\n",
    "  - invoice_date: 2027-01-15\n    amount: 60.00\n    note: x: y\n",
    "\t- {invoice_date: 2027-01-15, amount: \"6,000.00\"\n",
];

/// Offers that are clean under the settings of the tests.
const OFFERS: [&str; 6] = [
    BASE,
    BASE,
    include_str!("../../../schedules/upfront-quarterly.yaml"),
    include_str!("../../../schedules/fractions-and-weights.yaml"),
    include_str!("../../../schedules/pricing-with-overage.yaml"),
    include_str!("../../../schedules/every-kind-of-buyer.yaml"),
];

/// An offer with one to four slips, which the bytes choose.
pub(crate) fn offer(dice: &[u8]) -> String {
    let mut dice = dice.iter().map(|byte| usize::from(*byte));
    let mut roll = || dice.next().unwrap_or(0);
    let (text, slips) = (OFFERS[roll() % OFFERS.len()], 1 + roll() % 4);
    (0..slips).fold(text.to_owned(), |text, _| {
        let (kind, at, to) = (roll() % 24, roll() * 256 + roll(), roll() * 256 + roll());
        slipped(&text, kind, (at, to), roll() % 6, PIECES[roll() % PIECES.len()])
    })
}

/// A clean offer, the same with one of its lines broken, and which one, from 0.
pub(crate) fn broken_line(dice: &[u8]) -> (&'static str, String, usize) {
    let mut dice = dice.iter().map(|byte| usize::from(*byte));
    let mut roll = || dice.next().unwrap_or(0);
    let text = OFFERS[roll() % OFFERS.len()];
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let row = roll() % lines.len();
    let line = lines[row].clone();
    // Its end stays, so that the next line is one of its own.
    let last = line.trim_end().len();
    let at =
        (0..=(roll() * 256 + roll()) % (last + 1)).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let piece =
        ["{", "}", "[", "]", "\"", "'", "\t", ": ", ":", ",", "- ", "&", "%", "@", "#", " #"][roll() % 16];
    // Nor does a value become another one.
    let next = line[at..last].chars().next().filter(|c| !c.is_alphanumeric() && roll() % 2 == 1);
    let end = at + next.map_or(0, char::len_utf8);
    lines[row] = format!("{}{piece}{}", &line[..at], &line[end..]);
    (text, lines.concat(), row)
}

/// One slip: `kind` says which, `at` and `to` where, `cut` how much.
fn slipped(text: &str, kind: usize, (at, to): (usize, usize), cut: usize, piece: &str) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let (row, other) = (at % lines.len().max(1), to % lines.len().max(1));
    let Some(line) = lines.get(row).cloned() else { return piece.to_owned() };
    match kind {
        0 => drop(lines.remove(row)),
        1 => lines.insert(other, line),
        2 => lines.swap(row, other),
        3 => lines.insert(row, ROWS[to % ROWS.len()].to_owned()),
        4 => lines[row] = format!(" {line}"),
        5 => lines[row] = line.strip_prefix(' ').unwrap_or(&line).to_owned(),
        6 => lines[row] = line.replacen("  ", "\t", 1),
        7 => lines[row] = line.replace('\n', "\r"),
        8 => lines[row] = line.trim_end_matches('\n').to_owned(),
        9 => {
            let (from, wide) =
                [(":", "："), (",", "，"), ("{", "｛"), ("}", "｝"), ("[", "「"), (" ", "　")][cut];
            lines[row] = line.replace(from, wide);
        }
        10 => lines[row] = line.replace(['{', '}'], ""),
        11 => lines[row] = line.replace('{', "[").replace('}', "]"),
        12 => lines[row] = line.replacen("- ", ["-", "", "– ", "* ", "1. ", "-  "][cut], 1),
        13 => lines[row] = line.replace(['\"', '\''], ["", "'", "\"", "“", "”", "’"][cut]),
        _ => {
            let from = (0..=at % (text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let end = (from + cut..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            return format!("{}{piece}{}", &text[..from], &text[end..]);
        }
    }
    lines.concat()
}
