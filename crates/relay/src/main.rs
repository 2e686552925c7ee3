//! `baton`: see `baton help`.

fn main() -> std::process::ExitCode {
    baton_relay::cli::main()
}
