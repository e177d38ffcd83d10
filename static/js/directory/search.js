// Refining in place: says aloud what changed, keeps the place where one was, keeps addresses short,
// and opens the facets on wide screens.

const announce = document.querySelector("#announce");
const wide = window.matchMedia("(min-width: 60em)");
let before = { open: false, scroll: 0, focus: "" };

const facets = () => document.querySelector("#facets");

function openFacets() {
  if (facets() && wide.matches) facets().open = true;
}

document.addEventListener("htmx:configRequest", (event) => {
  const asked = event.detail.parameters;
  for (const name of new Set(Object.keys(asked))) {
    if (asked[name] === "") delete asked[name];
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  before = {
    open: facets()?.open ?? false,
    scroll: facets()?.scrollTop ?? 0,
    focus: document.activeElement?.id ?? "",
  };
  // A question with a mistake in it answers 422: the page shows what to mend, so go there.
  if (event.detail.xhr.status === 422) {
    window.location.assign(event.detail.xhr.responseURL);
    event.detail.shouldSwap = false;
  } else if (event.detail.xhr.status === 404) {
    event.detail.shouldSwap = true;
  }
});

document.addEventListener("htmx:afterSwap", () => {
  if (facets() && before.open) facets().open = true;
  openFacets();
  if (facets()) facets().scrollTop = before.scroll;
  // Only now: what lies in a closed panel cannot take the focus.
  if (before.focus) document.getElementById(before.focus)?.focus({ preventScroll: true });
  const words = document.querySelector("#results")?.dataset.announce;
  if (announce && words) announce.textContent = words;
});

openFacets();
