//! SQLite: the suite, and what only a file on a disk can do.

use super::samples::{attempt, begin, done, line, log_of};
use super::{Place, suite};
use baton_protocol::ConversationId;
use baton_relay::store::sqlite::{OpenError, Sqlite, SqliteOptions};
use baton_relay::store::{Commit, Operation, Outcome, Store, StoreError};
use futures_util::FutureExt;
use futures_util::future::join_all;
use rusqlite::Connection;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

suite!(Folder);

/// A data folder of its own.
struct Folder(TempDir);

impl Place for Folder {
    fn fresh() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(Sqlite::open(self.0.path(), SqliteOptions::default()).unwrap())
    }
}

impl Folder {
    fn database(&self) -> PathBuf {
        self.0.path().join("baton.sqlite3")
    }

    /// A store that gives up at once where another program holds the database.
    fn open_impatient(&self) -> Sqlite {
        Sqlite::open(self.0.path(), SqliteOptions { busy: Duration::ZERO, ..SqliteOptions::default() }).unwrap()
    }

    fn refusal(&self) -> OpenError {
        Sqlite::open(self.0.path(), SqliteOptions::default()).unwrap_err()
    }
}

fn append(id: &ConversationId, event: &str) -> Operation {
    Operation::Append(line(id, event))
}

#[tokio::test]
async fn a_second_opener_is_told_who_has_the_folder() {
    let folder = Folder::fresh();
    let store = folder.open().await;
    let refusal = folder.refusal();
    let OpenError::InUse { holder, .. } = &refusal else { panic!("{refusal:?}") };
    assert_eq!(*holder, format!("process {}", std::process::id()));
    assert!(refusal.to_string().contains(&folder.0.path().display().to_string()));
    drop(store);
    drop(folder.open().await);
}

#[tokio::test]
async fn the_folder_is_made_and_its_owners_alone() {
    let folder = Folder::fresh();
    let inner = folder.0.path().join("var").join("data");
    let store = Sqlite::open(&inner, SqliteOptions::default()).unwrap();
    begin(&store, "c").await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&inner).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[tokio::test]
async fn a_closed_store_is_one_file() {
    let folder = Folder::fresh();
    let store = folder.open().await;
    begin(&*store, "c").await;
    assert!(store.conversation(&ConversationId::new("c")).await.unwrap().is_some());
    drop(store);
    let mut names: Vec<_> = fs::read_dir(folder.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["baton.lock", "baton.sqlite3"]);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let folder = Folder::fresh();
    drop(folder.open().await);
    let change = |sql: &str| Connection::open(folder.database()).unwrap().execute_batch(sql).unwrap();
    change("INSERT INTO schema_version VALUES (7)");
    assert!(matches!(folder.refusal(), OpenError::Newer { found: 7, known: 6 }));
    change("DELETE FROM schema_version WHERE version = 7");
    drop(folder.open().await);
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let folder = Folder::fresh();
    fs::write(folder.database(), "This is a letter, not a database. ".repeat(200)).unwrap();
    let refusal = folder.refusal();
    assert!(matches!(refusal, OpenError::Store(StoreError::Broken(_))), "{refusal:?}");

    let folder = Folder::fresh();
    let file = folder.0.path().join("file");
    fs::write(&file, "in the way").unwrap();
    let refusal = Sqlite::open(&file, SqliteOptions::default()).unwrap_err();
    assert!(matches!(refusal, OpenError::Store(StoreError::Unavailable(_))), "{refusal:?}");
}

/// Marks a database as written by a future file format, which SQLite then reads but never writes: the one way to be
/// read-only that also binds root. Byte 18 of the header is the write version (<https://sqlite.org/fileformat2.html>).
fn make_read_only(database: &Path, read_only: bool) {
    let mut file = fs::OpenOptions::new().write(true).open(database).unwrap();
    file.seek(SeekFrom::Start(18)).unwrap();
    file.write_all(&[if read_only { 3 } else { 2 }]).unwrap();
}

#[tokio::test]
async fn a_read_only_database_is_not_opened() {
    let folder = Folder::fresh();
    let store = folder.open().await;
    let id = begin(&*store, "c").await;
    drop(store);
    make_read_only(&folder.database(), true);
    let refusal = folder.refusal();
    assert!(matches!(refusal, OpenError::Store(StoreError::Unavailable(_))), "{refusal:?}");
    make_read_only(&folder.database(), false);
    let store = folder.open().await;
    done(&*store, [append(&id, "a")]).await;
}

