//! The language server: messages of an editor in, messages out, over the same check as the command line.
//!
//! Nothing here touches files, the clock or the environment: what the server needs of them it asks the
//! [`SavedFiles`] that it is given, so that it also runs where there are none.

mod actions;
mod address;
mod client;
mod completion;
mod cursor;
mod diagnostics;
mod edits;
mod files;
mod hints;
mod hover;
mod links;
mod names;
mod opened;
mod outline;
mod places;
mod pull;
mod server;

pub use files::{SavedFiles, Unusable};
pub use lsp_server::{Message, Notification, Request, RequestId, Response};
pub use places::Encoding;
pub use server::Server;
