// `npm run demo`. What it does is loaded when it is asked for: the server and the invented province
// are two fifths of the program, and no other command needs them.
import type { Command } from './command.js';

export const demoCommand: Command = {
  name: 'demo',
  summary: 'the main job on an invented province (tỉnh mẫu), then the web page stays up',
  options: [
    ['--once', 'end after the summary'],
    ['--days <n>', 'days with payments, from 20 April 2026 (default 21)'],
    ['--payments <n>', 'payments in all (default 5000)'],
    ['--seed <n>', 'seed of the invented province (default 75)'],
  ],
  run: async (context, input) => {
    const { runDemo } = await import('./demo-run.js');
    return runDemo(context, input);
  },
};
