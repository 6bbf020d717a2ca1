// A mail is a list of blocks; its text and its HTML are made from the same blocks, so they can
// never say different things.

export type Block =
  | { readonly kind: 'heading' | 'paragraph' | 'small'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

const newLines = /[\r\n]+/g;

/** The heads of a table's columns as a template writes them, parted by bars. */
export function headOf(text: string): string[] {
  return text.split('|').map((head) => head.trim());
}

/** The plain part of the mail. */
export function textOf(blocks: readonly Block[]): string {
  return `${blocks.map(textOfBlock).join('\n\n')}\n`;
}

/** The HTML part: no script, no picture, nothing loaded from anywhere. */
export function htmlOf(blocks: readonly Block[], language: 'vi' | 'en' = 'vi'): string {
  const body = blocks.map(htmlOfBlock).join('\n');
  return (
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"></head>\n` +
    '<body style="font:15px/1.5 system-ui,sans-serif;color:#1b2430;max-width:44rem">\n' +
    `${body}\n</body></html>\n`
  );
}

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return block.text.toLocaleUpperCase('vi').replace(newLines, ' ');
    case 'paragraph':
    case 'small':
      return block.text.replace(newLines, ' ');
    case 'link':
      return `${block.text}: ${block.url}`;
    case 'table': {
      const lines = block.rows.map((row) =>
        row.map((cell, at) => `${block.head[at] ?? ''}: ${cell.replace(newLines, ' ')}`).join('; '),
      );
      return lines.map((line) => `- ${line}`).join('\n');
    }
  }
}

const cellStyle = 'style="border:1px solid #c9d1da;padding:4px 8px;text-align:left"';

function htmlOfBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2 style="font-size:17px;margin:20px 0 4px">${escaped(block.text)}</h2>`;
    case 'paragraph':
      return `<p style="margin:6px 0">${escaped(block.text)}</p>`;
    case 'small':
      return `<p style="margin:20px 0 0;font-size:13px;color:#55606e">${escaped(block.text)}</p>`;
    case 'link':
      return `<p><a href="${escaped(block.url)}">${escaped(block.text)}</a></p>`;
    case 'table': {
      const head = block.head.map((cell) => `<th ${cellStyle}>${escaped(cell)}</th>`).join('');
      const rows = block.rows.map(
        (row) => `<tr>${row.map((cell) => `<td ${cellStyle}>${escaped(cell)}</td>`).join('')}</tr>`,
      );
      return (
        '<table style="border-collapse:collapse;font-size:14px">' +
        `<tr>${head}</tr>\n${rows.join('\n')}</table>`
      );
    }
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
