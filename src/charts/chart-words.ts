// What the charts call things, on pages and in reports.
import { bucketWords } from '../discrepancies/words.js';
import type { AgeClass, OpenKind } from './ageing.js';

export const ageClassWords: Readonly<Record<AgeClass, string>> = {
  not_due: 'Chưa đến hạn',
  ...bucketWords,
  undated: 'Chưa rõ hạn',
};

export const openKindWords: Readonly<Record<OpenKind, string>> = {
  missing: 'Đã rõ là chưa về',
  unsure: 'Chưa thể kết luận',
  awaiting: 'Chờ tiền về, chưa đến hạn',
};
