//! Answers on standard output; progress for people on standard error: a bar on a terminal, plain lines otherwise.

use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over `total` steps, hidden when nobody watches.
pub fn bar(total: u64, what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    // The template is a constant; should it ever be wrong, the default bar serves as well.
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// A plain line, when there is no bar.
pub fn line(text: &str) {
    if !std::io::stderr().is_terminal() {
        eprintln!("{text}");
    }
}

/// A line of a command's answer, on standard output. Whoever reads it may have gone; that is no fault of the command.
pub fn say(text: &str) {
    drop(writeln!(std::io::stdout(), "{text}"));
}

/// Asks and reads the answer from the standard input: yes is `y` or `yes`, and nothing else is.
pub fn confirm(question: &str) -> bool {
    eprint!("{question} [y/N] ");
    let mut answer = String::new();
    if std::io::stdin().read_line(&mut answer).is_err() {
        return false;
    }
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
