// Work that goes on in the service, in words: how far it is and how it ended.
import type { RunPhase } from '../reconciliation/run-reconciliation.js';
import type { RunState } from '../reconciliation/run-store.js';
import type { UploadState } from '../statements/upload-store.js';
import { actorText } from './audit-words.js';
import type { Tone } from './components/tone.js';

interface Words {
  readonly tone: Tone;
  readonly text: string;
}

export const uploadStateWords: Readonly<Record<UploadState, Words>> = {
  running: { tone: 'wait', text: 'Đang đọc' },
  taken: { tone: 'good', text: 'Đã nhập' },
  refused: { tone: 'bad', text: 'Không nhận' },
  interrupted: { tone: 'bad', text: 'Bị ngắt' },
};

export const runStateWords: Readonly<Record<RunState, Words>> = {
  running: { tone: 'wait', text: 'Đang chạy' },
  done: { tone: 'good', text: 'Đã xong' },
  failed: { tone: 'bad', text: 'Gặp lỗi' },
  cancelled: { tone: 'plain', text: 'Đã dừng' },
  interrupted: { tone: 'bad', text: 'Bị ngắt' },
};

export const phaseWords: Readonly<Record<RunPhase, string>> = {
  waiting: 'đang chờ phiên khác xong',
  loading: 'đang đọc giao dịch và sao kê',
  matching: 'đang tìm các cặp khớp',
  writing: 'đang ghi kết quả',
};

/** `officer 7` as "Cán bộ 7"; those before it was kept: nobody is named. */
export function askedByText(askedBy: string | null): string {
  const [actorKind = '', ...rest] = (askedBy ?? '').split(' ');
  return askedBy === null
    ? 'không rõ ai'
    : actorText({ actorKind, actor: rest.join(' ') }, new Map());
}
