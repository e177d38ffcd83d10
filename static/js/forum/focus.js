// What has just changed takes the focus: the support panel first, then an error summary.

const target =
  document.querySelector(".cg-support[data-focus]") ??
  document.querySelector(".nhsuk-error-summary") ??
  document.querySelector("#preview");
if (target) {
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus();
}
