// Starts the NHS design system's behaviours, and fetches them only where a page has one.

const script = document.querySelector("script[data-nhs]");
const wanted = document.querySelector("[data-module^='nhsuk-']:not(.nhsuk-skip-link)");

document.body.classList.add("js-enabled");

// What answers something just typed takes the focus, so that it is read out.
document.querySelector("[data-focus]")?.focus();

if (script && wanted) {
  document.body.classList.add("nhsuk-frontend-supported");
  import(script.dataset.nhs).then(({ initAll }) => initAll());
}
