//! Goes through many files in their order, several at once, and shows at a terminal how far it is.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::Failure;
use super::stream::stderr;

/// How many files are read before the first of them is handed on: enough for many threads, few enough that
/// neither memory nor the first finding waits for all files.
const AT_ONCE: usize = 256;
/// How long a run takes before it says how far it is.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it says so.
const EVERY: Duration = Duration::from_millis(200);
/// Goes to the start of the line and clears it.
const CLEAR: &str = "\r\u{1b}[K";

/// Gives what `read` makes of every file to `then`, in the order of the files, a part of them at a time; while
/// one part is handed on, the next is read. Progress is one line on standard error, at a terminal only.
///
/// # Errors
/// When `then` fails.
pub(super) fn in_order<I: Sync, T: Send>(
    files: &[I],
    quiet: bool,
    read: impl Fn(usize, &I) -> T + Sync,
    mut then: impl FnMut(Vec<T>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if let [one] = files {
        // Threads are not worth starting for one file.
        return then(vec![read(0, one)]);
    }
    let mut progress = Progress::new(files.len(), quiet);
    let mut parts = files.chunks(AT_ONCE).enumerate();
    let mut done = Vec::new();
    loop {
        let part = parts.next();
        let mut next = Vec::new();
        rayon::in_place_scope(|scope| {
            if let Some((number, part)) = part {
                let (read, next) = (&read, &mut next);
                let read = move |(at, file)| read(number * AT_ONCE + at, file);
                scope.spawn(move |_| part.par_iter().enumerate().map(read).collect_into_vec(next));
            }
            progress.clear();
            let count = done.len();
            let result = if count == 0 { Ok(()) } else { then(std::mem::take(&mut done)) };
            progress.step(count);
            result
        })?;
        if part.is_none() {
            return Ok(());
        }
        done = next;
    }
}

/// How far a run is.
struct Progress {
    files: usize,
    done: usize,
    is_shown: bool,
    since: Instant,
    drawn: Option<Instant>,
}

impl Progress {
    fn new(files: usize, quiet: bool) -> Self {
        let is_shown = !quiet && std::io::stderr().is_terminal();
        Self { files, done: 0, is_shown, since: Instant::now(), drawn: None }
    }

    fn step(&mut self, files: usize) {
        self.done += files;
        let due = self.drawn.map_or(self.since + PATIENCE, |drawn| drawn + EVERY);
        if self.is_shown && self.done < self.files && Instant::now() >= due {
            let mut err = stderr();
            // Nobody waits for a line that cannot be written.
            let _ = write!(err, "{CLEAR}paysched: {} of {} files", self.done, self.files);
            let _ = err.flush();
            self.drawn = Some(Instant::now());
        }
    }

    /// Takes the line away, for what is written to the same terminal.
    fn clear(&mut self) {
        if self.drawn.is_some() {
            let mut err = stderr();
            let _ = write!(err, "{CLEAR}");
            let _ = err.flush();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
