// Roles in the words of pages.
import type { Role } from '../access/roles.js';

export const roleWords: Readonly<Record<Role, string>> = {
  commune_admin: 'Quản trị đơn vị',
  commune_accountant: 'Kế toán đơn vị',
  approver: 'Người phê duyệt',
  finance_officer: 'Cán bộ tài chính',
  department_of_justice: 'Sở Tư pháp',
  auditor: 'Kiểm tra, kiểm toán',
  system_admin: 'Quản trị hệ thống',
  portal: 'Cổng dịch vụ công',
  monitor: 'Giám sát kỹ thuật',
};
