// `doisoat import settlement --gateway NAME FILE… [--mapping NAME]`
import { importSettlement } from '../payments/import-settlement.js';
import { textOption, wrongUsage } from './command.js';
import { importCommand } from './import-file.js';

export const importSettlementCommand = importCommand({
  what: 'settlement',
  summary: 'a gateway’s settlement reports (đợt quyết toán), from CSV or XLSX',
  args: '<file...>',
  options: [
    ['--gateway <name>', 'whose report it is: an account’s name or a kind (required)'],
    ['--mapping <name>', 'the confirmed column mapping that reads it; without one, our own shape'],
  ],
  run: (deps, input, command) => {
    const gateway = textOption(command, 'gateway');
    if (gateway === undefined) throw wrongUsage('--gateway NAME is required');
    const mapping = textOption(command, 'mapping');
    return importSettlement(deps, { ...input, gateway, mapping });
  },
});
