// `doisoat serve`, which is `npm start`.
import { openLog } from '../log.js';
import { migrate } from '../migrate.js';
import { guardStart } from '../start-guard.js';
import { type Command, flagOption } from './command.js';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'serve callbacks, pages and the schedules on PORT, until SIGTERM or SIGINT',
  options: [
    [
      '--callbacks-only',
      'take callbacks and nothing else: a process beside the service for busy days',
    ],
  ],
  run: async (context, input) => {
    // loaded here, since no other command needs the pages and the API
    const { startReceiver, startService } = await import('../service.js');
    const start = flagOption(input, 'callbacksOnly') ? startReceiver : startService;
    const config = context.config();
    await migrate(config);
    const db = context.db();
    await guardStart({ db, config, now: context.now });
    const log = openLog(config.logLevel);
    const service = await start({ db, config, now: context.now, log });
    context.note(`Listening on ${service.url}`);
    await signalled();
    await service.stop();
    return { json: { url: service.url, stopped: true }, text: '' };
  },
};

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}
