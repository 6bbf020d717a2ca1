// The domain of our mails' Message-IDs: that of the sender.
import type { Config } from '../config.js';

export function messageDomain({ smtpFrom }: Pick<Config, 'smtpFrom'>): string {
  return smtpFrom.slice(smtpFrom.lastIndexOf('@') + 1);
}
