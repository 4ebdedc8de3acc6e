//! Tests of what holds the house together: its layers, its two databases, its change sequence and its commands.
//! They use the library and the real binary; what the API answers is tested elsewhere.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod checking;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod copying;
#[cfg(test)]
mod counting;
#[cfg(test)]
mod deploying;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod forgetting;
#[cfg(test)]
mod health;
#[cfg(test)]
mod load;
#[cfg(test)]
mod lost;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod pooler;
#[cfg(test)]
mod quotas;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod reply_dates;
#[cfg(test)]
mod restoring;
#[cfg(test)]
mod reverting;
#[cfg(test)]
mod search_terms;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod starting;
#[cfg(test)]
mod submissions;
#[cfg(test)]
mod support;
#[cfg(test)]
mod together;
#[cfg(test)]
mod waiting_writes;
#[cfg(test)]
mod writes;
