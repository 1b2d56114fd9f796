//! A device that keeps passkeys for one site, and the browser's functions around it: `WebAuthn` with ES256 and without attestation.

use super::{app::ORIGIN, browser::Answer};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rcgen::{KeyPair, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const HOST: &str = "desk.northwind.example";
/// Somebody was there, and proved to the device who they are.
const VERIFIED: u8 = 0b0000_0101;
/// A public key follows.
const WITH_KEY: u8 = 0b0100_0000;

/// What a page asks the browser, as its script reads it.
pub(crate) struct Asked {
    pub(crate) handle: String,
    pub(crate) options: Value,
}

impl Asked {
    pub(crate) fn on(page: &Answer) -> Self {
        let html = page.text();
        let value = |mark: &str| {
            let (_, rest) = html.split_once(mark).unwrap_or_else(|| panic!("no question on the page: {html}"));
            let (value, _) = rest.split_once('"').expect("an attribute");
            value.replace("&quot;", "\"").replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        };
        let options = serde_json::from_str(&value("data-options=\"")).expect("JSON");
        Self { handle: value("name=\"handle\" value=\""), options }
    }
}

/// A device with one passkey.
pub(crate) struct Device {
    key: KeyPair,
    credential: Vec<u8>,
    /// Whose passkey it is, as the site calls them.
    pub(crate) user: String,
    /// How often it was used.
    pub(crate) count: u32,
    /// What it says of whoever is there.
    pub(crate) flags: u8,
    /// The page that asks.
    pub(crate) origin: &'static str,
}

impl Device {
    /// One that calls its passkey by this number.
    pub(crate) fn new(number: u8) -> Self {
        Self {
            key: KeyPair::generate().expect("a key"),
            credential: vec![number; 20],
            user: String::new(),
            count: 0,
            flags: VERIFIED,
            origin: ORIGIN,
        }
    }

    /// `navigator.credentials.create`, as JSON.
    pub(crate) fn create(&mut self, options: &Value) -> String {
        options["user"]["id"].as_str().expect("a user").clone_into(&mut self.user);
        let length = u16::try_from(self.credential.len()).expect("a short id");
        let key = [[0_u8; 16].as_slice(), &length.to_be_bytes(), &self.credential, &self.public_key()].concat();
        let said = [self.says(WITH_KEY), key].concat();
        let length = u8::try_from(said.len()).expect("short data");
        let attestation = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice(), &[length], &said].concat();
        let response = json!({
            "attestationObject": encoded(&attestation),
            "clientDataJSON": encoded(self.client("webauthn.create", options).as_bytes()),
            "transports": ["internal"],
        });
        self.answer(&response, &json!({ "credProps": { "rk": true } }))
    }

    /// `navigator.credentials.get`, as JSON.
    pub(crate) fn get(&mut self, options: &Value) -> String {
        self.count += 1;
        let (said, client) = (self.says(0), self.client("webauthn.get", options));
        let signed = [said.as_slice(), Sha256::digest(client.as_bytes()).as_slice()].concat();
        let response = json!({
            "authenticatorData": encoded(&said),
            "clientDataJSON": encoded(client.as_bytes()),
            "signature": encoded(&self.key.sign(&signed).expect("a signature")),
            "userHandle": self.user,
        });
        self.answer(&response, &json!({}))
    }

    fn answer(&self, response: &Value, extensions: &Value) -> String {
        let id = encoded(&self.credential);
        let answer = json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
            "response": response, "clientExtensionResults": extensions,
        });
        answer.to_string()
    }

    fn client(&self, kind: &str, options: &Value) -> String {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false }).to_string()
    }

    /// The site, who is there, and how often the device was used.
    fn says(&self, flags: u8) -> Vec<u8> {
        [Sha256::digest(HOST).as_slice(), &[self.flags | flags], &self.count.to_be_bytes()].concat()
    }

    /// As COSE has it: a point of P-256, for ES256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.public_key_raw();
        let (x, y) = (&point[1..33], &point[33..]);
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), x, b"\x22\x58\x20", y].concat()
    }
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
