//! `baton export` and `baton erase`, with a relay that runs and without one.

use super::files_with;
use crate::harness::{Process, Visitor};
use std::path::PathBuf;
use std::process::Output;

const SAID: &str = "my cockatoo ate the marmalade spoon";
const BYTES: &str = "the bytes of the narwhal";

fn said(output: &Output) -> (bool, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn done(output: &Output) -> String {
    let (done, out, errors) = said(output);
    assert!(done, "{errors}");
    out
}

async fn speaks(process: &Process) -> (Visitor, String) {
    let mut visitor = process.visitor().await;
    let file = visitor.uploads("axolotl.txt", BYTES.as_bytes()).await;
    visitor.shows(SAID, vec![file.id]).await;
    let sql = "SELECT visitor FROM conversation WHERE id = ?1";
    let database = rusqlite::Connection::open(process.folder().join("data/baton.sqlite3")).unwrap();
    let id = database.query_row(sql, [visitor.conversation().as_str()], |row| row.get(0)).unwrap();
    (visitor, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_running_relay_is_asked() {
    let mut process = Process::new().await;
    process.start(None, &[]).await;
    let (mut visitor, id) = speaks(&process).await;
    let socket = process.folder().join("data/admin.sock");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&socket).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "nobody else may ask");

    let told = done(&process.baton(&["export", &id, "--site", "shop"]));
    assert!(told.contains(SAID) && told.contains("axolotl.txt"), "{told}");
    done(&process.baton(&["export", &id, "--site", "shop", "--out", "out"]));
    let out = process.folder().join("out");
    assert!(std::fs::read_to_string(out.join("export.json")).unwrap().contains(SAID));
    assert_eq!(files_with(&out.join("files"), BYTES).len(), 1);
    std::fs::remove_dir_all(&out).unwrap();

    let (ok, _, errors) = said(&process.baton(&["erase", "nobody@else.example", "--site", "shop"]));
    assert!(!ok && errors.contains("nobody is known by that"), "{errors}");
    let (ok, _, errors) = said(&process.baton(&["erase", &id, "--site", "shoe"]));
    assert!(!ok && errors.contains("configured are: shop"), "{errors}");

    let told = done(&process.baton(&["erase", &id, "--site", "shop"]));
    assert!(told.starts_with("erased: 1 conversations, 1 files"), "{told}");
    visitor.until_refused().await;
    for word in [SAID, BYTES, "axolotl.txt"] {
        assert_eq!(files_with(&process.folder().join("data"), word), Vec::<PathBuf>::new(), "{word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_relay_the_store_is_opened() {
    let mut process = Process::new().await;
    process.start(None, &[]).await;
    let (_visitor, id) = speaks(&process).await;
    process.kill();
    // What a crash leaves behind is nobody's socket.
    assert!(process.folder().join("data/admin.sock").exists());
    let told = done(&process.baton(&["export", &id, "--site", "shop"]));
    assert!(told.contains(SAID), "{told}");
    done(&process.baton(&["erase", &id, "--site", "shop"]));
    for word in [SAID, BYTES] {
        assert_eq!(files_with(&process.folder().join("data"), word), Vec::<PathBuf>::new(), "{word}");
    }
    process.start(None, &[]).await;
    let (_visitor, id) = speaks(&process).await;
    assert!(done(&process.baton(&["export", &id, "--site", "shop"])).contains(SAID));
}
