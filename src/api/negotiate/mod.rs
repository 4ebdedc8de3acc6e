//! Content negotiation: which coding, which media type, and whether the client already has the answer.
//! It knows header values as text and must not know the web framework, the routes or what is served.

pub mod accept;
pub mod encoding;
pub mod etag;

mod weight;
