//! Who the visitor is to the agents: what a token proves, and what nothing else does.

mod encrypted;
mod leaving;
mod meeting;
mod published;
mod refused;
mod required;
mod routed;
mod samples;
mod signed;
mod typed;

#[path = "../../src/identity/tests/signer.rs"]
#[expect(dead_code, reason = "the unit tests use all of it")]
mod signer;

use crate::harness::{Scene, Settings, Visitor};
use baton_relay::conversation::Plan;
use baton_relay::store::{Identity, IdentityKind, VisitorId};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// The key that pages sign with, and its secret.
const KID: &str = "app_68a1";
const SECRET: &str = "the shop's own secret, of more than 32 bytes";
/// The key that was before it.
const OLD_KID: &str = "app_57b0";
const OLD_SECRET: &str = "the secret from before, of more than 32 bytes";

/// A site that takes tokens, with further lines of its own.
fn settings(lines: &str) -> Settings {
    let keys = format!("identity.keys = {{ {KID} = \"{SECRET}\", {OLD_KID} = \"{OLD_SECRET}\" }}");
    Settings::default().of_site(&keys).of_site(lines)
}

fn signed_by(kid: &str, secret: &str, claims: &Value) -> String {
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn signed(claims: &Value) -> String {
    signed_by(KID, SECRET, claims)
}

/// What a site says of Jane, a minute of whose session is over.
fn jane(scene: &Scene) -> Value {
    let now = scene.time.moment().0 / 1_000;
    json!({
        "scope": "user",
        "external_id": "customer-42",
        "name": "Jane Doe",
        "email": "jane@doe.example",
        "iat": now - 60,
        "exp": now + 300,
    })
}

fn but(mut claims: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else { panic!("an object") };
    claims.as_object_mut().unwrap().extend(changes);
    claims
}

/// Waits until the relay has taken all frames so far: it takes them in order, and answers a message.
async fn taken(visitor: &mut Visitor) {
    visitor.says("Hello?").await;
}

/// Makes the bot remember something, as its answers do.
async fn bot_learns(scene: &Scene, visitor: &Visitor, name: &str, value: &str) {
    let set = |snapshot: &_| {
        let mut plan = Plan::on(snapshot);
        plan.state().variables.insert(name.to_owned(), value.to_owned());
        Some(plan)
    };
    scene.core().change(visitor.conversation(), set).await.unwrap().unwrap();
}

/// Who is known by an identity at the account.
async fn known(scene: &Scene, kind: IdentityKind, value: &str) -> Option<VisitorId> {
    scene.core().store.visitor_of(&Identity::new("main", kind, value)).await.unwrap()
}

async fn id_of(scene: &Scene, visitor: &Visitor) -> VisitorId {
    scene.core().snapshot(visitor.conversation()).await.unwrap().row.visitor
}
