// On the administration's page of an export, "Select all" ticks every column, or none.
for (const toggle of document.querySelectorAll(".select-toggle")) {
  toggle.addEventListener("change", () => {
    for (const box of document.querySelectorAll(
      '.selectable-field-export-row input[type="checkbox"]',
    )) {
      box.checked = toggle.checked;
    }
  });
}
