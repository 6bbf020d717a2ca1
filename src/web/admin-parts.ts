// What there is to administer, in the order of the page that leads to it: each part with the actions
// that open it. The page of a part asks again.
import type { Grant } from '../access/principal.js';
import { roleMay, type Action } from '../access/roles.js';

export interface AdminPart {
  readonly href: string;
  readonly title: string;
  readonly text: string;
  readonly actions: readonly Action[];
  /** It belongs to no unit, so a grant over a unit does not open it. */
  readonly isProvinces: boolean;
}

const parts: readonly AdminPart[] = [
  {
    href: '/quan-tri/can-bo',
    title: 'Cán bộ và quyền',
    text: 'Thêm cán bộ, giao và thu hồi vai trò, gửi liên kết thiết lập, đặt lại xác thực bước hai.',
    actions: ['officer.read'],
    isProvinces: false,
  },
  {
    href: '/quan-tri/ma-truy-cap',
    title: 'Mã truy cập của phần mềm',
    text: 'Mã để cổng dịch vụ công và phần mềm khác gọi API; tạo mới và thu hồi.',
    actions: ['token.read'],
    isProvinces: true,
  },
  {
    href: '/quan-tri/nhat-ky',
    title: 'Nhật ký',
    text: 'Ai đã làm gì, lúc nào; kiểm tra chuỗi nhật ký còn nguyên vẹn.',
    actions: ['audit.read'],
    isProvinces: false,
  },
  {
    href: '/quan-tri/cong',
    title: 'Cổng thanh toán',
    text: 'Cổng nào im lặng, thông báo chờ xử lý, cấu hình, khóa bí mật, thử cổng.',
    actions: ['gateway.read'],
    isProvinces: true,
  },
  {
    href: '/quan-tri/don-vi',
    title: 'Đơn vị và đầu mối',
    text: 'Thư điện tử, điện thoại, đầu mối, cấp trên, tên cũ, mã định danh của từng đơn vị.',
    actions: ['unit.import'],
    isProvinces: false,
  },
  {
    href: '/quan-tri/sap-xep',
    title: 'Sắp xếp đơn vị',
    text: 'Đơn vị nào sáp nhập, chia tách, theo văn bản nào, từ ngày nào.',
    actions: ['unit.import'],
    isProvinces: true,
  },
  {
    href: '/quan-tri/lich',
    title: 'Lịch làm việc',
    text: 'Ngày nghỉ lễ, nghỉ hoán đổi, làm bù với căn cứ; hạn tiền về tính theo lịch này.',
    actions: ['reconciliation.read'],
    isProvinces: true,
  },
  {
    href: '/quan-tri/doi-chieu',
    title: 'Phiên đối chiếu',
    text: 'Đối chiếu ngay, theo dõi và dừng một phiên; chạy thử quy tắc mà không ghi gì.',
    actions: ['reconciliation.read'],
    isProvinces: true,
  },
  {
    href: '/quan-tri/he-thong',
    title: 'Tình trạng hệ thống',
    text: 'Bản sao lưu gần nhất, sổ có khớp không, dữ liệu hết thời hạn lưu trữ.',
    actions: ['audit.read'],
    isProvinces: true,
  },
  {
    href: '/quan-tri/xoa-ca-nhan',
    title: 'Xóa thông tin cá nhân',
    text: 'Xóa họ tên, địa chỉ của một người trong nhật ký theo yêu cầu; sự kiện vẫn còn.',
    actions: ['personal.erase'],
    isProvinces: true,
  },
  {
    href: '/quan-tri/nhap',
    title: 'Nhập danh sách',
    text: 'Đơn vị, tài khoản tiếp nhận lần đầu, yêu cầu nộp phí, giao dịch, từ tệp CSV hoặc Excel.',
    actions: ['order.create', 'unit.import'],
    isProvinces: false,
  },
  {
    href: '/quan-tri/webhook',
    title: 'Webhook',
    text: 'Hệ thống khác được báo khi tiền về, quá hạn, hoặc cờ cảnh báo thay đổi.',
    actions: ['webhook.read'],
    isProvinces: true,
  },
];

/** The parts that some grants open. */
export function adminPartsOf(
  grants: readonly Pick<Grant, 'role' | 'isProvince'>[],
): readonly AdminPart[] {
  return parts.filter(({ actions, isProvinces }) =>
    grants.some(
      ({ role, isProvince }) =>
        actions.some((action) => roleMay(role, action)) && (isProvince || !isProvinces),
    ),
  );
}
