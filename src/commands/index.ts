// Every command of the command line, in the order in which `--help` lists them.
import type { Command } from './command.js';

export const commands: readonly Command[] = [];
