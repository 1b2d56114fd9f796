//! The WebAssembly entry point of the application.

/// Takes over the page that the server rendered.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    attend::every_page();
    attend::links_until_taken_over();
    leptos::mount::hydrate_lazy(app::App);
}
