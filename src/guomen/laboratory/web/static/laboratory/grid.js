// The worksheet's grid by keyboard: Enter and the down arrow go to the next line, the up arrow to the one before;
// left and right go to the next cell where the cursor stands at the end of the text. Tab is the browser's own.
document.addEventListener("keydown", (event) => {
  const cell = event.target;
  const grid = cell.closest && cell.closest("[data-grid]");
  if (!grid || cell.tagName !== "INPUT" || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = cell.closest("tr");
  const rows = [...grid.querySelectorAll("tbody tr")].filter((one) => one.querySelector("input"));
  const cells = [...row.querySelectorAll("input")];
  const place = cells.indexOf(cell);
  const atStart = cell.selectionStart === 0 && cell.selectionEnd === 0;
  const atEnd = cell.selectionStart === cell.value.length;
  const below = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  let next = null;
  if (below) next = (rows[rows.indexOf(row) + below] || row).querySelectorAll("input")[place];
  else if (event.key === "ArrowLeft" && atStart) next = cells[place - 1];
  else if (event.key === "ArrowRight" && atEnd) next = cells[place + 1];
  else return;
  if (below || next) event.preventDefault();
  if (next && next !== cell) {
    next.focus();
    next.select();
  } else if (below) {
    cell.blur();
    cell.focus();
  }
});
