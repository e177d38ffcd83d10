// Says aloud what changed when the list is refined in place, and opens the facets on wide screens.

const announce = document.querySelector("#announce");
const wide = window.matchMedia("(min-width: 60em)");

function openFacets() {
  const facets = document.querySelector("#facets");
  if (facets && wide.matches) facets.open = true;
}

let wasOpen = false;

document.addEventListener("htmx:beforeSwap", (event) => {
  wasOpen = document.querySelector("#facets")?.open ?? false;
  // A question with a mistake in it answers 422: the page shows what to mend, so go there.
  if (event.detail.xhr.status === 422) {
    window.location.assign(event.detail.xhr.responseURL);
    event.detail.shouldSwap = false;
  } else if (event.detail.xhr.status === 404) {
    event.detail.shouldSwap = true;
  }
});

document.addEventListener("htmx:afterSwap", () => {
  const facets = document.querySelector("#facets");
  if (facets && wasOpen) facets.open = true;
  openFacets();
  const words = document.querySelector("#results")?.dataset.announce;
  if (announce && words) announce.textContent = words;
});

openFacets();
