// An amount in words, as letters and receipts write it: "Một triệu không trăm linh năm nghìn đồng".
import type { Money } from '../money.js';

const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
const billion = 1_000_000_000n;

/** Capital first, "đồng" last; debits begin with "Âm". */
export function moneyInWords(amount: Money): string {
  const words = amount < 0n ? `âm ${inWords(-amount)}` : inWords(amount);
  return `${words.charAt(0).toLocaleUpperCase('vi')}${words.slice(1)} đồng`;
}

function inWords(figure: bigint): string {
  if (figure === 0n) return 'không';
  const above = figure / billion;
  const below = figure % billion;
  if (above === 0n) return belowBillion(Number(below), false);
  const rest = below === 0n ? [] : [belowBillion(Number(below), true)];
  return [`${inWords(above)} tỷ`, ...rest].join(' ');
}

/** @param isRest something larger was said before: what is missing in front is said as zeros */
function belowBillion(figure: number, isRest: boolean): string {
  const groups = [
    { figure: Math.floor(figure / 1_000_000), word: 'triệu' },
    { figure: Math.floor(figure / 1000) % 1000, word: 'nghìn' },
    { figure: figure % 1000, word: '' },
  ];
  const said: string[] = [];
  for (const group of groups) {
    if (group.figure === 0) continue;
    const isFull = isRest || said.length > 0;
    said.push(`${belowThousand(group.figure, isFull)} ${group.word}`.trim());
  }
  return said.join(' ');
}

/** @param isFull "không trăm linh năm" rather than "năm" */
function belowThousand(figure: number, isFull: boolean): string {
  const [hundreds, tens, ones] = [
    Math.floor(figure / 100),
    Math.floor(figure / 10) % 10,
    figure % 10,
  ];
  const said: string[] = [];
  if (hundreds > 0 || isFull) said.push(`${digits[hundreds] ?? ''} trăm`);
  if (tens === 0 && ones > 0 && said.length > 0) said.push('linh');
  if (tens === 1) said.push('mười');
  if (tens > 1) said.push(`${digits[tens] ?? ''} mươi`);
  if (ones > 0) said.push(onesWord(ones, tens));
  return said.join(' ');
}

/** After tens: 21 "mốt", 15 "lăm". */
function onesWord(ones: number, tens: number): string {
  if (ones === 1 && tens > 1) return 'mốt';
  if (ones === 5 && tens > 0) return 'lăm';
  return digits[ones] ?? '';
}
