//! Smart City Tracker: the progress of a government's smart-city initiatives, tracked in public.
//!
//! The house, from the street to the cellar; imports go down only:
//!
//! | module | holds |
//! | --- | --- |
//! | [`cli`], [`commands`] | the command line and what each command does |
//! | [`server`] | the running server |
//! | [`api`] | HTTP: the front, the operations, the document, the site |
//! | [`app`] | the use cases |
//! | [`jobs`] | what the server does by itself |
//! | [`mail`] | letters to citizens, and handing them to a mail server |
//! | [`authn`], [`authz`] | how somebody is recognised; what anybody may do |
//! | [`store`] | connections, transactions, rows and queries |
//! | [`domain`] | the nouns, their states and rules; pure |
//! | [`config`], [`data_dir`], [`master_key`] | settings from file, environment and flags; the folder of an installation; the master key |
//! | [`clock`], [`ticker`], [`bounded`] | the time, doing something again and again, and doing not too much at once |
//! | [`sampled`] | log lines about what may happen a thousand times a minute |
//! | [`entropy`], [`sealing`] | randomness and new ids; keeping things secret |

pub mod api;
pub mod app;
pub mod authn;
pub mod authz;
pub mod bounded;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod data_dir;
pub mod domain;
pub mod entropy;
pub mod jobs;
pub mod mail;
pub mod master_key;
pub mod sampled;
pub mod sealing;
pub mod server;
pub mod store;
pub mod ticker;
