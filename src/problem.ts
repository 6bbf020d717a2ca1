// The catalogue of problems: everything the service refuses, by stable code. HTTP answers them as
// RFC 9457 documents, the command line prints the same document with --json.

/** One entry: HTTP status and the Vietnamese title officers read. */
interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

export const problemKinds = {
  account_refused: { status: 422, title: 'Thông tin tài khoản chưa đạt kiểm tra' },
  bad_file: { status: 422, title: 'Tệp không đọc được' },
  bad_rows: { status: 422, title: 'Tệp có dòng không hợp lệ' },
  conflict: { status: 409, title: 'Dữ liệu mâu thuẫn với dữ liệu đã có' },
  cross_site: { status: 403, title: 'Yêu cầu đến từ trang web khác' },
  expectation_failed: { status: 417, title: 'Không đáp ứng được Expect' },
  forbidden: { status: 403, title: 'Không có quyền thực hiện việc này' },
  headers_too_large: { status: 431, title: 'Phần đầu yêu cầu quá lớn' },
  idempotency_key_required: { status: 400, title: 'Thiếu hoặc sai Idempotency-Key' },
  idempotency_key_reused: { status: 422, title: 'Idempotency-Key đã dùng cho yêu cầu khác' },
  in_progress: { status: 409, title: 'Yêu cầu này đang được xử lý' },
  internal: { status: 500, title: 'Lỗi hệ thống' },
  invalid_input: { status: 400, title: 'Dữ liệu gửi lên không hợp lệ' },
  invalid_signature: { status: 401, title: 'Chữ ký không hợp lệ' },
  layout_changed: { status: 422, title: 'Tệp không còn đúng mẫu cột đã xác nhận' },
  malformed: { status: 400, title: 'Thông điệp không đọc được' },
  method_not_allowed: { status: 405, title: 'Phương thức không được hỗ trợ' },
  misconfigured: { status: 500, title: 'Cấu hình thiếu hoặc sai' },
  not_found: { status: 404, title: 'Không tìm thấy' },
  precondition_required: { status: 428, title: 'Thiếu If-Match' },
  stale_timestamp: { status: 401, title: 'Thời điểm ký ngoài khung cho phép' },
  stale_version: { status: 412, title: 'Dữ liệu đã thay đổi, hãy tải lại' },
  too_large: { status: 413, title: 'Dữ liệu gửi lên quá lớn' },
  too_many_attempts: { status: 429, title: 'Thử quá nhiều lần, hãy đợi' },
  too_slow: { status: 408, title: 'Yêu cầu gửi quá chậm' },
  unauthenticated: { status: 401, title: 'Chưa đăng nhập hoặc phiên đã hết' },
  unavailable: { status: 503, title: 'Dịch vụ tạm thời chưa sẵn sàng' },
  unsupported_media_type: { status: 415, title: 'Kiểu nội dung không được hỗ trợ' },
  usage: { status: 400, title: 'Câu lệnh chưa đúng' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemKinds;

/** Where a problem lies: a file's row and column, or a JSON pointer of a message. */
export interface ProblemPlace {
  readonly file?: string;
  /** 1-based line or row of the file. */
  readonly line?: number;
  readonly column?: string;
  readonly pointer?: string;
  readonly detail: string;
  /** The same as an officer's page says it; programs get `detail` alone. */
  readonly vi?: string;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly ProblemPlace[];
  /** When it may be tried again, for `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** A refusal that ends a command with exit code 1, or a request with its problem document. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'Refused';
    this.problem = problem;
  }
}

/** The RFC 9457 document of a problem. `instance` is the request id where there is one. */
export function problemDocument(problem: Problem, instance?: string): Record<string, unknown> {
  const kind = problemKinds[problem.code];
  return {
    type: `urn:doisoat:problem:${problem.code}`,
    title: kind.title,
    status: kind.status,
    code: problem.code,
    detail: problem.detail,
    ...(problem.errors ? { errors: problem.errors.map(placeDocument) } : {}),
    ...(instance ? { instance } : {}),
  };
}

function placeDocument(place: ProblemPlace): Record<string, unknown> {
  return Object.fromEntries(Object.entries(place).filter(([member]) => member !== 'vi'));
}
