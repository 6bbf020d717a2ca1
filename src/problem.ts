// The catalogue of problems: everything the service refuses, by stable code. HTTP answers them as
// RFC 9457 documents, the command line prints the same document with --json.

/** One entry: HTTP status and the Vietnamese title officers read. */
interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

export const problemKinds = {
  bad_file: { status: 422, title: 'Tệp không đọc được' },
  bad_rows: { status: 422, title: 'Tệp có dòng không hợp lệ' },
  conflict: { status: 409, title: 'Dữ liệu mâu thuẫn với dữ liệu đã có' },
  internal: { status: 500, title: 'Lỗi hệ thống' },
  invalid_input: { status: 400, title: 'Dữ liệu gửi lên không hợp lệ' },
  invalid_signature: { status: 401, title: 'Chữ ký không hợp lệ' },
  malformed: { status: 400, title: 'Thông điệp không đọc được' },
  method_not_allowed: { status: 405, title: 'Phương thức không được hỗ trợ' },
  misconfigured: { status: 500, title: 'Cấu hình thiếu hoặc sai' },
  not_found: { status: 404, title: 'Không tìm thấy' },
  stale_timestamp: { status: 401, title: 'Thời điểm ký ngoài khung cho phép' },
  unavailable: { status: 503, title: 'Dịch vụ tạm thời chưa sẵn sàng' },
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
}

export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly ProblemPlace[];
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
    ...(problem.errors ? { errors: problem.errors } : {}),
    ...(instance ? { instance } : {}),
  };
}
