// A page used by somebody without a mouse: from one field to the next by Tab, by what a screen reader
// says of it.
import type { Page } from 'playwright-core';

const tabsMax = 150;

/** Runs in the page: what is focused, by its name. */
function focusedName(): string {
  const focused = document.activeElement as HTMLInputElement | null;
  if (!focused || focused === document.body) return '';
  const labels = [...(focused.labels ?? [])].map(({ textContent }) => textContent);
  const own = focused.getAttribute('aria-label') ?? focused.textContent;
  const words = labels.length > 0 ? labels.join(' ') : own;
  return words.replace(/\s+/g, ' ').trim();
}

/** Over the head of the page to what it is about, by the link that is there for it. */
export async function toContent(page: Page): Promise<void> {
  await tabTo(page, 'Đến nội dung chính');
  await page.keyboard.press('Enter');
}

/** Goes on by Tab to what has this in its name. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let tabs = 0; tabs < tabsMax; tabs += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(focusedName);
    if (focused.includes(name)) return;
    passed.push(focused);
  }
  throw new Error(`no Tab leads to “${name}”, only to ${[...new Set(passed)].join(' | ')}`);
}

/** Types into a field, instead of what stands there. */
export async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** Goes to a link or button and takes it; the next page is there when this ends. */
export async function take(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await toContent(page);
}

/** Gives a file to a field, through the window that the browser opens for it. */
export async function giveFile(
  page: Page,
  name: string,
  file: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer },
): Promise<void> {
  await tabTo(page, name);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.keyboard.press('Enter'),
  ]);
  await chooser.setFiles(file);
}

/** Chooses of a list by the first letters of what it says. */
export async function choose(page: Page, name: string, letters: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.type(letters);
}
