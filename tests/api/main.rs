//! The API over HTTP: a real server on a real database, both engines, and every answer held against the document.

#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;

#[cfg(test)]
mod access;
#[cfg(test)]
mod accounts;
#[cfg(test)]
mod addresses;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod bad_cursors;
#[cfg(test)]
mod bad_parameters;
#[cfg(test)]
mod bad_requests;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod cache;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod computed;
#[cfg(test)]
mod conditional;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod edges;
#[cfg(test)]
mod edits;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod files;
#[cfg(test)]
mod flooding;
#[cfg(test)]
mod guessing;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod holidays;
#[cfg(test)]
mod include;
#[cfg(test)]
mod initiative_filters;
#[cfg(test)]
mod languages;
#[cfg(test)]
mod long;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod members;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod milestone_filters;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod performance;
#[cfg(test)]
mod problem_pages;
#[cfg(test)]
mod process;
#[cfg(test)]
mod progress;
#[cfg(test)]
mod quotas;
#[cfg(test)]
mod races;
#[cfg(test)]
mod replays;
#[cfg(test)]
mod restoring;
#[cfg(test)]
mod search;
#[cfg(test)]
mod secrecy;
#[cfg(test)]
mod signing_in;
#[cfg(test)]
mod site;
#[cfg(test)]
mod sorts;
#[cfg(test)]
mod staff_submissions;
#[cfg(test)]
mod statistics;
#[cfg(test)]
mod staying_signed_in;
#[cfg(test)]
mod stopping;
#[cfg(test)]
mod story;
#[cfg(test)]
mod submissions;
#[cfg(test)]
mod sweep;
#[cfg(test)]
mod torture;
#[cfg(test)]
mod trust;
#[cfg(test)]
mod wire;
