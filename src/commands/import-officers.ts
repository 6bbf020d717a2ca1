// `doisoat import officers FILE`: nothing to match afterwards, but links to hand out.
import { importOfficers } from '../access/import-officers.js';
import { flagOption, type Command } from './command.js';
import { readOwnFileAt, reportOf } from './import-file.js';
import { handOut, peopleDeps } from './people.js';

export const importOfficersCommand: Command = {
  name: 'import officers',
  summary: 'officers (cán bộ) with their roles, from CSV or XLSX; links for those who are new',
  args: ['<file>'],
  options: [['--skip-bad', 'leave wrong rows out and list them; without it nothing is stored']],
  run: async (context, input) => {
    const file = await readOwnFileAt(input.args[0] ?? '');
    const skipBad = flagOption(input, 'skipBad');
    const outcome = await importOfficers(peopleDeps(context), { file, skipBad });
    for (const warning of outcome.warnings) context.note(warning);
    const links = await handOut(context, outcome.invitations);
    const report = reportOf('officers', outcome);
    return {
      json: { ...(report.json as object), setupLinks: links.map(({ json }) => json) },
      text: [report.text, ...links.map(({ text }) => text)].join('\n'),
    };
  },
};
