// Officers in the words of their pages.
import type { OfficerState } from '../access/officer.js';
import type { Problem } from '../problem.js';
import type { Tone } from './components/tone.js';

export const stateWords: Readonly<Record<OfficerState, readonly [Tone, string]>> = {
  invited: ['wait', 'Chưa đặt mật khẩu'],
  active: ['good', 'Đang hoạt động'],
  disabled: ['bad', 'Đã khóa'],
};

/** What was done, by the word that the address keeps of it. */
export const doneWords: Readonly<Record<string, string>> = {
  sua: 'Đã lưu thông tin.',
  khoa: 'Đã khóa. Mọi phiên đăng nhập và liên kết thiết lập của cán bộ này đã kết thúc.',
  mo: 'Đã mở khóa.',
  giao: 'Đã giao vai trò. Cán bộ phải đăng nhập lại.',
  'thu-hoi': 'Đã thu hồi vai trò. Cán bộ phải đăng nhập lại.',
  'dat-lai': 'Đã đặt lại xác thực bước hai. Lần đăng nhập tới, cán bộ thiết lập lại từ đầu.',
  'ket-thuc': 'Đã kết thúc mọi phiên đăng nhập của cán bộ này.',
};

const pointerWords: Readonly<Record<string, string>> = {
  '/email': 'Thư điện tử này đã có cán bộ khác dùng.',
  '/citizenId': 'Số định danh này đã có cán bộ khác dùng.',
  '/scope': 'Không có đơn vị này trong phạm vi của bạn. Nhập mã đơn vị, hoặc hai chữ số của tỉnh.',
  '/role': 'Vai trò này chỉ dành cho phần mềm.',
  '/days': 'Mã có hạn từ 1 đến 730 ngày.',
};

const conflictWords: Readonly<Record<string, string>> = {
  giao: 'Cán bộ đã có vai trò này ở phạm vi này.',
  'lien-ket': 'Cán bộ đang bị khóa. Mở khóa trước, rồi cấp liên kết mới.',
  sua: 'Cán bộ phải có thư điện tử hoặc số định danh để đăng nhập.',
};

/** Why an act on an officer, or on a token, was not done. */
export function officerRefusalText({ code, errors }: Problem, act = ''): string {
  const pointer = errors?.[0]?.pointer ?? '';
  if (Object.hasOwn(pointerWords, pointer)) return pointerWords[pointer] ?? '';
  switch (code) {
    case 'stale_version':
      return 'Hồ sơ này vừa được người khác thay đổi. Xem lại thông tin mới bên dưới rồi làm lại.';
    case 'conflict':
      return conflictWords[act] ?? 'Chưa làm được: thông tin mâu thuẫn với dữ liệu đã có.';
    case 'forbidden':
      return (
        'Bạn không được làm việc này với cán bộ này: chỉ người giao được mọi vai trò của họ mới ' +
        'làm được; với người phê duyệt thì phải là cấp trên; và không ai làm với chính mình.'
      );
    case 'not_found':
      return 'Không còn vai trò hoặc mã này. Tải lại trang để xem hiện trạng.';
    default:
      return 'Chưa làm được. Xem lại các trường đã điền rồi gửi lại.';
  }
}
