//! The WebAssembly entry point of the pages for everyone. They are whole as the server wrote them and are not hydrated: the
//! application, ten times the size of this, is for those who sign in.

/// Gives the page that the server rendered its behaviour.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn attend() {
    attend::every_page();
    attend::public_page();
}
