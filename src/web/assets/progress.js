// Keeps a list of work under way as it stands: asks for the page again and takes the list out of it.
// Without this script the page has a link that does the same.
const everyMs = 2000;

async function look() {
  const here = document.querySelector('[data-under-way]');
  if (!here) return;
  const reply = await fetch(location.href, { credentials: 'same-origin' }).catch(() => null);
  const page = reply?.ok ? new DOMParser().parseFromString(await reply.text(), 'text/html') : null;
  const list = page?.querySelector('#dang-lam');
  // whoever is about to press something in it is not disturbed
  const isUsed = here.contains(document.activeElement);
  if (list && !isUsed) document.querySelector('#dang-lam').replaceWith(document.adoptNode(list));
  setTimeout(look, everyMs);
}

setTimeout(look, everyMs);
