// `doisoat migrate`
import { migrate } from '../migrate.js';
import type { Command } from './command.js';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'bring the schema and the reference data up to date',
  run: async (context) => {
    const { applied } = await migrate(context.config());
    const text = applied.length === 0 ? 'up to date' : `applied: ${applied.join(', ')}`;
    return { json: { applied }, text };
  },
};