#[tokio::test]
async fn while_writing_fails_nothing_is_acknowledged_and_reading_goes_on() {
    let folder = Folder::fresh();
    let store = folder.open_impatient();
    let id = begin(&store, "c").await;
    done(&store, [append(&id, "before")]).await;

    let other = Connection::open(folder.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let outcomes = join_all((0..10).map(|turn| attempt(&store, [], [append(&id, &format!("e{turn}"))]))).await;
    for outcome in outcomes {
        assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    }
    assert_eq!(log_of(&store, &id).await, [(1, "before".to_owned())]);

    other.execute_batch("ROLLBACK").unwrap();
    done(&store, [append(&id, "after")]).await;
    assert_eq!(log_of(&store, &id).await, [(1, "before".to_owned()), (2, "after".to_owned())]);
}

#[tokio::test]
async fn a_short_queue_slows_down_and_loses_nothing() {
    let folder = Folder::fresh();
    let store = Sqlite::open(folder.0.path(), SqliteOptions { queue: 1, ..SqliteOptions::default() }).unwrap();
    let id = begin(&store, "c").await;
    let outcomes = join_all((0..60).map(|turn| attempt(&store, [], [append(&id, &format!("e{turn}"))]))).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(Outcome::Committed(_)))));
    assert_eq!(log_of(&store, &id).await.len(), 60);
}

#[tokio::test]
async fn what_was_ordered_is_written_though_nobody_waits() {
    let folder = Folder::fresh();
    let store = folder.open().await;
    let id = begin(&*store, "c").await;
    for event in ["a", "b", "c"] {
        let commit = Commit { guards: Vec::new(), operations: vec![append(&id, event)] };
        // Asked once and given up, as by a client that hangs up.
        let _ = store.commit(commit).now_or_never();
    }
    drop(store);
    let store = folder.open().await;
    let expected = [(1, "a".to_owned()), (2, "b".to_owned()), (3, "c".to_owned())];
    assert_eq!(log_of(&*store, &id).await, expected);
}

/// Where a full disk's process finds its folder; without it the test starts that process.
const FULL_DISK: &str = "BATON_TEST_FULL_DISK";

/// The limit on a file's size stands for the end of the disk: it fails the very write that a full disk fails, for root
/// too. It binds a whole process, so the test runs itself again in one of its own.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_acknowledges_nothing_and_heals_by_itself() {
    if let Some(folder) = std::env::var_os(FULL_DISK) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        return runtime.block_on(fill_the_disk(Path::new(&folder)));
    }
    let folder = Folder::fresh();
    let name = concat!(module_path!(), "::a_full_disk_acknowledges_nothing_and_heals_by_itself");
    let name = name.split_once("::").unwrap().1;
    // XFSZ would end the process at the limit; ignored, the write fails instead.
    let limited = "trap '' XFSZ; ulimit -S -f 800; exec \"$0\" \"$@\"";
    let test = std::env::current_exe().unwrap();
    let mut process = Command::new("sh");
    process.args(["-c", limited]).arg(test).args(["--exact", name, "--nocapture"]).env(FULL_DISK, folder.0.path());
    let output = process.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[cfg(target_os = "linux")]
async fn fill_the_disk(folder: &Path) {
    let store = Sqlite::open(folder, SqliteOptions::default()).unwrap();
    let id = begin(&store, "c").await;
    // With a reader there, the writer that comes back finds the log as full as it left it.
    assert!(log_of(&store, &id).await.is_empty());
    let paragraph = "x".repeat(4000);
    let mut acknowledged = 0;
    let mut say = async || {
        let mut event = line(&id, &format!("e{acknowledged}"));
        event.body.clone_from(&paragraph);
        let outcome = attempt(&store, [], [Operation::Append(event)]).await;
        if let Ok(Outcome::Committed(made)) = &outcome {
            acknowledged += 1;
            assert_eq!(made.events[0].seq, acknowledged);
        }
        outcome
    };
    let failure = loop {
        match say().await {
            Ok(_) => {}
            Err(failure) => break failure,
        }
    };
    assert!(matches!(failure, StoreError::Unavailable(_)), "{failure:?}");
    for _ in 0..3 {
        assert!(matches!(say().await, Err(StoreError::Unavailable(_))));
    }
    let before = log_of(&store, &id).await.len();

    let process = std::process::id().to_string();
    let lifted = Command::new("prlimit").args(["--pid", &process, "--fsize=unlimited:"]).status().unwrap();
    assert!(lifted.success());
    assert!(matches!(say().await, Ok(Outcome::Committed(_))), "it goes on without being restarted");
    let log = log_of(&store, &id).await;
    assert_eq!(log.len(), before + 1);
    assert_eq!(log.len() as u64, acknowledged, "what was acknowledged, and nothing else, is there");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_what_is_kept_whatever_the_folder_was_before() {
    use std::os::unix::fs::PermissionsExt;
    let place = Folder::fresh();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let open_to_all = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    open_to_all(place.0.path(), 0o755);
    drop(place.open().await);
    assert_eq!((mode(place.0.path()), mode(&place.database())), (0o700, 0o600));
    open_to_all(place.0.path(), 0o755);
    open_to_all(&place.database(), 0o644);
    let store = place.open().await;
    begin(&*store, "c").await;
    assert_eq!((mode(place.0.path()), mode(&place.database())), (0o700, 0o600));
    assert_eq!(mode(&place.0.path().join("baton.sqlite3-wal")), 0o600, "its log takes after it");
}
