// Who may be the second person. The rule is here and nowhere else, and the database repeats the part
// of it that a row can say: maker and checker are two people.

export const whyNotReasons = [
  'not_a_person',
  'own_proposal',
  'same_citizen',
  'tied_to_maker',
  'needs_department',
] as const;
export type WhyNot = (typeof whyNotReasons)[number];

/** How long an act that could have made a puppet of somebody stands between two people. */
export const tieDays = 30;

/** Two people may not decide for each other for as long as one may have made the other. */
export interface Deciding {
  readonly isPerson: boolean;
  readonly isMaker: boolean;
  /** The two accounts have one citizen number. */
  readonly isSameCitizen: boolean;
  /**
   * Within `tieDays` the maker granted the checker a role, or either made the other's set-up link
   * or reset the other's second factor: whoever did that can log in as the other.
   */
  readonly isTied: boolean;
  /** Enabled officers with a grant over this very unit. */
  readonly officersOfUnit: number;
  /** The checker's right to approve comes from strictly above the unit. */
  readonly isFromAbove: boolean;
}

const officersOfUnitMin = 2;

/** Null for somebody who may decide. */
export function whyNotDecide(deciding: Deciding): WhyNot | null {
  if (!deciding.isPerson) return 'not_a_person';
  if (deciding.isMaker) return 'own_proposal';
  if (deciding.isSameCitizen) return 'same_citizen';
  if (deciding.isTied) return 'tied_to_maker';
  const isSmall = deciding.officersOfUnit < officersOfUnitMin;
  return isSmall && !deciding.isFromAbove ? 'needs_department' : null;
}

/** What somebody who may not decide is told. */
export const whyNotWords: Readonly<Record<WhyNot, { readonly vi: string; readonly en: string }>> = {
  not_a_person: {
    vi: 'Chỉ cán bộ đăng nhập mới được duyệt; khóa truy cập của máy thì không.',
    en: 'Only a person decides, no token.',
  },
  own_proposal: {
    vi: 'Người lập không được tự duyệt.',
    en: 'Whoever made a proposal does not decide on it.',
  },
  same_citizen: {
    vi: 'Người lập và người duyệt là cùng một người (cùng số định danh).',
    en: 'Maker and checker are one person (one citizen number).',
  },
  tied_to_maker: {
    vi:
      `Trong ${String(tieDays)} ngày qua, một trong hai người đã cấp quyền, gửi liên kết thiết lập ` +
      'hoặc đặt lại xác thực cho người kia. Đề nghị người khác duyệt.',
    en:
      `Within ${String(tieDays)} days one of the two granted, invited or reset the other; ` +
      'somebody else must decide.',
  },
  needs_department: {
    vi: 'Đơn vị có ít hơn hai cán bộ: Sở Tư pháp (cấp trên) duyệt.',
    en: 'The unit has fewer than two officers of its own: the Department above it decides.',
  },
};
