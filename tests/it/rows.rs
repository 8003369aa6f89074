//! `import rows`: tables as people paste them and workbooks as spreadsheets save them become offers.

use crate::support::place::{Place, Ran};

const FLAGS: [&str; 12] = [
    "--as-of",
    "2026-11-28",
    "--name",
    "Acme",
    "--product",
    "prod-k3xu7yexample",
    "--buyer",
    "111122223333",
    "--term",
    "36 months",
    "--net-terms",
    "30",
];

/// Imports a table; the entries of the offer, and what was said.
fn imported(text: &str, flags: &[&str]) -> (String, Ran) {
    let place = Place::new(&[("rows.txt", text)]);
    let ran = place.run(&[&["import", "rows", "rows.txt"], &FLAGS[..], flags].concat());
    if ran.code == 0 {
        place.write("offer.yaml", &ran.out);
        let checked = place.run(&["check", "offer.yaml", "--as-of", "2026-11-28"]);
        assert_eq!(checked.code, 0, "{}", checked.out);
        assert_eq!(place.run(&["fmt", "--check", "offer.yaml"]).code, 0);
    }
    let entries = ran
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  - { "))
        .filter(|line| !line.starts_with("account"));
    (entries.collect::<Vec<_>>().join("\n"), ran)
}

/// A workbook of `tests/rows`, which openpyxl or LibreOffice saved.
fn workbook(name: &str, flags: &[&str]) -> Ran {
    let place = Place::new(&[]);
    std::fs::copy(format!("tests/rows/{name}"), place.path().join(name)).unwrap();
    place.run(&[&["import", "rows", name], &FLAGS[..], flags].concat())
}

/// Twelve tables as they arrive in mails and chats: the entries, and each line that was said but the last.
#[test]
fn messy_tables_are_read_and_what_was_decided_is_said() {
    let cases: [(&str, &[&str], &str, &[&str]); 12] = [
        (
            "ChargeDate\tChargeAmount\n2027-01-15\t6000.00\n2027-02-15\t6000.00\n2027-03-15\t6000.00\n",
            &[],
            "first: 2027-01-15, every: month, times: 3, amount: 6000.00 }",
            &[": dates from `ChargeDate`, amounts from `ChargeAmount`"],
        ),
        (
            "| Invoice date | Amount (USD) | Note |\n|:---|---:|---|\n| 15/01/2027 | 20,000.00 | On signing |\n\
             | 15/02/2027 | 10,000.00 | |\n| **Total** | **30,000.00** | |\n",
            &[],
            "invoice_date: 2027-01-15, amount: 20000.00, note: On signing }\ninvoice_date: 2027-02-15, amount: 10000.00 }",
            &[
                ": dates from `Invoice date`, amounts from `Amount (USD)`, notes from `Note`, USD from `Amount (USD)`",
                ":3: `Invoice date` read as day/month/year, from `15/01/2027`",
                ":5: 30000.00 is the sum of the rows before it, passed over",
            ],
        ),
        (
            "No;請求日;金額（円）;備考;発注番号\n1;令和9年1月31日;1,200,000;着手金;4711\n2;2027年4月30日;600,000円;;4711\n\
             3;2027/7/31;600,000;;4711\n4;2027/10/31;600,000;;4711\n;合計;3,000,000;;\n",
            &[],
            "invoice_date: 2027-01-31, amount: 1200000, note: 着手金, purchase_order: \"4711\" }\n\
             first: 2027-04-30, every: quarter, times: 3, day: last, amount: 600000, purchase_order: \"4711\" }",
            &[
                ": dates from `請求日`, amounts from `金額（円）`, notes from `備考`, purchase orders from `発注番号`, JPY \
                 from `金額（円）`; `No` passed over",
                ":2: `請求日` `令和9年1月31日` read as 2027-01-31",
                ":6: 3000000 is the sum of the rows before it, passed over",
            ],
        ),
        (
            "Payment schedule Acme KK\n\n#  Due         Amount      What           PO\n\
             1  2027-01-15  $12,000.00  Signing        PO-1\n   2027-02-15   $4,000.00                 PO-2\n\
             3  2027-03-15   $4,000.00  Go-live\n\nTotal          $20,000.00\n",
            &[],
            "invoice_date: 2027-01-15, amount: 12000.00, note: Signing, purchase_order: PO-1 }\n\
             invoice_date: 2027-02-15, amount: 4000.00, purchase_order: PO-2 }\n\
             invoice_date: 2027-03-15, amount: 4000.00, note: Go-live }",
            &[
                ": dates from `Due`, amounts from `Amount`, notes from `What`, purchase orders from `PO`, USD from \
                 `$12,000.00`; `#` passed over",
                ":1: before the headings, passed over",
                ":8: 20000.00 is the sum of the rows before it, passed over",
            ],
        ),
        (
            "Fällig;Betrag in EUR;Bemerkung\n15.01.2027;6.000,00;Beginn\n15.04.2027;6.000,00;\nSumme;12.000,00;\n",
            &[],
            "invoice_date: 2027-01-15, amount: 6000.00, note: Beginn }\ninvoice_date: 2027-04-15, amount: 6000.00 }",
            &[
                ": dates from `Fällig`, amounts from `Betrag in EUR`, notes from `Bemerkung`, EUR from `Betrag in EUR`",
                ":1: taken for headings, passed over",
                ":2: `Fällig` read as day/month/year, from `15.01.2027`",
                ":2: `Betrag in EUR` read with a decimal comma, from `6.000,00`",
                ":4: 12000.00 is the sum of the rows before it, passed over",
            ],
        ),
        (
            "Milestone,When,%\nKick-off,\"January 15, 2027\",40%\nGo-live,2027-12-15,60%\nTotal,,100%\n",
            &["--total", "50000.00"],
            "invoice_date: 2027-01-15, amount: 40%, note: Kick-off }\ninvoice_date: 2027-12-15, amount: 60%, note: Go-live }",
            &[
                ": dates from `When`, amounts from `%`, notes from `Milestone`",
                ":2: `When` `January 15, 2027` read as 2027-01-15",
                ":4: 100% is the sum of the rows before it, passed over",
            ],
        ),
        (
            "When\tShare\n2027-01-15\t0.4\n2027-06-15\t0.6\n",
            &["--total", "50000.00"],
            "invoice_date: 2027-01-15, amount: 40% }\ninvoice_date: 2027-06-15, amount: 60% }",
            &[
                ": dates from `When`, amounts from `Share`",
                ":2: the amounts add up to 1, read as shares of the total",
            ],
        ),
        (
            "Invoice Date\tDue Date\tAmount\tRunning\n1/31/2027\t3/2/2027\t8,333.33\t8,333.33\n\
             2/28/2027\t3/30/2027\t8,333.33\t16,666.66\n3/31/2027\t4/30/2027\t8,333.34\t25,000.00\n",
            &[],
            "first: 2027-01-31, every: month, times: 3, split: 25000.00 }",
            &[
                ": dates from `Invoice Date`, amounts from `Amount`; `Due Date`, `Running` passed over",
                ":2: `Invoice Date` read as month/day/year, from `1/31/2027`",
            ],
        ),
        (
            "Year 1\t\n2027-01-15\t5000\n2027-07-15\t5000\nSubtotal\t10000\nYear 2\t\n2028-01-15\t7000\n\
             2028-07-15\t7000\nSubtotal\t14000\nTotal\t24000\nall amounts net of tax\t\n",
            &[],
            "invoice_date: 2027-01-15, amount: 5000.00 }\ninvoice_date: 2027-07-15, amount: 5000.00 }\n\
             invoice_date: 2028-01-15, amount: 7000.00 }\ninvoice_date: 2028-07-15, amount: 7000.00 }",
            &[
                ": dates from column 1, amounts from column 2",
                ":1: neither a date nor an amount, passed over",
                ":4: 10000 is the sum of the rows before it, passed over",
                ":5: neither a date nor an amount, passed over",
                ":8: 14000 is the sum of the rows since the sum before it, passed over",
                ":9: 24000 is the sum of the rows before it, passed over",
                ":10: neither a date nor an amount, passed over",
            ],
        ),
        (
            "PO 77, 2027-05-15, 30%, 3000\nPO 77, 2027-01-15, 70%, 7000\n",
            &[],
            "invoice_date: 2027-01-15, amount: 7000.00, purchase_order: PO 77 }\n\
             invoice_date: 2027-05-15, amount: 3000.00, purchase_order: PO 77 }",
            &[
                ": dates from column 2, amounts from column 4, purchase orders from column 1; column 3 passed over",
                ":2: the rows are put in the order of their dates",
            ],
        ),
        (
            "date;amount\n02/03/2027;5,000\n02/04/2027;5,000\n02/05/2027;5,000\n",
            &["--dates", "day-first"],
            "first: 2027-03-02, every: month, times: 3, amount: 5000.00 }",
            &[": dates from `date`, amounts from `amount`"],
        ),
        (
            "│ 請求予定日 │ 割合 │ 内容 │\n├────────────┼──────┼──────┤\n│ 2027-01-31 │ 50%  │ 前半 │\n│ 2027-07-31 │ 50%  │ 後半 │\n\
             │ 合計       │ 9,000,000円 │ │\n",
            &["--currency", "JPY"],
            "invoice_date: 2027-01-31, amount: 50%, note: 前半 }\ninvoice_date: 2027-07-31, amount: 50%, note: 後半 }",
            &[
                ": dates from `請求予定日`, amounts from `割合`, notes from `内容`",
                ":5: 9000000 is the total, of which the percentages are shares",
            ],
        ),
    ];
    for (text, flags, entries, said) in cases {
        let (made, ran) = imported(text, flags);
        assert_eq!(made, entries, "{text}{}", ran.err);
        let lines: Vec<&str> = ran.err.lines().filter_map(|line| line.strip_prefix("rows.txt")).collect();
        assert_eq!(lines, said, "{text}");
    }
}

#[test]
fn what_could_be_read_in_two_ways_or_does_not_add_up_is_refused() {
    for (text, flags, why) in [
        ("Date,Amount\n2027-01-15,6,000.00\n", &[][..], "line 2 has more cells than the headings"),
        (
            "Date,Amount\n2027-01-15,60000\n2027-02-15,60000\nTotal,110000\n",
            &[],
            "line 4: the total is 110000, but the rows before it add up to 120000",
        ),
        (
            "Date;Amount\n2027-01-15;60000\nTotal;60000\n",
            &["--total", "70000"],
            "--total is 70000, but its rows say that the total is 60000",
        ),
        (
            "Date;Amount\n02/03/2027;1\n",
            &[],
            "may be 2027-02-03 or 2027-03-02; say which with --dates day-first or --dates month-first",
        ),
        ("Date;Amount (kUSD)\n2027-01-15;60\n", &[], "`Amount (kUSD)` counts in thousands"),
        ("請求日;金額（千円）\n2027-01-15;60\n", &[], "`金額（千円）` counts in thousands"),
        (
            "Date;Amount (EUR)\n2027-01-15;60\n",
            &["--currency", "USD"],
            "`Amount (EUR)` is not in USD; say which one with --currency",
        ),
        ("Date;Amount\n2027-01-15;€60\n2027-02-15;$60\n", &[], "line 3: `Amount`: `$60` is not in EUR"),
        (
            "Date;Amount\n2027-01-15;=B7*2\n",
            &[],
            "cell B2 is the formula `=B7*2`, whose value is not in the file",
        ),
        ("Date;Amount\nUpfront;500\n2027-01-15;60\n", &[], "line 2: `Date`: `Upfront` is not a day"),
        (
            "Date;%\n2027-01-15;100%\n",
            &[],
            "--total is needed; at a terminal, `paysched import rows FILE --ask`",
        ),
        ("Date;Amount\n2027-01-15;60\n", &["--sheet", "1"], "--sheet is for workbooks, and this is text"),
        ("nothing here\n", &[], "no row has two cells"),
    ] {
        let (made, ran) = imported(text, flags);
        assert_eq!((ran.code, made.as_str()), (2, ""), "{text}{}", ran.err);
        assert!(ran.err.contains(why), "{text}{}", ran.err);
    }
}

#[test]
fn the_currency_of_a_column_or_of_a_line_is_that_of_the_offer() {
    for (text, flags, currency, said) in [
        ("Date,Currency,Amount\n2027-01-15,EUR,50\n", &[][..], "EUR", "EUR from `Currency`"),
        ("Date,Ccy,Amount\n2027-01-15,jpy,50\n", &[], "JPY", "JPY from `Ccy`"),
        ("2027-01-15;50;EUR\n2027-02-15;60;EUR\n", &[], "EUR", "EUR from column 3"),
        ("All amounts in EUR\nDate;Amount\n2027-01-15;50\n", &[], "EUR", "EUR from `All amounts in EUR`"),
        ("Date;Amount\n;EUR\n2027-01-15;50\n", &[], "EUR", "EUR from `EUR`"),
        ("Date,Currency,Amount\n2027-01-15,EUR,50\n", &["--currency", "EUR"], "EUR", "amounts from `Amount`"),
    ] {
        let (_, ran) = imported(text, flags);
        assert_eq!(ran.code, 0, "{text}{}", ran.err);
        assert!(ran.out.contains(&format!("currency: {currency}\n")), "{text}{}", ran.out);
        assert!(ran.err.contains(said), "{text}{}", ran.err);
    }
    for (text, flags, why) in [
        (
            "Date,Currency,Amount\n2027-01-15,EUR,50\n2027-02-15,USD,50\n",
            &[][..],
            "line 3: `Currency`: `USD` is not in EUR",
        ),
        (
            "Date,Currency,Amount\n2027-01-15,EUR,50\n",
            &["--currency", "USD"],
            "line 2: `Currency`: `EUR` is not in USD",
        ),
        (
            "Date,Currency,Amount\n2027-01-15,euros,50\n",
            &[],
            "line 2: `Currency`: `euros` is no currency's code",
        ),
        ("Date,Currency,Amount\n2027-01-15,EUR,$50\n", &[], "line 2: `Amount`: `$50` is not in EUR"),
    ] {
        let (_, ran) = imported(text, flags);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
        assert!(ran.err.contains(why), "{text}{}", ran.err);
    }
}

#[test]
fn amounts_that_a_heading_or_a_line_counts_in_thousands_are_refused() {
    for (heading, unit) in [
        ("Betrag (TEUR)", "thousands"),
        ("Betrag (T€)", "thousands"),
        ("Betrag in Tsd. EUR", "thousands"),
        ("Amount (EUR k)", "thousands"),
        ("Amount ('000)", "thousands"),
        ("Amount (USDm)", "millions"),
        ("Amount ($mm)", "millions"),
        ("Amount (Mio. €)", "millions"),
        ("Amount in lakhs", "units of 100,000"),
        ("金額（億円）", "units of 100,000,000"),
        ("金額(単位千円)", "thousands"),
    ] {
        let (_, ran) = imported(&format!("Date;{heading}\n2027-01-15;60\n"), &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{heading}");
        assert!(ran.err.contains(&format!("`{heading}` counts in {unit}")), "{}", ran.err);
    }
    for line in ["(in thousands)", "All amounts in kUSD", "Unit: USD 000", "単位：千円", "$ millions"] {
        for text in [
            format!("{line}\nDate;Amount\n2027-01-15;60\n"),
            format!("Date;Amount\n2027-01-15;60\n{line};\n"),
        ] {
            let (_, ran) = imported(&text, &[]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
            assert!(ran.err.contains(&format!("`{line}` counts in ")), "{}", ran.err);
        }
    }
    for line in
        ["24 kUSD in all", "Up to 2 million events", "one million calls", "Phase 2 k", "Total $24,000"]
    {
        let (_, ran) = imported(&format!("{line}\nDate;Amount\n2027-01-15;60\n"), &[]);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    }
}

#[test]
fn bare_numbers_below_a_heading_of_percentages_are_shares_of_the_total() {
    for heading in ["%", "Percent", "Pct of total", "割合（%）"] {
        let (made, ran) = imported(
            &format!("Date,{heading}\n2027-01-15,40\n2027-06-15,60\nTotal,100\n"),
            &["--total", "5000.00"],
        );
        assert_eq!(
            made, "invoice_date: 2027-01-15, amount: 40% }\ninvoice_date: 2027-06-15, amount: 60% }",
            "{}",
            ran.err
        );
        let (_, ran) = imported(&format!("Date,{heading}\n2027-01-15,40\n2027-06-15,60\n"), &[]);
        assert!(ran.code == 2 && ran.err.contains("--total is needed"), "{}", ran.err);
    }
    let (_, ran) = imported("Date,%\n2027-01-15,0.4\n2027-06-15,0.5\n", &["--total", "10.00"]);
    assert!(ran.err.contains("`%` adds up to 0.9; write percentages"), "{}", ran.err);
    let (made, _) = imported("Date,Share\n2027-01-15,4000\n2027-06-15,5000\n", &[]);
    assert_eq!(
        made,
        "invoice_date: 2027-01-15, amount: 4000.00 }\ninvoice_date: 2027-06-15, amount: 5000.00 }"
    );
}

#[test]
fn a_sum_without_a_name_that_rows_follow_is_not_the_total() {
    let (made, ran) = imported("Date;Amount\n2027-01-15;100\n2027-02-15;150\n;250\n2027-03-15;200\n", &[]);
    assert!(
        made.ends_with("2027-03-15, amount: 200.00 }") && ran.out.contains("total: 450.00\n"),
        "{}",
        ran.out
    );
}

/// A size at which rows looked at once for each other row would be felt.
#[test]
fn a_long_table_is_read_and_refused_as_no_schedule() {
    let rows: String = (0..20_000).map(|row| format!("2027-01-{:02};{row}.50\n", row % 28 + 1)).collect();
    let (made, ran) = imported(&rows, &[]);
    assert_eq!((ran.code, made.as_str()), (2, ""));
    assert!(ran.err.ends_with("more than 1000 installments are never planned\n"), "{}", ran.err);
}

#[test]
fn an_offer_with_a_finding_is_written_and_the_finding_shown() {
    let place = Place::new(&[("r.csv", "Date,Amount\n2031-01-15,5\n")]);
    let ran = place.run(&[&["import", "rows", "r.csv", "-o", "a.yaml"], &FLAGS[..]].concat());
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[invoice-date-after-term]"), "{}", ran.err);
    assert!(ran.err.ends_with("written to a.yaml\n"), "{}", ran.err);
    assert!(place.read("a.yaml").contains("invoice_date: 2031-01-15, amount: 5.00"));
    let again = place.run(&[&["import", "rows", "r.csv", "-o", "a.yaml"], &FLAGS[..]].concat());
    assert_eq!(again.code, 2);
    assert!(again.err.contains("--force"), "{}", again.err);
    let same = place.run(&[&["import", "rows", "a.yaml", "-o", "a.yaml", "--force"], &FLAGS[..]].concat());
    assert!(same.err.contains("is an input of this command"), "{}", same.err);
}

#[test]
fn rows_come_from_standard_input_and_answers_from_questions() {
    let place = Place::new(&[("r.csv", "Date,Share\n2027-01-15,50%\n2027-06-15,50%\n")]);
    let rows = "2027-01-15\t5\n2027-06-15\t6\n";
    let ran = place.run_with(&[&["import", "rows", "-"], &FLAGS[..]].concat(), rows, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("total: 11.00\n"), "{}", ran.out);
    assert!(ran.err.starts_with("-: dates from column 1, amounts from column 2\n"), "{}", ran.err);
    let ran = place.run_with(&[&["import", "rows", "-", "--ask"], &FLAGS[..]].concat(), rows, &[]);
    assert_eq!(ran.code, 2);
    let answers = "Acme\nprod-k3xu7yexample\n\n111122223333\n\n\n12 months\nEUR\n900.00\n30\n";
    let ran = place.run_with(&["import", "rows", "r.csv", "--ask", "--as-of", "2026-11-28"], answers, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains("How often"), "the rows have the dates: {}", ran.err);
    assert!(ran.out.contains("currency: EUR\n") && ran.out.contains("amount: 50%"), "{}", ran.out);
}

#[test]
fn an_offer_like_another_has_all_of_it_but_dates_and_amounts() {
    let old = "paysched: 1\nname: Old\nproduct: {id: prod-k3xu7yexample, type: saas_contract, title: Tool}\nbuyers:\n  - \
               {account: \"111122223333\", billing: invoice, net_days: 45}\nrelease: 2025-01-01\naccept_by: 2025-01-31\n\
               accepted: 2025-01-10\nterm: 12 months\ncurrency: USD\ntotal: 12.00\ninstallments:\n  - {invoice_date: \
               2025-02-01, amount: 12.00}\npricing:\n  dimensions:\n    - {key: seats, quantity: 1, prices: {12 months: \
               12.000}}\nlegal: {eula: standard}\nrefund_policy: none\nlabels: {owner: Kim}\n";
    let place = Place::new(&[
        ("old.yaml", old),
        ("r.csv", "Date,Amount\n2027-01-15,30\n"),
        ("s.csv", "Date,Amount\n2027-01-15,12\n"),
    ]);
    let ran = place.run(&["import", "rows", "r.csv", "--like", "old.yaml", "--as-of", "2026-11-28"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        ran.out,
        "paysched: 1\nname: Old\ndescription: Old\nproduct: { id: prod-k3xu7yexample, type: saas_contract, title: Tool }\nbuyers:\n  \
         - { account: \"111122223333\", billing: invoice, net_days: 45 }\nrelease: 2026-11-28\naccept_by: 2026-12-28\nterm: 12 \
         months\ncurrency: USD\ntotal: 30.00\ninstallments:\n  - { invoice_date: 2027-01-15, amount: 30.00 }\n# the prices of \
         the other offer are left out: they come to 12.00 USD\nlegal: { eula: standard }\nrefund_policy: none\nlabels:\n  owner: Kim\n"
    );
    // Prices that come to the new total stay; flags win.
    let ran = place.run(&[
        "import",
        "rows",
        "s.csv",
        "--like",
        "old.yaml",
        "--as-of",
        "2026-11-28",
        "--buyer",
        "444455556666",
    ]);
    assert!(ran.out.contains("{ key: seats, quantity: 1"), "{}", ran.out);
    assert!(ran.out.contains("444455556666") && !ran.out.contains("111122223333"), "{}", ran.out);
    let ran = place.run(&["new", "--like", "old.yaml", "--as-of", "2026-11-28", "--row", "2027-01-15=12.00"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("labels:\n  owner: Kim\n"), "{}", ran.out);
    place.write("other.yaml", &old.replace("name: Old", "name: Old\nkind: replacement_offer"));
    let ran = place.run(&["new", "--like", "other.yaml", "--row", "2027-01-15=12.00"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--like takes a private offer"), "{}", ran.err);
}

#[cfg(feature = "xlsx")]
mod workbooks {
    use super::*;

    #[test]
    fn the_first_sheet_with_a_plan_is_read_as_a_person_sees_it() {
        let ran = workbook("plan.xlsx", &[]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(
            ran.out.ends_with(
                "installments:\n  - { invoice_date: 2027-01-15, amount: 20000.00, note: On signing, purchase_order: PO-4711 }\n  \
                 - { first: 2027-02-15, every: month, times: 12, amount: 10000.00, note: Monthly fee, purchase_order: \
                 PO-4712 }\nnet_terms: 30\n"
            ),
            "{}",
            ran.out
        );
        assert_eq!(
            ran.err,
            "plan.xlsx, sheet `Plan`: dates from `Invoice date`, amounts from `Amount`, notes from `Note`, purchase orders from \
             `PO`, USD from `20000 $`; `Status` passed over; other sheets: `Summary`, `Notes`\n\
             plan.xlsx, sheet `Plan`, row 6: D6:D17 is one cell; it stands for each of its rows\n\
             plan.xlsx, sheet `Plan`, row 9: row 9 is hidden, and read all the same\n\
             plan.xlsx, sheet `Plan`, row 2: column F is hidden, and read all the same\n\
             plan.xlsx, sheet `Plan`, row 2: before the headings, passed over\n\
             plan.xlsx, sheet `Plan`, row 18: 140000 is the sum of the rows before it, passed over\n\
             13 installments in 2 entries, 140,000.00 USD in all\n"
        );
    }

    #[test]
    fn both_kinds_of_workbook_keep_days_currencies_and_worked_out_formulas() {
        for name in ["euro.xlsx", "euro.ods"] {
            let ran = workbook(name, &[]);
            assert_eq!(ran.code, 0, "{}", ran.err);
            assert!(ran.out.contains("currency: EUR\n"), "{}", ran.out);
            assert!(ran.out.contains("{ first: 2027-02-28, every: quarter, times: 3, day: last, amount: 1250.50, purchase_order: PO 1 }"), "{}", ran.out);
            assert!(ran.err.contains("row 3 is hidden"), "{}", ran.err);
            let ran = workbook(name, &["--currency", "USD"]);
            assert_eq!(ran.code, 2, "{}", ran.out);
            assert!(ran.err.contains("is not in USD"), "{}", ran.err);
        }
    }

    #[test]
    fn percentages_are_shares_and_days_from_1904_are_the_days_that_are_shown() {
        for (name, entries) in [
            (
                "shares-1904.xlsx",
                &[
                    "2027-01-31, amount: 40%, note: 着手",
                    "2027-06-30, amount: 35%",
                    "2027-12-31, amount: 25%",
                ][..],
            ),
            ("shares.ods", &["2027-01-31, amount: 40%, purchase_order: 発注 77", "2027-06-30, amount: 60%"]),
        ] {
            let ran = workbook(name, &["--total", "1000.00"]);
            assert_eq!(ran.code, 0, "{}", ran.err);
            for entry in entries {
                assert!(ran.out.contains(entry), "{entry}: {}", ran.out);
            }
        }
    }

    #[test]
    fn a_formula_that_was_never_worked_out_is_refused_with_its_cell() {
        let ran = workbook("uncalculated.xlsx", &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(
            ran.err.contains("cell B3 is the formula `= B2*1.05`, whose value is not in the file"),
            "{}",
            ran.err
        );
    }

    #[test]
    fn a_sheet_is_chosen_by_name_or_number() {
        for sheet in ["Plan", "2"] {
            assert_eq!(workbook("plan.xlsx", &["--sheet", sheet]).code, 0);
        }
        let ran = workbook("plan.xlsx", &["--sheet", "Summary"]);
        assert!(ran.err.contains("plan.xlsx, sheet `Summary`: no column holds dates"), "{}", ran.err);
        let ran = workbook("plan.xlsx", &["--sheet", "Budget"]);
        assert!(
            ran.err.contains("it has no sheet `Budget`; there are `Summary`, `Plan`, `Notes`"),
            "{}",
            ran.err
        );
    }

    /// A workbook with other parts.
    fn packed(place: &Place, parts: &[(&str, &[u8])]) {
        let mut zip = zip::ZipWriter::new(std::fs::File::create(place.path().join("b.xlsx")).unwrap());
        for (name, bytes) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, bytes).unwrap();
        }
        zip.finish().unwrap();
    }

    #[test]
    fn a_hostile_workbook_is_refused_with_a_sentence() {
        let place = Place::new(&[]);
        let import = |why: &str| {
            let ran = place.run(&[&["import", "rows", "b.xlsx"], &FLAGS[..]].concat());
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
            assert!(ran.err.contains(why), "{why}: {}", ran.err);
        };
        let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
        packed(&place, &[types, ("xl/workbook.xml", &vec![b' '; 129 * 1024 * 1024])]);
        import("unpacks to more than 128 MB");
        packed(&place, &[types]);
        import("it is damaged");
        packed(&place, &[("x.txt", b"x")]);
        import("not an xlsx or ods workbook");
        std::fs::write(place.path().join("b.xlsx"), b"\xd0\xcf\x11\xe0 and more").unwrap();
        import("it has a password, or is not an xlsx or ods workbook");
        let row = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"float\" \
                   office:value=\"1\" table:number-columns-repeated=\"16000\"/></table:table-row>";
        let content = format!(
            "<office:document-content><office:body><office:spreadsheet><table:table \
             table:name=\"S\">{row}</table:table></office:spreadsheet></office:body></office:document-content>"
        );
        packed(&place, &[("content.xml", content.as_bytes())]);
        import("sheet `S` has more than 4000000 cells");
    }
}

#[cfg(not(feature = "xlsx"))]
#[test]
fn without_the_feature_a_workbook_is_named_as_one() {
    let ran = workbook("plan.xlsx", &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("reads no workbooks; save the sheet as CSV"), "{}", ran.err);
}
