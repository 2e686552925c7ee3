//! What is kept of somebody, and that nothing of it is left when it is to be forgotten.

mod canaries;
mod consent;
mod keeping;
mod operator;

use canaries::files_with;
