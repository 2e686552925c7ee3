//! What the operator's commands ask a running relay, since it alone may write its store: over a socket in the data folder
//! that nobody but the relay's own user can open. One line of JSON each way.

use crate::core::{Core, Erased, Export};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The socket's name in the data folder.
const SOCKET: &str = "admin.sock";

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// What is kept of somebody, without the bytes of files.
    Export(Person),
    /// Erase it.
    Erase(Person),
}

/// Somebody, as a person names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The site, by its configured name.
    pub site: String,
    /// A visitor's id, a proved external id or a proved e-mail address.
    pub who: String,
}

/// What is answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// What is kept.
    Export(Box<Export>),
    /// It is erased.
    Erased(Erased),
    /// Why not; for the operator.
    Failed(String),
}

/// Where the socket of a data folder is.
pub fn socket_in(data: &Path) -> PathBuf {
    data.join(SOCKET)
}

/// Does what is asked.
pub async fn answer(core: &Core, ask: &Ask) -> Told {
    let (Ask::Export(person) | Ask::Erase(person)) = ask;
    let Some(site) = core.sites.by_name(&person.site) else {
        let known: Vec<&str> = core.sites.all().map(|site| site.name.as_str()).collect();
        return Told::Failed(format!("there is no site {:?}; configured are: {}", person.site, known.join(", ")));
    };
    let visitor = match core.find(site, &person.who).await {
        Ok(visitor) => visitor,
        Err(error) => return Told::Failed(error.to_string()),
    };
    let told = match ask {
        Ask::Export(_) => core.export(&visitor, false).await.map(|export| Told::Export(Box::new(export))),
        Ask::Erase(_) => core.erase(&visitor).await.map(Told::Erased),
    };
    told.unwrap_or_else(|error| Told::Failed(error.to_string()))
}

#[cfg(unix)]
pub use socket::{Socket, ask};

#[cfg(unix)]
mod socket {
    use super::{Ask, Told, answer};
    use crate::core::Core;
    use anyhow::Context as _;
    use std::io::ErrorKind;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::time::Duration;
    use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::{UnixListener, UnixStream};
    use tokio_util::sync::CancellationToken;

    /// Bytes of a question at most.
    const ASK_BYTES: u64 = 16 * 1024;
    /// The pause where nobody can be taken, such as while the machine has no more files to open.
    const PAUSE: Duration = Duration::from_secs(1);
    /// How long a question may take to come.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// The socket of a relay. It is gone when this is dropped.
    #[derive(Debug)]
    pub struct Socket {
        listener: UnixListener,
        path: PathBuf,
    }

    impl Drop for Socket {
        fn drop(&mut self) {
            // One that is gone already is no matter.
            let _ = std::fs::remove_file(&self.path);
        }
    }

    impl Socket {
        /// Makes it. Whoever holds the data folder's lock is alone there: what stands in the way is left over.
        pub fn open(path: &Path) -> anyhow::Result<Self> {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("{} stands in the way", path.display()));
                }
                _ => {}
            }
            let listener = UnixListener::bind(path).with_context(|| format!("{} cannot be made", path.display()))?;
            let socket = Self { listener, path: path.to_owned() };
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
                .with_context(|| format!("{} cannot be kept from others", path.display()))?;
            Ok(socket)
        }

        /// Answers until told to stop.
        pub async fn serve(self, core: Arc<Core>, shutdown: CancellationToken) {
            loop {
                let accepted = tokio::select! {
                    accepted = self.listener.accept() => accepted,
                    () = shutdown.cancelled() => return,
                };
                match accepted {
                    Ok((stream, _)) => {
                        let core = Arc::clone(&core);
                        tokio::spawn(async move {
                            if let Err(error) = converse(&core, stream).await {
                                tracing::warn!(error = %error, "a command of the operator broke off");
                            }
                        });
                    }
                    Err(error) => {
                        tracing::warn!(error = %error, "the operator's socket takes nobody");
                        core.clock.sleep_until(core.clock.now() + PAUSE).await;
                    }
                }
            }
        }
    }

    async fn converse(core: &Core, stream: UnixStream) -> anyhow::Result<()> {
        let (input, mut output) = stream.into_split();
        let mut line = String::new();
        let mut input = BufReader::new(input.take(ASK_BYTES));
        tokio::time::timeout(PATIENCE, input.read_line(&mut line)).await??;
        let told = match serde_json::from_str::<Ask>(&line) {
            Ok(ask) => answer(core, &ask).await,
            Err(error) => Told::Failed(format!("the question is of no known form: {error}")),
        };
        output.write_all(&serde_json::to_vec(&told)?).await?;
        output.write_all(b"\n").await?;
        Ok(output.shutdown().await?)
    }

    /// Asks the relay that runs on a data folder; none where none does.
    pub async fn ask(path: &Path, ask: &Ask) -> anyhow::Result<Option<Told>> {
        let mut stream = match UnixStream::connect(path).await {
            Ok(stream) => stream,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {
                return Ok(None);
            }
            Err(error) => return Err(error).with_context(|| format!("{} cannot be asked", path.display())),
        };
        stream.write_all(&serde_json::to_vec(ask)?).await?;
        stream.write_all(b"\n").await?;
        let mut told = Vec::new();
        stream.read_to_end(&mut told).await?;
        Ok(Some(serde_json::from_slice(&told).context("the relay's answer is of no known form")?))
    }
}
