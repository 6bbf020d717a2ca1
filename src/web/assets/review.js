// Keys of the review. Each key presses what the page shows anyway: a link, a button, a field. Without
// this script everything is there, only slower.
const at = (key) => document.querySelector(`[data-key="${key}"]`);
const rows = [...document.querySelectorAll('a[data-row]')];
const chosen = rows.findIndex((row) => row.hasAttribute('aria-current'));
const step = (by) => rows[chosen + by]?.click();

// a form that is folded away is opened for whoever wants to write in it
const write = (field) => {
  const folded = field?.closest('details');
  if (folded) folded.open = true;
  field?.select();
};

const acts = {
  j: () => step(1),
  k: () => step(-1),
  arrowdown: () => step(1),
  arrowup: () => step(-1),
  a: () => at('a')?.click(),
  r: () => at('r')?.click(),
  s: () => at('s')?.click(),
  u: () => at('u')?.click(),
  n: () => write(at('n')),
  p: () => write(at('p')),
  '/': () => at('/')?.focus(),
  '?': () => {
    const help = at('?');
    if (help) help.open = !help.open;
  },
};

document.addEventListener('keydown', (event) => {
  // whoever types means letters
  if (event.target.closest('input:not([type="checkbox"]), textarea, select')) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const act = acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// with Shift all boxes between the last one and this one
const boxes = [...document.querySelectorAll('input[data-pick]')];
let last = null;
for (const box of boxes) {
  box.addEventListener('click', (event) => {
    if (event.shiftKey && last !== null) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort(
        (one, other) => one - other,
      );
      for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
  });
}

rows[chosen]?.focus({ preventScroll: true });
