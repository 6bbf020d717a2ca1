// The name on a proposed account beside the unit's names, and whether it is another unit's as well.
import { formatDay } from '../calendar.js';
import { unitTitle } from '../units/unit.js';
import type { AccountCheck, AccountCheckContext, AccountProposal } from './account-check.js';
import { holderFit, unitsNamed, type HolderFit, type HolderLevel } from './holder-name.js';

/** Others that are named in one sentence. */
const namedUnitsMax = 3;

export function* checkHolder(
  { accountName }: AccountProposal,
  { unit, otherUnits }: AccountCheckContext,
): Iterable<AccountCheck> {
  const fit = holderFit(accountName, unit);
  const others = unitsNamed(accountName, otherUnits, fit.level).map(
    ({ name, type, code }) => `${unitTitle({ unitName: name, type })} (${code})`,
  );
  const { level, compared } = fit;
  const words = wordsOf(fit);
  if (level !== 'equal' && level !== 'expanded' && words) {
    // an office of another place that we know by name is nothing to decide about
    const severity = level === 'place_differs' && others.length > 0 ? 'refuse' : 'warn';
    yield { code: `holder_${level}`, severity, field: 'accountName', ...words, compared };
  }
  if (others.length === 0) return;
  const named = others.slice(0, namedUnitsMax).join(', ');
  yield {
    code: 'name_fits_another_unit',
    severity: 'warn',
    field: 'accountName',
    vi: `Tên tài khoản in không dấu cũng là tên của ${named}. Đề nghị xác nhận bằng số tài khoản và giấy xác nhận của ngân hàng rằng tài khoản thuộc đúng đơn vị.`,
    en: `without marks the name is also that of ${named}`,
    compared: named,
  };
}

function wordsOf(fit: HolderFit): Pick<AccountCheck, 'vi' | 'en'> | undefined {
  const { earlier } = fit;
  const until = earlier?.until ? ` (đến trước ngày ${formatDay(earlier.until)})` : '';
  const unless: Partial<Record<HolderLevel, Pick<AccountCheck, 'vi' | 'en'>>> = {
    truncated: {
      vi: 'Tên tài khoản bị cắt bớt ở cuối; phần còn lại trùng với tên đơn vị. Đề nghị đối chiếu với tên đầy đủ trên giấy xác nhận của ngân hàng.',
      en: 'the name is cut; what is left is the beginning of the unit’s name',
    },
    earlier_type: {
      vi: `Tên tài khoản ghi loại đơn vị trước đây${until}. Được chấp nhận; đề nghị đơn vị làm thủ tục đổi tên tài khoản với ngân hàng.`,
      en: 'the name carries the type that the unit had before',
    },
    earlier_name: {
      vi: `Tên tài khoản là tên trước đây của đơn vị${until}. Được chấp nhận; đề nghị đơn vị làm thủ tục đổi tên tài khoản với ngân hàng.`,
      en: 'the name is one that the unit had before',
    },
    above_unknown: {
      vi: 'Tên tài khoản trùng với tên đơn vị, nhưng cấp trên ghi kèm không phải tên tỉnh, thành phố hiện nay. Đề nghị xác nhận tài khoản thuộc đơn vị sau sắp xếp.',
      en: 'the name is the unit’s, what follows is not its province of today',
    },
    other_type: {
      vi: 'Tên tài khoản cùng địa danh nhưng khác loại đơn vị, và loại này không có trong các tên trước đây của đơn vị. Đề nghị xác nhận; nếu là tên cũ, đề nghị cơ quan quản lý bổ sung tên cũ của đơn vị.',
      en: 'the place is the unit’s, as a type that is not on record',
    },
    division: {
      vi: 'Tên tài khoản là của một bộ phận hoặc tổ chức mang tên đơn vị. Đề nghị xác nhận bộ phận này được giao thu phí, lệ phí của đơn vị.',
      en: 'the name is that of a part of the office, or of a body of the same place',
    },
    place_differs: {
      vi: 'Tên tài khoản là của cơ quan ở địa danh khác. Đề nghị kiểm tra lại; nếu là tên cũ của đơn vị, đề nghị cơ quan quản lý bổ sung tên cũ rồi gửi lại.',
      en: 'the name is that of an office of another place',
    },
    no_office: {
      vi: 'Tên tài khoản không phải tên cơ quan, có thể là của cá nhân hoặc tổ chức khác. Đề nghị người duyệt xác nhận với giấy tờ mở tài khoản.',
      en: 'the name is that of no office: a person’s, or another body’s',
    },
  };
  return unless[fit.level];
}
