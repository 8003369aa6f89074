//! `paysched check` as a whole process on 10,000 offers, held against the bare event parse of the
//! same files by the same YAML library in the same number of threads; and its start-up.
//!
//! `cargo bench --profile dist --bench check` makes the corpus, measures, and prints the ratio.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark prints and stops"
)]
#![allow(clippy::float_arithmetic, reason = "times are no amounts")]

mod corpus;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use granit_parser::{Parser, options};
use rayon::prelude::*;

const OFFERS: usize = 10_000;
const RUNS: usize = 9;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = corpus::write(folder.path(), OFFERS).unwrap();
    println!("{OFFERS} offers, {:.1} MB, {} threads", bytes as f64 / 1e6, rayon::current_num_threads());
    let files = files(folder.path());
    let program = env!("CARGO_BIN_EXE_paysched");
    let one = files[0].clone();
    let mut parse = Vec::new();
    let mut check = Vec::new();
    // One after the other in turn, so that a slow moment of the machine hits both.
    for _ in 0..=RUNS {
        parse.push(timed(|| bare_parse(&files)));
        check.push(timed(|| run(program, &["check", "--isolated"], folder.path())));
    }
    let (parse, check) = (median(&parse[1..]), median(&check[1..]));
    println!("bare event parse     {:>8.1} ms", millis(parse));
    println!("check, whole process {:>8.1} ms", millis(check));
    println!("ratio                {:>8.2}", check.as_secs_f64() / parse.as_secs_f64());
    let version: Vec<Duration> =
        (0..50).map(|_| timed(|| run(program, &["--version"], folder.path()))).collect();
    let single: Vec<Duration> =
        (0..50).map(|_| timed(|| run(program, &["check", one.to_str().unwrap()], folder.path()))).collect();
    println!("--version            {:>8.2} ms", millis(median(&version)));
    println!("check of one file    {:>8.2} ms", millis(median(&single)));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for sub in std::fs::read_dir(folder).unwrap() {
        for file in std::fs::read_dir(sub.unwrap().path()).unwrap() {
            files.push(file.unwrap().path());
        }
    }
    files.sort();
    files
}

fn bare_parse(files: &[PathBuf]) {
    let events: usize = files
        .par_iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let options = options! { strict_indentation: true, emit_comments: false };
            Parser::new_from_str_with_options(&text, options).filter(|event| event.is_ok()).count()
        })
        .sum();
    assert!(events > OFFERS);
}

fn run(program: &str, arguments: &[&str], folder: &Path) {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
