//! Standard output and standard error, whose reader may have read enough.

use std::io::{self, StderrLock, StdoutLock, Write};

/// A stream that takes the closed end of a pipe for a reader who has read enough: what is written after
/// that is dropped, so that the command does its work to the end and its exit code is the same.
#[derive(Debug)]
pub(super) struct ReaderPipe<W> {
    stream: W,
    closed: bool,
}

impl<W: Write> ReaderPipe<W> {
    pub(super) fn of(stream: W) -> Self {
        Self { stream, closed: false }
    }

    fn unless_closed(&mut self, done: io::Result<usize>, all: usize) -> io::Result<usize> {
        match done {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(all)
            }
            done => done,
        }
    }
}

impl<W: Write> Write for ReaderPipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = if self.closed { Ok(bytes.len()) } else { self.stream.write(bytes) };
        self.unless_closed(done, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = if self.closed { Ok(()) } else { self.stream.flush() };
        self.unless_closed(done.map(|()| 0), 0).map(drop)
    }
}

/// Standard output.
pub(super) fn stdout() -> ReaderPipe<StdoutLock<'static>> {
    ReaderPipe::of(io::stdout().lock())
}

/// Standard error.
pub(super) fn stderr() -> ReaderPipe<StderrLock<'static>> {
    ReaderPipe::of(io::stderr().lock())
}
