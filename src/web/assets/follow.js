// A page about work that goes on in the service: asks for itself again until the work is done, and
// shows what has changed. Without this script a link does the same.
const everyMs = 1500;

async function look() {
  const shown = document.querySelector('[data-follow]');
  if (!shown) return;
  try {
    const answer = await window.fetch(window.location.href);
    if (answer.ok && !answer.redirected) {
      const page = new window.DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = page.getElementById(shown.id);
      // whoever is about to press something in it is not disturbed
      const isUsed = shown.contains(document.activeElement);
      if (next && !isUsed && next.innerHTML !== shown.innerHTML) {
        shown.replaceChildren(...next.childNodes);
        if (!next.hasAttribute('data-follow')) shown.removeAttribute('data-follow');
      }
    }
  } catch {
    // the service is away for a moment: the next look tells
  }
  window.setTimeout(look, everyMs);
}

window.setTimeout(look, everyMs);
