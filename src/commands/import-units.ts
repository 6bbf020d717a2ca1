// `doisoat import units FILE`
import { importUnits } from '../units/import-units.js';
import { importCommand } from './import-file.js';

export const importUnitsCommand = importCommand({
  what: 'units',
  summary: 'units (đơn vị) with their contacts, from CSV or XLSX',
  args: '<file>',
  run: importUnits,
});
