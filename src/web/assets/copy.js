// A button beside a text that is to be sent elsewhere: copies it. Without this script the button is
// not there and the text is selected by hand.
for (const button of document.querySelectorAll('button[data-copies]')) {
  const text = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener('click', async () => {
    text.select();
    try {
      await document.defaultView.navigator.clipboard.writeText(text.value);
    } catch {
      // no clipboard without https: the older way works on what is selected
      document.execCommand('copy');
    }
    button.textContent = button.dataset.done;
  });
}
