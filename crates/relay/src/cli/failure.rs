//! How a command fails.

use crate::config::Problem;
use std::process::ExitCode;

/// Why a command did not do what it should.
#[derive(Debug)]
pub(super) enum Failure {
    /// The configuration is wrong; warnings may be among the problems.
    Configuration(Vec<Problem>),
    /// What was looked at is not as it should be; that has been said.
    Findings,
    /// Anything else.
    Other(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

impl Failure {
    /// Says what went wrong, on standard error, and gives the exit code for it.
    pub(super) fn tell(&self) -> ExitCode {
        match self {
            Self::Configuration(problems) => {
                eprintln!("baton: the configuration cannot be used:");
                for problem in problems {
                    eprintln!("  {problem}");
                }
                ExitCode::from(2)
            }
            Self::Findings => ExitCode::FAILURE,
            Self::Other(error) => {
                eprintln!("baton: {error:#}");
                ExitCode::FAILURE
            }
        }
    }
}
